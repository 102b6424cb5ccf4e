"""``inward jobs``: what waits, what failed, try again, dismiss."""

import pytest

from inward.config import commands
from inward.kernel import jobs, worker
from inward.kernel.models import Job

pytestmark = pytest.mark.django_db


@pytest.fixture
def parked() -> Job:
    job = jobs.enqueue("no.such", {})
    worker.drain()
    return job


def test_failed_jobs_are_shown_with_their_error(
    parked: Job, capsys: pytest.CaptureFixture[str]
) -> None:
    commands.jobs()
    shown = capsys.readouterr().out
    assert "1  parked" in shown
    assert f"{parked.pk}  parked  no.such  tried 1x  No task is named 'no.such'" in shown


def test_a_failed_job_is_tried_again(parked: Job) -> None:
    commands.jobs(retry=parked.pk)
    parked.refresh_from_db()
    assert parked.state == Job.State.PENDING


def test_a_failed_job_is_dismissed(parked: Job) -> None:
    commands.jobs(dismiss=parked.pk)
    parked.refresh_from_db()
    assert parked.state == Job.State.DROPPED


def test_what_is_refused_is_said_and_exits_1(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        commands.jobs(retry=999)
    assert ended.value.code == 1
    assert "Only a job that has failed" in capsys.readouterr().err


def test_without_jobs_it_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    commands.jobs()
    assert capsys.readouterr().out == "No jobs.\n"
