"""Asking for ratings and giving them. The only writer of ratings."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from inward.directory.models import Person
from inward.feedback import policies, rules
from inward.feedback.events import RatingGiven, RatingRequested
from inward.feedback.models import Rating
from inward.kernel import outbox
from inward.kernel.errors import Invalid, NotFound, RuleBroken
from inward.kernel.text import many_lines
from inward.tickets.models import Ticket, TicketEvent

COMMENT_LENGTH = 4_000


@transaction.atomic
def ask_for_ratings(*, ticket_id: int, now: datetime) -> list[Rating]:
    """Ask both sides of a finished ticket; idempotent by (ticket, side). Returns what is new.

    Not asked: about tickets of restricted offerings or of offerings that are not rated; a person
    who was asked about this service in the last 14 days; a requester who worked on the ticket.
    """
    ticket = Ticket.objects.select_related("offering", "supplier", "customer", "service").get(
        pk=ticket_id
    )
    if not _is_rated(ticket):
        return []
    asked = [_ask(ticket, side, author_id, now) for side, author_id in _authors(ticket)]
    return [rating for rating in asked if rating is not None]


def _is_rated(ticket: Ticket) -> bool:
    if ticket.source or ticket.confidentiality == "restricted":
        return False
    return ticket.offering is None or ticket.offering.is_rated


def _authors(ticket: Ticket) -> list[tuple[str, int]]:
    authors = []
    if ticket.requester_id is not None and not _worked_on(ticket, ticket.requester_id):
        authors.append((Rating.Side.CUSTOMER.value, ticket.requester_id))
    if ticket.assignee_id is not None and ticket.assignee_id != ticket.requester_id:
        authors.append((Rating.Side.SUPPLIER.value, ticket.assignee_id))
    return authors


def _worked_on(ticket: Ticket, person_id: int) -> bool:
    """Nobody rates work of their own: whoever acted on the supplier's side is not the customer."""
    return TicketEvent.objects.filter(
        ticket=ticket, actor_id=person_id, side=TicketEvent.Side.SUPPLIER
    ).exists()


def _ask(ticket: Ticket, side: str, author_id: int, now: datetime) -> Rating | None:
    supplier, customer = ticket.supplier, ticket.customer
    if supplier is None or customer is None:
        return None
    # One at a time per person: two closures at once must not both find "not asked yet".
    Person.objects.select_for_update().get(pk=author_id)
    if Rating.objects.filter(ticket=ticket, side=side).exists():
        return None
    last = (
        Rating.objects.filter(author_id=author_id, side=side, service=ticket.service)
        .order_by("-asked_at")
        .values_list("asked_at", flat=True)
        .first()
    )
    if not rules.may_ask(last, now):
        return None
    rating = Rating.objects.create(
        ticket=ticket,
        side=side,
        author_id=author_id,
        asked_at=now,
        window_ends=now + rules.WINDOW,
        policy_refusal=ticket.reason_kind == Ticket.ReasonKind.POLICY,
        supplier=supplier,
        customer=customer,
        service=ticket.service,
    )
    outbox.publish(
        RatingRequested(rating_id=rating.pk, ticket_id=ticket.pk, author_id=author_id, side=side)
    )
    return rating


@transaction.atomic
def give_rating(
    *,
    actor: Person,
    rating_id: int,
    answers: Mapping[str, Any],
    comment: str = "",
    share_with_owner: bool = False,
    now: datetime,
) -> Rating:
    """Answer a rating once. Scales run 1 to 5; what is left out stays unanswered.

    Raises NotFound (not asked of this person), RuleBroken (answered already, window over),
    Invalid (off the scale, nothing answered, comment too long).
    """
    rating = Rating.objects.select_for_update().filter(pk=rating_id, author=actor).first()
    if rating is None:
        raise NotFound("There is no such rating.")
    if not policies.can_answer(actor, rating, now):
        raise RuleBroken("This rating was given already, or its time is over.")
    wrong = rules.problems(rating.side, answers)
    if wrong:
        raise Invalid("The rating is not complete.", fields=wrong)
    _write(rating, answers, comment, share_with_owner, now)
    outbox.publish(RatingGiven(rating_id=rating.pk, ticket_id=rating.ticket_id, side=rating.side))
    return rating


def _write(
    rating: Rating, answers: Mapping[str, Any], comment: str, share: bool, now: datetime
) -> None:
    for name in rules.items(rating.side):
        setattr(rating, name, answers.get(name))
    if rating.side == Rating.Side.CUSTOMER:
        for name in rules.CUSTOMER_ANSWERS:
            setattr(rating, name, answers.get(name))
    rating.comment = many_lines(comment, field="comment", max_length=COMMENT_LENGTH)
    rating.share_with_owner = share
    rating.answered_at = now
    rating.save()
