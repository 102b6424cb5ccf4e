"""Waiting: for the customer (asked back), for somebody else, for a date; and its end."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from inward.directory.models import Person
from inward.kernel import outbox
from inward.kernel.errors import Invalid
from inward.tickets import attachments, chasing, log, parts, rules, windows
from inward.tickets.actions.drafts import clear_draft, reply_place
from inward.tickets.actions.mentioning import speak
from inward.tickets.actions.steps import begin, reason_of, text_of
from inward.tickets.desk import WaitReason, desk_of
from inward.tickets.events import CustomerAsked, TicketPutOnHold, TicketResumed
from inward.tickets.models import EventKind, Ticket, TicketEvent, WaitingOn
from inward.tickets.rules import Verb

SUPPLIER = TicketEvent.Side.SUPPLIER


@transaction.atomic
def ask_customer(
    *,
    actor: Person,
    ticket: Ticket,
    text: str,
    reason: str = "",
    reason_code: str = "",
    until: datetime | None = None,
    files: Sequence[str] = (),
    version: int | None = None,
    now: datetime,
) -> Ticket:
    """Ask the customer and wait for the answer: the customer's clocks stand still meanwhile.

    ``until``: when one will ask again (else after the desk's days). ``reason_code``: one of the
    desk's reasons to wait. Raises Invalid (text, reason, reason_code, until).
    """
    ticket = begin(Verb.ASK, actor=actor, ticket=ticket, version=version, now=now)
    question = text_of(text)
    why = _why(ticket, reason_code, reason, WaitingOn.CUSTOMER, required=False)
    rules.check_wait(WaitingOn.CUSTOMER, until, now)
    data = wait_data(ticket, until) | why | chase_data(ticket, until, now)
    event = speak(
        ticket,
        at=now,
        kind=EventKind.ASKED,
        actor=actor,
        side=SUPPLIER,
        category="waiting",
        waiting_on=WaitingOn.CUSTOMER,
        reason=data.pop("reason"),
        text=question,
        data=data | attachments.named(actor, files),
    )
    clear_draft(person=actor, place=reply_place(ticket))
    outbox.publish(CustomerAsked(ticket.pk, actor.pk, event.at, until))
    return ticket


@transaction.atomic
def hold(
    *,
    actor: Person,
    ticket: Ticket,
    waiting_on: str = "",
    reason: str = "",
    reason_code: str = "",
    until: datetime | None = None,
    version: int | None = None,
    now: datetime,
) -> Ticket:
    """Wait for somebody who is not the customer (outside, department) or for a date.

    One of the desk's reasons says whom (``reason_code``), else ``waiting_on`` and ``reason`` do.
    The customer's clocks go on: an internal wait is not theirs. Raises Invalid (waiting_on, reason,
    reason_code, until).
    """
    ticket = begin(Verb.ASK, actor=actor, ticket=ticket, version=version, now=now)
    known = desk_of(ticket).wait(reason_code)
    waiting_on = known.waiting_on if known is not None else waiting_on
    if waiting_on == WaitingOn.CUSTOMER:
        words = "Ask the customer a question to wait for them."
        raise Invalid(words, fields={"waiting_on": [words]})
    why = _why(ticket, reason_code, reason, waiting_on)
    rules.check_wait(waiting_on, until, now)
    event = log.append(
        ticket,
        at=now,
        kind=EventKind.UPDATED,
        actor=actor,
        side=SUPPLIER,
        category="waiting",
        waiting_on=waiting_on,
        reason=why.pop("reason"),
        data=wait_data(ticket, until) | why | awaited_data(ticket, waiting_on),
    )
    outbox.publish(TicketPutOnHold(ticket.pk, actor.pk, event.at, waiting_on, until))
    return ticket


def awaited_data(ticket: Ticket, waiting_on: str) -> dict[str, Any]:
    """A wait for a department is one for the open parts, where there are any. One statement."""
    if waiting_on != WaitingOn.DEPARTMENT:
        return {}
    return parts.wait_for(parts.still_open(parts.fold(log.entries_of(ticket))))


def _why(
    ticket: Ticket, code: str, said: str, waiting_on: str, *, required: bool = True
) -> dict[str, str]:
    """The reason's name and what was said besides: names can be counted, words cannot."""
    if not code:
        return {"reason": reason_of(said, required=required)}
    known = desk_of(ticket).wait(code)
    if known is None or known.waiting_on != waiting_on:
        words = "Choose one of the reasons."
        raise Invalid(words, fields={"reason_code": [words]})
    clean = _detail(known, said)
    found = {"reason": known.name, "wait": known.code}
    return found | ({"detail": clean} if clean else {})


def _detail(known: WaitReason, said: str) -> str:
    clean = reason_of(said, required=False)
    if known.needs_text and not clean:
        words = f"'{known.name}' needs a word more."
        raise Invalid(words, fields={"reason": [words]})
    return clean


def chase_data(ticket: Ticket, until: datetime | None, now: datetime) -> dict[str, Any]:
    """When the customer is asked again: at ``until``, else after the desk's working days."""
    chosen = desk_of(ticket).windows
    days = chasing.days_to_next(0, chosen.chase_days, chosen.give_up_days)
    if days is None:
        return {}
    at = until or windows.working_days_later(ticket, days, now)
    return {"chase_at": at.isoformat()}


def wait_data(ticket: Ticket, until: datetime | None) -> dict[str, Any]:
    """Until when, and what the ticket was before, so that it can be that again."""
    before = _before_wait(ticket) if ticket.category == "waiting" else ticket.category
    return {"until": until.isoformat() if until else None, "before": before}


def _before_wait(ticket: Ticket) -> str:
    """What the waiting ticket was before it waited (imported ones: in progress)."""
    waits = TicketEvent.objects.filter(ticket=ticket, category="waiting").order_by("-ordinal")
    data: Mapping[str, Any] = waits.values_list("data", flat=True).first() or {}
    return str(data.get("before") or "in_progress")


def after_wait(ticket: Ticket) -> str:
    """What it is again: in progress if somebody has it, else what it was."""
    return "in_progress" if ticket.assignee_id is not None else _before_wait(ticket)


@transaction.atomic
def resume(*, actor: Person, ticket: Ticket, version: int | None = None, now: datetime) -> Ticket:
    """End a wait: the parts came, the date is here, the customer answered on the corridor."""
    ticket = begin(Verb.RESUME, actor=actor, ticket=ticket, version=version, now=now)
    event = log.append(
        ticket,
        at=now,
        kind=EventKind.UPDATED,
        actor=actor,
        side=SUPPLIER,
        category=after_wait(ticket),
    )
    outbox.publish(TicketResumed(ticket.pk, actor.pk, event.at))
    return ticket
