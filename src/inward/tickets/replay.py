"""History of our own, written in bulk: tickets as though each step had been done at its time.

For a company that is to stand with its past at once (the demo, a move from another installation).
The log is written as the actions would have written it, promises pinned and clocks derived; nobody
is told of anything, because all of it is long past. Everyday work goes through the actions.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from inward.agreements.models import AgreementVersion
from inward.agreements.queries import targets_of
from inward.calendars.models import CalendarVersion
from inward.calendars.queries import timeline_of
from inward.calendars.rules import Timeline
from inward.catalogue.models import FormVersion, Offering
from inward.directory.folding import search_key
from inward.tickets import bulk, log, rules, words
from inward.tickets.bulk import EventRow
from inward.tickets.clocks import Terms
from inward.tickets.life import Entry
from inward.tickets.models import Ticket, TicketSequence, Watcher

BATCH = 1_000


@dataclass(frozen=True, slots=True)
class PastEvent:
    """One thing that happened, in the meaning of `TicketEvent`; empty: unchanged."""

    at: datetime
    kind: str
    side: str
    actor_id: int | None = None
    category: str = ""
    department_id: int | None = None
    person_id: int | None = None
    waiting_on: str = ""
    reason: str = ""
    outcome: str = ""
    text: str = ""
    is_note: bool = False
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class PastTicket:
    """A ticket with its past; events in order, the first one its submission.

    `offering` comes with its service and that one's supplier read along. Watchers are people who
    follow it (a restricted ticket's receiver among them).
    """

    title: str
    offering: Offering
    form: FormVersion
    requester_id: int
    customer_id: int
    urgency: int
    events: Sequence[PastEvent]
    agreement: AgreementVersion | None
    calendar: CalendarVersion
    watcher_ids: Sequence[int] = ()


@transaction.atomic
def record_past(tickets: Sequence[PastTicket]) -> list[Ticket]:
    """Write tickets with their logs, oldest first, and return them in the order given.

    Keys go on from each supplier's last one. Cost: linear; some 6,000 events a second on SQLite.
    """
    keys = _keys(tickets)
    terms = _Promises()
    rows = [_ticket(past, key, terms) for past, key in zip(tickets, keys, strict=True)]
    Ticket.objects.bulk_create(rows, batch_size=BATCH)
    pairs = list(zip(rows, tickets, strict=True))
    bulk.insert_events(
        _event(row.pk, ordinal, event, _data(past, event, ordinal, terms))
        for row, past in pairs
        for ordinal, event in enumerate(past.events, start=1)
    )
    bulk.insert_departments(
        (row.pk, department)
        for row, past in pairs
        for department in sorted({e.department_id for e in past.events if e.department_id})
    )
    Watcher.objects.bulk_create(
        [Watcher(ticket=row, person_id=one) for row, past in pairs for one in past.watcher_ids],
        batch_size=BATCH,
    )
    words.put_many([row.pk for row in rows], fresh=True)
    return rows


class _Promises:
    """Terms and timelines by version, each read once."""

    def __init__(self) -> None:
        self._targets: dict[int, Mapping[Any, int]] = {}
        self._timelines: dict[int, Timeline] = {}

    def timeline(self, calendar: CalendarVersion) -> Timeline:
        if calendar.pk not in self._timelines:
            self._timelines[calendar.pk] = timeline_of(calendar)
        return self._timelines[calendar.pk]

    def terms(self, past: PastTicket) -> Terms | None:
        if past.agreement is None:
            return None
        if past.agreement.pk not in self._targets:
            self._targets[past.agreement.pk] = targets_of(past.agreement.pk)
        return Terms(self._targets[past.agreement.pk], self.timeline(past.calendar))


def _keys(tickets: Sequence[PastTicket]) -> list[str]:
    """The next keys of each supplier, in the order given; the sequences are moved on."""
    suppliers = {past.offering.service.supplier for past in tickets}
    last: dict[int, int] = defaultdict(int)
    held = TicketSequence.objects.select_for_update().filter(department__in=suppliers)
    last |= {row.department_id: row.last for row in held}
    keys = []
    for past in tickets:
        supplier = past.offering.service.supplier
        last[supplier.pk] += 1
        keys.append(f"{supplier.code}-{last[supplier.pk]}")
    for department_id, number in last.items():
        TicketSequence.objects.update_or_create(
            department_id=department_id, defaults={"last": number}
        )
    return keys


def _ticket(past: PastTicket, key: str, promises: _Promises) -> Ticket:
    first = past.events[0].at
    offering = past.offering
    ticket = Ticket(
        key=key,
        title=past.title,
        search_key=search_key(key, past.title),
        kind=offering.kind,
        requester_id=past.requester_id,
        customer_id=past.customer_id,
        service_id=offering.service_id,
        offering=offering,
        form_version=past.form,
        confidentiality=offering.confidentiality,
        submitted_at=first,
        last_event_at=first,
    )
    entries = [
        _entry(event, _data(past, event, ordinal, promises))
        for ordinal, event in enumerate(past.events, start=1)
    ]
    for name, value in log.values(ticket, entries, promises.terms(past)).items():
        setattr(ticket, name, value)
    return ticket


def _data(past: PastTicket, event: PastEvent, ordinal: int, promises: _Promises) -> dict[str, Any]:
    """What the action would have written into the event's data."""
    if ordinal == 1:
        impact = past.offering.default_impact
        return {
            "impact": impact,
            "urgency": past.urgency,
            "priority": rules.priority_of(impact, past.urgency),
            "agreement_version": past.agreement.pk if past.agreement else None,
            "calendar_version": past.calendar.pk,
            "channel": "portal",
            **event.data,
        }
    if event.category == "resolved":
        closes_at = rules.closes_at(promises.timeline(past.calendar), event.at)
        return {"closes_at": closes_at.isoformat(), **event.data}
    if event.category == "closed":
        until = rules.reopen_until(promises.timeline(past.calendar), event.at)
        return {"reopen_until": until.isoformat(), **event.data}
    return dict(event.data)


def _entry(event: PastEvent, data: Mapping[str, Any]) -> Entry:
    return log.entry(
        event.at, event.category, event.department_id, event.person_id, event.waiting_on,
        event.reason, event.kind, event.outcome, data,
    )  # fmt: skip


def _event(ticket_id: int, ordinal: int, event: PastEvent, data: Mapping[str, Any]) -> EventRow:
    return EventRow(
        ticket_id, ordinal, event.at, event.kind, event.actor_id, event.side, event.category,
        event.department_id, event.person_id, event.waiting_on, event.reason, event.outcome,
        event.text, event.is_note, data, "", "",
    )  # fmt: skip
