"""300 jobs and 20 SIGKILLs at named points: none lost, none stuck, each effect exactly once.

Real processes on a real database. Groups of processes run side by side, each armed to die at one
point; the last survivor of a group finds the leases of the dead.
"""

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from inward.kernel.crashpoints import POINTS
from tests.support.postgres import Server

ROOT = Path(__file__).resolve().parents[2]
JOBS = 300
# Each kill: role, point, at which time the point is reached.
GROUPS: tuple[tuple[tuple[str, str, int], ...], ...] = (
    (("produce", "enqueue.written", 9), ("work", "job.claimed", 3), ("work", "job.working", 4)),
    (("produce", "enqueue.written", 1), ("work", "job.finished", 2), ("work", "lease.reaped", 1)),
    (("produce", "enqueue.written", 5), ("work", "job.committed", 5), ("work", "job.failing", 1)),
    (("work", "audit.written", 4), ("work", "lease.reaped", 1)),
    (("produce", "enqueue.written", 7), ("work", "job.claimed", 1), ("work", "job.finished", 4)),
    (("work", "job.committed", 1), ("work", "lease.reaped", 2)),
    (("work", "job.working", 1), ("work", "job.failing", 1)),
    (("work", "job.finished", 3), ("work", "job.claimed", 5)),
)
KILLS = [kill for group in GROUPS for kill in group]


@dataclass
class Company:
    """The processes of one test and the database they share."""

    environment: dict[str, str]

    def start(self, *words: str, point: str = "") -> subprocess.Popen[str]:
        """Start a process; with `point` it dies there."""
        armed = {"INWARD_TESTING": "chaos", "INWARD_CRASH_AT": point} if point else {}
        return subprocess.Popen(
            [sys.executable, "-m", "tests.chaos.process", *words],
            cwd=ROOT,
            env=self.environment | armed,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def done(self, *words: str) -> str:
        """Run a process to its end; its output."""
        process = self.start(*words)
        out, err = process.communicate(timeout=60)
        assert process.returncode == 0, err
        return out

    def look(self) -> dict[str, Any]:
        """What is in the database."""
        found: dict[str, Any] = json.loads(self.done("look"))
        return found


def _company(home: Path, url: str | None) -> Company:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("INWARD_")}
    environment |= {"INWARD_HOME": str(home), "PYTHONPATH": str(ROOT / "src")}
    return Company(environment | ({"INWARD_DATABASE_URL": url} if url else {}))


def test_on_sqlite(tmp_path: Path) -> None:
    _survives(_company(tmp_path, None))


@pytest.mark.postgres
def test_on_postgresql(tmp_path: Path, postgres_server: Server) -> None:
    _survives(_company(tmp_path, postgres_server.create(f"chaos_{os.getpid()}")))


def test_the_plan_holds_twenty_kills_at_every_named_point() -> None:
    assert len(KILLS) == 20
    assert {point for _, point, _ in KILLS} == set(POINTS)


def _survives(company: Company) -> None:
    company.done("prepare")
    for number, group in enumerate(GROUPS, start=1):
        company.done("produce", str(number * JOBS // (len(GROUPS) + 1)))
        _killed(company, group)
    company.done("produce", str(JOBS))
    workers = [company.start("work") for _ in range(2)]
    try:
        _wait_until_idle(company)
    finally:
        _ended_in_good_order(workers)
    _nothing_lost(company.look())


def _killed(company: Company, group: tuple[tuple[str, str, int], ...]) -> None:
    """Run the processes of a group until each has died at its point."""
    running = [
        (kill, company.start(*_words(kill[0]), point=f"{kill[1]}:{kill[2]}")) for kill in group
    ]
    _begin([process for _, process in running])
    for kill, process in running:
        try:
            _, err = process.communicate(timeout=60)
        except subprocess.TimeoutExpired:
            process.kill()
            pytest.fail(f"{kill} was not reached: {company.look()}")
        assert process.returncode == -signal.SIGKILL, f"{kill}: {process.returncode} {err}"


def _begin(processes: list[subprocess.Popen[str]]) -> None:
    """Let them go together, so that none does all the work before another has started."""
    for process in processes:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()


def _words(role: str) -> tuple[str, ...]:
    return ("produce", str(JOBS)) if role == "produce" else ("work",)


def _wait_until_idle(company: Company) -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until:
        if not {"pending", "running"} & set(company.look()["states"]):
            return
        time.sleep(1)


def _ended_in_good_order(workers: list[subprocess.Popen[str]]) -> None:
    for process in workers:
        process.send_signal(signal.SIGTERM)
    for process in workers:
        _, err = process.communicate(timeout=10)
        assert process.returncode == 0, err


def _nothing_lost(found: dict[str, Any]) -> None:
    assert found["states"] == {"done": JOBS}, found["errors"]
    assert found["things"] == JOBS
    assert found["effects"] == {str(n): 1 for n in range(JOBS)}
    assert found["taken_over"] >= 5  # the kills did hit running jobs
    assert (found["audit"], found["entries"]) == ([], JOBS)
    assert found["faults"] == []
