"""What must hold at any time, as a list of checks that ``inward doctor`` runs.

A slice adds its own in a module ``checks.py`` (found by name, loaded by the doctor):

    @invariants.check("state against log")
    def state_against_log() -> Verdict: ...

A check reads and never mends. It says in one line what it found; it may take long.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum


class Level(IntEnum):
    """How bad it is; only `WRONG` makes the doctor fail."""

    FINE = 0
    WARNING = 1
    WRONG = 2


@dataclass(frozen=True)
class Verdict:
    """What a check found, in one line for an administrator."""

    level: Level
    words: str


@dataclass(frozen=True)
class Check:
    """A named check."""

    name: str
    run: Callable[[], Verdict]


CHECKS: dict[str, Check] = {}


def check(name: str) -> Callable[[Callable[[], Verdict]], Callable[[], Verdict]]:
    """Register a function as a check. Raises ValueError when the name is taken by another."""

    def registered(run: Callable[[], Verdict]) -> Callable[[], Verdict]:
        known = CHECKS.setdefault(name, Check(name, run))
        if known.run is not run:
            raise ValueError(f"two checks are named {name!r}")
        return run

    return registered


def fine(words: str) -> Verdict:
    """It holds."""
    return Verdict(Level.FINE, words)


def warning(words: str) -> Verdict:
    """It holds, yet somebody should look."""
    return Verdict(Level.WARNING, words)


def wrong(words: str) -> Verdict:
    """It does not hold."""
    return Verdict(Level.WRONG, words)


def none_of(faults: list[str], *, fine_words: str) -> Verdict:
    """Wrong when there are faults (the first three are told, and how many more), else fine."""
    if not faults:
        return fine(fine_words)
    more = f"; and {len(faults) - 3} more" if len(faults) > 3 else ""
    return wrong("; ".join(faults[:3]) + more)
