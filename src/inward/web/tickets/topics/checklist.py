"""The checklist of a ticket beside its conversation, and what it costs."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inward.tickets import actions, checklist, prices
from inward.tickets.checklist import Item
from inward.tickets.models import Ticket, TicketEvent
from inward.tickets.policies import can_read_notes
from inward.tickets.queries import Detail
from inward.tickets.rules import Verb
from inward.web.tickets.topic import Card, Sent, Topic


@dataclass(frozen=True)
class Checklist:
    """What the card draws. ``may``: whether the reader ticks."""

    ticket: Ticket
    items: Sequence[Item[TicketEvent]]
    may: bool

    @property
    def done(self) -> int:
        """How many are ticked."""
        return sum(item.done is not None for item in self.items)


def _draw(detail: Detail) -> Card | None:
    """For the supplier's side alone, as notes are."""
    items = checklist.fold(detail.events) if can_read_notes(detail.part) else []
    if not items:
        return None
    view = Checklist(detail.ticket, items, Verb.TICK in detail.verbs)
    return Card("tickets/topics/checklist.html", view)


def _tick(sent: Sent) -> Ticket:
    """Ticks stand beside what others write: no version is compared."""
    return actions.tick(
        actor=sent.actor, ticket=sent.ticket, step=sent.get("step"),
        done=sent.get("done") == "1", now=sent.now,
    )  # fmt: skip


def _facts(detail: Detail) -> list[tuple[str, str, str]]:
    price = prices.fold(detail.log)
    return [(_("Costs"), str(price), _("as it was when asked"))] if price else []


def _told(event: TicketEvent) -> str:
    words = _("ticked “%s”") if event.data.get("done") else _("took the tick from “%s”")
    return words % event.reason


TOPIC = Topic(
    name="checklist",
    verbs={"tick": (_tick, gettext_lazy("Kept in the checklist."))},
    side=_draw,
    facts=_facts,
    told={"step_done": _told},
    icons={"step_done": "list-check"},
)
