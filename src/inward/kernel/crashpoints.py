"""Named points at which a chaos test may kill this process. Inert outside such a test.

``INWARD_CRASH_AT=job.claimed:3`` kills the process by SIGKILL when it reaches that point for the
third time, and only where ``INWARD_TESTING=chaos`` is set too.
"""

import os
import signal
from collections import Counter

POINTS = (
    "enqueue.written",
    "job.claimed",
    "job.working",
    "job.finished",
    "job.committed",
    "job.failing",
    "lease.reaped",
    "audit.written",
)


def _armed() -> tuple[str, int]:
    if os.environ.get("INWARD_TESTING") != "chaos":
        return "", 0
    point, _, count = os.environ.get("INWARD_CRASH_AT", "").partition(":")
    return point, int(count or 1)


_POINT, _COUNT = _armed()
_reached: Counter[str] = Counter()


def reach(point: str) -> None:
    """Die here if a chaos test asked for it; else nothing. Cost: one comparison of strings."""
    if point != _POINT:
        return
    _reached[point] += 1
    if _reached[point] >= _COUNT:
        os.kill(os.getpid(), signal.SIGKILL)
