"""Canned replies, macros and what people would read, in words for pages."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from inward.directory.models import Person
from inward.tickets import canned, macros, tags
from inward.tickets.canned import Filled, Given
from inward.tickets.macros import ME, Step
from inward.tickets.models import CannedReply, Macro, Ticket
from inward.tickets.readers import Sight
from inward.tickets.rules import PRIORITY_NAMES
from inward.web.components.pieces import Crumb
from inward.web.tickets.words import OUTCOMES, WAITS


@dataclass(frozen=True)
class Offer:
    """A canned reply filled in for a ticket: as the customer reads it, and as a note."""

    canned: CannedReply
    text: str
    note: str
    warnings: Sequence[str]


@dataclass(frozen=True)
class StepWords:
    """A step of a macro: its name, what it does, the words it says, what stays empty in them."""

    name: str
    words: str
    text: str = ""
    empty: Sequence[str] = ()


def offers(found: Sequence[CannedReply], ticket: Ticket, agent: Person) -> list[Offer]:
    """The replies as they would stand in the field; what would stay empty is named."""
    given = canned.given_for(ticket, agent, " ".join(one.text for one in found))
    return [_offer(one, given) for one in found]


def _offer(one: CannedReply, given: Given) -> Offer:
    reply = canned.fill(one.text, given, for_customer=True)
    note = canned.fill(one.text, given, for_customer=False)
    return Offer(one, reply.text, note.text, warnings(reply))


def warnings(filled: Filled) -> list[str]:
    """A sentence for each variable that stays empty."""
    hidden = [
        _("{{ %s }} stays empty: the customer may not read it.") % name for name in filled.hidden
    ]
    unknown = [_("{{ %s }} stays empty: nobody knows it here.") % name for name in filled.unknown]
    return [*hidden, *unknown]


def steps_in_words(macro: Macro, ticket: Ticket, agent: Person) -> list[StepWords]:
    """What the macro would do to the ticket, step by step. One statement."""
    known = dict(ticket.tags.order_by("pk").values_list("key", "name"))
    found = []
    for step in macros.steps_of(macro.steps):
        if step.do == "tag":
            known = {**known, **tags.cleaned(step.given["add"])}
            known = {k: v for k, v in known.items() if k not in tags.cleaned(step.given["remove"])}
        found.append(_step(step, Given(ticket, agent, list(known.values()))))
    return found


def _step(step: Step, given: Given) -> StepWords:
    name = _(macros.name_of(step))
    words = _WORDS[step.do](step) if step.do in _WORDS else ""
    text = step.text("text")
    if not text:
        return StepWords(name, words)
    filled = canned.fill(text, given, for_customer=step.do != "note")
    return StepWords(name, words, filled.text, warnings(filled))


def _tagged(step: Step) -> str:
    names = [*step.given["add"], *(_("not %s") % name for name in step.given["remove"])]
    return ", ".join(names)


def _waited(step: Step) -> str:
    whom = _(WAITS.get(step.text("waiting_on"), ""))
    days = step.number("days")
    until = _(", %d days") % days if days else ""
    return _("for %(whom)s%(until)s: %(why)s") % {
        "whom": whom, "until": until, "why": step.text("reason"),
    }  # fmt: skip


_WORDS: Mapping[str, Callable[[Step], str]] = {
    "assign": lambda s: _("to you") if s.given["to"] == ME else _("to the person chosen"),
    "prioritise": lambda s: _(PRIORITY_NAMES[s.given["priority"]]).lower(),
    "tag": _tagged,
    "hold": _waited,
    "hand_off": lambda s: s.text("reason"),
    "resolve": lambda s: _(OUTCOMES.get(s.text("outcome"), "")),
}


def would_read(ticket: Ticket, sight: Sight) -> str:
    """What somebody would read once they follow the ticket, in a sentence."""
    if sight.notes:
        return _("Reads this ticket, its replies and the notes of your side anyway.")
    if sight.sees:
        return _("Sees this ticket anyway: replies and what happens, no notes.")
    if ticket.confidentiality == "restricted":
        return _("This is confidential. They will read all that was asked and replied, no notes.")
    return _("They will read what was asked, the replies and what happens, but no notes.")


def crumbs(ticket: Ticket, last: str) -> list[Crumb]:
    """The way to a page of a ticket."""
    page = reverse("ticket", args=[ticket.key])
    return [Crumb(_("Home"), reverse("home")), Crumb(ticket.key, page), Crumb(last)]
