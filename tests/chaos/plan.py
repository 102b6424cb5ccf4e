"""Carries the plan out: groups of processes side by side, each killed at its point."""

import importlib
import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Barrier
from typing import Any

from inward.kernel import crashpoints
from tests.chaos import roles
from tests.chaos.kills import GROUPS, JOBS

_FORK = multiprocessing.get_context("fork")
_PATIENCE = 60


def run() -> dict[str, Any]:
    """Carry the plan out; what is in the database in the end, and how the processes ended."""
    _done(roles.prepare)
    ends = []
    for number, group in enumerate(GROUPS, start=1):
        _done(roles.produce, number * JOBS // (len(GROUPS) + 1))
        ends += _killed(group)
    _done(roles.produce, JOBS)
    workers = [_started(roles.work) for _ in range(2)]
    _wait_until_idle()
    for worker in workers:
        worker.terminate()
    drained = [_ended(worker) for worker in workers]
    return _asked(roles.look) | {"ends": ends, "drained": drained}


def _killed(group: tuple[tuple[str, str, int], ...]) -> list[int | None]:
    """Run the processes of a group until each has died at its point; how each ended."""
    together = _FORK.Barrier(len(group))
    running = [_started(_armed, kill, together) for kill in group]
    return [_ended(process) for process in running]


def _armed(kill: tuple[str, str, int], together: Barrier) -> None:
    """In a process of its own: be killed at that point, and begin when the others do.

    Else one might do all the work before another has started.
    """
    role, point, count = kill
    os.environ |= {"INWARD_TESTING": "chaos", "INWARD_CRASH_AT": f"{point}:{count}"}
    importlib.reload(crashpoints)
    together.wait(_PATIENCE)
    if role == "produce":
        roles.produce(JOBS)
    else:
        roles.work()


def _started(target: Callable[..., object], *arguments: object) -> BaseProcess:
    process = _FORK.Process(target=target, args=arguments)
    process.start()
    return process


def _ended(process: BaseProcess) -> int | None:
    """The exit code, -9 after a SIGKILL; None when it had to be ended because it never came."""
    process.join(_PATIENCE)
    if process.exitcode is None:
        os.kill(process.pid or 0, signal.SIGKILL)
        process.join()
        return None
    return process.exitcode


def _done(target: Callable[..., object], *arguments: object) -> None:
    code = _ended(_started(target, *arguments))
    if code != 0:
        raise RuntimeError(f"{target.__name__} ended with {code}")


def _asked(target: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What the function returns in a process of its own: this one never opens the database."""
    receiver, sender = _FORK.Pipe(duplex=False)
    process = _started(lambda: sender.send(target()))
    found: dict[str, Any] = receiver.recv() if receiver.poll(_PATIENCE) else {}
    _ended(process)
    return found


def _wait_until_idle() -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until and _asked(roles.look)["open"]:
        time.sleep(0.1)
