"""The queue of those who serve: views, their counts, and why a ticket stands where it stands."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import (
    CharField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Value,
)

from inward.directory.folding import search_words
from inward.directory.models import Department, Membership, Person
from inward.directory.queries import SERVING, active_memberships
from inward.tickets.models import Category, Ticket, WaitingOn, Watcher
from inward.tickets.queries.lists import shown
from inward.tickets.queries.paging import Page, by_instant, instant_of
from inward.tickets.rules import IMPACTS
from inward.tickets.visibility import Standing, seen_by, standing_of

# Late, or due within this time.
AT_RISK = timedelta(hours=4)
# The count of finished tickets looks back this far: nobody reads a total of all years.
COUNTED_BACK = timedelta(days=30)
# How far the list of closed tickets looks back at once, if that fills a page.
LOOKED_BACK = (timedelta(days=30), timedelta(days=365))


class View(StrEnum):
    """The saved views of a queue."""

    NEXT = "next"
    UNASSIGNED = "unassigned"
    MINE = "mine"
    AT_RISK = "at_risk"
    WAITING = "waiting"
    ON_HOLD = "on_hold"
    RESOLVED = "resolved"
    CLOSED = "closed"


WORK_VIEWS = (
    View.NEXT, View.UNASSIGNED, View.MINE, View.AT_RISK, View.WAITING, View.ON_HOLD,
)  # fmt: skip
VIEW_NAMES = {
    View.NEXT: "Next best",
    View.UNASSIGNED: "Unassigned",
    View.MINE: "Mine",
    View.AT_RISK: "At risk",
    View.WAITING: "Waiting on the customer",
    View.ON_HOLD: "Waiting on others",
    View.RESOLVED: "To be confirmed",
    View.CLOSED: "Closed",
}


@dataclass(frozen=True)
class Row:
    """A ticket of the queue. ``slack``: until the next due instant, negative if late, or None."""

    ticket: Ticket
    slack: timedelta | None
    why: str


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
    base = with_words(_base(person, standing, departments), typed)
    tickets = shown(base).select_related("calendar_version").filter(_condition(view, person, at))
    if view is View.CLOSED:
        page = _closed(tickets, at, after, limit)
    else:
        column = "closes_at" if view is View.RESOLVED else "queue_at"
        page = by_instant(tickets, column, after=after, limit=limit)
    rows = [Row(ticket, _slack(ticket, at), why(ticket, at)) for ticket in page.rows]
    return Page(rows, page.next)


def _closed(tickets: QuerySet[Ticket], at: datetime, after: str | None, limit: int) -> Page[Ticket]:
    """Closed tickets, last first, looking back as far as it takes to fill the page.

    So that a page of many departments, each with years of closed tickets, need not sort them all.
    """
    since = instant_of(after) if after is not None else at
    for back in LOOKED_BACK:
        page = by_instant(
            tickets.filter(closed_at__gt=since - back),
            "closed_at", falling=True, after=after, limit=limit,
        )  # fmt: skip
        if page.next is not None:
            return page
    return by_instant(tickets, "closed_at", falling=True, after=after, limit=limit)


def counts(
    person: Person, at: datetime, *, departments: Collection[int] | None = None, typed: str = "",
    standing: Standing | None = None,
) -> dict[View, int]:  # fmt: skip
    """How many tickets each view holds (closed: in the last 30 days).

    One statement; where the ``standing`` was not read before, two or three.
    """
    standing = standing or standing_of(person, at)
    base = with_words(_base(person, standing, departments), typed)
    work = base.filter(queue_at__isnull=False)
    arms = [_arm(work, {view: _condition(view, person, at) for view in WORK_VIEWS})]
    recent = Q(closed_at__gt=at - COUNTED_BACK)
    for view, also in ((View.RESOLVED, Q()), (View.CLOSED, recent)):
        condition = _condition(view, person, at) & also
        arms.append(_arm(base.filter(condition), {view: condition}))
    found = dict.fromkeys(View, 0)
    for row in arms[0].union(*arms[1:], all=True):
        for view in View:
            found[view] += row[view.value]
    return found


def _arm(
    tickets: QuerySet[Ticket], conditions: Mapping[View, Q]
) -> QuerySet[Ticket, dict[str, int]]:
    """One row with a count for every view: each arm of the union reads an index of its own."""
    columns: dict[str, Count] = {
        view.value: Count("pk", filter=conditions.get(view, Q(pk__in=()))) for view in View
    }
    return tickets.order_by().annotate(arm=Value(1)).values("arm").annotate(**columns)


def to_serve(person: Person, at: datetime) -> int:
    """How many tickets Next best holds for a person. One statement, for every page's frame."""
    mine = active_memberships(at.date()).filter(person=person)
    headed = mine.filter(role=Membership.Role.HEAD).alias(
        here=ExpressionWrapper(OuterRef("path"), CharField())
    )
    served = Department.objects.filter(
        Exists(mine.filter(role__in=SERVING, department=OuterRef("pk")))
        | Exists(headed.filter(here__startswith=F("department__path")))
    )
    suppliers = served.values("pk")
    ordinary = Q(supplier__in=suppliers) & ~Q(confidentiality="restricted")
    watched = Exists(Watcher.objects.filter(ticket=OuterRef("pk"), person=person))
    takes_part = Q(requester=person) | Q(beneficiary=person) | Q(assignee=person) | watched
    work = Ticket.objects.filter(_to_work(person, suppliers), queue_at__isnull=False)
    return work.filter(_condition(View.NEXT, person, at)).filter(ordinary | takes_part).count()


def with_words(tickets: QuerySet[Ticket], typed: str) -> QuerySet[Ticket]:
    """Those with all these word beginnings in key or title; all of them where nothing is typed."""
    for word in search_words(typed):
        tickets = tickets.filter(search_key__contains=f" {word}")
    return tickets


def _base(
    person: Person, standing: Standing, departments: Collection[int] | None
) -> QuerySet[Ticket]:
    """What the person serves and sees: a queue narrows the permitted tickets, never widens."""
    if departments is None:
        mine = _to_work(person, sorted(standing.serving))
    else:
        mine = Q(supplier_id__in=sorted(standing.serving & frozenset(departments)))
    return Ticket.objects.filter(mine).filter(seen_by(person, standing))


def _to_work(person: Person, suppliers: Any) -> Q:
    """Whose work a ticket is: of who serves there, of its assignee, of whom it reached alone.

    A restricted ticket reaches the owner of its service, who need not serve in the department.
    """
    reached = Watcher.objects.filter(
        person=person, ticket__confidentiality="restricted", ticket__service__owner=person
    )
    return (
        Q(supplier_id__in=suppliers)
        | Q(assignee=person, queue_at__isnull=False)
        | Q(pk__in=reached.values("ticket"))
    )


def _condition(view: View, person: Person, at: datetime) -> Q:
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
    }[view]


def _slack(ticket: Ticket, at: datetime) -> timedelta | None:
    return ticket.next_due - at if ticket.next_due is not None else None


def why(ticket: Ticket, at: datetime) -> str:
    """In words why a ticket stands where it stands in the queue."""
    if ticket.category in {Category.RESOLVED, Category.CLOSED}:
        return "The customer is to confirm." if ticket.closes_at else "Done."
    weight = "" if ticket.impact == 3 else f" {IMPACTS[ticket.impact]}."
    return f"{_due_words(ticket, at)}{weight}"


def _due_words(ticket: Ticket, at: datetime) -> str:
    if ticket.category == Category.WAITING and ticket.next_due is None:
        since = ticket.state_since or ticket.submitted_at
        return f"The clock stands still: waiting for {span(at - since)}."
    if ticket.next_due is None:
        return f"Nothing promised; asked {span(at - ticket.submitted_at)} ago."
    promise = _promise(ticket)
    if ticket.next_due < at:
        return f"{promise} late by {span(at - ticket.next_due)}."
    return f"{promise} due in {span(ticket.next_due - at)}."


def _promise(ticket: Ticket) -> str:
    """Which of the running clocks is due next."""
    names = {"own": "Taking it", "first_reply": "First reply", "resolve": "Resolution"}
    for kind, name in names.items():
        if getattr(ticket, f"due_{kind}") == ticket.next_due:
            return name
    return "It is"


def span(length: timedelta) -> str:
    """A length of calendar time in its two greatest units: '2 d 4 h', '3 h 10 min', '5 min'."""
    minutes = max(0, int(length.total_seconds() // 60))
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = [(days, "d"), (hours, "h"), (rest, "min")]
    first = next((i for i, (number, _) in enumerate(parts) if number), 2)
    told = [f"{number} {unit}" for number, unit in parts[first : first + 2] if number]
    return " ".join(told) or "less than a minute"
