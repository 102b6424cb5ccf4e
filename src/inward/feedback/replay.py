"""Ratings of the past, written in bulk beside `inward.tickets.replay`. Nobody is asked or told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from inward.feedback import rules
from inward.feedback.models import Rating
from inward.tickets.models import Ticket


@dataclass(frozen=True)
class PastRating:
    """Who was asked about which ticket and, if they answered, how (items by name, 1 to 5)."""

    ticket: Ticket
    side: str
    author_id: int
    asked_at: datetime
    answered_at: datetime | None
    scores: Mapping[str, int]


@transaction.atomic
def record_past_ratings(ratings: Sequence[PastRating]) -> int:
    """Write them; returns how many. Tickets without both sides are left out."""
    rows = [
        Rating(
            ticket=one.ticket,
            side=one.side,
            author_id=one.author_id,
            asked_at=one.asked_at,
            window_ends=one.asked_at + rules.WINDOW,
            answered_at=one.answered_at,
            policy_refusal=one.ticket.reason_kind == Ticket.ReasonKind.POLICY,
            supplier_id=one.ticket.supplier_id,
            customer_id=one.ticket.customer_id,
            service_id=one.ticket.service_id,
            **one.scores,
        )
        for one in ratings
        if one.ticket.supplier_id is not None and one.ticket.customer_id is not None
    ]
    Rating.objects.bulk_create(rows, batch_size=1_000)
    return len(rows)
