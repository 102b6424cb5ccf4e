"""Ending a ticket: resolve, confirm, reopen, close by time, decline, withdraw."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from inward.directory.models import Person
from inward.kernel import outbox
from inward.kernel.errors import Invalid, RuleBroken
from inward.tickets import attachments, checklist, log, rules, windows
from inward.tickets.actions.drafts import answer_place, clear_draft, reply_place
from inward.tickets.actions.linking import require_not_blocked, tell_dependents
from inward.tickets.actions.mentioning import speak
from inward.tickets.actions.parting import require_no_open_parts, without_parts
from inward.tickets.actions.steps import begin, locked, reason_of, text_of
from inward.tickets.desk import desk_of
from inward.tickets.events import (
    TicketClosed,
    TicketConfirmed,
    TicketDeclined,
    TicketReopened,
    TicketResolved,
    TicketWithdrawn,
)
from inward.tickets.models import EventKind, Ticket, TicketEvent
from inward.tickets.rules import Verb

CUSTOMER, SUPPLIER = TicketEvent.Side.CUSTOMER, TicketEvent.Side.SUPPLIER


@transaction.atomic
def resolve(
    *,
    actor: Person,
    ticket: Ticket,
    outcome: str,
    text: str = "",
    files: Sequence[str] = (),
    withdraw_parts: bool = False,
    version: int | None = None,
    now: datetime,
) -> Ticket:
    """Say that it is done and what the customer got; whoever resolves what nobody had, had it.

    The customer confirms or reopens; who is silent agrees after some working days (of the desk; at
    first three) of their own calendar. Not while something blocks it, nor while parts of it are
    open unless ``withdraw_parts``; not as fulfilled while required steps are to do. Raises Invalid
    (outcome, text).
    """
    ticket = begin(Verb.RESOLVE, actor=actor, ticket=ticket, version=version, now=now)
    _require_outcome(outcome)
    require_not_blocked(ticket)
    checklist.require_done(checklist.fold(log.entries_of(ticket)), outcome)
    if withdraw_parts:
        ticket = without_parts(ticket, actor, now)
    require_no_open_parts(ticket)
    event = speak(
        ticket,
        at=now,
        kind=EventKind.RESOLVED,
        actor=actor,
        side=SUPPLIER,
        category="resolved",
        person=actor if ticket.assignee_id is None else None,
        outcome=outcome,
        text=text_of(text, required=False),
        data={**close_data(ticket, now), **attachments.named(actor, files)},
    )
    clear_draft(person=actor, place=reply_place(ticket))
    outbox.publish(TicketResolved(ticket.pk, actor.pk, event.at, outcome))
    tell_dependents(ticket, event.at)
    return ticket


def close_data(ticket: Ticket, now: datetime) -> dict[str, str]:
    """When it closes by itself, for the event that resolves it."""
    at = windows.closes_at(ticket, desk_of(ticket).windows.close_days, now)
    return {"closes_at": at.isoformat()}


def _require_outcome(outcome: str) -> None:
    if outcome not in Ticket.Outcome.values:
        words = "Say what the customer got."
        raise Invalid(words, fields={"outcome": [words]})


@transaction.atomic
def confirm(
    *, actor: Person, ticket: Ticket, text: str = "", version: int | None = None, now: datetime
) -> Ticket:
    """The customer says that it is done: closed. Raises Invalid (text)."""
    ticket = begin(Verb.CONFIRM, actor=actor, ticket=ticket, version=version, now=now)
    outcome = ticket.outcome
    event = speak(
        ticket,
        at=now,
        kind=EventKind.CONFIRMED,
        actor=actor,
        side=CUSTOMER,
        category="closed",
        text=text_of(text, required=False),
        data=_reopen_data(ticket, now),
    )
    clear_draft(person=actor, place=answer_place(ticket))
    outbox.publish(TicketConfirmed(ticket.pk, actor.pk, event.at, outcome))
    return ticket


@transaction.atomic
def close(*, ticket: Ticket, now: datetime) -> Ticket:
    """Close a resolved ticket that nobody confirmed in time. For the periodic task.

    Raises NotFound, RuleBroken (not resolved, or there is time left).
    """
    ticket = locked(ticket)
    rules.require(Verb.CLOSE, ticket.category)
    if ticket.closes_at is None or now < ticket.closes_at:
        raise RuleBroken("The customer still has time to confirm.")
    event = log.append(
        ticket,
        at=now,
        kind=EventKind.CLOSED,
        actor=None,
        side=TicketEvent.Side.SYSTEM,
        category="closed",
        data=_reopen_data(ticket, now),
    )
    outbox.publish(TicketClosed(ticket.pk, None, event.at, ticket.outcome))
    return ticket


@transaction.atomic
def reopen(
    *,
    actor: Person,
    ticket: Ticket,
    text: str,
    files: Sequence[str] = (),
    version: int | None = None,
    now: datetime,
) -> Ticket:
    """It was not done after all: the clocks go on where they stopped.

    A closed ticket reopens within some working days (of the desk; at first five) of the customer's
    calendar; later one asks again (`follow_up`). Raises Invalid (text), RuleBroken (too late).
    """
    ticket = begin(Verb.REOPEN, actor=actor, ticket=ticket, version=version, now=now)
    words = text_of(text)
    if ticket.category == "closed" and ticket.reopen_until and now > ticket.reopen_until:
        raise RuleBroken("It was closed too long ago to be reopened: please ask anew.")
    by_customer = actor.pk in (ticket.requester_id, ticket.beneficiary_id)
    event = speak(
        ticket,
        at=now,
        kind=EventKind.REOPENED,
        actor=actor,
        side=CUSTOMER if by_customer else SUPPLIER,
        category="in_progress" if ticket.assignee_id is not None else "submitted",
        text=words,
        data=attachments.named(actor, files),
    )
    clear_draft(person=actor, place=answer_place(ticket))
    outbox.publish(TicketReopened(ticket.pk, actor.pk, event.at))
    return ticket


@transaction.atomic
def decline(
    *,
    actor: Person,
    ticket: Ticket,
    reason_kind: str,
    text: str,
    policy_reference: str = "",
    version: int | None = None,
    now: datetime,
) -> Ticket:
    """Say no, of which kind and why; a refusal on policy names the policy. Ends its open parts.

    Raises Invalid (reason_kind, text, policy_reference).
    """
    ticket = begin(Verb.DECLINE, actor=actor, ticket=ticket, version=version, now=now)
    reference = checked_reason(reason_kind, policy_reference)
    ticket = without_parts(ticket, actor, now)
    event = speak(
        ticket,
        at=now,
        kind=EventKind.DECLINED,
        actor=actor,
        side=SUPPLIER,
        category="declined",
        outcome=Ticket.Outcome.NOT_FULFILLED,
        text=text_of(text),
        data={"reason_kind": reason_kind, "policy_reference": reference},
    )
    clear_draft(person=actor, place=reply_place(ticket))
    outbox.publish(TicketDeclined(ticket.pk, actor.pk, event.at, reason_kind, reference))
    return ticket


def checked_reason(reason_kind: str, policy_reference: str) -> str:
    """The policy a refusal names, '' for other kinds. Raises Invalid."""
    if reason_kind not in Ticket.ReasonKind.values:
        words = "Say of which kind the reason is."
        raise Invalid(words, fields={"reason_kind": [words]})
    reference = reason_of(policy_reference, field="policy_reference", required=False)[:200]
    if reason_kind == Ticket.ReasonKind.POLICY and not reference:
        words = "Name the policy."
        raise Invalid(words, fields={"policy_reference": [words]})
    return reference if reason_kind == Ticket.ReasonKind.POLICY else ""


@transaction.atomic
def withdraw(
    *, actor: Person, ticket: Ticket, text: str = "", version: int | None = None, now: datetime
) -> Ticket:
    """The customer does not want it any more: its open parts end too. Raises Invalid (text)."""
    ticket = begin(Verb.WITHDRAW, actor=actor, ticket=ticket, version=version, now=now)
    ticket = without_parts(ticket, actor, now)
    event = speak(
        ticket,
        at=now,
        kind=EventKind.WITHDRAWN,
        actor=actor,
        side=CUSTOMER,
        category="withdrawn",
        text=text_of(text, required=False),
    )
    clear_draft(person=actor, place=answer_place(ticket))
    outbox.publish(TicketWithdrawn(ticket.pk, actor.pk, event.at))
    return ticket


def _reopen_data(ticket: Ticket, now: datetime) -> dict[str, str]:
    until = windows.reopen_until(ticket, desk_of(ticket).windows.reopen_days, now)
    return {"reopen_until": until.isoformat()}
