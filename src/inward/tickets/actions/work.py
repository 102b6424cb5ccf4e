"""Working on a ticket: take it, hand off, reply, note, prioritise; the customer's words."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from inward.agreements.queries import match
from inward.calendars.queries import version_in_force
from inward.directory.models import Department, Person
from inward.kernel import idempotency, outbox
from inward.kernel.errors import Invalid, RuleBroken
from inward.tickets import attachments, log, policies, receivers, rules
from inward.tickets.actions.drafts import answer_place, clear_draft, note_place, reply_place
from inward.tickets.actions.mentioning import speak
from inward.tickets.actions.staging import stage_promise
from inward.tickets.actions.steps import begin, reason_of, text_of
from inward.tickets.actions.waiting import after_wait
from inward.tickets.events import (
    CustomerAnswered,
    TicketAccepted,
    TicketAssigned,
    TicketHandedOff,
    TicketNoted,
    TicketPrioritised,
    TicketReplied,
)
from inward.tickets.models import EventKind, Ticket, TicketEvent, WaitingOn
from inward.tickets.pinning import is_own_work
from inward.tickets.rules import Verb

CUSTOMER, SUPPLIER = TicketEvent.Side.CUSTOMER, TicketEvent.Side.SUPPLIER


@transaction.atomic
def accept(*, actor: Person, ticket: Ticket, version: int | None = None, now: datetime) -> Ticket:
    """Say yes for the supplier; nobody in particular works on it yet."""
    ticket = begin(Verb.ACCEPT, actor=actor, ticket=ticket, version=version, now=now)
    event = log.append(
        ticket, at=now, kind=EventKind.ACCEPTED, actor=actor, side=SUPPLIER, category="accepted"
    )
    outbox.publish(TicketAccepted(ticket.pk, actor.pk, event.at, _holder(ticket).pk))
    return ticket


@transaction.atomic
def assign(
    *, actor: Person, ticket: Ticket, person: Person, version: int | None = None, now: datetime
) -> Ticket:
    """Give the ticket to somebody who serves in the department that holds it (oneself: take it).

    Raises Invalid (field person) for somebody who does not serve there, RuleBroken if it is theirs
    already.
    """
    ticket = begin(Verb.ASSIGN, actor=actor, ticket=ticket, version=version, now=now)
    if not policies.works_there(person, ticket, now):
        words = f"{person.name} does not work tickets of {_holder(ticket).name}."
        raise Invalid(words, fields={"person": [words]})
    if ticket.assignee_id == person.pk:
        raise RuleBroken(f"{person.name} works on it already.")
    event = log.append(
        ticket,
        at=now,
        kind=EventKind.ASSIGNED,
        actor=actor,
        side=SUPPLIER,
        category="in_progress" if ticket.category in {"submitted", "accepted"} else "",
        person=person,
    )
    outbox.publish(TicketAssigned(ticket.pk, actor.pk, event.at, person.pk))
    return ticket


def answer(
    *,
    actor: Person,
    ticket: Ticket,
    text: str,
    channel: str = "portal",
    files: Sequence[str] = (),
    idempotency_key: str | None = None,
    version: int | None = None,
    now: datetime,
) -> Ticket:
    """The customer speaks, by whatever channel: an answer if one was awaited, else a word.

    Ends a wait for the customer. After the resolution it starts nothing: 'thanks' does not reopen
    (`closing.reopen` does). Raises Invalid (text).
    """

    def do() -> Ticket:
        fresh = begin(Verb.ANSWER, actor=actor, ticket=ticket, version=version, now=now)
        data = {"channel": channel, **attachments.named(actor, files)}
        return _answered(fresh, actor, text_of(text), data, now)

    return _once("answer", idempotency_key, actor, ticket, _said(text, files), do)


def _answered(
    ticket: Ticket, actor: Person, text: str, data: dict[str, Any], now: datetime
) -> Ticket:
    awaited = ticket.category == "waiting" and ticket.waiting_on == WaitingOn.CUSTOMER
    event = speak(
        ticket,
        at=now,
        kind=EventKind.ANSWERED,
        actor=actor,
        side=CUSTOMER,
        category=after_wait(ticket) if awaited else "",
        text=text,
        data=data,
    )
    clear_draft(person=actor, place=answer_place(ticket))
    outbox.publish(CustomerAnswered(ticket.pk, actor.pk, event.at, data["channel"], awaited))
    return ticket


@transaction.atomic
def hand_off(
    *,
    actor: Person,
    ticket: Ticket,
    department: Department,
    reason: str,
    version: int | None = None,
    now: datetime,
) -> Ticket:
    """Pass the ball to another department, which is to accept it; the promise stays.

    The department becomes the accountable supplier; a wait ends; nobody is assigned. Raises Invalid
    (reason, department).
    """
    ticket = begin(Verb.HAND_OFF, actor=actor, ticket=ticket, version=version, now=now)
    before = _holder(ticket)
    clean = reason_of(reason)
    if department.pk == before.pk or department.closed_at is not None:
        words = "Choose another department that exists."
        raise Invalid(words, fields={"department": [words]})
    receivers.let_in(ticket, department, now.date())
    event = log.append(
        ticket,
        at=now,
        kind=EventKind.HANDED_OFF,
        actor=actor,
        side=SUPPLIER,
        category="submitted",
        department=department,
        reason=clean,
        data=stage_promise(department, before, now),
    )
    outbox.publish(TicketHandedOff(ticket.pk, actor.pk, event.at, before.pk, department.pk))
    return ticket


def reply(
    *,
    actor: Person,
    ticket: Ticket,
    text: str,
    files: Sequence[str] = (),
    idempotency_key: str | None = None,
    version: int | None = None,
    now: datetime,
) -> Ticket:
    """Write to the customer. Raises Invalid (text)."""

    def do() -> Ticket:
        fresh = begin(Verb.REPLY, actor=actor, ticket=ticket, version=version, now=now)
        clean = text_of(text)
        event = speak(
            fresh, at=now, kind=EventKind.REPLIED, actor=actor, side=SUPPLIER, text=clean,
            data=attachments.named(actor, files),
        )  # fmt: skip
        clear_draft(person=actor, place=reply_place(fresh))
        outbox.publish(TicketReplied(fresh.pk, actor.pk, event.at))
        return fresh

    return _once("reply", idempotency_key, actor, ticket, _said(text, files), do)


def note(
    *,
    actor: Person,
    ticket: Ticket,
    text: str,
    files: Sequence[str] = (),
    idempotency_key: str | None = None,
    version: int | None = None,
    now: datetime,
) -> Ticket:
    """Leave a note that only the supplier sides read. Raises Invalid (text)."""

    def do() -> Ticket:
        fresh = begin(Verb.NOTE, actor=actor, ticket=ticket, version=version, now=now)
        clean = text_of(text)
        event = speak(
            fresh, at=now, kind=EventKind.NOTED, actor=actor, side=SUPPLIER, text=clean,
            is_note=True, data=attachments.named(actor, files),
        )  # fmt: skip
        clear_draft(person=actor, place=note_place(fresh))
        outbox.publish(TicketNoted(fresh.pk, actor.pk, event.at))
        return fresh

    return _once("note", idempotency_key, actor, ticket, _said(text, files), do)


@transaction.atomic
def prioritise(
    *,
    actor: Person,
    ticket: Ticket,
    impact: int,
    urgency: int,
    priority: int | None = None,
    reason: str = "",
    version: int | None = None,
    now: datetime,
) -> Ticket:
    """Set impact and urgency, hence the priority; another one than derived needs a reason.

    Clocks go by the new priority from the beginning; what was paused stays paused. Raises Invalid
    (impact, urgency, priority, reason).
    """
    ticket = begin(Verb.PRIORITISE, actor=actor, ticket=ticket, version=version, now=now)
    derived = rules.priority_of(impact, urgency)
    clean = reason_of(reason, required=False)
    level, why = rules.overridden(priority or derived, derived=derived, reason=clean)
    data = {"impact": impact, "urgency": urgency, "priority": level, "priority_reason": why}
    event = log.append(
        ticket, at=now, kind=EventKind.UPDATED, actor=actor, side=SUPPLIER, data=data
    )
    outbox.publish(TicketPrioritised(ticket.pk, actor.pk, event.at, level))
    return ticket


@transaction.atomic
def repin(
    *, actor: Person, ticket: Ticket, reason: str, version: int | None = None, now: datetime
) -> Ticket:
    """Put an open ticket under the agreement of today, with a reason; all is derived anew.

    For a lead of the supplier. Raises Invalid (reason), RuleBroken (no agreement applies).
    """
    ticket = begin(Verb.REPIN, actor=actor, ticket=ticket, version=version, now=now)
    clean = reason_of(reason)
    if is_own_work(ticket.kind, ticket.supplier_id, ticket.customer_id):
        raise RuleBroken("A department promises itself nothing about its own work.")
    agreed = match(_holder(ticket), ticket.customer, ticket.service, now)
    if agreed is None:
        raise RuleBroken("No agreement between the two departments applies today.")
    data = {
        "agreement_version": agreed.pk,
        "calendar_version": version_in_force(agreed.calendar_id).pk,
        "repinned": clean,
    }
    log.append(ticket, at=now, kind=EventKind.UPDATED, actor=actor, side=SUPPLIER, data=data)
    return ticket


def _holder(ticket: Ticket) -> Department:
    """The department that holds the ticket. Raises RuleBroken where the log names none."""
    if ticket.supplier is None:
        raise RuleBroken("Nobody knows which department holds this ticket.")
    return ticket.supplier


def _said(text: str, files: Sequence[str]) -> dict[str, Any]:
    """What a key stands for; words without files as before."""
    return {"text": text, **({"files": list(files)} if files else {})}


def _once(
    verb: str,
    key: str | None,
    actor: Person,
    ticket: Ticket,
    body: Mapping[str, Any],
    do: Callable[[], Ticket],
) -> Ticket:
    """Do it in one transaction, or give what the key gave before."""
    return idempotency.once(
        key=key,
        actor_id=actor.pk,
        scope=f"ticket.{verb}",
        body={"ticket": ticket.pk, **body},
        do=do,
        to_json=lambda made: made.pk,
        from_json=lambda pk: Ticket.objects.get(pk=pk),
    )
