"""The queue of those who serve: one view of it, filtered and sorted, a page at a time."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, Q, QuerySet

from inward.directory.models import Department, Membership, Person
from inward.directory.queries import active_memberships
from inward.tickets.models import Category, Ticket, WaitingOn, Watcher
from inward.tickets.queries.filters import Filter, Resolved, resolve, with_words
from inward.tickets.queries.lists import shown
from inward.tickets.queries.paging import (
    Page,
    by_instant,
    by_keys,
    instant_of,
    newest_first,
    number_of,
    oldest_first,
    size,
)
from inward.tickets.queries.reasons import span, why
from inward.tickets.queries.views import KEYS, Order, View, order_of
from inward.tickets.queries.vocabulary import AT_RISK
from inward.tickets.visibility import NOWHERE, Standing, seen_by, standing_from, standing_of

__all__ = ["AT_RISK", "Row", "View", "queue", "served_departments", "span", "why", "within"]

# How far the list of closed tickets looks back at once, if that fills a page.
LOOKED_BACK = (timedelta(days=30), timedelta(days=365))
# And how far the list of all, in numbers of tickets.
NUMBERS = (5_000, 100_000)
MOST_AT_ONCE = 1_000


@dataclass(frozen=True)
class Row:
    """A ticket of the queue. ``slack``: until the next due instant, negative if late, or None."""

    ticket: Ticket
    slack: timedelta | None
    why: str


@dataclass(frozen=True)
class Cut:
    """What of a queue is meant: a view, departments to narrow it to, a filter, an order."""

    view: View = View.NEXT
    departments: Collection[int] | None = None
    found: Resolved | None = None
    order: str = ""


def served_departments(
    person: Person, at: datetime, *, standing: Standing | None = None
) -> list[Department]:
    """The open departments whose tickets a person works, by name.

    One query; for those whose ``standing`` was not read before, two or three.
    """
    serving = sorted((standing or standing_of(person, at)).serving)
    return list(
        Department.objects.filter(pk__in=serving, closed_at__isnull=True).order_by("name", "pk")
    )


def desk_standing(person: Person, at: datetime) -> tuple[Standing, list[Department]]:
    """Where a person stands, and the open departments whose tickets they work, by name.

    As `standing_of` and `served_departments`, in one statement; for heads two, and one more for
    whom restricted tickets reached as owner of their service: told as numbers, they keep PostgreSQL
    from reading all tickets.
    """
    if not person.is_active:
        return NOWHERE, []
    mine = active_memberships(at.date()).filter(person=person).select_related("department")
    rows = list(mine.annotate(alone=Exists(_reached(person))))
    below = _below([row.department.path for row in rows if row.role == Membership.Role.HEAD])
    standing = standing_from(
        [(row.department_id, row.role) for row in rows], frozenset(one.pk for one in below)
    )
    reached = _reached(person).values_list("ticket", flat=True) if rows and rows[0].alone else ()
    standing = replace(standing, reached=frozenset(reached))
    known = {one.pk: one for one in (*below, *(row.department for row in rows))}
    served = [known[pk] for pk in standing.serving if known[pk].closed_at is None]
    return standing, sorted(served, key=lambda one: (one.name, one.pk))


def _below(paths: Collection[str]) -> list[Department]:
    """Departments of these paths and all below them."""
    if not paths:
        return []
    condition = Q(pk__in=())
    for path in paths:
        condition |= Q(path__startswith=path)
    return list(Department.objects.filter(condition))


def queue(
    person: Person, view: View, at: datetime, *, departments: Collection[int] | None = None,
    typed: str = "", after: str | None = None, limit: int = 50, standing: Standing | None = None,
) -> Page[Row]:  # fmt: skip
    """One page of a view: next best first (least slack, weighed by who waits), closed last first.

    ``departments``: ids to narrow it to, of those the person serves; ``typed``: words of key or
    title. Raises Invalid (after). Rows come with their calendar. One statement, however long the
    queue (closed: up to three); where the ``standing`` was not read before, one or two more.
    """
    standing = standing or standing_of(person, at)
    found = resolve(Filter(words=typed), person=person, at=at, standing=standing)
    cut = Cut(view, departments, found)
    page = listed_in(person, cut, at, standing=standing, after=after, limit=size(limit))
    rows = [Row(ticket, _slack(ticket, at), why(ticket, at)) for ticket in page.rows]
    return Page(rows, page.next)


def listed_in(
    person: Person, cut: Cut, at: datetime, *, standing: Standing, after: str | None, limit: int
) -> Page[Ticket]:
    """One page of a cut with what its rows show. At most 1,000 rows. Raises Invalid (after).

    One statement (closed up to three, all up to four), however long the queue.
    """
    limit = max(1, min(limit, MOST_AT_ONCE))
    order = order_of(cut.view, cut.order)

    def rows(lead: Q | None = None) -> QuerySet[Ticket]:
        found = within(person, cut, at, standing=standing, lead=lead)
        return shown(found).select_related("calendar_version")

    if cut.view is View.CLOSED:
        return _closed(rows, at, after, limit)
    if cut.view is View.ALL:
        return _numbered(rows, order is Order.OLDEST, after, limit)
    tickets = rows()
    if cut.view is View.RESOLVED:
        return by_instant(tickets, "closes_at", after=after, limit=limit)
    if order is None or order is Order.URGENCY:
        return by_instant(tickets, "queue_at", after=after, limit=limit)
    return by_keys(tickets, KEYS[order], after=after, limit=limit)


# What every ticket of a view has: said in each arm of whose work it is, so that each arm is read
# by an index of such tickets and not by the one of all that a department ever had.
_LEADS = {View.RESOLVED: Q(closes_at__isnull=False), View.CLOSED: Q(closed_at__isnull=False)}
_LEADS |= dict.fromkeys(set(View) - {*_LEADS, View.ALL}, Q(queue_at__isnull=False))


def within(
    person: Person, cut: Cut, at: datetime, *, standing: Standing, lead: Q | None = None
) -> QuerySet[Ticket]:
    """The tickets of a cut: what the person serves and sees, never more. No statement now.

    ``lead``: a condition by which an index begins, for each arm of whose work it is.
    """
    lead = _LEADS.get(cut.view, Q()) if lead is None else lead
    tickets = base(person, standing, cut.departments, lead)
    tickets = tickets.filter(condition(cut.view, person, at))
    if cut.found is None:
        return tickets
    return with_words(tickets.filter(cut.found.condition()), cut.found.filter.words)


def _closed(
    rows: Callable[[Q | None], QuerySet[Ticket]], at: datetime, after: str | None, limit: int
) -> Page[Ticket]:
    """Closed tickets, last first, looking back as far as it takes to fill the page.

    So that a page of many departments, each with years of closed tickets, need not sort them all.
    """
    since = instant_of(after) if after is not None else at
    for back in LOOKED_BACK:
        tickets = rows(Q(closed_at__gt=since - back, closed_at__isnull=False))
        page = by_instant(tickets, "closed_at", falling=True, after=after, limit=limit)
        if page.next is not None:
            return page
    return by_instant(rows(None), "closed_at", falling=True, after=after, limit=limit)


def _numbered(
    rows: Callable[[Q | None], QuerySet[Ticket]], rising: bool, after: str | None, limit: int
) -> Page[Ticket]:
    """All tickets there are by number, looking as far as it takes to fill the page.

    So that a page of many departments need not sort all they ever got.
    """
    paged = oldest_first if rising else newest_first
    begins = _first_number(rising) if after is None else number_of(after)
    for reach in NUMBERS:
        near = Q(pk__lte=begins + reach) if rising else Q(pk__gt=begins - reach)
        page = paged(rows(near), after=after, limit=limit)
        if page.next is not None:
            return page
    return paged(rows(Q()), after=after, limit=limit)


def _first_number(rising: bool) -> int:
    """Where the list of all begins. One statement: told as a number, an index is read from there;
    told as a part of the statement, it is not."""
    numbers = Ticket.objects.order_by("pk" if rising else "-pk").values_list("pk", flat=True)
    return numbers.first() or 0


def base(
    person: Person, standing: Standing, departments: Collection[int] | None, lead: Q
) -> QuerySet[Ticket]:
    """What the person serves and sees: a queue narrows the permitted tickets, never widens."""
    if departments is None:
        mine = to_work(person, sorted(standing.serving), lead, standing.reached)
    else:
        mine = lead & Q(supplier_id__in=sorted(standing.serving & frozenset(departments)))
    return Ticket.objects.filter(mine).filter(seen_by(person, standing))


def to_work(person: Person, suppliers: Any, lead: Q, reached: frozenset[int] | None = None) -> Q:
    """Whose work a ticket is: of who serves there, of its assignee, of whom it reached alone.

    ``lead``: what all that is looked for has in common, for the index of each arm.
    A restricted ticket reaches the owner of its service, who need not serve in the department:
    ``reached`` says which, where that was read.
    """
    mine = lead & Q(supplier_id__in=suppliers)
    mine |= lead & Q(assignee=person, queue_at__isnull=False)
    if reached is None:
        return mine | (lead & Q(pk__in=_reached(person).values("ticket")))
    return mine | (lead & Q(pk__in=sorted(reached))) if reached else mine


def _reached(person: Person) -> QuerySet[Watcher]:
    """The person as watcher of restricted tickets of services they own."""
    return Watcher.objects.filter(
        person=person, ticket__confidentiality="restricted", ticket__service__owner=person
    )


def condition(view: View, person: Person, at: datetime) -> Q:
    """What a view holds of what one serves."""
    work = Q(queue_at__isnull=False)
    waiting = Q(category=Category.WAITING)
    waited_enough = Q(waiting_until__lte=at)
    return {
        View.NEXT: work & (~waiting | waited_enough),
        View.UNASSIGNED: work & Q(assignee__isnull=True),
        View.MINE: work & Q(assignee=person),
        View.AT_RISK: work & Q(next_due__lte=at + AT_RISK),
        View.WAITING: work & waiting & Q(waiting_on=WaitingOn.CUSTOMER),
        View.ON_HOLD: work & waiting & ~Q(waiting_on=WaitingOn.CUSTOMER),
        View.RESOLVED: Q(closes_at__isnull=False),
        View.CLOSED: Q(closed_at__isnull=False),
        View.OPEN: work,
        View.ALL: Q(),
    }[view]


def _slack(ticket: Ticket, at: datetime) -> timedelta | None:
    return ticket.next_due - at if ticket.next_due is not None else None
