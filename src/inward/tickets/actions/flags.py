"""Flags: major and escalated by somebody who says why, overdue by time. States they never are."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from inward.directory.models import Person
from inward.kernel import outbox
from inward.kernel.errors import NotAllowed, RuleBroken
from inward.tickets import bulk, flags, log, policies
from inward.tickets.actions.steps import begin, reason_of
from inward.tickets.events import TicketFlagged, TicketOverdue
from inward.tickets.flags import Flag
from inward.tickets.life import Entry
from inward.tickets.models import EventKind, Ticket, TicketEvent
from inward.tickets.promised import Promised
from inward.tickets.rules import Verb


@transaction.atomic
def mark_major(
    *, actor: Person, ticket: Ticket, on: bool = True, reason: str, version: int | None = None,
    now: datetime,
) -> Ticket:  # fmt: skip
    """Call a ticket major, or no longer (``on`` False), and say why. For leads of the supplier.

    Raises Invalid (reason), RuleBroken (it is so already).
    """
    ticket = begin(Verb.MAJOR, actor=actor, ticket=ticket, version=version, now=now)
    return _flagged(ticket, Flag.MAJOR, actor, on, reason, now)


@transaction.atomic
def escalate(
    *, actor: Person, ticket: Ticket, on: bool = True, reason: str, version: int | None = None,
    now: datetime,
) -> Ticket:  # fmt: skip
    """Ask the leads of the supplier to look at it; a lead takes that back (``on`` False).

    Raises Invalid (reason), RuleBroken (it is so already), NotAllowed (who may not take it back).
    """
    ticket = begin(Verb.ESCALATE, actor=actor, ticket=ticket, version=version, now=now)
    if not on and not policies.read_part(actor, ticket, now).leads:
        raise NotAllowed("Only those who lead the department take an escalation back.")
    return _flagged(ticket, Flag.ESCALATED, actor, on, reason, now)


def _flagged(
    ticket: Ticket, flag: Flag, actor: Person, on: bool, reason: str, now: datetime
) -> Ticket:
    clean = reason_of(reason)
    if (flag in flags.fold(log.entries_of(ticket))) is on:
        raise RuleBroken(f"It is {'already' if on else 'not'} {flag}.")
    event = log.append(
        ticket,
        at=now,
        kind=EventKind.FLAGGED,
        actor=actor,
        side=TicketEvent.Side.SUPPLIER,
        is_note=True,  # why we make haste is ours to know
        data={"flag": flag.value, "on": on, "reason": clean},
    )
    outbox.publish(TicketFlagged(ticket.pk, actor.pk, event.at, flag.value, on))
    return ticket


@transaction.atomic
def sweep_overdue(*, now: datetime, limit: int = 200) -> int:
    """Raise 'overdue' where a running promise is late, take it back where none is any more.

    For the periodic task. Some tickets at once, found by an index; returns how many. About eight
    statements for all of them together. What imports brought runs no clock and is never found.
    """
    late = Q(is_overdue=False, next_due__lte=now)
    in_time = Q(is_overdue=True, next_due__gt=now)
    found: list[Ticket] = []
    for condition in (late, in_time):
        locked = Ticket.objects.select_for_update(skip_locked=True).filter(condition)
        found += locked.order_by("next_due")[: limit - len(found)]
    if found:
        _mark(found, now)
    return len(found)


def _mark(tickets: Sequence[Ticket], now: datetime) -> None:
    logs = log.entries_of_many([ticket.pk for ticket in tickets])
    promised, rows, changed = Promised(), [], set[str]()
    for ticket in tickets:
        row = _row(ticket, now)
        entries = [*logs[ticket.pk], _entry(row)]
        fresh = log.values(ticket, entries, promised.of(ticket, entries))
        changed |= {name for name, value in fresh.items() if getattr(ticket, name) != value}
        _set(ticket, fresh)
        rows.append(row)
    bulk.insert_events(rows)
    Ticket.objects.bulk_update(tickets, sorted(changed), batch_size=100)
    for ticket, row in zip(tickets, rows, strict=True):
        if row.data["on"]:
            outbox.publish(TicketOverdue(ticket.pk, None, row.at))


def _row(ticket: Ticket, now: datetime) -> bulk.EventRow:
    data = {"flag": Flag.OVERDUE.value, "on": not ticket.is_overdue}
    return bulk.EventRow(
        ticket_id=ticket.pk, ordinal=ticket.version + 1, at=max(now, ticket.last_event_at),
        kind=EventKind.FLAGGED, actor_id=None, side=TicketEvent.Side.SYSTEM, category="",
        department_id=None, person_id=None, waiting_on="", reason="", outcome="", text="",
        is_note=True, data=data, label="", external_key="",
    )  # fmt: skip


def _entry(row: bulk.EventRow) -> Entry:
    return log.entry(row.at, "", None, None, "", "", row.kind, "", row.data)


def _set(ticket: Ticket, fresh: dict[str, Any]) -> None:
    for name, value in fresh.items():
        setattr(ticket, name, value)
