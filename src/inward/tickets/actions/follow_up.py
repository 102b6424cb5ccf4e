"""Asking again about a ticket that is over: another ticket, linked to the first."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from inward.catalogue.queries import current_form
from inward.catalogue.rules import questions_of
from inward.directory.models import Department, Person
from inward.directory.queries import departments_of
from inward.kernel import idempotency, outbox
from inward.kernel.errors import Invalid, NotFound, RuleBroken
from inward.tickets.actions.linking import made_link
from inward.tickets.actions.steps import begin, text_of
from inward.tickets.actions.submission import submit
from inward.tickets.events import TicketFollowedUp
from inward.tickets.models import LinkKind, Ticket, TicketEvent
from inward.tickets.rules import Verb

CUSTOMER = TicketEvent.Side.CUSTOMER
# Answers that cannot be given twice: files belong to the ticket they came with.
_NOT_CARRIED = frozenset({"file"})


def follow_up(
    *, actor: Person, ticket: Ticket, text: str, idempotency_key: str | None = None,
    version: int | None = None, now: datetime,
) -> Ticket:  # fmt: skip
    """Ask again about a ticket that is over: the same offering, its answers, new words.

    Gives the *new* ticket, a follow-up of the first; both logs say so. Raises Invalid (text),
    RuleBroken (what was asked for is offered no more, or its form asks for more by now).
    """

    def do() -> Ticket:
        old = begin(Verb.FOLLOW_UP, actor=actor, ticket=ticket, version=version, now=now)
        new = _asked_again(old, actor, text_of(text), now)
        made_link(new, LinkKind.FOLLOW_UP_OF, old, actor, now, side=CUSTOMER)
        outbox.publish(TicketFollowedUp(old.pk, actor.pk, now, new.pk))
        return new

    return idempotency.once(
        key=idempotency_key,
        actor_id=actor.pk,
        scope="ticket.follow_up",
        body={"ticket": ticket.pk, "text": text},
        do=do,
        to_json=lambda made: made.pk,
        from_json=lambda pk: Ticket.objects.get(pk=pk),
    )


def _asked_again(old: Ticket, actor: Person, text: str, now: datetime) -> Ticket:
    offering = old.offering
    if offering is None:
        raise RuleBroken("It came from elsewhere: please ask for what you need on Ask.")
    restricted = old.confidentiality == "restricted"
    other = old.beneficiary if old.beneficiary_id != actor.pk else None
    try:
        return submit(
            actor=actor,
            offering=offering,
            title="" if restricted else old.title,
            text=text,
            answers=_carried(old),
            urgency=old.urgency,
            customer=_customer(old, actor, now),
            beneficiary=other if other is not None and other.is_active else None,
            now=now,
        )
    except NotFound as error:
        raise RuleBroken("This is offered no more: look on Ask for what replaced it.") from error
    except Invalid as error:
        raise RuleBroken(
            f"'{offering.name}' asks for other things by now: please ask for it anew on Ask."
        ) from error


def _carried(old: Ticket) -> Mapping[str, Any]:
    """The answers to questions that are still asked."""
    offering = old.offering
    form = current_form(offering) if offering is not None else None
    asked = questions_of(form.fields) if form is not None else []
    keys = {one.key for one in asked if one.type not in _NOT_CARRIED}
    return {key: value for key, value in old.answers.items() if key in keys}


def _customer(old: Ticket, actor: Person, now: datetime) -> Department | None:
    """The department that asked, while the actor belongs to it; else their primary one."""
    if old.customer is None:
        return None
    return departments_of(actor, now.date()).filter(pk=old.customer.pk).first()
