"""300 jobs and 20 SIGKILLs at named points: none lost, none stuck, each effect exactly once.

Real processes on a real database, each killed by the system at the point that the plan names.
"""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from inward.kernel.crashpoints import POINTS
from tests.chaos.kills import JOBS, KILLS
from tests.support.postgres import Server

ROOT = Path(__file__).resolve().parents[2]


def _carried_out(home: Path, url: str | None) -> dict[str, Any]:
    """Carry out the plan in that home and database; what was left."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("INWARD_")}
    environment |= {"INWARD_HOME": str(home), "PYTHONPATH": str(ROOT / "src")}
    environment |= {"INWARD_DATABASE_URL": url} if url else {}
    done = subprocess.run(
        [sys.executable, "-m", "tests.chaos.process"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    left: dict[str, Any] = json.loads(done.stdout)
    return left


def test_on_sqlite(tmp_path: Path) -> None:
    _nothing_lost(_carried_out(tmp_path, None))


@pytest.mark.postgres
def test_on_postgresql(tmp_path: Path, postgres_server: Server) -> None:
    _nothing_lost(_carried_out(tmp_path, postgres_server.create(f"chaos_{os.getpid()}")))


def test_the_plan_holds_twenty_kills_at_every_named_point() -> None:
    assert len(KILLS) == 20
    assert {point for _, point, _ in KILLS} == set(POINTS)


def _nothing_lost(left: dict[str, Any]) -> None:
    ends = dict(zip(KILLS, left["ends"], strict=False))
    assert left["ends"] == [-signal.SIGKILL] * 20, f"a point was not reached: {ends}"
    assert left["states"] == {"done": JOBS}, left["errors"]
    assert left["things"] == JOBS
    assert left["effects"] == {str(n): 1 for n in range(JOBS)}
    assert left["taken_over"] >= 5  # the kills did hit running jobs
    assert left["entries"] == JOBS
    assert left["faults"] == []
    assert left["drained"] == [0, 0]
