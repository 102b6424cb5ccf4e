"""The worker's threads: heartbeats, draining, outlasting a database that is away."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError

from inward.kernel import jobs, leases, worker
from inward.kernel.clock import now
from inward.kernel.models import Job

pytestmark = pytest.mark.django_db(transaction=True)

QUICK = worker.Pace(lease=timedelta(seconds=0.6), idle=0.02, drain=5, threads=2)


class Running:
    """A worker in a thread; `stop` ends it and tells whether it drained."""

    def __init__(self, pace: worker.Pace) -> None:
        self._stop = threading.Event()
        self._drained: list[bool] = []
        self._thread = threading.Thread(target=self._run, args=(pace,), daemon=True)
        self._thread.start()

    def _run(self, pace: worker.Pace) -> None:
        self._drained.append(worker.run(self._stop, pace=pace))

    def stop(self) -> bool:
        self._stop.set()
        self._thread.join(timeout=30)
        return self._drained[0]


@pytest.fixture
def start() -> Iterator[Callable[[worker.Pace], Running]]:
    """Starts workers that are ended after the test."""
    started: list[Running] = []

    def begin(pace: worker.Pace) -> Running:
        started.append(Running(pace))
        return started[-1]

    yield begin
    for each in started:
        each.stop()


Start = Callable[[worker.Pace], Running]


def _until(met: Callable[[], bool], *, seconds: float = 15) -> None:
    end = time.monotonic() + seconds
    while not met():
        assert time.monotonic() < end, list(Job.objects.values("state", "task", "tries", "error"))
        time.sleep(0.02)


def _states() -> list[str]:
    return list(Job.objects.order_by("pk").values_list("state", flat=True))


def test_two_workers_run_every_job_once(start: Start) -> None:
    ran: list[int] = []
    jobs.task("test.note")(lambda payload, *, job: ran.append(payload["n"]))
    for n in range(40):
        jobs.enqueue("test.note", {"n": n})
    start(QUICK)
    start(QUICK)
    _until(lambda: set(_states()) == {"done"})
    assert sorted(ran) == list(range(40))


def test_heartbeats_keep_a_job_longer_than_its_lease(start: Start) -> None:
    tries: list[int] = []

    @jobs.task("test.long", atomic=False)
    def long(payload: Any, *, job: jobs.Running) -> None:
        tries.append(job.tries)
        time.sleep(1.5)

    jobs.enqueue("test.long", {})
    start(QUICK)
    start(QUICK)
    _until(lambda: _states() == ["done"])
    assert tries == [1]


def test_a_stopping_worker_finishes_what_it_began_and_begins_nothing(start: Start) -> None:
    begun = threading.Event()

    @jobs.task("test.slow", atomic=False)
    def slow(payload: Any, *, job: jobs.Running) -> None:
        begun.set()
        time.sleep(0.5)

    jobs.enqueue("test.slow", {})
    jobs.enqueue("test.slow", {})
    running = start(worker.Pace(lease=QUICK.lease, idle=0.02, drain=5, threads=1))
    assert begun.wait(10)
    assert running.stop()
    assert _states() == ["done", "pending"]


def test_a_job_that_does_not_end_in_time_is_given_back(start: Start) -> None:
    begun, end = threading.Event(), threading.Event()

    @jobs.task("test.endless", atomic=False)
    def endless(payload: Any, *, job: jobs.Running) -> None:
        begun.set()
        end.wait(20)

    job = jobs.enqueue("test.endless", {})
    running = start(worker.Pace(lease=timedelta(seconds=60), idle=0.02, drain=0.2, threads=1))
    assert begun.wait(10)
    assert not running.stop()
    job.refresh_from_db()
    assert (job.state, job.tries) == (Job.State.PENDING, 0)
    end.set()  # its late finish changes nothing: the fence has gone by
    time.sleep(0.3)
    assert _states() == ["pending"]


def test_what_a_dead_worker_left_is_taken_over(start: Start) -> None:
    jobs.task("test.note")(lambda payload, *, job: None)
    jobs.enqueue("test.note", {})
    assert leases.claim(worker="dead", lease=timedelta(seconds=0.3), at=now())
    start(QUICK)
    _until(lambda: _states() == ["done"])
    assert Job.objects.get().fence == 2


def test_periodic_jobs_come_by_themselves_once_for_two_workers(start: Start) -> None:
    ran: list[int] = []
    jobs.periodic("test.tick", every=timedelta(days=1))(lambda payload, *, job: ran.append(1))
    start(QUICK)
    start(QUICK)
    _until(lambda: bool(ran))
    time.sleep(0.2)
    assert ran == [1]


def test_a_database_that_is_away_is_outlasted(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[int] = []
    jobs.task("test.note")(lambda payload, *, job: ran.append(1))
    jobs.enqueue("test.note", {})
    claim, failures = leases.claim, [OperationalError("away"), OperationalError("still away")]

    def sometimes(**arguments: Any) -> leases.Claim | None:
        if failures:
            raise failures.pop()
        return claim(**arguments)

    monkeypatch.setattr(leases, "claim", sometimes)
    start(QUICK)
    _until(lambda: ran == [1])


def test_a_task_that_exits_its_thread_is_a_failure_like_any_other(start: Start) -> None:
    @jobs.task("test.exit")
    def leave(payload: Any, *, job: jobs.Running) -> None:
        raise SystemExit(3)

    jobs.enqueue("test.exit", {})
    start(QUICK)
    _until(lambda: "SystemExit" in Job.objects.get().error)
    assert _states() == ["pending"]
