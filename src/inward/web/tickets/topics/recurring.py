"""For who asked: the way to have the same asked for again and again."""

from inward.tickets.queries import Detail
from inward.web.tickets.topic import Card, Topic


def _side(detail: Detail) -> Card | None:
    ticket = detail.ticket
    mine = ticket.requester_id == detail.person.pk and ticket.offering_id is not None
    return Card("tickets/topics/recurring.html", ticket) if mine and not ticket.source else None


TOPIC = Topic(name="recurring", side=_side)
