"""Typed rows for analytics, since a watermark. Columns in the order of the fact tables.

The watermark is the id of a `TicketEvent`: every change of a ticket is an event. On PostgreSQL ids
may become visible out of order, so what is read overlaps: rows may come twice, analytics replaces
by (ticket, ordinal). Instants are UTC without zone; empty text is None.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from django.db.models import Max, QuerySet

from inward.tickets.models import Ticket, TicketEvent

OVERLAP = 5_000
AT_ONCE = 10_000

EVENT_COLUMNS = (
    "ticket_id", "ordinal", "at", "kind", "category", "department_id", "person_id", "waiting_on",
    "reason", "outcome", "awaited",
)  # fmt: skip
TICKET_COLUMNS = (
    "id", "key", "customer_id", "requester_id", "service_id", "kind", "channel", "priority",
    "submitted_at", "observed_until", "sla_flag", "source_handoffs", "source_reopens",
    "decline_reason", "met_own", "met_first_reply", "met_resolve", "calendar_id",
)  # fmt: skip

Rows = Iterator[list[tuple[Any, ...]]]


def watermark() -> int:
    """The id of the newest event; 0 without any. One statement."""
    return TicketEvent.objects.aggregate(last=Max("pk"))["last"] or 0


def event_rows(since: int) -> Rows:
    """Events with an id above ``since`` less the overlap, by rising id, in batches of tuples.

    Whoever folds them sorts by instant, then ordinal: a late row of a foreign log has the ordinal
    of its arrival.
    """
    columns = ("pk", *EVENT_COLUMNS[:-1], "data__awaited")
    for batch in _batches(_events_after(since).values_list(*columns), 0):
        yield [_event(row[1:]) for row in batch]


def _events_after(since: int) -> QuerySet[TicketEvent]:
    return TicketEvent.objects.filter(pk__gt=since - OVERLAP)


def _event(row: tuple[Any, ...]) -> tuple[Any, ...]:
    *state, waiting_on, reason, outcome, awaited = row
    ticket, ordinal, at, kind, category, department, person = state
    return (
        ticket, ordinal, _naive(at), kind, category or None, department, person,
        waiting_on or None, reason or None, outcome or None,
        ",".join(map(str, sorted(awaited))) if awaited else None,
    )  # fmt: skip


def ticket_rows(since: int) -> Rows:
    """Tickets touched by those events, by rising id, in batches of tuples.

    ``observed_until`` is None for tickets of our own: they are observed until the read. Restricted
    tickets are never told: a figure of one ticket would say that it exists.
    """
    tickets = Ticket.objects.exclude(confidentiality="restricted")
    if since > OVERLAP:
        tickets = tickets.filter(pk__in=_events_after(since).values("ticket_id"))
    for batch in _batches(tickets.values_list(*_READ), 0):
        yield [_ticket(row) for row in batch]


_READ = (
    "id", "key", "customer_id", "requester_id", "service_id", "kind", "channel", "priority",
    "submitted_at", "observed_until", "sla_flag", "source_handoffs", "source_reopens",
    "reason_kind", "met_own", "met_first_reply", "met_resolve", "calendar_version__calendar_id",
)  # fmt: skip


def _ticket(row: tuple[Any, ...]) -> tuple[Any, ...]:
    named = dict(zip(TICKET_COLUMNS, row, strict=True))
    observed = named["observed_until"]
    named |= {
        "channel": named["channel"] or None,
        "submitted_at": _naive(named["submitted_at"]),
        "observed_until": _naive(observed) if observed is not None else None,
        "decline_reason": named["decline_reason"] or None,
    }
    return tuple(named.values())


def _naive(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(tzinfo=None)


def _batches(rows: QuerySet[Any, Any], after: int) -> Rows:
    """All rows by key (their first column), a batch a statement: no cursor stays open."""
    while batch := list(rows.filter(pk__gt=after).order_by("pk")[:AT_ONCE]):
        yield batch
        after = batch[-1][0]
