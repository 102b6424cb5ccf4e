"""What one can set at a desk: one card a topic, in the order they stand on the page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from inward.directory.models import Department, Person
from inward.directory.queries import leads
from inward.tickets.actions.settings import can_keep_desk

Text = str | Promise
May = Callable[[Person, Department | None, datetime], bool]
# In the address, the organisation instead of a department: codes have no small letters.
FOR_ALL = "all"


@dataclass(frozen=True)
class Card:
    """A link on the page of a desk.

    ``url_name``: an address that takes the department's code, and ``part`` where one is given.
    ``for_all``: it stands on the organisation's page too (code 'all'). ``everywhere``: one page for
    all desks. ``may``: who finds it; the page itself checks its own policy all the same.
    """

    title: Text
    words: Text
    icon: str
    url_name: str
    part: str = ""
    for_all: bool = False
    everywhere: bool = False
    may: May = can_keep_desk

    def href(self, code: str) -> str:
        """The address for a department; '' where the page does not exist."""
        parts = [code, self.part] if self.part else [code]
        try:
            return reverse(self.url_name, args=[] if self.everywhere else parts)
        except NoReverseMatch:
            return ""


def _leads(person: Person, department: Department | None, at: datetime) -> bool:
    """Routing shows tickets, so that administrators have no part in it."""
    return department is not None and leads(person, department, at.date())


CARDS: Sequence[Card] = (
    Card(
        _("Labels"),
        _("What the states are called here, and what the customer reads."),
        "tag", "serve-desk-part", "labels", for_all=True,
    ),
    Card(
        _("Reasons to wait"),
        _("What your people choose from when a ticket waits, and how often it does."),
        "hourglass", "serve-desk-part", "waits", for_all=True,
    ),
    Card(
        _("Times"),
        _("When the customer is asked again, when silence ends a ticket, until when it reopens."),
        "clock", "serve-desk-part", "times", for_all=True,
    ),
    Card(
        _("Who may do what"),
        _("Steps that you keep for members with more responsibility."),
        "shield-lock", "serve-desk-part", "rights", for_all=True,
    ),
    Card(
        _("Routing"),
        _("Who gets what comes in: rules, tried out on past tickets, skills and limits."),
        "arrows-exchange", "routing", may=_leads,
    ),
    Card(
        _("Canned replies and macros"),
        _("Words and steps that your people keep ready: their own, the department's, everybody's."),
        "message", "canned", everywhere=True,
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Shown:
    """A card as drawn."""

    card: Card
    href: str


def cards_for(person: Person, department: Department | None, at: datetime) -> list[Shown]:
    """The cards a person finds on a desk's page. Each policy is asked once, for all its cards."""
    code = department.code if department is not None else FOR_ALL
    here = [card for card in CARDS if department is not None or card.for_all]
    allowed = {may: may(person, department, at) for may in {card.may for card in here}}
    found = [Shown(card, card.href(code)) for card in here if allowed[card.may]]
    return [one for one in found if one.href]
