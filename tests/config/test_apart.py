"""A heavy job in a process of its own: it does the work, or tells of a failure."""

import os
from pathlib import Path

import pytest

from inward.config.apart import run_apart
from inward.kernel.leases import Claim


def write(job: Claim, path: str) -> None:
    """What the other process does here."""
    Path(path).write_text(f"{job.id} {job.fence} {os.getpid()}")


def fail(_job: Claim) -> None:
    """What the other process fails with."""
    raise ValueError("the engine stuttered")


def die(_job: Claim) -> None:
    """As when memory runs out."""
    os._exit(9)


def claim() -> Claim:
    return Claim(id=7, task="heavy", payload={}, tries=1, fence=3)


def test_the_work_is_done_in_another_process_and_the_job_is_finished(tmp_path: Path) -> None:
    held, path = claim(), tmp_path / "done"
    run_apart("tests.config.test_apart:write", held, str(path))
    number, fence, process = path.read_text().split()
    assert (number, fence) == ("7", "3")
    assert int(process) != os.getpid()
    assert held.finished


@pytest.mark.parametrize(("target", "words"), [("fail", "the engine stuttered"), ("die", "killed")])
def test_a_failure_is_told_and_the_job_stays_unfinished(target: str, words: str) -> None:
    held = claim()
    with pytest.raises(RuntimeError, match=words):
        run_apart(f"tests.config.test_apart:{target}", held)
    assert not held.finished
