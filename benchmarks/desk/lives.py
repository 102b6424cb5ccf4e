"""Lives of tickets within a week or two, drawn once and repeated in other weeks.

In a calendar without zone and holidays a life is the same whole weeks later, clocks included; so
the columns that follow from a log are computed by the product's own `log.values` once a life.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from inward.tickets import log
from inward.tickets.clocks import Terms
from inward.tickets.life import Entry

# A Monday; lives are drawn in its week.
BASE = datetime(2024, 1, 1, tzinfo=UTC)
SUPPLIER, OTHER, ASSIGNEE = -1, -2, -3


class Step(NamedTuple):
    """One event; people and departments stand as SUPPLIER, OTHER (handed to), ASSIGNEE."""

    at: datetime
    kind: str
    side: str
    category: str = ""
    department: int | None = None
    person: int | None = None
    waiting_on: str = ""
    reason: str = ""
    outcome: str = ""
    speaks: bool = False
    is_note: bool = False


@dataclass(frozen=True)
class Life:
    """The steps of a ticket and the columns that follow from them."""

    steps: Sequence[Step]
    priority: int
    columns: dict[str, Any] = field(default_factory=dict)


class _Seed(NamedTuple):
    submitted_at: datetime
    priority: int | None
    impact: int = 3


def lives(rng: random.Random, number: int, terms: Terms, *, ended: bool) -> list[Life]:
    """So many lives in order of submission, each with five messages; open ones stop on the way."""
    drawn = [_life(rng, terms, ended=ended) for _ in range(number)]
    return sorted(drawn, key=lambda life: life.steps[0].at)


def _life(rng: random.Random, terms: Terms, *, ended: bool) -> Life:
    priority = rng.choices((1, 2, 3, 4), (2, 18, 60, 20))[0]
    steps = _steps(rng)
    if not ended:
        steps = steps[: rng.choice((1, 1, 2, 3, 4, 5, 6))]
    entries = [_entry(step, priority) for step in steps]
    columns = log.values(_Seed(steps[0].at, priority), entries, terms)
    return Life(steps, priority, columns)


def _entry(step: Step, priority: int) -> Entry:
    data = {"impact": 3, "priority": priority} if step.kind == "submitted" else {}
    return log.entry(
        step.at, step.category, step.department, step.person, step.waiting_on, step.reason,
        step.kind, step.outcome, data,
    )  # fmt: skip


def _steps(rng: random.Random) -> list[Step]:
    at = BASE + timedelta(days=rng.randrange(5), hours=8, minutes=rng.randrange(540))

    def later(minutes: int) -> datetime:
        nonlocal at
        at += timedelta(minutes=rng.randrange(2, minutes))
        return at

    steps = [Step(at, "submitted", "customer", "submitted", department=SUPPLIER, speaks=True)]
    if rng.random() < 0.1:
        steps.append(
            Step(later(300), "handed_off", "supplier", "submitted", OTHER, reason="Not ours")
        )
    steps += [
        Step(later(240), "assigned", "supplier", "in_progress", person=ASSIGNEE),
        Step(later(200), "noted", "supplier", speaks=True, is_note=True),
        Step(later(90), "asked", "supplier", "waiting", waiting_on="customer", speaks=True),
        Step(later(900), "answered", "customer", "in_progress", speaks=True),
        Step(later(2_000), "resolved", "supplier", "resolved", outcome="fulfilled", speaks=True),
        Step(later(1_400), "confirmed", "customer", "closed"),
    ]
    return steps
