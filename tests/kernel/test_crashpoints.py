"""Crash points do nothing but in a chaos test."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src"
REACH = "from inward.kernel import crashpoints as c; [c.reach('job.claimed') for _ in range(3)]"


@pytest.mark.parametrize(
    ("environment", "code"),
    [
        ({}, 0),
        ({"INWARD_CRASH_AT": "job.claimed"}, 0),
        ({"INWARD_TESTING": "chaos", "INWARD_CRASH_AT": "job.finished"}, 0),
        ({"INWARD_TESTING": "chaos", "INWARD_CRASH_AT": "job.claimed:4"}, 0),
        ({"INWARD_TESTING": "chaos", "INWARD_CRASH_AT": "job.claimed:3"}, -signal.SIGKILL),
    ],
)
def test_a_process_dies_only_where_a_chaos_test_asks(
    environment: dict[str, str], code: int
) -> None:
    surroundings = {"PATH": os.defpath, "PYTHONPATH": str(SOURCE), **environment}
    done = subprocess.run([sys.executable, "-c", REACH], env=surroundings, check=False)
    assert done.returncode == code
