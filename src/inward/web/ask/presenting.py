"""The form of an offering and its promise as templates draw them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from inward.catalogue.approvals import stages_of
from inward.catalogue.forms import AskedQuestion
from inward.overview.promise_card import PromiseCard
from inward.tickets.queries import Promised
from inward.tickets.rules import IMPACTS, PRIORITY_NAMES, URGENCIES
from inward.web.components import times
from inward.web.tickets.explaining import Why, day, why_of


@dataclass(frozen=True)
class Control:
    """A question with what its input needs: ids, ties, and files that are stored already."""

    asked: AskedQuestion
    files: Sequence[tuple[str, str]] = ()

    @property
    def described(self) -> str:
        """Ids of help and errors, for screen readers."""
        ids = [f"{self.asked.id}-error"] if self.asked.errors else []
        ids += [f"{self.asked.id}-help"] if self.asked.question.help else []
        return " ".join(ids)


@dataclass(frozen=True)
class Line:
    """A line of the promise card: name, what, and in small how one knows."""

    name: str
    value: str
    note: str = ""
    strong: bool = False


@dataclass(frozen=True)
class Card:
    """What we promise."""

    lines: Sequence[Line]
    why: Why | None
    why_title: str


def controls(asked: Sequence[AskedQuestion], files: Mapping[str, str]) -> list[Control]:
    """The questions, with the names of files stored already."""
    return [
        Control(one, tuple((token, files[token]) for token in one.value if token in files))
        if one.question.type == "file"
        else Control(one)
        for one in asked
    ]


def urgencies(chosen: int) -> list[tuple[int, str, bool]]:
    """The three urgencies, mildest first: number, words, whether chosen."""
    return [(n, _(URGENCIES[n]), n == chosen) for n in sorted(URGENCIES, reverse=True)]


def card_of(card: PromiseCard) -> Card:
    """The card in words."""
    lines = [*_agreed(card), *_usual(card)]
    impact, urgency = _(IMPACTS[card.offering.default_impact]), _(URGENCIES[card.urgency])
    priority = _(PRIORITY_NAMES[card.priority])
    if card.price is not None:
        lines.append(Line(_("Costs"), str(card.price)))
    lines.append(Line(_("Priority"), priority, f"{impact} × {urgency[:1].lower()}{urgency[1:]}"))
    needed = ", ".join(card.needed) or _("nothing you must answer")
    lines.append(Line(_("From you"), needed))
    stages = stages_of(card.offering.approval_policy)
    if stages:
        note = _("before work begins") if all(one.when is None for one in stages) else _("if due")
        lines.append(Line(_("Approval"), " → ".join(one.name for one in stages), note))
    lines.append(Line(_("Who"), card.offering.service.supplier.name, card.offering.service.name))
    if card.parts:
        lines.append(_along(card.parts))
    why = why_of(card.why) if card.why is not None else None
    agreed = card.promise.agreed.get("resolve")
    end = agreed.due_at if agreed is not None else card.promise.usual_by
    return Card(lines, why, day(end) if end is not None else "")


def _along(parts: int) -> Line:
    words = ngettext("up to %d other ticket", "up to %d other tickets", parts) % parts
    return Line(_("Along with it"), words, _("you see them together; each has its own promise"))


def _agreed(card: PromiseCard) -> list[Line]:
    promise = card.promise
    supplier = card.offering.service.supplier.name
    if promise.agreement is None:
        note = _("%(who)s and %(customer)s have no agreement about this") % {
            "who": supplier, "customer": card.customer.name
        }  # fmt: skip
        return [Line(_("Agreed"), _("nothing yet"), note)]
    name = _("%(name)s, version %(number)d") % {
        "name": promise.agreement.agreement.name, "number": promise.agreement.number
    }  # fmt: skip
    lines = []
    if "resolve" in promise.agreed:
        done = promise.agreed["resolve"]
        lines.append(Line(_("Agreed"), _at(done), f"{name} · {_budget(done.budget)}", strong=True))
    if "first_reply" in promise.agreed:
        lines.append(Line(_("Reply"), _("by %s") % _soon(promise.agreed["first_reply"], card.at)))
    if "own" in promise.agreed:
        lines.append(Line(_("Taken"), _("by %s") % _soon(promise.agreed["own"], card.at)))
    return lines or [Line(_("Agreed"), _("no time for this priority"), name)]


def _usual(card: PromiseCard) -> list[Line]:
    usual, by = card.promise.usual, card.promise.usual_p85_by
    hint = card.offering.delivery_hint
    said = [Line(_("Delivery"), hint, _("as the department says"))] if hint else []
    if usual is None or by is None:
        unknown = Line(_("Usual"), _("not known yet"), _("fewer than 5 like this were done"))
        return [unknown, *said]
    note = _("half of them by %(half)s · n = %(n)d") % {
        "half": day(card.promise.usual_by) if card.promise.usual_by else "?", "n": usual.n
    }  # fmt: skip
    return [Line(_("Usual"), _("%s for 85 of 100 like this") % day(by), note), *said]


def _at(promised: Promised) -> str:
    return day(promised.due_at) if promised.due_at else _("beyond the calendar")


def _soon(promised: Promised, now: datetime) -> str:
    return times.short(promised.due_at, now=now) if promised.due_at else _("a day not known")


def _budget(budget: timedelta) -> str:
    return _("%s of open hours") % times.business(budget.total_seconds() / 60)
