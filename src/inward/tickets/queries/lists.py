"""Lists of tickets, and one ticket by its key."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from inward.directory.models import Person
from inward.kernel.errors import NotFound
from inward.tickets.models import Category, Ticket, WaitingOn
from inward.tickets.queries.paging import Page, newest_first, size
from inward.tickets.rules import OPEN
from inward.tickets.visibility import visible_to

# What a row of a list shows beside the ticket's own columns.
SHOWN = ("requester", "customer", "supplier__desk", "assignee", "service", "offering")
LONGEST_KEY = 120
_LARGEST_ID = 2**63 - 1


@dataclass(frozen=True)
class Filter:
    """A cut of the tickets one may see: what every figure opens to. None: no condition.

    ``state``: open, closed (final) or '' for all. ``since`` ≤ submitted < ``until``. ``met``: the
    promise to resolve was kept (True), broken (False).
    """

    supplier_id: int | None = None
    customer_id: int | None = None
    service_id: int | None = None
    offering_id: int | None = None
    requester_id: int | None = None
    assignee_id: int | None = None
    held_by_id: int | None = None
    priority: int | None = None
    kind: str = ""
    category: str = ""
    state: str = ""
    since: datetime | None = None
    until: datetime | None = None
    met: bool | None = None
    reopened: bool | None = None

    def condition(self) -> Q:
        """The condition on tickets."""
        exact = {
            "supplier_id": self.supplier_id,
            "customer_id": self.customer_id,
            "service_id": self.service_id,
            "offering_id": self.offering_id,
            "requester_id": self.requester_id,
            "assignee_id": self.assignee_id,
            "departments__department_id": self.held_by_id,
            "priority": self.priority,
            "kind": self.kind or None,
            "category": self.category or None,
            "submitted_at__gte": self.since,
            "submitted_at__lt": self.until,
            "met_resolve": self.met,
            "reopens__gt": 0 if self.reopened else None,
        }
        given = {name: value for name, value in exact.items() if value is not None}
        if not all(_can_be(value) for value in given.values()):
            return Q(pk__in=())
        return Q(**given) & _in_state(self.state)


def _can_be(value: object) -> bool:
    """Whether any row can have this value: databases refuse to compare with any other."""
    if isinstance(value, int):
        return 0 <= value <= _LARGEST_ID
    return value.isprintable() if isinstance(value, str) else True


def _in_state(state: str) -> Q:
    if state == "open":
        return Q(category__in=sorted(OPEN | {Category.RESOLVED.value}))
    return Q(closed_at__isnull=False) if state == "closed" else Q()


def ticket_for(person: Person, key: str, at: datetime) -> Ticket:
    """One ticket by its key, with what rows show. Raises NotFound. Two or three queries."""
    found = shown(visible_to(person, at)).filter(key=storable_key(key)).first()
    if found is None:
        raise NotFound("There is no such ticket.")
    return found


def named(person: Person, key: str, at: datetime) -> Ticket:
    """The same without what rows show: for who does something to it, which reads it again."""
    found = visible_to(person, at).filter(key=storable_key(key)).first()
    if found is None:
        raise NotFound("There is no such ticket.")
    return found


def storable_key(typed: str) -> str:
    """What somebody gave as a key if it can be one, else '' (which no ticket has)."""
    return typed if typed.isprintable() and len(typed) <= LONGEST_KEY else ""


def shown(tickets: QuerySet[Ticket]) -> QuerySet[Ticket]:
    """With what rows and pages show, read along."""
    return tickets.select_related(*SHOWN)


def listed(
    person: Person, at: datetime, cut: Filter, *, after: str | None = None, limit: int = 50
) -> Page[Ticket]:
    """The tickets of a cut that the person may see, newest first. Raises Invalid (after)."""
    tickets = shown(visible_to(person, at)).filter(cut.condition())
    return newest_first(tickets, after=after, limit=size(limit))


def my_asked(
    person: Person, at: datetime, *, open_only: bool = False, after: str | None = None,
    limit: int = 50,
) -> Page[Ticket]:  # fmt: skip
    """What a person asked, or what was asked for them; newest first. Raises Invalid (after)."""
    tickets = shown(visible_to(person, at)).filter(Q(requester=person) | Q(beneficiary=person))
    if open_only:
        tickets = tickets.filter(_in_state("open"))
    return newest_first(tickets, after=after, limit=size(limit))


def waits_on_me(person: Person, at: datetime, *, limit: int = 50) -> list[Ticket]:
    """What a person asked and now holds up: asked back, or resolved and to be confirmed.

    Longest waiting first.
    """
    mine = shown(visible_to(person, at)).filter(Q(requester=person) | Q(beneficiary=person))
    asked_back = Q(category=Category.WAITING, waiting_on=WaitingOn.CUSTOMER)
    held = mine.filter(asked_back | Q(category=Category.RESOLVED, source=""))
    return list(held.order_by("state_since", "pk")[: size(limit)])
