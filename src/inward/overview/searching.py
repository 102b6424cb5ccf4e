"""One box: what can be asked for, one's tickets, people and departments."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet, Subquery, Value

from inward.catalogue import queries as catalogue
from inward.catalogue.models import Offering
from inward.directory import queries as directory
from inward.directory.folding import search_words
from inward.directory.models import Department, Person
from inward.tickets.models import Ticket
from inward.tickets.queries import visible_to
from inward.tickets.queries.lists import SEARCHED, shown

_KEY = re.compile(r"#?[A-Za-z0-9]{1,12}-[0-9]{1,12}")
MOST = 8


@dataclass(frozen=True)
class Found:
    """What fits, best first; at most some of each kind."""

    offerings: Sequence[Offering] = ()
    tickets: Sequence[Ticket] = ()
    people: Sequence[Person] = ()
    departments: Sequence[Department] = ()

    @property
    def nothing(self) -> bool:
        """Whether nothing fits."""
        return not (self.offerings or self.tickets or self.people or self.departments)


def search(person: Person, typed: str, at: datetime) -> Found:
    """What a person may see of what fits the typed words. At most eight statements."""
    if not search_words(typed):
        return Found()
    return Found(
        offerings=catalogue.search(person, typed, at.date(), limit=MOST),
        tickets=list(_tickets(person, typed, at)[:MOST]),
        people=directory.pick_people(person, typed, limit=MOST),
        departments=directory.pick_departments(person, typed, limit=MOST),
    )


def _tickets(person: Person, typed: str, at: datetime) -> QuerySet[Ticket]:
    """The ticket of that key, or the newest whose key or title has all these word beginnings."""
    tickets = shown(visible_to(person, at))
    if _KEY.fullmatch(typed.strip()):
        return tickets.filter(key=typed.strip().upper().removeprefix("#"))
    for word in search_words(typed):
        tickets = tickets.filter(search_key__contains=f" {word}")
    newest = Subquery(Ticket.objects.order_by("-pk").values("pk")[:1])
    return tickets.filter(pk__gt=newest - Value(SEARCHED)).order_by("-pk")
