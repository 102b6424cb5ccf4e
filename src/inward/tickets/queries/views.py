"""The views of a queue: those everybody has, those saved under a name, and how they are sorted."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Q, QuerySet

from inward.directory.models import Department, Person
from inward.directory.rules import ids_on
from inward.tickets.models import SavedView, ServeTaste
from inward.tickets.queries.paging import Key

MOST_SAVED = 60


class View(StrEnum):
    """The views every queue has; a saved one narrows one of them."""

    NEXT = "next"
    UNASSIGNED = "unassigned"
    MINE = "mine"
    AT_RISK = "at_risk"
    WAITING = "waiting"
    ON_HOLD = "on_hold"
    RESOLVED = "resolved"
    CLOSED = "closed"
    OPEN = "open"
    ALL = "all"


def view_named(name: str) -> View | None:
    """The view of that name, if there is one."""
    return next((view for view in View if view.value == name), None)


# What is work of the supplier; a ticket of these has a place in the queue.
WORK_VIEWS = (
    View.NEXT, View.UNASSIGNED, View.MINE, View.AT_RISK, View.WAITING, View.ON_HOLD, View.OPEN,
)  # fmt: skip


class Order(StrEnum):
    """How a list is sorted."""

    URGENCY = "urgency"
    DUE = "due"
    PRIORITY = "priority"
    NEWEST = "newest"
    OLDEST = "oldest"


KEYS: dict[Order, tuple[Key, ...]] = {
    Order.URGENCY: (Key("queue_at"),),
    Order.DUE: (Key("next_due"),),
    Order.PRIORITY: (Key("priority"), Key("queue_at")),
    Order.NEWEST: (Key("submitted_at", falling=True),),
    Order.OLDEST: (Key("submitted_at"),),
}
# Of all there ever was: by number, which an index holds.
NUMBERED = frozenset({Order.NEWEST, Order.OLDEST})


def orders_of(view: View) -> Sequence[Order]:
    """How a view can be sorted; the first is how it is sorted if nothing is said.

    None for those that have an order of their own: what closes next, what was closed last.
    """
    if view in WORK_VIEWS:
        return tuple(Order)
    return (Order.NEWEST, Order.OLDEST) if view is View.ALL else ()


def order_of(view: View, wanted: str) -> Order | None:
    """The wanted order if the view has it, else its first."""
    offered = orders_of(view)
    return next((one for one in offered if one == wanted), offered[0] if offered else None)


@dataclass(frozen=True)
class Kept:
    """What a person sees the queue with: saved views (own ones first) and their taste."""

    views: Sequence[SavedView]
    taste: ServeTaste

    def saved(self, pk: int) -> SavedView | None:
        """One of the views."""
        return next((one for one in self.views if one.pk == pk), None)


def kept_by(person: Person, served: Sequence[Department]) -> Kept:
    """The views a person has and their taste; ``served``: where they serve. Two statements."""
    return Kept(list(usable_views(person, served)[:MOST_SAVED]), taste_of(person))


def usable_views(person: Person, served: Sequence[Department]) -> QuerySet[SavedView]:
    """Their own views, those of where they serve or above, and everybody's."""
    above = {pk for one in served for pk in ids_on(one.path)}
    shared = Q(department__in=above) | Q(owner__isnull=True, department__isnull=True)
    found = SavedView.objects.filter(Q(owner=person) | shared).select_related("department")
    return found.order_by("department", "name", "pk")


def taste_of(person: Person) -> ServeTaste:
    """How a person likes the queue; as it comes for those who never said. One statement."""
    return ServeTaste.objects.filter(person=person).first() or ServeTaste(person=person)
