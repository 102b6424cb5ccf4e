"""One box: what can be asked for, one's tickets, people and departments."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from inward.catalogue import queries as catalogue
from inward.catalogue.models import Offering
from inward.directory import queries as directory
from inward.directory.folding import search_words
from inward.directory.models import Department, Person
from inward.tickets import queries as tickets
from inward.tickets.models import Ticket

MOST = 8
# Where one kind alone is shown.
MOST_OF_ONE = 50


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
    """What a person may see of what fits the typed words. At most twelve statements."""
    if not search_words(typed):
        return Found()
    found = beside(person, typed, at)
    return Found(
        offerings=found.offerings,
        tickets=tickets.search(person, typed, at, limit=MOST),
        people=found.people,
        departments=found.departments,
    )


def beside(person: Person, typed: str, at: datetime, *, kind: str = "") -> Found:
    """What fits but tickets: a few of each, or more of one kind. Up to five statements."""
    if not search_words(typed):
        return Found()
    wanted = {kind: MOST_OF_ONE} if kind else dict.fromkeys(_READ, MOST)
    found = {name: _READ[name](person, typed, at.date(), most) for name, most in wanted.items()}
    return Found(**found)


def _offerings(person: Person, typed: str, on: date, most: int) -> Sequence[Offering]:
    return catalogue.search(person, typed, on, limit=most)


def _people(person: Person, typed: str, _on: date, most: int) -> Sequence[Person]:
    return directory.pick_people(person, typed, limit=most)


def _departments(person: Person, typed: str, _on: date, most: int) -> Sequence[Department]:
    return directory.pick_departments(person, typed, limit=most)


_READ: Mapping[str, Callable[[Person, str, date, int], Sequence[Any]]] = {
    "offerings": _offerings,
    "people": _people,
    "departments": _departments,
}
