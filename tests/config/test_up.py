"""``inward up``, as whoever runs it meets it: one tree of processes, alive until told to end."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads the process tree in /proc")
INWARD = (sys.executable, "-m", "inward")
SECONDS_TO_START = 60.0
SECONDS_TO_END = 25.0


@dataclass
class Installation:
    """A running installation."""

    process: subprocess.Popen[str]
    port: int
    said: list[str]

    def answers(self) -> bool:
        """Whether a page answers, whatever it says."""
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=10).close()
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False
        return True

    def descendants(self) -> dict[int, str]:
        """The processes below it: number and command line."""
        found: dict[int, str] = {}
        waiting = [self.process.pid]
        while waiting:
            for child in _children(waiting.pop()):
                found[child] = _command(child)
                waiting.append(child)
        return found

    def worker(self) -> int | None:
        """The number of the worker's process."""
        found = [pid for pid, command in self.descendants().items() if "inward worker" in command]
        return found[0] if found else None

    def pages(self) -> set[int]:
        """The numbers of the processes that serve pages: granian's own."""
        [granian] = [pid for pid in _children(self.process.pid) if "granian" in _command(pid)]
        return {pid for pid in _children(granian) if "_tracker" not in _command(pid)}


def _children(pid: int) -> list[int]:
    found = []
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            found += [int(child) for child in (task / "children").read_text().split()]
    return found


def _command(pid: int) -> str:
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    return ""


def _runs(pid: int) -> bool:
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def until(condition: Callable[[], bool], seconds: float) -> bool:
    """Whether the condition came true in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


def free_port() -> int:
    """A port that nothing listens at now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def listening(port: int) -> list[str]:
    """Addresses (hexadecimal) of the sockets that listen at the port: one a page process."""
    lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    at_port = f":{port:04X}"
    return [fields[1] for fields in lines if fields[3] == "0A" and fields[1].endswith(at_port)]


def _said_until_it_serves(output: IO[str]) -> Iterator[str]:
    for line in output:
        yield line
        if "serves at" in line:
            return


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """A fresh installation in a home of its own, serving."""
    port = free_port()
    surroundings = os.environ | {"INWARD_HOME": str(tmp_path / "home"), "PORT": str(port)}
    surroundings.pop("INWARD_DATABASE_URL", None)
    process = subprocess.Popen([*INWARD, "up"], env=surroundings, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    running = Installation(process, port, list(_said_until_it_serves(process.stdout)))
    assert until(lambda: len(listening(port)) == 2, SECONDS_TO_START)
    yield running
    left = [process.pid, *running.descendants()]
    process.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(timeout=SECONDS_TO_END + 5)
    for pid in filter(_runs, left):
        os.kill(pid, signal.SIGKILL)


def test_an_installation_serves_and_ends_cleanly_when_told(installation: Installation) -> None:
    assert f"http://127.0.0.1:{installation.port}/" in installation.said[-1]
    assert installation.answers()
    assert installation.worker()
    tree = installation.descendants()
    installation.process.send_signal(signal.SIGTERM)
    assert installation.process.wait(timeout=SECONDS_TO_END) == 0
    assert [pid for pid in tree if _runs(pid)] == []
    assert not installation.answers()


def test_ctrl_c_ends_it_as_well(installation: Installation) -> None:
    installation.process.send_signal(signal.SIGINT)
    assert installation.process.wait(timeout=SECONDS_TO_END) == 0


def test_a_worker_that_is_killed_is_replaced(installation: Installation) -> None:
    first = installation.worker()
    assert first
    os.kill(first, signal.SIGKILL)
    assert until(lambda: installation.worker() not in {None, first}, seconds=20)
    assert installation.answers()


def test_a_page_process_that_is_killed_is_replaced(installation: Installation) -> None:
    pages = installation.pages()
    assert len(pages) == 2
    os.kill(min(pages), signal.SIGKILL)
    assert until(lambda: len(installation.pages() - {min(pages)}) == 2, seconds=20)
    assert until(lambda: len(listening(installation.port)) == 2, seconds=20)
    assert installation.answers()


def test_pages_are_served_on_loopback_alone(installation: Installation) -> None:
    assert {at.partition(":")[0] for at in listening(installation.port)} == {"0100007F"}


def test_a_taken_port_is_said_at_once(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(
            [*INWARD, "up", "--port", str(port)],
            env=os.environ | {"INWARD_HOME": str(tmp_path)},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 1
    assert f"PORT={port + 1}" in done.stderr
