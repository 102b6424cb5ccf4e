"""Hand-offs between departments: who passes the ball to whom, and where it comes straight back."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import sqrt


@dataclass(frozen=True, slots=True)
class Flow:
    """Hand-offs from one department to another; returned: those that undo the one before.

    tickets: that took this path; kept_n, kept: those whose promise is decided, and was kept.
    """

    from_id: int
    to_id: int
    handoffs: int
    returned: int
    tickets: int
    kept_n: int = 0
    kept: int = 0

    @property
    def compliance(self) -> float | None:
        """Share of the promises of tickets that took this path which were kept."""
        return self.kept / self.kept_n if self.kept_n else None


@dataclass(frozen=True, slots=True)
class PingPong:
    """A pair between which the ball goes to and fro; share: returns among the pair's hand-offs."""

    one_id: int
    other_id: int
    handoffs: int
    returned: int

    @property
    def share(self) -> float:
        """Returns divided by hand-offs of the pair."""
        return self.returned / self.handoffs


def ping_pong(flows: Iterable[Flow]) -> list[PingPong]:
    """Pairs with returns, most returns first. A return counts for the pair it happens in."""
    pairs: dict[tuple[int, int], tuple[int, int]] = {}
    for flow in flows:
        key = (min(flow.from_id, flow.to_id), max(flow.from_id, flow.to_id))
        handoffs, returned = pairs.get(key, (0, 0))
        pairs[key] = (handoffs + flow.handoffs, returned + flow.returned)
    found = [PingPong(a, b, n, returned) for (a, b), (n, returned) in pairs.items() if returned]
    return sorted(found, key=lambda p: (-p.returned, p.one_id, p.other_id))


def late_paths(flows: Sequence[Flow], usual: float | None, *, limit: int = 10) -> list[Flow]:
    """Paths whose tickets miss more promises than the ``usual`` share kept explains (beyond two
    standard deviations), most missed in excess first."""
    if usual is None:
        return []
    excess = {id(f): (f.kept_n - f.kept) - f.kept_n * (1 - usual) for f in flows}
    chance = {id(f): 2 * sqrt(f.kept_n * usual * (1 - usual)) for f in flows}
    late = [f for f in flows if f.kept_n >= 5 and excess[id(f)] > max(chance[id(f)], 1.0)]
    return sorted(late, key=lambda f: (-excess[id(f)], f.from_id, f.to_id))[:limit]


def circles(flows: Sequence[Flow], *, at_least: int, limit: int = 10) -> list[tuple[int, ...]]:
    """Circles of three or four departments along which at least ``at_least`` hand-offs pass at
    every step, strongest (by their weakest step) first; each begins at its smallest id."""
    strong = {(f.from_id, f.to_id): f.handoffs for f in flows if f.handoffs >= at_least}
    found = {_turned(c) for c in _short_circles(strong)}
    return sorted(found, key=lambda c: (-_weakest(c, strong), c))[:limit]


def _short_circles(strong: Iterable[tuple[int, int]]) -> Iterator[tuple[int, ...]]:
    """Circles of length 3 and 4: a bounded walk, where listing all simple circles explodes."""
    after: dict[int, set[int]] = defaultdict(set)
    for one, other in strong:
        after[one].add(other)
    for a in tuple(after):
        for b in after[a] - {a}:
            for c in after.get(b, set()) - {a, b}:
                if a in after.get(c, ()):
                    yield a, b, c
                for d in after.get(c, set()) - {a, b, c}:
                    if a in after.get(d, ()):
                        yield a, b, c, d


def _turned(circle: tuple[int, ...]) -> tuple[int, ...]:
    start = circle.index(min(circle))
    return circle[start:] + circle[:start]


def _weakest(circle: tuple[int, ...], strong: dict[tuple[int, int], int]) -> int:
    return min(strong[pair] for pair in zip(circle, circle[1:] + circle[:1], strict=True))


def often(flows: Sequence[Flow]) -> int:
    """From how many hand-offs on a path counts as one: half a percent of all, at least 5."""
    return max(5, sum(flow.handoffs for flow in flows) // 200)
