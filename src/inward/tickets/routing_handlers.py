"""Reactions of routing: what comes to a department is routed by its rules, once an arrival."""

from datetime import datetime

from inward.tickets.actions.routed import route
from inward.tickets.events import TicketHandedOff, TicketSubmitted


def route_submitted(event: TicketSubmitted, *, now: datetime) -> None:
    """Route a new ticket; idempotent by its arrival."""
    route(ticket_id=event.ticket_id, department_id=event.supplier_id, now=now)


def route_handed_off(event: TicketHandedOff, *, now: datetime) -> None:
    """Route a ticket that was handed on; idempotent by its arrival."""
    route(ticket_id=event.ticket_id, department_id=event.to_id, now=now)
