"""The supervisor keeps its parts alive and ends them all, in order and in time."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from inward.config.supervisor import Child, Part, end, keep, pause_before_restart

# Writes a line for each start, then waits to be told to end.
OBEDIENT = "import sys, time; open(sys.argv[1], 'a').write('up\\n'); time.sleep(60)"
STUBBORN = (
    "import signal, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    "open(sys.argv[1], 'a').write('up\\n'); time.sleep(60)"
)


def until(condition: Callable[[], bool], seconds: float = 10.0) -> bool:
    """Whether the condition came true in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.02)
    return False


def starts(log: Path) -> int:
    """How often the part said that it started."""
    return len(log.read_text().splitlines()) if log.exists() else 0


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """Where a part writes that it started."""
    return tmp_path / "starts"


@pytest.fixture
def child(log: Path) -> Iterator[Child]:
    """An obedient part, started."""
    part = Part("part", (sys.executable, "-c", OBEDIENT, str(log)))
    child = Child(part, os.environ)
    assert until(lambda: starts(log) == 1)
    yield child
    child.end_now()


def test_a_part_that_falls_is_started_again(child: Child, log: Path) -> None:
    asked = threading.Event()
    first = child.process.pid
    keeper = threading.Thread(target=keep, args=([child], asked))
    os.kill(first, signal.SIGKILL)
    keeper.start()
    assert until(lambda: starts(log) == 2)
    asked.set()
    keeper.join()
    assert child.process.pid != first


def test_pauses_between_restarts_grow_and_are_bounded() -> None:
    assert [pause_before_restart(falls) for falls in range(8)] == [0, 1, 2, 4, 8, 16, 30, 30]


def test_ending_asks_first(child: Child) -> None:
    assert end([child], seconds=10)
    assert child.process.returncode == -signal.SIGTERM


def test_a_part_that_does_not_end_in_time_is_killed(log: Path) -> None:
    child = Child(Part("part", (sys.executable, "-c", STUBBORN, str(log))), os.environ)
    assert until(lambda: starts(log) == 1)
    began = time.monotonic()
    assert not end([child], seconds=2)
    assert time.monotonic() - began < 2
    assert child.process.returncode == -signal.SIGKILL


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent died")
def test_parts_end_when_the_supervisor_is_killed(log: Path, tmp_path: Path) -> None:
    script = (
        "import os, sys, threading\n"
        "from inward.config.supervisor import Child, Part, keep\n"
        f"part = Part('part', (sys.executable, '-c', {OBEDIENT!r}, {str(log)!r}))\n"
        "child = Child(part, os.environ)\n"
        "print(child.process.pid, flush=True)\n"
        "keep([child], threading.Event())\n"
    )
    supervisor = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert supervisor.stdout is not None
    pid = int(supervisor.stdout.readline())
    assert until(lambda: starts(log) == 1)
    supervisor.kill()
    supervisor.wait()
    assert until(lambda: not _runs(pid))


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except FileNotFoundError:
        return False
