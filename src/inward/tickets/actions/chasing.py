"""Asking again whom one waits for, and at last giving up: time alone does it."""

from datetime import datetime
from typing import Any

from django.db import transaction

from inward.directory.models import Person
from inward.directory.queries import absences_of, substitute_of
from inward.kernel import outbox
from inward.kernel.errors import RuleBroken
from inward.tickets import chasing, log, windows
from inward.tickets.actions.closing import close_data
from inward.tickets.actions.parting import without_parts
from inward.tickets.actions.steps import locked
from inward.tickets.chasing import Chase
from inward.tickets.desk import Windows, desk_of
from inward.tickets.events import CustomerChased, TicketResolved
from inward.tickets.models import EventKind, Ticket, TicketEvent
from inward.tickets.visibility import visible_to

SYSTEM = TicketEvent.Side.SYSTEM
GIVEN_UP = (
    "Nobody answered what was asked, so this rests as not fulfilled. If it is still needed, say so"
    " with “Not done”: it goes on where it stopped."
)


@transaction.atomic
def chase(*, ticket: Ticket, now: datetime) -> Ticket:
    """Do the next step of a wait for the customer: ask again, or resolve it as not fulfilled.

    While all who could answer are away it is put off until one is back. A confidential case is
    never given up. For the periodic task; the step due is in the log, so each is done once.
    Raises NotFound, RuleBroken (nothing is due).
    """
    ticket = locked(ticket)
    found = chasing.fold(log.entries_of(ticket))
    if found is None or found.next_at is None or now < found.next_at:
        raise RuleBroken("Nobody is to be asked again yet.")
    back = _back_at(ticket, now)
    if back is not None:
        return _put_off(ticket, back, now)
    chosen = desk_of(ticket).windows
    if found.steps < len(chosen.chase_days):
        return _asked_again(ticket, found, chosen, now)
    return _given_up(ticket, now)


def _back_at(ticket: Ticket, now: datetime) -> datetime | None:
    """When the first of those who could answer is back; None: somebody is here (or none works)."""
    people = [one for one in (ticket.requester, ticket.beneficiary) if one and one.is_active]
    away = [_away_until(person, now) for person in people]
    if not people or any(until is None for until in away):
        return None
    if any(_stands_in(substitute_of(person, now), ticket, now) for person in people):
        return None
    return min(until for until in away if until is not None)


def _away_until(person: Person, now: datetime) -> datetime | None:
    """The end of the absences that join each other from now on."""
    until: datetime | None = None
    for absence in absences_of(person, now):
        if absence.since <= (until or now):
            until = max(until or now, absence.until)
    return until


def _stands_in(person: Person | None, ticket: Ticket, now: datetime) -> bool:
    """Whether there is a substitute who sees the ticket."""
    return person is not None and visible_to(person, now).filter(pk=ticket.pk).exists()


def _put_off(ticket: Ticket, back: datetime, now: datetime) -> Ticket:
    """Until a working day after somebody is back: they find the question first."""
    at = windows.working_days_later(ticket, 1, back)
    _chased(ticket, {"put_off": back.isoformat(), "chase_at": at.isoformat()}, now)
    return ticket


def _asked_again(ticket: Ticket, found: Chase, chosen: Windows, now: datetime) -> Ticket:
    step = found.steps + 1
    days = chasing.days_to_next(step, chosen.chase_days, _give_up_days(ticket, chosen))
    at = windows.working_days_later(ticket, days, now).isoformat() if days is not None else None
    last = step == len(chosen.chase_days)
    event = _chased(ticket, {"step": step, "chase_at": at, "last": last}, now)
    outbox.publish(CustomerChased(ticket.pk, None, event.at, step))
    return ticket


def _give_up_days(ticket: Ticket, chosen: Windows) -> int | None:
    return None if ticket.confidentiality == "restricted" else chosen.give_up_days


def _chased(ticket: Ticket, data: dict[str, Any], now: datetime) -> TicketEvent:
    return log.append(
        ticket, at=now, kind=EventKind.CHASED, actor=None, side=SYSTEM, data=data
    )  # fmt: skip


def _given_up(ticket: Ticket, now: datetime) -> Ticket:
    """Resolved by time; where the desk gives up no more meanwhile, the chase just ends."""
    if _give_up_days(ticket, desk_of(ticket).windows) is None:
        _chased(ticket, {"put_off": None, "chase_at": None}, now)
        return ticket
    ticket = without_parts(ticket, None, now)
    event = log.append(
        ticket,
        at=now,
        kind=EventKind.RESOLVED,
        actor=None,
        side=SYSTEM,
        category="resolved",
        outcome=Ticket.Outcome.NOT_FULFILLED,
        text=GIVEN_UP,
        data={**close_data(ticket, now), "unanswered": True},
    )
    outbox.publish(TicketResolved(ticket.pk, None, event.at, Ticket.Outcome.NOT_FULFILLED))
    return ticket
