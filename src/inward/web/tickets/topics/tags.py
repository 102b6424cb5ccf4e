"""Tags on a ticket's page: chips, one field to add some; for the supplier's side alone."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inward.tickets import actions, policies, tags
from inward.tickets.models import EventKind, Ticket, TicketEvent
from inward.tickets.queries import Detail
from inward.tickets.rules import Verb
from inward.web.tickets.topic import Card, Sent, Topic


@dataclass(frozen=True)
class TagsView:
    """The tags of a ticket, and whether the reader may change them."""

    ticket: Ticket
    names: Sequence[str]
    may: bool


def _card(detail: Detail) -> Card | None:
    if not policies.can_read_notes(detail.part):
        return None
    names = list(tags.fold(detail.log).values())
    may = Verb.TAG in detail.verbs
    view = TagsView(detail.ticket, names, may)
    return Card("tickets/topics/tags.html", view) if names or may else None


def _tag(sent: Sent) -> Ticket:
    return actions.tag(
        actor=sent.actor, ticket=sent.ticket, add=tags.split(sent.get("tag")),
        remove=[name for name in sent.many.get("untag", ()) if name], now=sent.now,
    )  # fmt: skip


def _told(event: TicketEvent) -> str:
    added, removed = (", ".join(event.data.get(name, ())) for name in ("added", "removed"))
    if added and removed:
        return _("tagged it %(new)s instead of %(old)s") % {"new": added, "old": removed}
    return _("tagged it %s") % added if added else _("took the tag %s away") % removed


TOPIC = Topic(
    name="tags",
    verbs={"tag": (_tag, gettext_lazy("Tags are set."))},
    side=_card,
    told={EventKind.TAGGED: _told},
    icons={EventKind.TAGGED: "tag"},
)
