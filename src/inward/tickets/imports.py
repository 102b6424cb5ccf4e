"""Tickets of foreign logs: in bulk, with side effects off, repeatable.

No outbox event, no audit entry, no clock: they ran elsewhere. A ticket is found again by (source,
external id), an event by its key within the ticket. What is the same changes nothing; a row that
changed is told by an ``updated`` event beside the old one, at the row's instant, so that the log
says both what was believed and what holds. Nothing is ever rewritten.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction

from inward.directory.folding import search_key
from inward.tickets import bulk, ledger, log, words
from inward.tickets.bulk import EventRow
from inward.tickets.life import Entry
from inward.tickets.models import EventKind, Ticket, TicketEvent

KEY_LENGTH = 120
# Rows a statement; SQLite takes fewer at once by itself.
BATCH = 2_000


@dataclass(frozen=True, slots=True)
class ImportedEvent:
    """One row of a foreign log, in the meaning of `TicketEvent`; None: unchanged.

    ``key``: what identifies the row within its ticket (its ordinal there, or its hash), up to 80
    characters. ``label``: the state as the log names it.
    """

    at: datetime
    kind: str
    key: str
    category: str | None = None
    department_id: int | None = None
    person_id: int | None = None
    waiting_on: str | None = None
    reason: str | None = None
    outcome: str | None = None
    actor_id: int | None = None
    label: str = ""


@dataclass(frozen=True, slots=True)
class ImportedTicket:
    """One case of a foreign log; ``events`` in order. Ids are those of our own rows.

    ``submitted_at`` None: the first event that is no draft. ``observed_until``: where its log ends.
    ``reason_kind``: why it was declined, if the log says so.
    """

    external_id: str
    title: str
    events: Sequence[ImportedEvent]
    requester_id: int | None = None
    customer_id: int | None = None
    service_id: int | None = None
    kind: str = "service_request"
    channel: str = ""
    priority: int | None = None
    submitted_at: datetime | None = None
    observed_until: datetime | None = None
    sla_flag: bool | None = None
    source_handoffs: int | None = None
    source_reopens: int | None = None
    reason_kind: str = ""


@dataclass
class Imported:
    """What an import did. Every event given is new, the same, or corrected."""

    tickets_new: int = 0
    tickets_changed: int = 0
    tickets_same: int = 0
    events_new: int = 0
    events_corrected: int = 0
    events_same: int = 0
    ids: dict[str, int] = field(default_factory=dict)

    def add(self, other: "Imported") -> None:
        """Count another batch too (ids are not kept)."""
        for name in (
            "tickets_new", "tickets_changed", "tickets_same",
            "events_new", "events_corrected", "events_same",
        ):  # fmt: skip
            setattr(self, name, getattr(self, name) + getattr(other, name))


@transaction.atomic
def import_tickets(source: str, tickets: Sequence[ImportedTicket]) -> Imported:
    """Bring a batch of cases in (1,000 or so at a time), all or none of it; idempotent.

    ``source`` names the log, up to 100 characters, and is not empty. Each external id occurs once
    in a batch. Linear; one transaction, so that a broken import goes on where it stopped.
    """
    known = {
        ticket.external_id: ticket
        for ticket in Ticket.objects.filter(
            source=source, external_id__in=[each.external_id for each in tickets]
        )
    }
    done = Imported()
    fresh = [each for each in tickets if each.external_id not in known]
    _create(source, fresh, done)
    _compare(known, [each for each in tickets if each.external_id in known], done)
    return done


def _create(source: str, fresh: Sequence[ImportedTicket], done: Imported) -> None:
    keys = _free_keys(source, [each.external_id for each in fresh])
    rows = [_ticket(source, keys[each.external_id], each) for each in fresh]
    Ticket.objects.bulk_create(rows, batch_size=BATCH)
    pairs = list(zip(rows, fresh, strict=True))
    bulk.insert_events(
        _event(ticket.pk, ordinal, event, each)
        for ticket, each in pairs
        for ordinal, event in enumerate(each.events, start=1)
    )
    bulk.insert_departments(
        (ticket.pk, department)
        for ticket, each in pairs
        for department in sorted({e.department_id for e in each.events if e.department_id})
    )
    words.put_many([ticket.pk for ticket in rows], fresh=True)
    done.tickets_new += len(rows)
    done.events_new += sum(len(each.events) for each in fresh)
    done.ids |= {ticket.external_id: ticket.pk for ticket in rows}


def _free_keys(source: str, external_ids: Sequence[str]) -> dict[str, str]:
    """A key for each case: its own id; with the source where another ticket has that key."""
    wanted = {each: _cut(each, KEY_LENGTH) for each in external_ids}
    taken = set(Ticket.objects.filter(key__in=wanted.values()).values_list("key", flat=True))
    for external_id, key in wanted.items():
        candidate, number = key, 1
        while candidate in taken or not candidate:
            suffix = f" ({source})" if number == 1 else f" ({source} {number})"
            candidate = key[: KEY_LENGTH - len(suffix)] + suffix
            number += 1
            if Ticket.objects.filter(key=candidate).exists():
                taken.add(candidate)
        taken.add(candidate)
        wanted[external_id] = candidate
    return wanted


def _ticket(source: str, key: str, given: ImportedTicket) -> Ticket:
    title = _cut(given.title, 300) or key
    entries = [_entry(event, given) for event in _in_time(given.events)]
    first = ledger.started_at(entries, given.submitted_at) or given.events[0].at
    facts = _facts(given)
    caches = log.values(_Seed(first, given.priority), entries, None)
    return Ticket(
        key=key,
        title=title,
        search_key=search_key(key, title),
        source=source,
        external_id=given.external_id,
        **{"submitted_at": first, "last_event_at": first, **facts, **caches},
    )


def _in_time(events: Sequence[ImportedEvent]) -> list[ImportedEvent]:
    return sorted(events, key=lambda each: each.at)


class _Seed(NamedTuple):
    """What the caches of an imported ticket follow from beside its events (see `log.Seed`)."""

    submitted_at: datetime
    priority: int | None
    impact: int = 3


def _facts(given: ImportedTicket) -> dict[str, Any]:
    """The columns a ticket takes from its case as they stand."""
    return {
        "requester_id": given.requester_id,
        "customer_id": given.customer_id,
        "service_id": given.service_id,
        "kind": _cut(given.kind, 16),
        "channel": _cut(given.channel, 60),
        "priority": given.priority,
        "observed_until": given.observed_until,
        "sla_flag": given.sla_flag,
        "source_handoffs": given.source_handoffs,
        "source_reopens": given.source_reopens,
    }


def _entry(event: ImportedEvent, case: ImportedTicket) -> Entry:
    return Entry(
        event.at, event.category, event.department_id, event.person_id, event.waiting_on,
        event.reason, event.kind, event.outcome, _data(event, case),
    )  # fmt: skip


def _data(event: ImportedEvent, case: ImportedTicket) -> dict[str, Any]:
    declined = event.category == "declined" and case.reason_kind
    return {"reason_kind": case.reason_kind} if declined else {}


def _event(ticket: int, ordinal: int, given: ImportedEvent, case: ImportedTicket) -> EventRow:
    return EventRow(
        ticket_id=ticket,
        ordinal=ordinal,
        at=given.at,
        kind=given.kind,
        actor_id=given.actor_id,
        side="system",
        category=given.category or "",
        department_id=given.department_id,
        person_id=given.person_id,
        waiting_on=given.waiting_on or "",
        reason=_cut(given.reason or "", 300),
        outcome=given.outcome or "",
        text="",
        is_note=False,
        data=_data(given, case),
        label=_cut(given.label, 200),
        external_key=given.key,
    )


def _cut(value: str, length: int) -> str:
    """Text of a log as it can be stored in one line: without control characters, cut to length."""
    if not value.isprintable():
        value = " ".join("".join(c if c.isprintable() else " " for c in value).split())
    return value[:length]


def _compare(known: Mapping[str, Ticket], given: Sequence[ImportedTicket], done: Imported) -> None:
    """Add what is new to tickets that are here already."""
    stored = _stored_events([known[each.external_id].pk for each in given])
    reach: dict[datetime | None, list[int]] = {}
    for each in given:
        ticket = known[each.external_id]
        added = _news(ticket, each, stored.get(ticket.pk, []), done)
        moved = _moved(ticket, each)
        if set(moved) == {"observed_until"} and not added:
            reach.setdefault(each.observed_until, []).append(ticket.pk)
            done.tickets_same += 1
        elif added or moved:
            _write_news(ticket, added, moved)
            done.tickets_changed += 1
        else:
            done.tickets_same += 1
        done.ids[each.external_id] = ticket.pk
    # A longer log reaches further for all its tickets: no change of any, and one statement.
    for until, ids in reach.items():
        Ticket.objects.filter(pk__in=ids).update(observed_until=until)


def _stored_events(ticket_ids: Sequence[int]) -> dict[int, list[EventRow]]:
    found: dict[int, list[EventRow]] = {}
    rows = TicketEvent.objects.filter(ticket_id__in=ticket_ids).order_by("ticket_id", "ordinal")
    for row in rows.values_list(*EventRow._fields):
        found.setdefault(row[0], []).append(EventRow(*row))
    return found


def _news(
    ticket: Ticket, given: ImportedTicket, stored: Sequence[EventRow], done: Imported
) -> list[EventRow]:
    """New events, and corrections of those whose row changed."""
    # The last word on each row: a correction follows what it corrects.
    latest = {event.external_key: event for event in stored}
    added: list[EventRow] = []
    for event in given.events:
        before = latest.get(event.key)
        fresh = _event(ticket.pk, len(stored) + len(added) + 1, event, given)
        if before is None:
            added.append(fresh)
            done.events_new += 1
        elif was := _differences(before, fresh):
            added.append(_correction(fresh, was))
            done.events_corrected += 1
        else:
            done.events_same += 1
    return added


_COMPARED = (
    "at", "actor_id", "category", "department_id", "person_id", "waiting_on", "reason", "outcome",
    "label",
)  # fmt: skip


def _differences(before: EventRow, fresh: EventRow) -> dict[str, Any]:
    """What a row said otherwise before: the old values by name."""
    was = {
        name: getattr(before, name)
        for name in _COMPARED
        if getattr(before, name) != getattr(fresh, name)
    }
    # A correction is itself an 'updated' event; the kind its row has stands in its data.
    kind = before.data.get("kind", before.kind)
    # A kind follows from the rows around: where it alone differs, a neighbour changed, not the row.
    return {**was, "kind": kind} if was and kind != fresh.kind else was


def _correction(fresh: EventRow, was: Mapping[str, Any]) -> EventRow:
    told = {name: _told(value) for name, value in was.items()}
    data = {**fresh.data, "corrects": fresh.external_key, "was": told, "kind": fresh.kind}
    return fresh._replace(kind=EventKind.UPDATED.value, data=data)


def _told(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _moved(ticket: Ticket, given: ImportedTicket) -> dict[str, Any]:
    """The facts of the case that changed, with their new values."""
    facts = _facts(given)
    if given.submitted_at is not None:
        entries = [_entry(event, given) for event in _in_time(given.events)]
        facts["submitted_at"] = ledger.started_at(entries, given.submitted_at)
    return {name: value for name, value in facts.items() if getattr(ticket, name) != value}


def _write_news(ticket: Ticket, added: Sequence[EventRow], moved: Mapping[str, Any]) -> None:
    events = list(added)
    # How far a log reaches is no change of the case; all else is told.
    was = {name: _told(getattr(ticket, name)) for name in moved if name != "observed_until"}
    if was:
        at = max([ticket.last_event_at, *(event.at for event in events)])
        events.append(_moved_event(ticket, ticket.version + len(events) + 1, at, was))
    bulk.insert_events(events)
    for name, value in moved.items():
        setattr(ticket, name, value)
    if moved:
        ticket.save(update_fields=[*moved])
    log.rebuild(ticket)


def _moved_event(ticket: Ticket, ordinal: int, at: datetime, was: Mapping[str, Any]) -> EventRow:
    return EventRow(
        ticket.pk, ordinal, at, EventKind.UPDATED.value, None, "system", "", None, None, "", "",
        "", "", False, {"was": was}, "", "",
    )  # fmt: skip
