"""Suggesting for a new ticket, and taking what was suggested."""

from datetime import datetime

from django.db import transaction

from inward.directory.models import Department, Person
from inward.kernel.errors import NotFound, RuleBroken
from inward.suggestions import shelf
from inward.suggestions.history import known_of
from inward.suggestions.models import Suggestion, Target
from inward.suggestions.queries import SURE, in_use, shown_for
from inward.tickets import actions as tickets
from inward.tickets.models import EventKind, Ticket, TicketEvent


@transaction.atomic
def suggest(*, ticket_id: int, now: datetime) -> list[Suggestion]:
    """Write what the models in use suggest for a ticket, where it is sure and something else.

    Nothing for confidential tickets and where nothing was trained. Idempotent by (ticket, target).
    Up to four statements.
    """
    if not shelf.any_model():
        return []
    ticket = Ticket.objects.select_related("offering").filter(pk=ticket_id).first()
    if ticket is None or ticket.confidentiality == "restricted":
        return []
    first = TicketEvent.objects.filter(ticket=ticket, kind=EventKind.SUBMITTED)
    said = first.order_by("ordinal").values_list("text", flat=True).first()
    rows: list[Suggestion] = []
    for target, row in in_use().items():
        model = shelf.get(row.sha256)
        known = known_of(
            target, ticket.title, said, ticket.answers,
            ticket.offering.name if ticket.offering else None, ticket.offering_id,
            ticket.customer_id,
        )  # fmt: skip
        rows += [
            Suggestion(
                ticket=ticket, target=target, label=guess.label, confidence=guess.confidence,
                model=row, made_at=now,
            )
            for guess in (model.guess(known, most=1) if model is not None else [])
            if guess.confidence >= SURE and guess.label != _now(ticket, target)
        ]  # fmt: skip
    return Suggestion.objects.bulk_create(rows, ignore_conflicts=True)


def _now(ticket: Ticket, target: str) -> str:
    """What the ticket has."""
    has = {
        Target.OFFERING: ticket.offering_id, Target.GROUP: ticket.supplier_id,
        Target.PRIORITY: ticket.priority,
    }[Target(target)]  # fmt: skip
    return str(has)


@transaction.atomic
def take(
    *, actor: Person, ticket: Ticket, target: str, version: int | None = None, now: datetime
) -> Ticket:
    """Do what is suggested: hand the ticket to the group, or give it the priority; by the actor.

    Raises NotFound (nothing suggested, or not for them), RuleBroken (nothing to take by a click),
    and what the action itself raises.
    """
    shown = {one.target: one for one in shown_for(actor, ticket, now)}.get(target)
    if shown is None:
        raise NotFound("There is nothing suggested.")
    if not shown.takeable:
        raise RuleBroken("A ticket keeps the form it was asked with.")
    row = Suggestion.objects.select_for_update().get(ticket=ticket, target=target)
    reason = f"Suggested from past tickets ({shown.percent} %)"
    if target == Target.GROUP:
        done = tickets.hand_off(
            actor=actor, ticket=ticket, department=Department.objects.get(pk=int(row.label)),
            reason=reason, version=version, now=now,
        )  # fmt: skip
    else:
        done = tickets.prioritise(
            actor=actor, ticket=ticket, impact=ticket.impact, urgency=ticket.urgency,
            priority=int(row.label), reason=reason, version=version, now=now,
        )  # fmt: skip
    row.taken_by, row.taken_at = actor, now
    row.save(update_fields=["taken_by", "taken_at"])
    return done
