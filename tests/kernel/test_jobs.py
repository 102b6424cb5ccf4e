"""Jobs: enqueued with their cause, leased, fenced, tried again, dead in the end."""

import logging
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from inward.kernel import jobs, leases, worker
from inward.kernel.clock import now
from inward.kernel.errors import RuleBroken
from inward.kernel.models import IdempotencyKey, Job
from inward.kernel.tasks import purge_batch

pytestmark = pytest.mark.django_db

LEASE = timedelta(seconds=60)
Seen = list[Any]


@pytest.fixture
def seen() -> Seen:
    """What the task ``test.note`` was given, in order."""
    found: Seen = []

    @jobs.task("test.note")
    def note(payload: Any, *, job: jobs.Running) -> None:
        found.append(payload)

    return found


@pytest.fixture
def failing() -> None:
    """The task ``test.fail`` raises, with a character that PostgreSQL refuses."""

    @jobs.task("test.fail")
    def fail(payload: Any, *, job: jobs.Running) -> None:
        _mark("written before the failure")
        raise ValueError("no luck \x00")


def _mark(name: str) -> None:
    """A row that a task writes, visible only if its transaction commits."""
    IdempotencyKey.objects.create(actor_id=0, scope="mark", key=name, body="", created_at=now())


def _marks() -> list[str]:
    return list(IdempotencyKey.objects.filter(scope="mark").values_list("key", flat=True))


def _claim(at: datetime | None = None) -> leases.Claim | None:
    return leases.claim(worker="test", lease=LEASE, at=at or now())


def _claimed(at: datetime | None = None) -> leases.Claim:
    held = _claim(at)
    assert held is not None
    return held


def test_a_job_runs_with_its_payload_and_is_done(seen: Seen) -> None:
    job = jobs.enqueue("test.note", {"ticket": 7})
    assert worker.drain() == 1
    job.refresh_from_db()
    assert seen == [{"ticket": 7}]
    assert (job.state, job.tries, job.lease_until) == (Job.State.DONE, 1, None)
    assert job.finished_at is not None


def test_a_job_of_a_rolled_back_cause_never_was(seen: Seen) -> None:
    with transaction.atomic():
        jobs.enqueue("test.note", {})
        transaction.set_rollback(True)
    assert worker.drain() == 0
    assert seen == []


def test_jobs_run_when_due_earliest_first(seen: Seen) -> None:
    at = now()
    jobs.enqueue("test.note", {"n": 2}, run_at=at - timedelta(seconds=1))
    jobs.enqueue("test.note", {"n": 1}, run_at=at - timedelta(seconds=2))
    jobs.enqueue("test.note", {"n": 3}, run_at=at + timedelta(hours=1))
    worker.drain()
    assert seen == [{"n": 1}, {"n": 2}]


def test_a_failed_job_leaves_no_writes_and_waits_with_its_traceback(failing: None) -> None:
    job = jobs.enqueue("test.fail", {})
    worker.drain()
    job.refresh_from_db()
    assert job.state == Job.State.PENDING
    assert "ValueError: no luck" in job.error
    assert timedelta(seconds=23) < job.run_at - now() < timedelta(seconds=37)
    assert _marks() == []


@pytest.mark.parametrize("failures", range(7))
def test_back_off_doubles_from_thirty_seconds_within_a_fifth(failures: int) -> None:
    middle = 30 * 2**failures
    waits = [leases.backoff(failures).total_seconds() for _ in range(50)]
    assert all(0.8 * middle <= wait <= 1.2 * middle for wait in waits)
    assert len(set(waits)) > 1


def test_after_the_eighth_failure_a_job_is_dead_and_visible(
    failing: None, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    job = jobs.enqueue("test.fail", {})
    for _ in range(12):
        Job.objects.filter(state=Job.State.PENDING).update(run_at=now())
        worker.drain()
    job.refresh_from_db()
    assert (job.state, job.tries) == (Job.State.DEAD, jobs.MAX_TRIES)
    assert "Traceback" in job.error


def test_a_dead_job_can_be_tried_again_with_all_its_tries(seen: Seen) -> None:
    job = jobs.enqueue("test.note", {})
    Job.objects.update(state=Job.State.DEAD, tries=8, finished_at=now())
    jobs.retry(job.pk, at=now())
    assert worker.drain() == 1
    job.refresh_from_db()
    assert (job.state, job.tries) == (Job.State.DONE, 1)


def test_only_dead_and_parked_jobs_can_be_tried_again_or_dismissed(seen: Seen) -> None:
    job = jobs.enqueue("test.note", {})
    for refused in (jobs.retry, jobs.dismiss):
        with pytest.raises(RuleBroken):
            refused(job.pk, at=now())
        with pytest.raises(RuleBroken):
            refused(job.pk + 1000, at=now())


def test_a_dismissed_job_is_out_of_sight() -> None:
    job = jobs.enqueue("test.unknown", {})
    worker.drain()
    assert jobs.dismiss(job.pk, at=now()).state == Job.State.DROPPED


def test_an_unknown_task_is_parked_visibly_and_not_tried_again() -> None:
    job = jobs.enqueue("test.unknown", {})
    assert worker.drain() == 1
    assert worker.drain() == 0
    job.refresh_from_db()
    assert job.state == Job.State.PARKED
    assert "test.unknown" in job.error


def test_a_parked_job_resumes_when_its_task_is_known() -> None:
    jobs.enqueue("test.note", {"n": 1})
    worker.drain()
    found: Seen = []

    @jobs.task("test.note")
    def note(payload: Any, *, job: jobs.Running) -> None:
        found.append(payload)

    assert leases.resume_parked() == 1
    worker.drain()
    assert found == [{"n": 1}]


def test_two_functions_may_not_share_a_name(seen: Seen) -> None:
    with pytest.raises(ValueError, match=r"test\.note"):
        jobs.task("test.note")(lambda payload, *, job: None)


class TestUniqueKey:
    """At most one pending job of a key."""

    def test_a_second_enqueue_gives_the_pending_job(self, seen: Seen) -> None:
        first = jobs.enqueue("test.note", {}, unique_key="refresh")
        second = jobs.enqueue("test.note", {}, unique_key="refresh")
        assert first.pk == second.pk

    def test_while_one_runs_another_may_wait(self, seen: Seen) -> None:
        first = jobs.enqueue("test.note", {}, unique_key="refresh")
        _claimed()
        assert jobs.enqueue("test.note", {}, unique_key="refresh").pk != first.pk

    def test_a_failed_job_is_dropped_when_another_waits(self, seen: Seen) -> None:
        first = jobs.enqueue("test.note", {}, unique_key="refresh")
        held = _claimed()
        jobs.enqueue("test.note", {}, unique_key="refresh")
        leases.fail(held, error="broken", at=now())
        first.refresh_from_db()
        assert (first.state, first.error) == (Job.State.DROPPED, "broken")

    def test_an_expired_job_is_dropped_when_another_waits(self, seen: Seen) -> None:
        first = jobs.enqueue("test.note", {}, unique_key="refresh")
        _claimed()
        jobs.enqueue("test.note", {}, unique_key="refresh")
        assert leases.reap(at=now() + 2 * LEASE) == 1
        first.refresh_from_db()
        assert first.state == Job.State.DROPPED

    def test_a_dead_job_is_not_retried_beside_a_newer_one(self, seen: Seen) -> None:
        first = jobs.enqueue("test.note", {}, unique_key="refresh")
        Job.objects.update(state=Job.State.DEAD)
        jobs.enqueue("test.note", {}, unique_key="refresh")
        with pytest.raises(RuleBroken):
            jobs.retry(first.pk, at=now())


class TestLease:
    """A worker that lost its lease changes nothing any more."""

    def test_a_claimed_job_is_not_claimed_again(self, seen: Seen) -> None:
        jobs.enqueue("test.note", {})
        assert _claimed().fence == 1
        assert _claim() is None

    def test_a_heartbeat_keeps_it_from_the_reaper(self, seen: Seen) -> None:
        jobs.enqueue("test.note", {})
        at = now()
        held = _claimed(at)
        assert leases.beat(held, lease=LEASE, at=at + LEASE / 3)
        assert leases.reap(at=at + LEASE + LEASE / 6) == 0
        assert leases.reap(at=at + LEASE + LEASE / 2) == 1

    def test_the_reaper_makes_it_pending_and_the_fence_grows(self, seen: Seen) -> None:
        jobs.enqueue("test.note", {})
        late = _claimed()
        leases.reap(at=now() + 2 * LEASE)
        again = _claimed(now() + 2 * LEASE)
        assert (again.id, again.fence, again.tries) == (late.id, 2, 2)
        assert not leases.beat(late, lease=LEASE, at=now())
        assert not late.still_held()
        assert again.still_held()

    def test_the_writes_of_a_late_worker_are_undone(self, seen: Seen) -> None:
        jobs.enqueue("test.note", {})
        late = _claimed()
        leases.reap(at=now() + 2 * LEASE)
        with pytest.raises(leases.LeaseLost), late.finishing():
            _mark("late")
        assert _marks() == []

    def test_a_late_worker_cannot_fail_a_job_of_another(self, seen: Seen) -> None:
        job = jobs.enqueue("test.note", {})
        late = _claimed()
        leases.reap(at=now() + 2 * LEASE)
        _claimed(now() + 2 * LEASE)
        leases.fail(late, error="late", at=now())
        job.refresh_from_db()
        assert job.state == Job.State.RUNNING
        assert "late" not in job.error

    def test_a_job_that_kills_every_worker_is_dead_after_eight(self, seen: Seen) -> None:
        job = jobs.enqueue("test.note", {})
        at = now()
        for _ in range(jobs.MAX_TRIES):
            _claimed(at)
            at += 2 * LEASE
            leases.reap(at=at)
        job.refresh_from_db()
        assert job.state == Job.State.DEAD
        assert "stopped without finishing" in job.error

    def test_a_job_given_back_waits_at_once_and_the_try_does_not_count(self, seen: Seen) -> None:
        job = jobs.enqueue("test.note", {})
        leases.give_back(_claimed(), at=now())
        job.refresh_from_db()
        assert (job.state, job.tries) == (Job.State.PENDING, 0)


class TestLongTasks:
    """Tasks with ``atomic=False`` write and finish in a transaction of their own."""

    def test_writes_and_finish_are_one(self) -> None:
        @jobs.task("test.long", atomic=False)
        def long(payload: Any, *, job: jobs.Running) -> None:
            with job.finishing():
                _mark("long")

        job = jobs.enqueue("test.long", {})
        worker.drain()
        job.refresh_from_db()
        assert (job.state, _marks()) == (Job.State.DONE, ["long"])

    @pytest.mark.parametrize("atomic", [True, False])
    def test_finishing_twice_is_a_failure_that_shows(self, atomic: bool) -> None:
        @jobs.task("test.twice", atomic=atomic)
        def twice(payload: Any, *, job: jobs.Running) -> None:
            with job.finishing():
                _mark("first")
                with job.finishing():
                    _mark("second")

        job = jobs.enqueue("test.twice", {})
        worker.drain()
        job.refresh_from_db()
        assert (job.state, _marks()) == (Job.State.PENDING, [])
        assert "a job finishes once" in job.error

    def test_one_that_writes_nothing_is_finished_for_it(self) -> None:
        jobs.task("test.long", atomic=False)(lambda payload, *, job: None)
        job = jobs.enqueue("test.long", {})
        worker.drain()
        job.refresh_from_db()
        assert job.state == Job.State.DONE

    def test_one_that_is_alone_never_runs_twice_at_a_time(self) -> None:
        jobs.task("test.alone", alone=True)(lambda payload, *, job: None)
        jobs.enqueue("test.alone", {})
        jobs.enqueue("test.alone", {})
        held = _claimed()
        assert _claim() is None
        leases.finish(held)
        assert _claim() is not None


class TestPeriodic:
    """One job a slot, whatever number of workers."""

    @pytest.fixture
    def ticks(self) -> Seen:
        found: Seen = []

        @jobs.periodic("test.tick", every=timedelta(minutes=15))
        def tick(payload: Any, *, job: jobs.Running) -> None:
            found.append(payload)

        return found

    def _count(self) -> int:
        return Job.objects.filter(task="test.tick").count()

    def test_a_slot_is_enqueued_once(self, ticks: Seen) -> None:
        noon = datetime(2026, 3, 4, 12, 0, 1, tzinfo=UTC)
        for minutes in (0, 1, 14):
            jobs.schedule(noon + timedelta(minutes=minutes))
        assert self._count() == 1
        job = Job.objects.get(task="test.tick")
        assert job.slot == datetime(2026, 3, 4, 12, tzinfo=UTC)

    def test_the_next_slot_waits_until_the_earlier_job_was_taken(self, ticks: Seen) -> None:
        noon = datetime(2026, 3, 4, 12, tzinfo=UTC)
        jobs.schedule(noon)
        jobs.schedule(noon + timedelta(minutes=15))
        assert self._count() == 1
        worker.drain()
        jobs.schedule(noon + timedelta(minutes=15))
        assert self._count() == 2

    def test_missed_slots_are_not_made_up_for(self, ticks: Seen) -> None:
        noon = datetime(2026, 3, 4, 12, tzinfo=UTC)
        jobs.schedule(noon)
        worker.drain()
        jobs.schedule(noon + timedelta(days=3))
        assert self._count() == 2


class TestPurge:
    """Old rows go; what says 'done already' stays."""

    def test_done_jobs_go_after_a_week_and_dead_ones_stay(self, seen: Seen) -> None:
        for _ in range(3):
            jobs.enqueue("test.note", {})
        worker.drain()
        dead = Job.objects.order_by("pk").last()
        assert dead is not None
        Job.objects.filter(pk=dead.pk).update(state=Job.State.DEAD)
        assert purge_batch(at=now() + timedelta(days=6)) == 0
        assert purge_batch(at=now() + timedelta(days=8)) == 2
        assert [job.pk for job in Job.objects.all()] == [dead.pk]

    def test_the_newest_slot_of_a_periodic_task_stays(self) -> None:
        jobs.periodic("test.tick", every=timedelta(days=1))(lambda payload, *, job: None)
        start = datetime(2026, 3, 4, tzinfo=UTC)
        for day in range(3):
            jobs.schedule(start + timedelta(days=day))
            worker.drain()
        purge_batch(at=now() + timedelta(days=300))
        slots = Job.objects.filter(task="test.tick").values_list("slot", flat=True)
        assert list(slots) == [start + timedelta(days=2)]

    def test_idempotency_keys_go_after_a_week(self) -> None:
        _mark("old")
        assert purge_batch(at=now() + timedelta(days=8)) == 1


@pytest.mark.parametrize(
    "payload", [{"text": "a\x00b"}, {"text": "\ud800"}, {"n": float("nan")}, {"nul\x00": 1}]
)
def test_a_payload_that_one_database_refuses_is_refused_at_once(payload: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        jobs.enqueue("test.note", payload)


@pytest.mark.parametrize("text", ["\\u0000", "\\\\u0000", "\U0001f600", "\\"])
def test_a_payload_that_only_looks_like_it_is_stored(text: str, seen: Seen) -> None:
    jobs.enqueue("test.note", {"text": text})
    worker.drain()
    assert seen == [{"text": text}]
