"""The real server: ``inward up`` in a process tree of its own, and what it holds in memory."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def free_port() -> int:
    """A port nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def serving(log: Path) -> Iterator[tuple[int, int]]:
    """(Port, process id) of a server that answers, in the surroundings of this process."""
    port = free_port()
    with log.open("ab") as written:
        process = subprocess.Popen(
            [sys.executable, "-m", "inward", "up", "--port", str(port)],
            env=os.environ, stdout=written, stderr=written,
        )  # fmt: skip
    try:
        _await_answer(port, process)
        yield port, process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)


def _await_answer(port: int, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError("the server ended before it answered")
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/healthz", headers={"Host": "127.0.0.1"})
            connection.getresponse()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError("the server does not answer")


def tree(root: int) -> list[int]:
    """A process and all below it. Linux."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
            parents.setdefault(parent, []).append(int(entry.name))
    found = [root]
    for pid in found:
        found.extend(parents.get(pid, []))
    return found


def memory(root: int) -> dict[str, float]:
    """MiB of each process below one by its part in what they share (PSS). Linux."""
    held = {}
    for pid in tree(root):
        words = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()[-60:]
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                held[f"{pid} {words.strip()}"] = int(line.split()[1]) / 1024
    return held


def pages_of(root: int) -> int:
    """The process below one that serves the pages (itself with processes of its own). Linux."""
    return next(pid for pid in tree(root)[1:] if b"granian" in _words(pid))


def await_rest(root: int, *, seconds: float = 900) -> None:
    """Wait until no heavy job runs in a process of its own: they would be measured too."""
    until = time.monotonic() + seconds
    quiet = 0
    while quiet < 5 and time.monotonic() < until:
        busy = any(b"multiprocessing-fork" in _words(pid) for pid in tree(root))
        quiet = 0 if busy else quiet + 1
        time.sleep(1)


def _words(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def processor_seconds(root: int) -> float:
    """What a process and all below it have used of the processors so far. Linux."""
    ticks = 0
    for pid in tree(root):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")
