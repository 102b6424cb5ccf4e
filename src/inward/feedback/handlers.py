"""Reactions to what happens to tickets: a closed or declined ticket is asked about."""

from datetime import datetime

from inward.feedback.actions import ask_for_ratings
from inward.tickets.events import TicketClosed, TicketConfirmed, TicketDeclined


def ask_after_end(event: TicketClosed | TicketConfirmed | TicketDeclined, *, now: datetime) -> None:
    """Ask both sides; idempotent by (ticket, side)."""
    ask_for_ratings(ticket_id=event.ticket_id, now=now)
