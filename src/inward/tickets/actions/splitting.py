"""Splitting: a message that is about something else becomes a ticket of its own."""

from datetime import datetime

from inward.directory.models import Department, Person
from inward.kernel import idempotency, outbox
from inward.kernel.errors import Invalid, RuleBroken
from inward.tickets import link_cache, links, log
from inward.tickets.actions.opening import Opening, opened, title_of
from inward.tickets.actions.steps import begin
from inward.tickets.events import TicketSplit
from inward.tickets.links import Link
from inward.tickets.models import EventKind, LinkKind, Ticket, TicketEvent
from inward.tickets.rules import Verb


def split(
    *, actor: Person, ticket: Ticket, message: int, title: str,
    idempotency_key: str | None = None, version: int | None = None, now: datetime,
) -> Ticket:  # fmt: skip
    """Make a public message of the conversation (its ordinal) a ticket of its own; returns that.

    Asked by the same person, for the same department, of who holds the ticket now; promised anew,
    of the same service; of no offering, so that nobody is asked to approve it.
    Both logs say so, both stay linked; the message stays where it was. Raises Invalid (message,
    title), RuleBroken (nobody known asked, or holds it).
    """

    def do() -> Ticket:
        fresh = begin(Verb.SPLIT, actor=actor, ticket=ticket, version=version, now=now)
        said = _message(fresh, message)
        made = opened(_opening(actor, fresh, said, title), now)
        _say_split(fresh, made, message, actor, now)
        outbox.publish(TicketSplit(fresh.pk, actor.pk, now, made.pk))
        return made

    return idempotency.once(
        key=idempotency_key,
        actor_id=actor.pk,
        scope="ticket.split",
        body={"ticket": ticket.pk, "message": message, "title": title},
        do=do,
        to_json=lambda made: made.pk,
        from_json=lambda pk: Ticket.objects.get(pk=pk),
    )


def _message(ticket: Ticket, ordinal: int) -> TicketEvent:
    """Notes are not for the customer, so they never become a ticket that the customer reads."""
    found = TicketEvent.objects.filter(ticket=ticket, ordinal=ordinal, is_note=False)
    said = found.exclude(text="").select_related("actor").first()
    if said is None:
        words = "Choose a message that the customer reads."
        raise Invalid(words, fields={"message": [words]})
    return said


def _opening(actor: Person, ticket: Ticket, said: TicketEvent, title: str) -> Opening:
    customer, supplier = _sides(ticket)
    by_customer = said.side == TicketEvent.Side.CUSTOMER and said.actor is not None
    return Opening(
        actor=actor,
        requester=said.actor if by_customer else ticket.requester,
        beneficiary=ticket.beneficiary,
        customer=customer,
        supplier=supplier,
        title=title_of(title),
        text=said.text,
        # Nobody answered its form, or asked for it anew: there is nothing to approve.
        service=ticket.service,
        kind=ticket.kind,
        impact=ticket.impact,
        urgency=ticket.urgency,
        confidentiality=ticket.confidentiality,
    )


def _sides(ticket: Ticket) -> tuple[Department, Department]:
    if ticket.customer is None or ticket.supplier is None:
        raise RuleBroken("Nobody knows which departments this is between.")
    return ticket.customer, ticket.supplier


def _say_split(ticket: Ticket, made: Ticket, message: int, actor: Person, now: datetime) -> None:
    for one, other, out in ((ticket, made, False), (made, ticket, True)):
        data = links.data_of(LinkKind.RELATES, other.pk, other.key, out=out)
        log.append(
            one, at=now, kind=EventKind.SPLIT, actor=actor, side=TicketEvent.Side.SUPPLIER,
            data={**data, "message": message},
        )  # fmt: skip
    link_cache.remember(made, Link(LinkKind.RELATES, True, ticket.pk, ticket.key))
