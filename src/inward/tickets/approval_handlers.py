"""Reactions: what costs another price now must be approved at that price."""

from datetime import datetime

from inward.catalogue.events import OfferingChanged
from inward.tickets.actions.amending import ask_anew
from inward.tickets.models import Ticket, TicketApprover


def ask_anew_at_another_price(event: OfferingChanged, *, now: datetime) -> None:
    """Void what waits for approval at the old price; idempotent: bound to what is asked."""
    if "price" not in event.fields:
        return
    waiting = TicketApprover.objects.filter(is_asked=True, ticket__offering=event.offering_id)
    for pk in waiting.order_by("ticket_id").values_list("ticket_id", flat=True).distinct():
        ask_anew(ticket=Ticket(pk=pk), now=now)
