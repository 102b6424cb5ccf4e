"""Reactions of routing: what comes to a department is routed by its rules, once an arrival."""

from datetime import datetime

from inward.tickets.actions.routed import route
from inward.tickets.events import TicketApproved, TicketHandedOff, TicketSubmitted
from inward.tickets.models import Ticket


def route_submitted(event: TicketSubmitted, *, now: datetime) -> None:
    """Route a new ticket; idempotent by its arrival."""
    route(ticket_id=event.ticket_id, department_id=event.supplier_id, now=now)


def route_handed_off(event: TicketHandedOff, *, now: datetime) -> None:
    """Route a ticket that was handed on; idempotent by its arrival."""
    route(ticket_id=event.ticket_id, department_id=event.to_id, now=now)


def route_approved(event: TicketApproved, *, now: datetime) -> None:
    """Route a ticket that waited for approval since it came; idempotent by its arrival."""
    if not event.done:
        return
    held = Ticket.objects.filter(pk=event.ticket_id, supplier__isnull=False)
    for department_id in held.values_list("supplier_id", flat=True):
        if department_id is not None:
            route(ticket_id=event.ticket_id, department_id=department_id, now=now)
