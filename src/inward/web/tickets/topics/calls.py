"""People named in words who may not read them: said to whoever named them, with what to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from inward.tickets.models import Ticket
from inward.tickets.policies import can_watch_for
from inward.tickets.queries import Detail
from inward.web.tickets.topic import Card, Topic

# How long the page says so; the words themselves stay.
SHOWN = timedelta(days=1)


@dataclass(frozen=True)
class Unheard:
    """Somebody who was named and not told. ``note``: sees the ticket, yet not its notes."""

    person: int
    said: str
    note: bool


@dataclass(frozen=True)
class UnheardView:
    """All whom the reader named in vain of late."""

    ticket: Ticket
    people: Sequence[Unheard]


def _card(detail: Detail) -> Card | None:
    people = list(_unheard(detail).values())
    if not people or not can_watch_for(detail.part):
        return None
    return Card("tickets/topics/unheard.html", UnheardView(detail.ticket, people))


def _unheard(detail: Detail) -> dict[int, Unheard]:
    watching = {person.pk for person in detail.watchers}
    found: dict[int, Unheard] = {}
    for event in detail.events:
        mine = event.actor_id == detail.person.pk and detail.at - event.at < SHOWN
        for one in event.data.get("mentions", ()) if mine else ():
            if not one["told"] and one["id"] not in watching:
                found[one["id"]] = Unheard(one["id"], one["said"], one["sees"])
    return found


TOPIC = Topic(name="calls", main=_card)
