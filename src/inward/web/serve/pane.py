"""The ticket beside the list: where it stands, why it is there, the last words, how to answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.http import HttpRequest

from inward.directory.models import Person
from inward.kernel.errors import Conflict, Invalid, NotAllowed, RuleBroken
from inward.overview import drafts
from inward.tickets import actions, policies, queries, tags
from inward.tickets.meanwhile import Stale
from inward.tickets.models import Ticket
from inward.tickets.queries import Detail
from inward.tickets.queries.reasons import Reckoning, reckoning, why
from inward.tickets.rules import Verb
from inward.web.components.pieces import Clock, Message
from inward.web.components.strip import StripView
from inward.web.serve.lines import Line, beside, line
from inward.web.tickets import composing, doing, presenting, uploads
from inward.web.tickets.composing import Composer, Said

LAST_WORDS = 5


@dataclass(frozen=True)
class Pane:
    """All that stands beside the list. ``earlier``: how many words of the talk are left out.

    ``line``: the ticket as the list shows it now; ``to``: where its composer sends; ``told``: what
    was just done, in words.
    """

    ticket: Ticket
    why: str
    reckoning: Reckoning | None
    strip: StripView | None
    clocks: Sequence[Clock]
    talk: Sequence[Message]
    earlier: int
    take: bool
    composer: Composer | None
    said: Said
    kept: drafts.Kept | None
    line: Line
    to: str
    told: str = ""

    @property
    def head_start(self) -> str:
        """By how many hours earlier the ticket counts for who waits; '' where it does not."""
        hours = self.reckoning.head_start.total_seconds() / 3600 if self.reckoning else 0
        return f"{hours:g}" if hours else ""


def pane_of(detail: Detail, said: Said, columns: Sequence[tuple[str, str]], told: str = "") -> Pane:
    """The pane of a ticket as one person sees it. One statement (what was being typed)."""
    ticket, verbs = detail.ticket, detail.verbs
    words = [message for message in presenting.conversation(detail) if message.kind != "event"]
    strip = presenting.strip(detail, "", "conversation")
    kept = None if said.verb else drafts.newest(detail.person, _places(ticket))
    typed: Mapping[str, str] = said.fields if said.verb else dict(kept.content) if kept else {}
    wanted = said.verb or typed.get("verb", "")
    return Pane(
        ticket=ticket,
        why=why(ticket, detail.at),
        reckoning=reckoning(ticket),
        strip=replace(strip, toggle=None) if strip else None,
        clocks=[replace(clock, why="") for clock in presenting.clocks(detail)],
        talk=words[-LAST_WORDS:],
        earlier=max(0, len(words) - LAST_WORDS),
        take=Verb.ASSIGN in verbs and ticket.assignee_id != detail.person.pk,
        composer=composing.composer_of(detail, wanted, typed, said.errors),
        said=said,
        kept=kept,
        line=line(ticket, detail.person, detail.at, columns, _tags(detail)),
        to=beside(ticket.key, columns),
        told=told,
    )


def _tags(detail: Detail) -> list[str]:
    """Tags are the supplier's: nobody reads those of what they asked for."""
    return list(tags.fold(detail.log).values()) if policies.can_read_notes(detail.part) else []


def done_from(request: HttpRequest, person: Person, key: str, at: datetime) -> tuple[Said, str]:
    """Do what was sent to a ticket: (what was refused, to be shown again; what was done).

    Raises NotFound.
    """
    found = queries.ticket_for(person, key, at)
    verb = request.POST.get("verb", "")
    files, wrong = uploads.received(request, person, at)
    try:
        uploads.all_taken(wrong)
        _fresh, words = doing.perform(verb, doing.sent_by(person, found, request.POST, files, at))
    except (Invalid, Conflict, RuleBroken, NotAllowed) as error:
        kept = uploads.kept(person, files)
        stale = isinstance(error, Stale)
        fields = request.POST.dict()
        return Said(verb, fields, error.detail, error.fields, 422, kept, stale), ""
    if verb in composing.SPOKEN:
        for place in _places(found):
            actions.clear_draft(person=person, place=place)
    return Said(), words


def _places(ticket: Ticket) -> list[str]:
    """Where words of this ticket are kept while they are typed."""
    places = (actions.answer_place, actions.reply_place, actions.note_place)
    return [place(ticket) for place in places]
