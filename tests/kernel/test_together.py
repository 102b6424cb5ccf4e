"""Several writers at once, on either database: none fails, none writes twice, none is lost."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from inward.kernel import audit, idempotency, jobs, leases, worker
from inward.kernel.clock import now
from inward.kernel.models import AuditEntry, Job

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS = 8


def _together(do: Callable[[int], Any]) -> list[Any]:
    """Call it in eight threads that begin at one instant; what they returned, failures raised."""
    barrier, results = threading.Barrier(WRITERS), list[Any]()

    def run(number: int) -> None:
        barrier.wait(10)
        try:
            results.append(do(number))
        except Exception as error:
            results.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert [each for each in results if isinstance(each, Exception)] == []
    return results


def test_one_key_sent_eight_times_at_once_makes_one_thing() -> None:
    def create(number: int) -> int:
        return idempotency.once(
            key="same",
            actor_id=1,
            scope="test",
            body={"title": "Printer"},
            do=lambda: Job.objects.create(task="made", created_at=now(), run_at=now()).pk,
            to_json=int,
            from_json=int,
        )

    assert len(set(_together(create))) == 1
    assert Job.objects.filter(task="made").count() == 1


def test_the_audit_stays_one_chain() -> None:
    def write(number: int) -> None:
        for step in range(5):
            with transaction.atomic():
                audit.record(
                    actor_id=number, action="a", subject="s", subject_id=step, detail={}, at=now()
                )

    _together(write)
    assert audit.verify() == []
    assert AuditEntry.objects.count() == 5 * WRITERS


def test_one_unique_key_has_one_pending_job() -> None:
    _together(lambda number: jobs.enqueue("made", {}, unique_key="refresh").pk)
    assert Job.objects.filter(unique_key="refresh", state=Job.State.PENDING).count() == 1


def test_a_held_back_job_sees_what_its_second_enqueuer_wrote() -> None:
    """The wake-up is not lost: the pending job is not claimed before the caller has committed."""
    if connection.vendor != "postgresql":
        pytest.skip("on SQLite the caller holds the only write lock")
    jobs.enqueue("made", {}, unique_key="refresh")
    claimed: list[object] = []

    def claim() -> None:
        claimed.append(leases.claim(worker="other", lease=worker.Pace().lease, at=now()))
        connection.close()

    with transaction.atomic():
        jobs.enqueue("made", {}, unique_key="refresh")
        other = threading.Thread(target=claim)
        other.start()
        other.join(10)
    assert claimed == [None]
    assert leases.claim(worker="other", lease=worker.Pace().lease, at=now()) is not None


def test_each_job_is_claimed_by_one() -> None:
    for n in range(40):
        jobs.enqueue("made", {"n": n})

    def claim(number: int) -> list[int]:
        held = []
        while found := leases.claim(worker=str(number), lease=worker.Pace().lease, at=now()):
            held.append(found.id)
        return held

    claimed = [job for jobs_of_one in _together(claim) for job in jobs_of_one]
    assert len(claimed) == len(set(claimed)) == 40


def test_periodic_jobs_are_scheduled_once() -> None:
    jobs.PERIODIC["made"] = jobs.Periodic("made", worker.Pace().lease * 1000)
    assert sum(_together(lambda number: jobs.schedule(now()))) == 1
