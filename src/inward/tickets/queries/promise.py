"""What one may expect before asking: the agreed due instants, and how long it usually takes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from inward.agreements.models import AgreementVersion
from inward.agreements.queries import targets_of
from inward.calendars.errors import OutOfHorizon
from inward.calendars.models import CalendarVersion
from inward.calendars.queries import timeline_of
from inward.calendars.rules import Timeline, add, between
from inward.catalogue.models import Offering
from inward.directory.models import Department
from inward.tickets.clocks import KINDS
from inward.tickets.models import Ticket
from inward.tickets.pinning import pins

# The newest resolved tickets that 'usual' is made of; fewer than five say nothing.
LOOKED_AT = 200
FEWEST = 5


@dataclass(frozen=True)
class Usual:
    """How long tickets of an offering (or its service) took to be resolved, in business time.

    ``n``: of how many, the newest. ``median``: half were done by then; ``p85``: 85 of 100.
    """

    n: int
    median: timedelta
    p85: timedelta


@dataclass(frozen=True)
class Promised:
    """One target: the budget in business time and the instant it would fall due."""

    budget: timedelta
    due_at: datetime | None


@dataclass(frozen=True)
class Promise:
    """What would hold for a ticket submitted now.

    ``agreed`` by kind (own, first_reply, resolve); empty without an agreement. ``usual_by`` and
    ``usual_p85_by``: when most like it would be done. Instants are UTC.
    """

    agreement: AgreementVersion | None
    calendar: CalendarVersion | None
    agreed: Mapping[str, Promised]
    usual: Usual | None
    usual_by: datetime | None
    usual_p85_by: datetime | None


def usual(offering: Offering, timeline: Timeline | None) -> Usual | None:
    """How long the newest 200 resolved tickets of the offering took, else those of its service.

    None with fewer than five. Of all customers, so that it says nothing about one. Without a
    timeline: calendar time. One or two statements and 200 subtractions.
    """
    for tickets in (Q(offering=offering), Q(offering__service=offering.service_id)):
        lengths = _lengths(tickets, timeline)
        if len(lengths) >= FEWEST:
            return Usual(len(lengths), _quantile(lengths, 0.5), _quantile(lengths, 0.85))
    return None


def _lengths(tickets: Q, timeline: Timeline | None) -> list[timedelta]:
    """The time from asking to the first resolution, shortest first."""
    rows = (
        Ticket.objects.filter(tickets, resolved_at__isnull=False)
        .order_by("-resolved_at")
        .values_list("submitted_at", "resolved_at")[:LOOKED_AT]
    )
    return sorted(
        between(timeline, since, until) if timeline is not None else until - since
        for since, until in rows
        if until is not None
    )


def _quantile(ordered: Sequence[timedelta], share: float) -> timedelta:
    """By linear interpolation between the two nearest (as DuckDB's quantile_cont)."""
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def promise_for(offering: Offering, customer: Department, priority: int, now: datetime) -> Promise:
    """What is agreed and what is usual for the offering, if this customer asked now.

    ``offering`` with service and supplier read along. Six statements, or seven.
    """
    pinned = pins(offering.service.supplier, customer, offering, now)
    timeline = timeline_of(pinned.calendar) if pinned.calendar is not None else None
    agreed: dict[str, Promised] = {}
    if pinned.agreement is not None and timeline is not None:
        targets = targets_of(pinned.agreement.pk)
        for kind in KINDS:
            if (kind, priority) in targets:
                budget = timedelta(minutes=targets[kind, priority])
                agreed[kind] = Promised(budget, _after(timeline, now, budget))
    found = usual(offering, timeline)
    return Promise(
        agreement=pinned.agreement,
        calendar=pinned.calendar,
        agreed=agreed,
        usual=found,
        usual_by=_after(timeline, now, found.median) if found else None,
        usual_p85_by=_after(timeline, now, found.p85) if found else None,
    )


def _after(timeline: Timeline | None, now: datetime, length: timedelta) -> datetime | None:
    if timeline is None:
        return now + length
    try:
        return add(timeline, now, length)
    except OutOfHorizon:
        return None
