"""Routing on the page of a ticket: why it went where it is, and what history suggests.

For the supplier's side alone: rules and silence are nothing of the customer's.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from inward.suggestions import shelf
from inward.tickets.models import TicketEvent
from inward.tickets.policies import can_read_notes
from inward.tickets.queries import Detail
from inward.web.tickets.topic import Card, Topic

# Where a suggestion can still help.
_YOUNG = frozenset({"submitted", "accepted", "in_progress", "awaiting_approval"})


@dataclass(frozen=True)
class View:
    """The card: what was done with why; the address of the suggestions, '' for none."""

    lines: Sequence[tuple[str, str]]
    suggestions: str


def _side(detail: Detail) -> Card | None:
    """Nothing where nothing was routed and nothing can be suggested. No statement."""
    if not can_read_notes(detail.part):
        return None
    lines = [(done(event), _why(event)) for event in detail.events if _is_routing(event)]
    suggestions = ""
    if detail.part.serves and detail.ticket.category in _YOUNG and shelf.any_model():
        suggestions = reverse("ticket_suggestions", args=[detail.ticket.key])
    if not lines and not suggestions:
        return None
    return Card("tickets/topics/routing.html", View(lines, suggestions))


def _is_routing(event: TicketEvent) -> bool:
    return "routed" in event.data or "taken_back" in event.data


def _why(event: TicketEvent) -> str:
    return str(event.data.get("why", ""))


def done(event: TicketEvent) -> str:
    """What routing did by this event: 'to Ian Iversen'."""
    data = event.data
    if "taken_back" in data:
        return _("taken back")
    if "unassigned" in data:
        return str(data["unassigned"])
    if "priority" in data:
        return _("priority %d") % int(data["priority"])
    if "added" in data:
        return _("tag %s") % ", ".join(str(one) for one in data["added"])
    if "watcher" in data:
        return _("one more watches")
    return _to(event)


def _to(event: TicketEvent) -> str:
    whom = event.person or event.department
    name = whom.name if whom is not None else "?"
    told: str = _("to %s") % name
    return told


TOPIC = Topic(name="routing", side=_side)
