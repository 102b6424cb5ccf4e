"""One person among those who could take a ticket: in turn, by load, by skill. Pure.

Ties are broken in turn, so that nobody is the first of the list for ever.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

# How much an open ticket weighs, by priority (1 critical … 4 low; unknown as medium).
WEIGHTS: Mapping[int | None, int] = {1: 8, 2: 4, 3: 2, 4: 1}
_USUAL_WEIGHT = 2
FULL = 100


@dataclass(frozen=True)
class Candidate:
    """Somebody who could take it. ``open``: open tickets; ``load``: the same by weight.

    ``share``: percent of full time; ``most``: open tickets at most for a full share (None: any
    number); ``level``: of the skill that is asked for (0: has it not).
    """

    id: int
    open: int = 0
    load: int = 0
    share: int = FULL
    most: int | None = None
    level: int = 0

    @property
    def is_full(self) -> bool:
        """Whether they have as much as they take: part-time people take their share of it."""
        return self.most is not None and self.open * FULL >= self.most * self.share


@dataclass(frozen=True)
class Choice:
    """Who was chosen; None with the reasons why nobody could be."""

    person: int | None
    away: int = 0
    full: int = 0
    unskilled: int = 0

    @property
    def why_nobody(self) -> str:
        """'Nobody is available: 2 are away, 1 has enough to do.'"""
        parts = [
            _counted(self.away, "is away", "are away"),
            _counted(self.full, "has enough to do", "have enough to do"),
            _counted(self.unskilled, "has not the skill", "have not the skill"),
        ]
        told = ", ".join(part for part in parts if part)
        return f"Nobody is available: {told or 'nobody works here'}."


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}" if number else ""


def weight(priority: int | None) -> int:
    """How much an open ticket of this priority weighs."""
    return WEIGHTS.get(priority, _USUAL_WEIGHT)


def choose(
    method: str, candidates: Iterable[Candidate], *, away: Collection[int], last: int
) -> Choice:
    """One who is here and has room. ``last``: who was chosen before (0: nobody yet)."""
    everybody = list(candidates)
    here = [one for one in everybody if one.id not in away]
    room = [one for one in here if not one.is_full]
    fit = [one for one in room if one.level] if method == "skill" else room
    away_count, full = len(everybody) - len(here), len(here) - len(room)
    if not fit:
        return Choice(None, away_count, full, len(room) - len(fit))
    return Choice(_METHODS[method](in_turn(fit, last)).id)


def in_turn(candidates: Iterable[Candidate], last: int) -> list[Candidate]:
    """Whose turn is next comes first: those after the last one, then from the beginning."""
    return sorted(candidates, key=lambda one: (one.id <= last, one.id))


def _least(ordered: Sequence[Candidate]) -> Candidate:
    return min(ordered, key=lambda one: one.load * FULL / one.share)


def _best(ordered: Sequence[Candidate]) -> Candidate:
    level = max(one.level for one in ordered)
    return _least([one for one in ordered if one.level == level])


_METHODS = {"round_robin": lambda ordered: ordered[0], "least_load": _least, "skill": _best}
