"""What follows from naming somebody in words: they are told and follow, if they may read them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from inward.directory.models import Person
from inward.kernel import audit
from inward.notify.actions import tell
from inward.tickets import log, mentions
from inward.tickets.mentions import Named
from inward.tickets.models import Ticket, TicketEvent, Watcher
from inward.tickets.readers import Sight, sights

SAID_LENGTH = 400


@dataclass(frozen=True)
class Mentions:
    """Who is named in words that are about to be said on a ticket, and who of them may read them.

    `data` goes into the event; `tell` follows once it is in the log.
    """

    ticket: Ticket
    actor: Person
    note: bool
    people: Sequence[Named]
    sees: dict[int, Sight]

    @property
    def data(self) -> dict[str, Any]:
        """What the event remembers: who, as written, whether they see the ticket and were told."""
        if not self.people:
            return {}
        return {
            "mentions": [
                {
                    "id": one.person.pk,
                    "said": one.said,
                    "sees": self.sees[one.person.pk].sees,
                    "told": self._reads(one.person),
                }
                for one in self.people
            ]
        }

    def tell(self, event: TicketEvent, now: datetime) -> None:
        """Tell those who may read it, and let them follow the ticket from now on."""
        told = [one.person for one in self.people if self._reads(one.person)]
        told = [person for person in told if person.pk != self.actor.pk]
        for person in told:
            follow(self.actor, self.ticket, person, now)
        if told:
            _tell(self.ticket, self.actor, event, told, now)

    def _reads(self, person: Person) -> bool:
        sight = self.sees[person.pk]
        return sight.notes if self.note else sight.sees


def mentioned(actor: Person, ticket: Ticket, text: str, now: datetime, *, note: bool) -> Mentions:
    """Who is named in the text. Without '@' no statement, else one and those of `sights`."""
    people = mentions.named(actor, text)
    seen = sights([one.person for one in people], ticket, now) if people else {}
    return Mentions(ticket, actor, note, people, seen)


def follow(actor: Person, ticket: Ticket, person: Person, now: datetime) -> bool:
    """Make somebody a watcher unless they take part anyway; whether they are one newly."""
    if person.pk in (ticket.requester_id, ticket.beneficiary_id, ticket.assignee_id):
        return False
    _, added = Watcher.objects.get_or_create(ticket=ticket, person=person)
    if added:
        audit.record(
            actor_id=actor.pk, action="ticket.watcher_added", subject="ticket",
            subject_id=ticket.pk, detail={"person": person.pk}, at=now,
        )  # fmt: skip
    return added


def path_of(ticket: Ticket, anchor: str = "") -> str:
    """The address of a ticket's page, for a notice."""
    return f"/tickets/{quote(ticket.key, safe='')}/{anchor}"


def called(ticket: Ticket) -> str:
    """How a notice calls a ticket: a restricted one by its key alone."""
    restricted = ticket.confidentiality == "restricted"
    return ticket.key if restricted else f"{ticket.key} {ticket.title}"


def _tell(
    ticket: Ticket, actor: Person, event: TicketEvent, people: Sequence[Person], now: datetime
) -> None:
    restricted = ticket.confidentiality == "restricted"
    tell(
        people=people,
        kind="mention",
        subject=f"{actor.name} mentioned you in {called(ticket)}",
        text="" if restricted else event.text[:SAID_LENGTH],
        path=path_of(ticket, f"#e{event.ordinal}"),
        once=f"mention:{ticket.pk}:{event.ordinal}",
        now=now,
    )


def speak(
    ticket: Ticket, *, at: datetime, actor: Person, text: str, is_note: bool = False,
    data: Mapping[str, Any] | None = None, **event: Any,
) -> TicketEvent:  # fmt: skip
    """`log.append` for words of a person: whoever is named in them is told, and follows.

    Cost beside it: nothing for words without '@'.
    """
    named = mentioned(actor, ticket, text, at, note=is_note)
    both = {**named.data, **(data or {})}
    said = log.append(ticket, at=at, actor=actor, text=text, is_note=is_note, data=both, **event)
    named.tell(said, at)
    return said
