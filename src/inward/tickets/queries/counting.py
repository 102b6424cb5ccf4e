"""How many tickets stand in views: live, each counted to a cap, so that no count costs for ever."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import (
    CharField,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)

from inward.directory.models import Department, Membership, Person
from inward.directory.queries import SERVING, active_memberships
from inward.tickets.models import Ticket, Watcher
from inward.tickets.queries.filters import Filter, resolve
from inward.tickets.queries.queue import Cut, condition, to_work, within
from inward.tickets.queries.views import View
from inward.tickets.visibility import Standing, standing_of

# Nobody reads more: what is not below is told as '499+', in the frame as '99+'.
MOST_COUNTED = 500
MOST_IN_FRAME = 100
# The count of finished tickets looks back this far: nobody reads a total of all years.
COUNTED_BACK = timedelta(days=30)


class _Capped(Subquery):
    """The number of rows of a limited query, as a column."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    # Where nothing can be found (who has left) the database is not asked.
    empty_result_set_value = 0


def counts_of(
    person: Person, cuts: Sequence[Cut], at: datetime, *, standing: Standing
) -> list[int | None]:
    """How many tickets each cut holds, counted up to 500 (closed: in the last 30 days).

    None for cuts of all there ever was. One statement; each part of it reads until 500 are found.
    """
    asked = [n for n, cut in enumerate(cuts) if cut.view is not View.ALL]
    columns = {f"of_{n}": _column(_counted(person, cuts[n], at, standing)) for n in asked}
    row = Person.objects.filter(pk=person.pk).values(**columns).first() if columns else None
    found: dict[str, Any] = dict(row or {})
    return [found.get(f"of_{n}") for n in range(len(cuts))]


def _counted(person: Person, cut: Cut, at: datetime, standing: Standing) -> QuerySet[Ticket]:
    recent = Q(closed_at__gt=at - COUNTED_BACK, closed_at__isnull=False)
    lead = recent if cut.view is View.CLOSED else None
    return within(person, cut, at, standing=standing, lead=lead)


def _column(tickets: QuerySet[Ticket]) -> _Capped:
    capped = tickets.order_by().values("pk")[:MOST_COUNTED]
    return _Capped(capped, output_field=IntegerField())


def counts(
    person: Person, at: datetime, *, departments: Sequence[int] | None = None, typed: str = "",
    standing: Standing | None = None,
) -> dict[View, int]:  # fmt: skip
    """How many tickets each view holds, up to 500 (closed: in the last 30 days).

    Without the view of all there ever was. One statement; where the ``standing`` was not read
    before, two or three.
    """
    standing = standing or standing_of(person, at)
    found = resolve(Filter(words=typed), person=person, at=at, standing=standing)
    views = [view for view in View if view is not View.ALL]
    cuts = [Cut(view, departments, found) for view in views]
    told = counts_of(person, cuts, at, standing=standing)
    return {view: number or 0 for view, number in zip(views, told, strict=True)}


def to_serve(person: Person, at: datetime) -> int:
    """How many tickets Next best holds for a person, counted up to 100: for every page's frame.

    One statement.
    """
    mine = active_memberships(at.date()).filter(person=person)
    headed = mine.filter(role=Membership.Role.HEAD).alias(
        here=ExpressionWrapper(OuterRef("path"), CharField())
    )
    served = Department.objects.filter(
        Q(pk__in=mine.filter(role__in=SERVING).values("department"))
        | Exists(headed.filter(here__startswith=F("department__path")))
    )
    watched = Exists(Watcher.objects.filter(ticket=OuterRef("pk"), person=person))
    takes_part = Q(requester=person) | Q(beneficiary=person) | Q(assignee=person) | watched
    lead = Q(queue_at__isnull=False)
    # Whom it is assigned to, or reached, takes part: the departments served are asked for once.
    seen = ~Q(confidentiality="restricted") | takes_part
    work = (lead & Q(supplier__in=served.values("pk")) & seen) | to_work(person, (), lead)
    seen_work = Ticket.objects.filter(work).filter(condition(View.NEXT, person, at))
    return seen_work.values("pk")[:MOST_IN_FRAME].count()
