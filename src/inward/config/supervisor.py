"""Keeps the processes of one installation together: started, restarted, ended as one.

Each part runs in a process group of its own, so that Ctrl-C reaches the supervisor alone, which
then ends all parts in good order. Where the kernel can do it (Linux), parts are told to end when
the supervisor is killed without a word.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import FrameType

# Promised to whoever stops an installation: all has ended after so many seconds.
DRAIN_SECONDS = 25.0
# A part that lived this long before it fell is started again at once.
STEADY_SECONDS = 60.0
LONGEST_PAUSE_SECONDS = 30.0
LOOK_SECONDS = 0.2
PR_SET_PDEATHSIG = 1
# Loaded here, so that nothing is loaded between fork and exec.
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


@dataclass(frozen=True)
class Part:
    """One process to keep alive: what to call it and how to start it."""

    name: str
    command: Sequence[str]


def pause_before_restart(falls: int) -> float:
    """Seconds to wait before a part that fell so many times in a row is started again."""
    return min(2.0 ** (falls - 1), LONGEST_PAUSE_SECONDS) if falls else 0.0


class Child:
    """A running part; started again, after a growing pause, whenever it falls."""

    def __init__(self, part: Part, environment: Mapping[str, str]) -> None:
        """Start the part. Raises OSError where its program cannot be run."""
        self.part = part
        self._environment = dict(environment)
        self._falls = 0
        self._restart_at: float | None = None
        self._start()

    def _start(self) -> None:
        self._restart_at = None
        self._started = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603  (our own command, no shell)
            list(self.part.command),
            env=self._environment,
            start_new_session=True,
            preexec_fn=_end_with_parent if _LIBC else None,  # noqa: PLW1509  (no threads here)
        )

    def look_after(self) -> None:
        """Notice a fall and start the part again when its pause is over."""
        if self._restart_at is not None:
            if time.monotonic() >= self._restart_at:
                self._start()
        elif self.process.poll() is not None:
            self._note_fall()

    def _note_fall(self) -> None:
        lived = time.monotonic() - self._started
        self._falls = 1 if lived >= STEADY_SECONDS else self._falls + 1
        pause = 0.0 if lived >= STEADY_SECONDS else pause_before_restart(self._falls)
        self._restart_at = time.monotonic() + pause
        sys.stderr.write(
            f"inward: {self.part.name} ended ({_ending(self.process.returncode)}); "
            f"starting it again in {pause:.0f} s\n"
        )

    def ask_to_end(self) -> None:
        """Send SIGTERM: finish what is being done, take nothing new."""
        if self.process.poll() is None:
            self.process.terminate()

    def end_now(self) -> None:
        """Kill the part with everything it started."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def _ending(code: int | None) -> str:
    if code is not None and code < 0:
        return signal.Signals(-code).name
    return f"exit {code}"


def _end_with_parent() -> None:
    """Between fork and exec: ask Linux for a SIGTERM when the supervisor dies."""
    assert _LIBC is not None
    _LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@contextlib.contextmanager
def stop_requests() -> Iterator[threading.Event]:
    """An event that SIGINT, SIGTERM or SIGHUP sets, once, while the block runs."""
    asked = threading.Event()

    def ask(_number: int, _frame: FrameType | None) -> None:
        asked.set()

    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, ask) for number in numbers}
    try:
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def keep(children: Sequence[Child], asked: threading.Event) -> None:
    """Look after the children until a stop is asked for."""
    while not asked.wait(LOOK_SECONDS):
        for child in children:
            child.look_after()


def end(children: Sequence[Child], seconds: float = DRAIN_SECONDS) -> bool:
    """End the children: ask, wait until the seconds are over, kill. True if none had to be."""
    for child in children:
        child.ask_to_end()
    # A second is left for the killing: the promise counts from the request.
    deadline = time.monotonic() + seconds - 1
    in_time = [_ended_by(child, deadline) for child in children]
    for child in children:
        child.end_now()
    return all(in_time)


def _ended_by(child: Child, deadline: float) -> bool:
    try:
        child.process.wait(timeout=max(deadline - time.monotonic(), 0.0))
    except subprocess.TimeoutExpired:
        sys.stderr.write(f"inward: {child.part.name} did not end in time and is killed\n")
        return False
    return True
