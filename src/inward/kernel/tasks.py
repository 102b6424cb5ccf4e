"""Timers of the kernel: old rows go, so that its tables do not grow for ever."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from inward.kernel import jobs
from inward.kernel.clock import now
from inward.kernel.models import IdempotencyKey, Job, StoredFile
from inward.kernel.ports import ports

KEEP_DONE = timedelta(days=7)
KEEP_KEYS = timedelta(days=7)
_BATCH = 2_000


@jobs.periodic("kernel.purge", every=timedelta(hours=1), atomic=False)
def purge(_payload: Mapping[str, Any], *, job: jobs.Running) -> None:
    """Delete finished jobs and idempotency keys after 7 days, in small transactions."""
    while purge_batch(at=now()) and job.still_held():
        pass


def purge_batch(*, at: datetime) -> int:
    """Delete up to 2,000 old rows of each kind. Returns how many went."""
    keys = IdempotencyKey.objects.filter(created_at__lt=at - KEEP_KEYS)
    return _deleted(_old_jobs(at)) + _deleted(keys)


@jobs.task("files.preview", atomic=False)
def preview(payload: Mapping[str, Any], *, job: jobs.Running) -> None:  # noqa: ARG001
    """Draw the small copy of a picture; what cannot be drawn has none.

    What decodes pictures is loaded by the worker that runs the job, by nobody else.
    """
    stored = StoredFile.objects.filter(pk=payload["file"], preview="").first()
    if stored is not None:
        ports.draw(stored, at=now())


def _old_jobs(at: datetime) -> QuerySet[Job]:
    """Done and dropped ones; a periodic task's newest slot stays, as it says 'done already'."""
    newer = Job.objects.filter(task=OuterRef("task"), slot__gt=OuterRef("slot"))
    ended = Job.objects.filter(
        state__in=(Job.State.DONE, Job.State.DROPPED), finished_at__lt=at - KEEP_DONE
    )
    return ended.filter(Q(slot=None) | Exists(newer)).order_by(F("finished_at"))


def _deleted(rows: QuerySet[Any]) -> int:
    with transaction.atomic():
        found = list(rows.values_list("pk", flat=True)[:_BATCH])
        gone, _ = rows.model._default_manager.filter(pk__in=found).delete()
    return int(gone)
