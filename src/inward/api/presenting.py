"""Tickets as the API gives them."""

from typing import Any

from inward.tickets.models import Ticket, TicketEvent
from inward.tickets.parts import asked_names
from inward.tickets.queries import Detail

ROW = (
    "key", "title", "kind", "category", "waiting_on", "priority", "customer", "supplier",
    "assignee", "submitted_at", "next_due", "version",
)  # fmt: skip
EVENT = (
    "ordinal", "at", "kind", "actor", "category", "department", "person", "waiting_on", "reason",
    "outcome", "text", "is_note",
)  # fmt: skip


def ticket_row(ticket: Ticket) -> dict[str, Any]:
    """A ticket as a row of a list; what it points at is read along."""
    return {name: getattr(ticket, name) for name in ROW}


def ticket_whole(seen: Detail) -> dict[str, Any]:
    """A ticket with the events its reader may see, its ledger and what may be done."""
    ticket = seen.ticket
    return {
        **ticket_row(ticket),
        "requester": ticket.requester,
        "outcome": ticket.outcome,
        "reason_kind": ticket.reason_kind,
        "resolved_at": ticket.resolved_at,
        "closed_at": ticket.closed_at,
        "answers": ticket.answers,
        "events": [_event(event) for event in seen.events],
        "holds": _holds(seen),
        "verbs": sorted(verb.value for verb in seen.verbs),
    }


def _event(event: TicketEvent) -> dict[str, Any]:
    return {name: getattr(event, name) for name in EVENT}


def _holds(seen: Detail) -> list[dict[str, Any]]:
    names = asked_names(seen.log)
    names |= {pk: department.name for pk, department in seen.departments.items()}
    return [
        {
            "party": hold.party_kind,
            "department": names.get(hold.department) if hold.department else None,
            "since": hold.since,
            "until": hold.until,
            "reason": hold.reason,
        }
        for hold in seen.holds
    ]
