"""A search as its template draws it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from inward.directory.models import Person
from inward.tickets.models import Ticket
from inward.tickets.queries.searching import Found
from inward.tickets.queries.snippets import Hit, Piece
from inward.tickets.queries.sought import Part, Sought
from inward.tickets.queries.vocabulary import FIELDS
from inward.web.components.pieces import Tab, Tone
from inward.web.tickets import standing


class Kind(StrEnum):
    """What is looked for."""

    TICKETS = "tickets"
    OFFERINGS = "offerings"
    PEOPLE = "people"
    DEPARTMENTS = "departments"

    @classmethod
    def of(cls, given: str) -> "Kind":
        """The kind an address names; tickets, where it names none."""
        return cls(given) if given in set(cls) else cls.TICKETS


@dataclass(frozen=True)
class Shown:
    """What of a search is shown: which kind, in which order, from where on."""

    sought: Sought
    kind: Kind = Kind.TICKETS
    best: bool = False
    after: str | None = None

    def query(self, *, kind: Kind | None = None, best: bool | None = None, after: str = "",
              typed: str | None = None) -> str:  # fmt: skip
        """The address of this search with some of it changed, from the first page on."""
        best = self.best if best is None else best
        wanted = kind or self.kind
        given = {
            "q": self.sought.typed if typed is None else typed,
            "kind": "" if wanted is Kind.TICKETS else wanted.value,
            "order": "best" if best else "",
            "after": after,
        }
        return "?" + urlencode({name: value for name, value in given.items() if value})


@dataclass(frozen=True)
class Chip:
    """A part of the search with the address of the search without it."""

    label: str
    href: str


@dataclass(frozen=True)
class Line:
    """A hit: title and snippet in pieces, how it stands."""

    ticket: Ticket
    title: Sequence[Piece]
    snippet: Sequence[Piece]
    tone: Tone
    state: str
    sub: str


def tabs(shown: Shown) -> list[Tab]:
    """One a kind."""
    names = {
        Kind.TICKETS: _("Tickets"), Kind.OFFERINGS: _("To ask for"), Kind.PEOPLE: _("People"),
        Kind.DEPARTMENTS: _("Departments"),
    }  # fmt: skip
    return [
        Tab(name, shown.query(kind=kind, best=False), kind is shown.kind)
        for kind, name in names.items()
    ]


def context(shown: Shown, found: Found, person: Person, at: datetime) -> dict[str, Any]:
    """What the page of found tickets shows."""
    return {
        "lines": [_line(hit, person, at) for hit in found.page.rows],
        "chips": chips(shown),
        "hints": [*shown.sought.hints, *found.problems],
        "mended": [
            _("Nothing has ‘%(typed)s’; this has ‘%(near)s’.")
            % {"typed": typed, "near": _("’ or ‘").join(near)}
            for typed, near in found.mended.items()
        ],
        "orders": [
            Tab(_("Newest first"), shown.query(best=False), not shown.best),
            Tab(_("Best first"), shown.query(best=True), shown.best),
        ],
        "first": shown.query() if shown.after else "",
        "following": shown.query(after=found.page.next) if found.page.next else "",
        "fields": FIELDS.items(),
    }


def _line(hit: Hit, person: Person, at: datetime) -> Line:
    ticket = hit.ticket
    tone, words = standing.meaning(ticket, person, at)
    names = [each.name for each in (ticket.customer, ticket.supplier) if each]
    return Line(ticket, hit.title, hit.snippet, tone, str(words), " → ".join(names))


def chips(shown: Shown) -> list[Chip]:
    """The fields and what must not occur, each to be taken away."""
    sought = shown.sought
    told = [
        Chip(_field(term.name, term.values, opposite=term.opposite), shown.query(typed=typed))
        for term in sought.filter.terms
        for typed in [sought.without(term)]
    ]
    unwanted = [part for part in sought.parts if part.unwanted]
    return told + [_without(shown, part) for part in unwanted]


def _without(shown: Shown, part: Part) -> Chip:
    label = _("without ‘%s’") % " ".join(part.tokens)
    return Chip(label, shown.query(typed=shown.sought.without(part)))


def _field(name: str, values: Sequence[str], *, opposite: bool) -> str:
    field = FIELDS[name]
    said = ", ".join(field.told(value) for value in values)
    return f"{field.label}: {_('not %s') % said if opposite else said}"


def suggestion(ticket: Ticket) -> dict[str, str]:
    """One line of what is suggested."""
    return {
        "key": ticket.key,
        "title": ticket.title,
        "href": reverse("ticket", args=[ticket.key]),
        "state": ticket.get_category_display(),
    }
