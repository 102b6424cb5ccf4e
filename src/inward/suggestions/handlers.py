"""Reactions to what happens to tickets: a new one gets what history suggests."""

from datetime import datetime

from inward.suggestions.actions import suggest
from inward.tickets.events import TicketSubmitted


def suggest_for_new(event: TicketSubmitted, *, now: datetime) -> None:
    """Suggest; idempotent by (ticket, target)."""
    suggest(ticket_id=event.ticket_id, now=now)
