"""Leases on jobs: claim, heartbeat, finish, fail, reap. Every step is one statement of SQL.

A claim sets `lease_until` and adds one to the job's fence. Whatever a worker writes about its job
later carries the fence and changes nothing when another has claimed since; the transaction of the
late worker is then rolled back with all its writes. Leases are compared by the workers' own clocks:
keep them within some seconds of each other (NTP), well below the lease.
"""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import F

from inward.kernel import crashpoints
from inward.kernel.clock import now
from inward.kernel.jobs import MAX_TRIES, TASKS
from inward.kernel.models import Job
from inward.kernel.storable import legible

FIRST_BACKOFF = timedelta(seconds=30)
LONGEST_ERROR = 20_000


class LeaseLost(Exception):
    """Another worker may have this job by now: the writes of this one must not stand."""


@dataclass
class Claim:
    """A job that this worker holds until its lease ends or it is finished."""

    id: int
    task: str
    payload: dict[str, Any]
    tries: int
    fence: int
    finished: bool = field(default=False)
    _finishing: bool = field(default=False, repr=False)

    def still_held(self) -> bool:
        """Whether nobody else has claimed the job since. Cost: one query."""
        return bool(_held(self).exists())

    @contextmanager
    def finishing(self) -> Iterator[None]:
        """One transaction of the task's writes and the end of its job.

        Raises LeaseLost, undoing the writes, when another worker has taken the job over;
        RuntimeError when it is used twice, or in a task that is atomic anyway.
        """
        if self._finishing:
            raise RuntimeError("a job finishes once, and a task with atomic=True by itself")
        self._finishing = True
        with transaction.atomic():
            yield
            crashpoints.reach("job.working")
            finish(self)
            crashpoints.reach("job.finished")
        self.finished = True
        crashpoints.reach("job.committed")


_CLAIM = """
UPDATE kernel_job
   SET state = 'running', fence = fence + 1, tries = tries + 1,
       lease_until = %s, started_at = %s, worker = %s
 WHERE id = (
       SELECT j.id FROM kernel_job j
        WHERE j.state = 'pending' AND j.run_at <= %s
          AND (j.alone IS NULL OR NOT EXISTS (
               SELECT 1 FROM kernel_job r WHERE r.alone = j.alone AND r.state = 'running'))
        ORDER BY j.run_at, j.id LIMIT 1 {skip_locked})
   AND state = 'pending'
RETURNING id
"""


def claim(*, worker: str, lease: timedelta, at: datetime) -> Claim | None:
    """Take the job that is due longest, or None. Looks before it writes: idling takes no lock."""
    if not _any_due(at):
        return None
    try:
        job_id = _claimed(worker, lease, at)
    except IntegrityError:  # another worker began a job of the same 'alone' task this instant
        return None
    if job_id is None:
        return None
    crashpoints.reach("job.claimed")
    job = Job.objects.get(pk=job_id)
    return Claim(job.pk, job.task, job.payload, job.tries, job.fence)


def _any_due(at: datetime) -> bool:
    # The state is part of the text: with a parameter SQLite would not use the partial index.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM kernel_job WHERE state = 'pending' AND run_at <= %s LIMIT 1",
            [connection.ops.adapt_datetimefield_value(at)],
        )
        return cursor.fetchone() is not None


def _claimed(worker: str, lease: timedelta, at: datetime) -> int | None:
    skip = "FOR UPDATE OF j SKIP LOCKED" if connection.vendor == "postgresql" else ""
    adapt = connection.ops.adapt_datetimefield_value
    values = [adapt(at + lease), adapt(at), worker[:100], adapt(at)]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_CLAIM.format(skip_locked=skip), values)
        row = cursor.fetchone()
    return None if row is None else int(row[0])


def beat(held: Claim, *, lease: timedelta, at: datetime) -> bool:
    """Lengthen the lease. False: it is lost."""
    return bool(_held(held).update(lease_until=at + lease))


def finish(held: Claim) -> None:
    """Mark the job done. Raises LeaseLost when it is another's: roll back. Within a transaction."""
    changed = _held(held).update(
        state=Job.State.DONE, lease_until=None, finished_at=now(), error=""
    )
    if not changed:
        raise LeaseLost(f"job {held.id}")


def fail(held: Claim, *, error: str, at: datetime) -> None:
    """Another try later, or `dead` after the last. Nothing when the lease was lost."""
    crashpoints.reach("job.failing")
    if held.tries >= MAX_TRIES:
        _end(held, Job.State.DEAD, error, at)
    else:
        _again(held, error, at + backoff(held.tries - 1), at)


def park(held: Claim, *, at: datetime) -> None:
    """Put aside a job whose task is not known here, visibly; a worker that knows it resumes it."""
    _end(held, Job.State.PARKED, f"No task is named {held.task!r} in this version.", at)


def resume_parked() -> int:
    """Make parked jobs pending again whose task is known by now. Called when a worker starts."""
    resumed = 0
    for job in Job.objects.filter(state=Job.State.PARKED, task__in=tuple(TASKS)):
        resumed += _resumed(job)
    return resumed


def give_back(held: Claim, *, at: datetime) -> None:
    """Return an unfinished job at once when the worker must stop; the try does not count."""
    try:
        with transaction.atomic():
            _held(held).update(
                state=Job.State.PENDING, lease_until=None, run_at=at, tries=F("tries") - 1
            )
    except IntegrityError:  # another of its unique key waits: the lease will run out instead
        return


def reap(*, at: datetime) -> int:
    """Take jobs from workers whose lease ran out: pending again, or dead. Returns how many."""
    expired = Job.objects.filter(state=Job.State.RUNNING, lease_until__lt=at)
    reaped = 0
    for job in expired.order_by("lease_until")[:100]:
        error = f"The worker {job.worker} stopped without finishing (try {job.tries})."
        held = Claim(job.pk, job.task, job.payload, job.tries, job.fence)
        if job.tries >= MAX_TRIES:
            reaped += _end(held, Job.State.DEAD, error, at, expired_at=at)
        else:
            reaped += _again(held, error, at, at, expired_at=at)
        crashpoints.reach("lease.reaped")
    return reaped


def backoff(failures: int) -> timedelta:
    """Wait before the next try after `failures` earlier ones: 30 s × 2ⁿ ± 20 %."""
    spread = random.uniform(0.8, 1.2)  # noqa: S311 - spreads load, guards nothing
    return FIRST_BACKOFF * float(2**failures * spread)


def _held(held: Claim, expired_at: datetime | None = None) -> Any:
    rows = Job.objects.filter(pk=held.id, fence=held.fence, state=Job.State.RUNNING)
    return rows if expired_at is None else rows.filter(lease_until__lt=expired_at)


def _end(
    held: Claim, state: Job.State, error: str, at: datetime, *, expired_at: datetime | None = None
) -> int:
    changed: int = _held(held, expired_at).update(
        state=state, lease_until=None, finished_at=at, error=legible(error[-LONGEST_ERROR:])
    )
    return changed


def _again(
    held: Claim, error: str, run_at: datetime, at: datetime, *, expired_at: datetime | None = None
) -> int:
    try:
        with transaction.atomic():
            changed: int = _held(held, expired_at).update(
                state=Job.State.PENDING,
                lease_until=None,
                run_at=run_at,
                error=legible(error[-LONGEST_ERROR:]),
            )
    except IntegrityError:  # another job of its unique key is pending and will do the work
        return _end(held, Job.State.DROPPED, error, at, expired_at=expired_at)
    return changed


def _resumed(job: Job) -> int:
    parked = Job.objects.filter(pk=job.pk, state=Job.State.PARKED)
    try:
        with transaction.atomic():
            return parked.update(state=Job.State.PENDING, tries=0, finished_at=None, error="")
    except IntegrityError:
        return parked.update(state=Job.State.DROPPED)
