"""Jobs: work as rows, enqueued with its cause. *A job runs at least once or ends visibly dead.*

``enqueue`` writes a row in the caller's transaction. A worker claims it with a lease and a fence
(`inward.kernel.leases`), runs the task's function and finishes the row in the same transaction as
the function's own writes: those happen exactly once. What a task does elsewhere (mail, HTTP) may
happen again after a crash; there it needs a key of its own that the other side honours.
"""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol, TypeVar

from django.db import IntegrityError, transaction

from inward.kernel import crashpoints
from inward.kernel.clock import now
from inward.kernel.errors import RuleBroken
from inward.kernel.models import Job
from inward.kernel.storable import checked

MAX_TRIES = 8

AnyFunction = TypeVar("AnyFunction", bound="Function")


class Running(Protocol):
    """What a task's function sees of its own job."""

    @property
    def id(self) -> int:
        """The job's row."""

    @property
    def tries(self) -> int:
        """Which try this is, from 1."""

    def finishing(self) -> AbstractContextManager[None]:
        """For tasks with ``atomic=False``: the one transaction of their writes and the finish."""

    def still_held(self) -> bool:
        """Whether the lease has not been lost; long tasks ask now and then and give up if not."""


class Function(Protocol):
    """The shape of a task: ``def f(payload, *, job)``."""

    def __call__(self, payload: Any, /, *, job: Any) -> None:
        """Do the work; an exception means another try later."""


@dataclass(frozen=True)
class Task:
    """A registered task.

    `atomic`: runs inside one transaction together with its finish (on SQLite this holds the write
    lock: only for work of some seconds). `alone`: at most one job of this task runs at a time.
    """

    name: str
    function: Function
    atomic: bool = True
    alone: bool = False


@dataclass(frozen=True)
class Periodic:
    """A task due once in every slot: slots are the multiples of `every` since 1970 (UTC)."""

    task: str
    every: timedelta

    def slot(self, instant: datetime) -> datetime:
        """The start of the slot that holds this instant."""
        start = datetime(1970, 1, 1, tzinfo=UTC)
        return start + (instant - start) // self.every * self.every


TASKS: dict[str, Task] = {}
PERIODIC: dict[str, Periodic] = {}


def register(found: Task) -> None:
    """Make a task known by its name. Raises ValueError when another function has that name."""
    known = TASKS.get(found.name)
    if known is not None and known.function is not found.function:
        raise ValueError(f"two tasks are named {found.name!r}")
    TASKS[found.name] = found


def task(
    name: str, *, atomic: bool = True, alone: bool = False
) -> Callable[[AnyFunction], AnyFunction]:
    """Register ``def f(payload, *, job) -> None`` under a name that outlives renamed functions."""

    def registered(function: AnyFunction) -> AnyFunction:
        register(Task(name, function, atomic=atomic, alone=alone))
        return function

    return registered


def periodic(
    name: str, *, every: timedelta, atomic: bool = True, alone: bool = True
) -> Callable[[AnyFunction], AnyFunction]:
    """Register a task that workers enqueue once per slot of length `every`, with payload {}.

    Slots missed while no worker ran are not made up for; a slot is skipped while the job of an
    earlier one still waits.
    """

    def registered(function: AnyFunction) -> AnyFunction:
        register(Task(name, function, atomic=atomic, alone=alone))
        PERIODIC[name] = Periodic(name, every)
        return function

    return registered


def enqueue(
    name: str,
    payload: Mapping[str, Any],
    *,
    run_at: datetime | None = None,
    unique_key: str | None = None,
) -> Job:
    """Write a job in the caller's transaction; it runs after `run_at` (default: at once).

    With `unique_key` at most one such job is pending: an existing one is returned and held back
    until the caller's transaction ends, so that it sees what the caller wrote. Enqueue late in the
    action: two callers of one key wait for each other on PostgreSQL. The payload is JSON values:
    raises TypeError for others, ValueError for text that PostgreSQL refuses.
    """
    job = fresh(name, payload, run_at=run_at, unique_key=unique_key)
    with transaction.atomic():
        if unique_key is None:
            job.save(force_insert=True)
        else:
            job = _only_pending(job)
    crashpoints.reach("enqueue.written")
    return job


def fresh(
    name: str,
    payload: Mapping[str, Any],
    *,
    run_at: datetime | None = None,
    unique_key: str | None = None,
    slot: datetime | None = None,
) -> Job:
    """A pending job, not yet written."""
    instant = now()
    known = TASKS.get(name)
    return Job(
        task=name,
        payload=checked(dict(payload)),
        created_at=instant,
        run_at=run_at or instant,
        unique_key=unique_key,
        alone=name if known is not None and known.alone else None,
        slot=slot,
    )


def _only_pending(job: Job) -> Job:
    while True:
        waiting = _held_back(job.unique_key)
        if waiting is not None:
            return waiting
        try:
            with transaction.atomic():
                job.save(force_insert=True)
        except IntegrityError:  # another caller's was quicker; or that one is being run by now
            job.pk = None
            continue
        return job


def _held_back(unique_key: str | None) -> Job | None:
    pending = Job.objects.filter(unique_key=unique_key, state=Job.State.PENDING)
    return pending.select_for_update().first()


def schedule(instant: datetime) -> int:
    """Enqueue the periodic jobs whose slot has none yet; returns how many. Workers call it."""
    return sum(_scheduled(entry, entry.slot(instant)) for entry in tuple(PERIODIC.values()))


def _scheduled(entry: Periodic, slot: datetime) -> bool:
    if Job.objects.filter(task=entry.task, slot=slot).exists():
        return False
    key = f"periodic:{entry.task}"
    if Job.objects.filter(unique_key=key, state=Job.State.PENDING).exists():
        return False
    try:
        with transaction.atomic():
            fresh(entry.task, {}, unique_key=key, slot=slot).save(force_insert=True)
    except IntegrityError:  # another worker's was quicker
        return False
    return True


@transaction.atomic
def retry(job_id: int, *, at: datetime) -> Job:
    """Let a dead or parked job run again with all its tries. Raises RuleBroken for any other."""
    job = Job.objects.select_for_update().filter(pk=job_id).first()
    if job is None or job.state not in {Job.State.DEAD, Job.State.PARKED}:
        raise RuleBroken("Only a job that has failed for good can be tried again.")
    taken = job.unique_key is not None and _held_back(job.unique_key) is not None
    if taken:
        raise RuleBroken("A newer job for the same work is already waiting.")
    job.state = Job.State.PENDING
    job.tries = 0
    job.run_at = at
    job.finished_at = None
    job.save()
    return job


@transaction.atomic
def dismiss(job_id: int, *, at: datetime) -> Job:
    """Put a dead or parked job out of sight for good. Raises RuleBroken for any other."""
    job = Job.objects.select_for_update().filter(pk=job_id).first()
    if job is None or job.state not in {Job.State.DEAD, Job.State.PARKED}:
        raise RuleBroken("Only a job that has failed for good can be dismissed.")
    job.state = Job.State.DROPPED
    job.finished_at = at
    job.save(update_fields=["state", "finished_at"])
    return job
