"""Ticking the steps of a ticket's checklist, and taking a tick back."""

from datetime import datetime

from django.db import transaction

from inward.directory.models import Person
from inward.kernel import outbox
from inward.kernel.errors import NotFound
from inward.tickets import checklist, log
from inward.tickets.actions.steps import begin
from inward.tickets.events import TicketStepDone
from inward.tickets.models import EventKind, Ticket, TicketEvent
from inward.tickets.rules import Verb


@transaction.atomic
def tick(
    *,
    actor: Person,
    ticket: Ticket,
    step: str,
    done: bool = True,
    version: int | None = None,
    now: datetime,
) -> Ticket:
    """Say that a step is done, or that it is not after all; what stands so already is no event.

    ``step``: its key. Raises NotFound (no such step on this ticket, or as all), RuleBroken.
    """
    ticket = begin(Verb.TICK, actor=actor, ticket=ticket, version=version, now=now)
    items = {item.step.key: item for item in checklist.fold(log.entries_of(ticket))}
    if step not in items:
        raise NotFound("There is no such step.")
    if (items[step].done is not None) == done:
        return ticket
    event = log.append(
        ticket,
        at=now,
        kind=EventKind.STEP_DONE,
        actor=actor,
        side=TicketEvent.Side.SUPPLIER,
        reason=items[step].step.text,
        is_note=True,  # how a department works is its own affair
        data=checklist.tick_data(step, done=done),
    )
    outbox.publish(TicketStepDone(ticket.pk, actor.pk, event.at, step, done))
    return ticket
