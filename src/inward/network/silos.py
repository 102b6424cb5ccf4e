"""Silos: do ties stay inside groups more than chance would have it?

Convention: simple ties without self-loops; undirected unless said. The E–I index (Krackhardt &
Stern 1988) is (external - internal) / all. With many groups it always looks outward, so it is never
given without its value by chance: the E–I of the complete graph over the same group sizes.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

Group = TypeVar("Group", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Silos:
    """Ties between and within groups, the E–I index, its chance value, Freeman's segregation.

    segregation (Freeman 1978): 0 as by chance or more mixed, 1 no tie between groups at all.
    """

    external: int
    internal: int
    index: float | None
    by_chance: float | None
    segregation: float | None


def measured(ties: Iterable[tuple[Group, Group]], groups: Mapping[Group, Hashable]) -> Silos:
    """The silo figures of undirected ties among the nodes of ``groups`` (ties of others are left
    out; both directions of a pair are one tie)."""
    pairs = {frozenset((a, b)) for a, b in ties if a != b and a in groups and b in groups}
    external = sum(len({groups[node] for node in pair}) == 2 for pair in pairs)
    internal = len(pairs) - external
    chance = _chance_of_external(groups)
    return Silos(
        external=external,
        internal=internal,
        index=(external - internal) / len(pairs) if pairs else None,
        by_chance=None if chance is None else 2 * chance - 1,
        segregation=_freeman(external, len(pairs), chance),
    )


def of_flows(flows: Mapping[tuple[Group, Group], int]) -> Silos:
    """The silo figures of directed, weighted flows that are already summed by group; what stays
    inside a group stands at (group, group). Chance keeps each group's sending and receiving totals:
    the external share if partners were drawn by them."""
    whole = sum(flows.values())
    external = sum(n for (a, b), n in flows.items() if a != b)
    chance = _chance_by_totals(flows)
    return Silos(
        external=external,
        internal=whole - external,
        index=(2 * external - whole) / whole if whole else None,
        by_chance=None if chance is None else 2 * chance - 1,
        segregation=_freeman(external, whole, chance),
    )


def _chance_of_external(groups: Mapping[Group, Hashable]) -> float | None:
    sizes = Counter(groups.values()).values()
    people = sum(sizes)
    if people < 2:
        return None
    inside = sum(size * (size - 1) for size in sizes)
    return 1 - inside / (people * (people - 1))


def _chance_by_totals(flows: Mapping[tuple[Group, Group], int]) -> float | None:
    sent: dict[Group, int] = defaultdict(int)
    received: dict[Group, int] = defaultdict(int)
    for (a, b), n in flows.items():
        sent[a] += n
        received[b] += n
    whole = sum(sent.values())
    if not whole:
        return None
    inside = sum(n * received.get(group, 0) for group, n in sent.items())
    return 1 - inside / (whole * whole)


def _freeman(external: int, whole: int, chance: float | None) -> float | None:
    if not whole or not chance:
        return None
    return max(0.0, 1 - (external / whole) / chance)
