"""Reads of ratings. A single score is seen by nobody but its author.

Everything beyond one's own passes `released`: whole batches of at least five authors a relation.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet

from inward.directory.models import Person
from inward.feedback import rules
from inward.feedback.models import Rating

# A rating given just now may commit a little later than its instant says: by then it must not slip
# into a batch that was released without it.
SETTLING = timedelta(minutes=10)


def visible_to(person: Person) -> QuerySet[Rating]:
    """The ratings asked of this person. Nobody sees another's."""
    return Rating.objects.filter(author=person)


def to_give(person: Person, now: datetime) -> QuerySet[Rating]:
    """What this person may still answer, the soonest to end first."""
    return (
        visible_to(person)
        .filter(answered_at__isnull=True, window_ends__gt=now)
        .select_related("ticket", "supplier", "customer")
        .order_by("window_ends", "pk")
    )


def to_give_for(person: Person, ticket_id: int, now: datetime) -> Rating | None:
    """The rating this person may still answer about a ticket, if any."""
    return to_give(person, now).filter(ticket_id=ticket_id).first()


def shared_comments(person: Person, now: datetime) -> QuerySet[Rating]:
    """Comments whose authors let the service's owner read them, once their window is over."""
    return (
        Rating.objects.filter(service__owner=person, share_with_owner=True, window_ends__lte=now)
        .filter(~Q(comment=""))
        .select_related("ticket", "service", "customer")
        .order_by("-window_ends", "-pk")
    )


@dataclass(frozen=True)
class ReleasedRating:
    """One rating inside a released batch. Never shown alone: only sums over batches leave."""

    ticket_id: int
    supplier_id: int
    customer_id: int
    side: str
    score: int
    policy_refusal: bool
    released_at: datetime


def released(now: datetime) -> list[ReleasedRating]:
    """All ratings in whole batches, by relation and side. Policy refusals batch apart.

    What was released once is released for good, in the same batches, so that figures of two days
    differ by whole batches. A batch of which a ticket has since moved to another relation (reopened
    and handed off) is withheld as a whole: figures count tickets where they are now, and one rating
    of a batch must not turn up elsewhere alone.

    `released_at` is the same for all of a batch (the instant its last seal broke), so that no time
    tells one rating from another. Two SQL statements, whatever the number of ratings.
    """
    readable = _unsealed(now - SETTLING)
    groups: dict[tuple[int, int, str, bool], list[Rating]] = defaultdict(list)
    for rating, _ in readable.values():
        groups[rating.supplier_id, rating.customer_id, rating.side, rating.policy_refusal].append(
            rating
        )
    moved = _moved()
    return [one for group in groups.values() for one in _released_of(group, readable, moved)]


def _moved() -> frozenset[int]:
    """Ratings whose ticket is no longer of the relation it was rated in, or is counted nowhere."""
    there = Rating.objects.filter(
        ticket__supplier=F("supplier"), ticket__customer=F("customer")
    ).exclude(ticket__confidentiality="restricted")
    return frozenset(Rating.objects.exclude(pk__in=there.values("pk")).values_list("pk", flat=True))


def _released_of(
    group: Iterable[Rating],
    readable: Mapping[int, tuple[Rating, datetime]],
    moved: frozenset[int],
) -> Iterable[ReleasedRating]:
    candidates = [
        rules.Releasable(rating.pk, rating.author_id, readable[rating.pk][1]) for rating in group
    ]
    for batch in rules.batches(candidates):
        if any(one.rating_id in moved for one in batch):
            continue
        for one in batch:
            rating = readable[one.rating_id][0]
            score = rules.score(getattr(rating, name) for name in rules.items(rating.side))
            if score is not None:
                yield ReleasedRating(
                    ticket_id=rating.ticket_id,
                    supplier_id=rating.supplier_id,
                    customer_id=rating.customer_id,
                    side=rating.side,
                    score=score,
                    policy_refusal=rating.policy_refusal,
                    released_at=batch[-1].unsealed_at,
                )


def _unsealed(now: datetime) -> dict[int, tuple[Rating, datetime]]:
    """Ratings readable by then, each with when its seal broke.

    Only sides asked together wait for each other: a side asked later, after a reopening, must not
    seal again what was released.
    """
    asked_together: dict[tuple[int, datetime], list[Rating]] = defaultdict(list)
    for rating in Rating.objects.order_by("pk"):
        asked_together[rating.ticket_id, rating.asked_at].append(rating)
    readable = {}
    for ratings in asked_together.values():
        instant = rules.unsealed_at(ratings)
        for rating in ratings:
            if rating.answered_at is not None and instant <= now:
                readable[rating.pk] = (rating, instant)
    return readable
