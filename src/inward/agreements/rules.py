"""Which promise applies, and which promises contradict each other. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise

KINDS = ("own", "first_reply", "stage", "approval", "resolve")
PRIORITIES = (1, 2, 3, 4)
# A year of open days around the clock: longer is a typing error.
LONGEST_MINUTES = 366 * 24 * 60

Targets = Mapping[tuple[str, int], int]
"""Business minutes by (kind, priority)."""


@dataclass(frozen=True)
class Scope:
    """Whom one wording is for and what it is about.

    ``customer`` None: all departments. ``services`` empty: all services of the supplier.
    """

    version: int
    customer: int | None
    services: frozenset[int] = field(default_factory=frozenset)


def most_specific(
    scopes: Iterable[Scope], *, ancestry: Sequence[int], service: int | None
) -> Scope | None:
    """The one wording that applies to a customer and a service, or None.

    ``ancestry`` is the customer department first, then its parent, and so on to the root. The
    nearest department wins over a farther one and any over 'all'; at the same distance a set of
    services that names this one wins over 'all services'. Never the shortest target.
    """
    ranked = [
        (distance, not scope.services, scope.version, scope)
        for scope in scopes
        if (distance := _distance(scope, ancestry)) is not None and _is_about(scope, service)
    ]
    return min(ranked, key=lambda each: each[:3])[3] if ranked else None


def _distance(scope: Scope, ancestry: Sequence[int]) -> int | None:
    """Steps from the customer up to the one the scope is for; None if it is for somebody else."""
    if scope.customer is None:
        return len(ancestry)
    return ancestry.index(scope.customer) if scope.customer in ancestry else None


def _is_about(scope: Scope, service: int | None) -> bool:
    return not scope.services or service in scope.services


def tie(left: Scope, right: Scope) -> bool:
    """Whether some ticket would match both equally well (same supplier taken for granted)."""
    if left.customer != right.customer:
        return False
    if not left.services and not right.services:
        return True
    return bool(left.services & right.services)


def ties(scopes: Sequence[Scope]) -> list[tuple[Scope, Scope]]:
    """Every pair that ties."""
    return [(a, b) for a, b in combinations(scopes, 2) if tie(a, b)]


def faults(targets: Targets) -> dict[str, list[str]]:
    """What is wrong with a set of targets, by 'kind.priority'; empty if nothing is.

    Refused: unknown kinds and priorities, spans of no length or over a year; a promise that
    cannot be broken before a later one (own or first reply longer than resolve); a more urgent
    ticket promised later than a less urgent one.
    """
    found: dict[str, list[str]] = {}
    for (kind, priority), minutes in targets.items():
        for words in _faults_of_one(kind, priority, minutes):
            found.setdefault(f"{kind}.{priority}", []).append(words)
    for kind, priority, words in (*_later_than_resolve(targets), *_urgent_later(targets)):
        found.setdefault(f"{kind}.{priority}", []).append(words)
    return found


def _faults_of_one(kind: str, priority: int, minutes: int) -> Iterable[str]:
    if kind not in KINDS:
        yield "There is no such target."
    if priority not in PRIORITIES:
        yield "Priorities run from 1 (critical) to 4 (low)."
    if not 0 < minutes <= LONGEST_MINUTES:
        yield f"A target lasts from 1 to {LONGEST_MINUTES:,} business minutes."


def _later_than_resolve(targets: Targets) -> Iterable[tuple[str, int, str]]:
    for kind, priority in targets:
        whole = targets.get(("resolve", priority))
        if kind != "resolve" and whole is not None and targets[kind, priority] > whole:
            yield kind, priority, "This is later than the promise to resolve."


def _urgent_later(targets: Targets) -> Iterable[tuple[str, int, str]]:
    for kind in KINDS:
        given = [p for p in PRIORITIES if (kind, p) in targets]
        for urgent, less in pairwise(given):
            if targets[kind, urgent] > targets[kind, less]:
                yield kind, urgent, f"More urgent than priority {less}, yet promised later."
