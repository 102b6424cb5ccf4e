"""The worker: claims due jobs, runs them, keeps their leases, reaps those of dead workers."""

import logging
import os
import socket
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from time import monotonic

from django.db import Error, close_old_connections, connection

from inward.kernel import jobs, leases
from inward.kernel.clock import now
from inward.kernel.leases import Claim, LeaseLost

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Pace:
    """How long and how often.

    `lease`: how long a silent worker keeps a job; heartbeats come at a third of it. `idle`: pause
    when nothing is due. `drain`: how long a stopping worker waits for its jobs. `threads`: jobs at
    a time in this process.
    """

    lease: timedelta = timedelta(seconds=60)
    idle: float = 1.0
    drain: float = 25.0
    threads: int = 2


@dataclass
class _Crew:
    """What the threads of one worker share."""

    name: str
    pace: Pace
    stop: threading.Event
    held: dict[int, Claim] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def holding(self) -> list[Claim]:
        with self.lock:
            return list(self.held.values())


def run(stop: threading.Event, *, pace: Pace | None = None) -> bool:
    """Work until `stop` is set, then finish what was begun, within `pace.drain` seconds.

    True when all begun jobs were finished; else their leases were given back (or will run out) and
    they run again elsewhere. Blocks. Database errors are logged and outlasted.
    """
    crew = _Crew(f"{socket.gethostname()}:{os.getpid()}", pace or Pace(), stop)
    threads = [_started(_work, crew) for _ in range(crew.pace.threads)]
    keeper_stop = threading.Event()
    keeper = _started(_keep, crew, keeper_stop)
    stop.wait()
    drained = _join(threads, monotonic() + crew.pace.drain)
    keeper_stop.set()
    keeper.join(timeout=1)
    if not drained:
        _give_back(crew)
    return drained


def drain(*, limit: int = 10_000) -> int:
    """Run everything due in this thread until nothing is. Returns how many jobs were run.

    For commands and tests. Does not wait for later run times and schedules nothing periodic.
    """
    crew = _Crew(f"{socket.gethostname()}:{os.getpid()}:drain", Pace(), threading.Event())
    done = 0
    while done < limit and _one(crew):
        done += 1
    return done


def _started(target: Callable[..., None], *arguments: object) -> threading.Thread:
    thread = threading.Thread(target=target, args=arguments, daemon=True)
    thread.start()
    return thread


def _join(threads: list[threading.Thread], deadline: float) -> bool:
    for thread in threads:
        thread.join(timeout=max(0.0, deadline - monotonic()))
    return not any(thread.is_alive() for thread in threads)


def _work(crew: _Crew) -> None:
    """One thread: job after job, a pause when nothing is due or the database is away."""
    while not crew.stop.is_set():
        if not _outlasting(lambda: _one(crew)):
            crew.stop.wait(crew.pace.idle)
    connection.close()


def _keep(crew: _Crew, stop: threading.Event) -> None:
    """The keeper's thread: heartbeats at a third of the lease, reaping, periodic jobs.

    Beats go by the wall clock, as leases do: after the machine slept, the first thing to do is to
    renew one's own leases, not to reap them.
    """
    third = crew.pace.lease / 3
    next_beat = now()
    while not stop.is_set():
        if now() >= next_beat:
            next_beat = now() + third
            _outlasting(lambda: _beat(crew))
            _outlasting(leases.resume_parked)
        _outlasting(lambda: leases.reap(at=now()))
        if not crew.stop.is_set():
            _outlasting(lambda: jobs.schedule(now()))
        stop.wait(min(crew.pace.idle, third.total_seconds()))
    connection.close()


def _outlasting(step: Callable[[], object]) -> bool:
    """Do a step; whatever goes wrong (the database is away) is logged and tried again later."""
    try:
        close_old_connections()
        return bool(step())
    except Error as error:
        log.warning("The database did not answer: %s", error)
    except Exception:
        log.exception("The worker stumbled.")
    connection.close()
    return False


def _beat(crew: _Crew) -> None:
    for held in crew.holding():
        if _locks_all(held):
            continue  # nobody can take it over, and to renew it would mean to wait for it
        if not leases.beat(held, lease=crew.pace.lease, at=now()):
            log.warning("Lost the lease of job %s (%s).", held.id, held.task)


def _one(crew: _Crew) -> bool:
    """Claim and run one job. False when nothing was due."""
    held = leases.claim(worker=crew.name, lease=crew.pace.lease, at=now())
    if held is None:
        return False
    with crew.lock:
        crew.held[held.id] = held
    try:
        _run(held)
    finally:
        with crew.lock:
            crew.held.pop(held.id, None)
    return True


def _run(held: Claim) -> None:
    found = jobs.TASKS.get(held.task)
    if found is None:
        log.error("Job %s is parked: no task is named %r.", held.id, held.task)
        leases.park(held, at=now())
        return
    try:
        _perform(found, held)
    except LeaseLost:
        log.warning("Job %s (%s) was taken over; its writes were undone.", held.id, held.task)
    except (Exception, SystemExit):
        log.exception("Job %s (%s) failed at try %s.", held.id, held.task, held.tries)
        leases.fail(held, error=traceback.format_exc(), at=now())


def _perform(found: jobs.Task, held: Claim) -> None:
    if found.atomic:
        with held.finishing():
            found.function(held.payload, job=held)
        return
    found.function(held.payload, job=held)
    if not held.finished:
        with held.finishing():
            pass


def _give_back(crew: _Crew) -> None:
    for held in crew.holding():
        log.warning("Job %s (%s) did not finish in time.", held.id, held.task)
        if not _locks_all(held):  # else its lease runs out after this process has ended
            _outlasting(partial(leases.give_back, held, at=now()))
    connection.close()


def _locks_all(held: Claim) -> bool:
    """Whether running this job holds the one write lock of SQLite."""
    found = jobs.TASKS.get(held.task)
    return connection.vendor == "sqlite" and found is not None and found.atomic
