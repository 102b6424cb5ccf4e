"""The relations to act on, and why: ranked by the tickets they hurt beyond what is usual.

For each relation, what happens more often than expected is counted in tickets; only what chance
does not explain (two standard deviations of a binomial count) is a reason. Promises missed,
reopened and silent tickets weigh one each; slowness and ping-pong one half, being paid in time. A
department that was named already makes room for the next one: its further relations count less.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt

from inward.network.relations import Relation

AT_LEAST = 5
DEVIATIONS = 2.0
# What a relation counts when its supplier or its customer was named before it, each time.
NAMED_AGAIN = 0.6
WORSE_BY = 0.1


@dataclass(frozen=True, slots=True)
class Usual:
    """Rates over all relations, against which one is held. None where the log has no such thing."""

    kept: float | None
    ping_pong: float
    reopened: float


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that goes wrong in a relation.

    kind: missed, slow, ping_pong, reopened, silent or worse. excess: tickets beyond the usual.
    share: the rate here; usual: the rate to compare with. n: tickets the rate rests on.
    """

    kind: str
    excess: float
    weight: float
    share: float
    usual: float | None
    n: int


@dataclass(frozen=True, slots=True)
class Advice:
    """A relation to act on with its reasons, the heaviest first. impact: tickets, weighted."""

    relation: Relation
    reasons: tuple[Reason, ...]

    @property
    def impact(self) -> float:
        """The sum of all excesses by weight."""
        return sum(reason.excess * reason.weight for reason in self.reasons)


def usual(relations: Sequence[Relation]) -> Usual:
    """The rates of all relations together."""
    tickets = sum(r.tickets for r in relations) or 1
    decided = sum(r.kept_n for r in relations)
    return Usual(
        kept=sum(r.kept for r in relations) / decided if decided else None,
        ping_pong=sum(r.ping_pong for r in relations) / tickets,
        reopened=sum(r.reopened for r in relations) / tickets,
    )


def to_act_on(relations: Sequence[Relation], *, limit: int = 10) -> list[Advice]:
    """At most ``limit`` relations with at least five tickets and a reason; see `_spread` for order.

    Unknown suppliers are left out; unknown customers too, unless the log names none at all.
    """
    expected = usual(relations)
    named = any(r.customer_id is not None for r in relations)
    found = []
    for relation in relations:
        hidden = relation.supplier_id is None or (named and relation.customer_id is None)
        if hidden or relation.tickets < AT_LEAST:
            continue
        if reasons := _reasons(relation, expected):
            found.append(Advice(relation, tuple(reasons)))
    return _spread(found, limit)


def _spread(found: Sequence[Advice], limit: int) -> list[Advice]:
    """Heaviest first, yet not one department ten times: each that was named counts less again."""
    suppliers: Counter[int | None] = Counter()
    customers: Counter[int | None] = Counter()

    def weight(advice: Advice) -> tuple[float, int, int]:
        r = advice.relation
        named = suppliers[r.supplier_id] + customers[r.customer_id]
        return advice.impact * NAMED_AGAIN**named, -(r.supplier_id or 0), -(r.customer_id or 0)

    left = list(found)
    chosen: list[Advice] = []
    while left and len(chosen) < limit:
        best = max(left, key=weight)
        left.remove(best)
        chosen.append(best)
        suppliers[best.relation.supplier_id] += 1
        customers[best.relation.customer_id] += 1
    return chosen


def _reasons(relation: Relation, expected: Usual) -> list[Reason]:
    r = relation
    candidates = [
        _beyond(
            "missed",
            1.0,
            r.kept_n - r.kept,
            r.kept_n,
            None if expected.kept is None else 1 - expected.kept,
        ),
        _beyond("slow", 0.5, r.slow, r.resolve_n, 0.5),
        _beyond("ping_pong", 0.5, r.ping_pong, r.tickets, expected.ping_pong),
        _beyond("reopened", 1.0, r.reopened, r.tickets, expected.reopened),
        _silent(relation),
        _worse(relation),
    ]
    found = [reason for reason in candidates if reason is not None]
    return sorted(found, key=lambda reason: -reason.excess * reason.weight)


def _beyond(kind: str, weight: float, count: int, n: int, rate: float | None) -> Reason | None:
    """A reason if ``count`` of ``n`` is more than the rate explains, chance included."""
    if rate is None or n < AT_LEAST:
        return None
    excess = count - n * rate
    if excess < 1 or excess <= DEVIATIONS * sqrt(n * rate * (1 - rate)):
        return None
    return Reason(kind, excess, weight, count / n, rate, n)


def _silent(relation: Relation) -> Reason | None:
    if relation.silent < AT_LEAST:
        return None
    share = relation.silent / relation.tickets
    return Reason("silent", float(relation.silent), 1.0, share, None, relation.backlog)


def _worse(relation: Relation) -> Reason | None:
    """Compliance fell by a tenth or more between the halves, beyond what chance explains."""
    change = relation.compliance_change
    if change is None or change > -WORSE_BY:
        return None
    n, before = relation.kept_n_recent, relation.kept_n - relation.kept_n_recent
    rate = relation.compliance or 0.0
    if -change <= DEVIATIONS * sqrt(rate * (1 - rate) * (1 / n + 1 / before)):
        return None
    recent = relation.kept_recent / n
    return Reason("worse", -change * n, 0.5, recent, recent - change, n)


def in_words(
    reason: Reason, supplier: str, minutes: Callable[[float], str], relation: Relation
) -> str:
    """The reason as one clause with its figures; ``minutes`` writes a length of time."""
    here, n = _percent(reason.share), f"{reason.n:,}"
    if reason.kind == "missed":
        return (
            f"{_percent(1 - reason.share)} of {n} promises kept where all keep "
            f"{_percent(1 - (reason.usual or 0))}: {reason.excess:.0f} more missed than usual"
        )
    if reason.kind == "slow":
        typical = minutes(relation.resolve_median or 0)
        return f"{here} of {n} took longer than {supplier}'s median; here the median is {typical}"
    if reason.kind == "ping_pong":
        return f"the ball came straight back in {here} of {n} tickets ({_times(reason)} the usual)"
    if reason.kind == "reopened":
        return f"{here} of {n} were reopened ({_times(reason)} the usual)"
    if reason.kind == "silent":
        return f"{reason.excess:.0f} open tickets without a word for 30 days or more"
    return f"promises kept fell from {_percent(reason.usual or 0)} to {here} in the recent half"


def _percent(share: float) -> str:
    return f"{share * 100:.0f}\u00a0%"


def _times(reason: Reason) -> str:
    return f"{reason.share / reason.usual:.1f} times" if reason.usual else "beyond"
