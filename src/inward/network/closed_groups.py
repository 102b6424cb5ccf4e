"""Closed groups: departments that ask and serve mostly among themselves (the silos of a company).

Groups are found by greedy agglomeration of modularity (Newman 2004; Clauset, Newman & Moore 2004)
on what flows between departments that both ask and serve. A group is closed if most of what it asks
stays inside, and far more than its size explains.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

MOST = 120  # departments, largest first: the cost grows with the cube
SHARE, LIFT = 0.6, 2.0
AT_LEAST = 20  # tickets inside: fewer say nothing about how people work

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class ClosedGroup:
    """Departments that keep to themselves.

    share: of all tickets its members ask, those asked of members. by_chance: the share if suppliers
    were chosen by what they serve in all.
    """

    members: tuple[int, ...]
    inside: int
    asked: int
    by_chance: float

    @property
    def share(self) -> float:
        """Tickets asked inside, divided by all that are asked."""
        return self.inside / self.asked


def closed_groups(flows: Mapping[Pair, int]) -> list[ClosedGroup]:
    """The closed groups among ``flows`` (supplier, customer) → tickets, most closed first.

    What a department asks of itself is left out. Groups that make up more than half of all that is
    asked are none: then the rest is the group.
    """
    others = {pair: n for pair, n in flows.items() if pair[0] != pair[1]}
    whole = sum(others.values())
    groups = _communities(_among_both(others))
    found = [_measured(members, others) for members in groups if len(members) > 1]
    closed = [
        group
        for group in found
        if group.inside >= AT_LEAST
        and group.asked * 2 <= whole
        and group.share >= SHARE
        and group.share >= LIFT * group.by_chance
    ]
    return sorted(closed, key=lambda group: (-group.share, group.members))


def modularity(ties: Mapping[Pair, float], groups: Mapping[int, int]) -> float:
    """Newman's modularity of a grouping of undirected, weighted ties: the share of ties inside
    groups less that expected by the groups' degrees. Each tie stands once."""
    whole = sum(ties.values())
    inside: dict[int, float] = defaultdict(float)
    degree: dict[int, float] = defaultdict(float)
    for (a, b), weight in ties.items():
        degree[groups[a]] += weight
        degree[groups[b]] += weight
        if groups[a] == groups[b]:
            inside[groups[a]] += weight
    return sum(inside[g] / whole - (degree[g] / (2 * whole)) ** 2 for g in degree)


def _among_both(flows: Mapping[Pair, int]) -> dict[Pair, int]:
    """Flows between two departments of which each both serves and asks."""
    both = {supplier for supplier, _ in flows} & {customer for _, customer in flows}
    totals: dict[int, int] = defaultdict(int)
    for pair, n in flows.items():
        for department in pair:
            totals[department] += n
    shown = set(sorted(both, key=lambda d: (-totals[d], d))[:MOST])
    return {pair: n for pair, n in flows.items() if set(pair) <= shown}


def _measured(members: frozenset[int], flows: Mapping[Pair, int]) -> ClosedGroup:
    asked = sum(n for (_, customer), n in flows.items() if customer in members)
    inside = sum(n for pair, n in flows.items() if set(pair) <= members)
    served = sum(n for (supplier, _), n in flows.items() if supplier in members)
    whole = sum(flows.values())
    return ClosedGroup(tuple(sorted(members)), inside, asked, served / whole if whole else 0.0)


def _communities(flows: Mapping[Pair, int]) -> list[frozenset[int]]:
    """Start with each department alone; join the two groups that gain most, while any gain."""
    between, degree = _undirected(flows)
    whole = sum(degree.values())
    members = {department: frozenset({department}) for department in degree}
    while whole and (best := _best(between, degree, whole)):
        _join(best, between, degree, members)
    return sorted(members.values(), key=min)


def _undirected(flows: Mapping[Pair, int]) -> tuple[dict[Pair, float], dict[int, float]]:
    between: dict[Pair, float] = defaultdict(float)
    degree: dict[int, float] = defaultdict(float)
    for (a, b), n in flows.items():
        between[min(a, b), max(a, b)] += n
        degree[a] += n
        degree[b] += n
    return between, degree


def _best(between: Mapping[Pair, float], degree: Mapping[int, float], whole: float) -> Pair | None:
    """The two groups whose union gains most modularity; None if none gains."""
    gains: Iterable[tuple[float, Pair]] = (
        (weight / whole - degree[a] * degree[b] / whole**2, (a, b))
        for (a, b), weight in between.items()
    )
    gain, pair = max(gains, key=lambda found: (found[0], -found[1][0], -found[1][1]),
                     default=(0.0, (0, 0)))  # fmt: skip
    return pair if gain > 1e-12 else None


def _join(
    pair: Pair,
    between: dict[Pair, float],
    degree: dict[int, float],
    members: dict[int, frozenset[int]],
) -> None:
    """The second group becomes part of the first."""
    kept, gone = pair
    members[kept] |= members.pop(gone)
    degree[kept] += degree.pop(gone)
    del between[pair]
    for one, other in [found for found in between if gone in found]:
        weight = between.pop((one, other))
        third = other if one == gone else one
        between[min(kept, third), max(kept, third)] += weight
