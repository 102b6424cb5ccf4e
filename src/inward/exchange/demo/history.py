"""Draws twelve months of tickets: seasonal, uneven, with four things to be found.

Everything is a function of the company, the seed and the day the history ends. Instants lie in
business time of the one calendar everybody keeps; what would lie after the end has not happened
yet, so the last weeks leave tickets open in every state.
"""

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from inward.calendars.instants import to_instant, to_seconds
from inward.calendars.timeline import Timeline
from inward.exchange.demo.company import Company, Plan, ServicePlan
from inward.exchange.demo.course import Course, PastTicket, Setting
from inward.exchange.demo.people import Colleague

SEED = "halden-history"
MONTHS = 12
# January to December: a quiet summer, a busy start of the year, a short December.
SEASON = (1.15, 1.05, 1.1, 1.0, 1.0, 0.95, 0.8, 0.75, 1.1, 1.1, 1.05, 0.8)
OVERLOADED = "IT"
OVERLOAD_BEGINS = 5


@dataclass(frozen=True)
class Load:
    """How busy a supplier is in a month of the history: more tickets, slower work."""

    volume: float
    slowness: float


def load_of(supplier: str, month: int) -> Load:
    """IT drowns slowly from the sixth month on; everybody else stays as they are."""
    if supplier != OVERLOADED or month < OVERLOAD_BEGINS:
        return Load(1.0, 1.0)
    months = month - OVERLOAD_BEGINS + 1
    return Load(1.0 + 0.05 * months, 1.0 + 0.9 * months)


def draw(
    company: Company, people: list[Colleague], timeline: Timeline, ends: datetime
) -> list[PastTicket]:
    """All tickets submitted in the twelve months before `ends`, in order of submission."""
    setting = Setting(people, timeline, ends)
    drawn = [
        _ticket(service, plan, submitted, month, setting)
        for service in company.services
        for plan in service.offerings
        for submitted, month in _submissions(service, plan, timeline, ends)
    ]
    return sorted(drawn, key=lambda ticket: (ticket.submitted_at, ticket.offering, ticket.title))


def _submissions(
    service: ServicePlan, plan: Plan, timeline: Timeline, ends: datetime
) -> Iterator[tuple[datetime, int]]:
    rng = random.Random(f"{SEED}/{service.name}/{plan.name}")  # noqa: S311 - a story, no secret
    begins = ends - timedelta(days=30 * MONTHS)
    for month in range(MONTHS):
        opens = begins + timedelta(days=30 * month)
        season = SEASON[opens.month - 1]
        expected = plan.monthly * season * load_of(service.supplier, month).volume
        for _ in range(_poisson(expected, rng)):
            anywhere = to_seconds(opens) + rng.randrange(30 * 86_400)
            submitted = to_instant(timeline.next_open(anywhere) + rng.randrange(3_600))
            if submitted < ends:
                yield submitted, month


def _poisson(expected: float, rng: random.Random) -> int:
    """A count with this mean (Knuth 1969, by sums of exponential waits)."""
    count, passed = 0, -math.log(1.0 - rng.random())
    while passed < expected:
        count += 1
        passed += -math.log(1.0 - rng.random())
    return count


def _ticket(
    service: ServicePlan, plan: Plan, submitted: datetime, month: int, setting: Setting
) -> PastTicket:
    rng = random.Random(f"{SEED}/{plan.name}/{submitted.isoformat()}")  # noqa: S311
    slowness = load_of(service.supplier, month).slowness
    return Course(service, plan, submitted, slowness, setting, rng).run()
