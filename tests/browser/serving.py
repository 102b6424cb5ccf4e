"""A real installation for real browsers: ``inward up --demo`` in a home of its own, on SQLite."""

import http.client
import os
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
INWARD = (sys.executable, "-m", "inward")
# Loading the demo company is most of it: 15 s alone, twice that beside other work.
SECONDS_TO_START = 120.0
SECONDS_TO_END = 25.0


@dataclass
class Installation:
    """A running installation: pages, API and worker in one tree of processes."""

    home: Path
    port: int
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        """The root of its addresses."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def said(self) -> str:
        """What its processes wrote."""
        return (self.home / "said.log").read_text(encoding="utf-8", errors="replace")

    def run(self, *words: str, typed: str = "") -> str:
        """What another command on the same home prints. Fails with what it said on an error."""
        done = subprocess.run(
            [sys.executable, *words],
            cwd=ROOT,
            env=surroundings(self.home), input=typed, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def await_health(self) -> None:
        """Wait until it says that it is well."""
        deadline = time.monotonic() + SECONDS_TO_START
        while not self.is_well():
            assert self.process.poll() is None, self.said
            assert time.monotonic() < deadline, self.said
            time.sleep(0.2)

    def is_well(self) -> bool:
        """What ``/healthz`` says."""
        client = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            client.request("GET", "/healthz")
            return client.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            client.close()

    def end(self) -> int:
        """Ask it to end, as Ctrl-C or a service manager does; its exit code."""
        self.process.terminate()
        try:
            return self.process.wait(timeout=SECONDS_TO_END + 5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise


def surroundings(home: Path) -> dict[str, str]:
    """The environment of an installation that knows nothing of the tests' own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("INWARD_")}
    kept.pop("DJANGO_SETTINGS_MODULE", None)
    kept.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)
    return kept | {"INWARD_HOME": str(home)}


def free_port() -> int:
    """A port that nothing listens at now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def start(home: Path, *, demo: bool = True) -> Installation:
    """Start an installation, with the demo company or empty, and wait until it is well."""
    home.mkdir(parents=True, exist_ok=True)
    port = free_port()
    with (home / "said.log").open("wb") as said:
        process = subprocess.Popen(
            [*INWARD, "up", "--port", str(port), *(["--demo"] if demo else [])],
            env=surroundings(home), stdout=said, stderr=subprocess.STDOUT,
        )  # fmt: skip
    running = Installation(home, port, process)
    try:
        running.await_health()
    except BaseException:
        running.process.kill()
        raise
    return running
