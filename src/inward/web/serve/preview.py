"""The ticket beside the list: where it stands, why it is there, the last words, what to do."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from inward.tickets.models import Ticket
from inward.tickets.queries import Detail
from inward.tickets.queries.queue import why
from inward.tickets.rules import Verb
from inward.web.components.pieces import Clock, Message
from inward.web.components.strip import StripView
from inward.web.tickets import presenting

LAST_WORDS = 3


@dataclass(frozen=True)
class Preview:
    """All that stands beside the list. ``earlier``: how many words of the talk are left out."""

    ticket: Ticket
    why: str
    strip: StripView | None
    clocks: Sequence[Clock]
    talk: Sequence[Message]
    earlier: int
    take: bool
    reply: bool
    resolve: bool

    @property
    def value(self) -> str:
        """What the buttons send: key and version that was seen."""
        return f"{self.ticket.key}:{self.ticket.version}"


def preview_of(detail: Detail) -> Preview:
    """The preview of a ticket as one person sees it."""
    ticket, verbs = detail.ticket, detail.verbs
    said = [message for message in presenting.conversation(detail) if message.kind != "event"]
    strip = presenting.strip(detail, "", "conversation")
    return Preview(
        ticket=ticket,
        why=why(ticket, detail.at),
        strip=replace(strip, toggle=None) if strip else None,
        clocks=[replace(clock, why="") for clock in presenting.clocks(detail)],
        talk=said[-LAST_WORDS:],
        earlier=max(0, len(said) - LAST_WORDS),
        take=Verb.ASSIGN in verbs and ticket.assignee_id != detail.person.pk,
        reply=Verb.REPLY in verbs,
        resolve=Verb.RESOLVE in verbs,
    )
