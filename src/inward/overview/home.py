"""Home: what waits on a person, what they asked for, how their department kept its promises."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet

from inward.directory.models import Person
from inward.feedback.models import Rating
from inward.feedback.queries import to_give
from inward.overview.strip import Journey, journeys
from inward.tickets.models import Category, Ticket, WaitingOn
from inward.tickets.queries import Standing, seen_by, standing_of
from inward.tickets.queries.lists import shown
from inward.tickets.queries.queue import AT_RISK

MOST_WAITING = 20
MOST_ASKED = 8
MOST_WORK = 6
WEEK = timedelta(days=7)
MONTH = timedelta(days=30)
# What somebody asked is at rest when it is done; until then it stands on Home.
ENDED = (Category.CLOSED, Category.DECLINED, Category.WITHDRAWN, Category.MERGED)


@dataclass(frozen=True)
class Kept:
    """Promises to resolve that were decided in a period: how many, and how many were kept."""

    decided: int
    kept: int

    @property
    def percent(self) -> int | None:
        """Whole percent kept; None without any decided."""
        return round(100 * self.kept / self.decided) if self.decided else None


@dataclass(frozen=True)
class Home:
    """All that Home shows to one person at one instant.

    ``to_answer``: asked back or to be confirmed; ``to_approve``: waits for this person's decision;
    ``asked``: open or resolved, newest first;
    ``more_asked``, ``more_work``: whether there is more than is listed. ``work``: tickets of mine
    at risk, and what nobody took.
    ``kept_by``: by the departments one serves, closed this week (None: serves none); ``kept_to``:
    what one asked oneself, closed in the last 30 days.
    """

    person: Person
    at: datetime
    standing: Standing
    to_answer: Sequence[Ticket]
    to_approve: Sequence[Ticket]
    ratings: Sequence[Rating]
    work: Sequence[Ticket]
    asked: Sequence[Ticket]
    more_asked: bool
    more_work: bool
    journeys: Mapping[int, Journey]
    kept_by: Kept | None
    kept_to: Kept


def home_of(person: Person, at: datetime) -> Home:
    """What Home shows. Six statements, for those who serve eight, for heads nine."""
    standing = standing_of(person, at)
    seen = Ticket.objects.filter(seen_by(person, standing))
    mine = seen.filter(Q(requester=person) | Q(beneficiary=person))
    waiting = list(_to_answer(mine, _to_approve(person)))
    to_answer = [one for one in waiting if one.category != Category.AWAITING_APPROVAL]
    asked = list(_asked(mine))
    work = list(_work(seen, person, standing, at)) if standing.serving else []
    return Home(
        person=person,
        at=at,
        standing=standing,
        to_answer=to_answer,
        to_approve=[one for one in waiting if one.category == Category.AWAITING_APPROVAL],
        ratings=list(to_give(person, at)[:MOST_WORK]),
        work=work[:MOST_WORK],
        asked=asked[:MOST_ASKED],
        more_asked=len(asked) > MOST_ASKED,
        more_work=len(work) > MOST_WORK,
        journeys=journeys({*to_answer, *asked[:MOST_ASKED]}, at),
        kept_by=_kept_by(seen, standing, at),
        kept_to=_kept(mine.filter(closed_at__gt=at - MONTH)),
    )


def _to_answer(mine: QuerySet[Ticket], to_approve: QuerySet[Ticket]) -> QuerySet[Ticket]:
    """Longest waiting first, in one statement. Imported tickets are confirmed elsewhere."""
    back = Q(category=Category.WAITING, waiting_on=WaitingOn.CUSTOMER)
    held = mine.filter(back | Q(category=Category.RESOLVED, source=""))
    both = with_calendar(held).union(with_calendar(to_approve), all=True)  # never in both
    return both.order_by("state_since", "id")[:MOST_WAITING]


def _to_approve(person: Person) -> QuerySet[Ticket]:
    """Who is asked sees it (`seen_by`): read from the list of those asked, however long it is."""
    return Ticket.objects.filter(
        approvers__person=person, approvers__is_asked=True, category=Category.AWAITING_APPROVAL
    )


def _asked(mine: QuerySet[Ticket]) -> QuerySet[Ticket]:
    return with_calendar(mine.exclude(category__in=ENDED)).order_by("-pk")[: MOST_ASKED + 1]


def with_calendar(tickets: QuerySet[Ticket]) -> QuerySet[Ticket]:
    """With what a line of a list and its strip show, read along."""
    return shown(tickets).select_related("calendar_version")


def _work(
    seen: QuerySet[Ticket], person: Person, standing: Standing, at: datetime
) -> QuerySet[Ticket]:
    """What I have that is late or soon due, and what nobody took; least slack first."""
    mine = Q(assignee=person, next_due__lte=at + AT_RISK)
    free = Q(assignee__isnull=True, supplier_id__in=sorted(standing.serving))
    free &= ~Q(category=Category.WAITING)
    work = seen.filter(mine | free, queue_at__isnull=False).exclude(requester=person)
    return shown(work).order_by("queue_at", "pk")[: MOST_WORK + 1]


def _kept_by(seen: QuerySet[Ticket], standing: Standing, at: datetime) -> Kept | None:
    if not standing.serving:
        return None
    ours = seen.filter(supplier_id__in=sorted(standing.serving), closed_at__gt=at - WEEK)
    return _kept(ours)


def _kept(tickets: QuerySet[Ticket]) -> Kept:
    found = tickets.aggregate(
        decided=Count("pk", filter=Q(met_resolve__isnull=False)),
        kept=Count("pk", filter=Q(met_resolve=True)),
    )
    return Kept(found["decided"], found["kept"])
