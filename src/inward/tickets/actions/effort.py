"""Booking time: an entry, its correction, a timer."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from inward.directory.models import Person
from inward.directory.queries import primary_department
from inward.kernel import idempotency
from inward.kernel.errors import Invalid, NotAllowed, RuleBroken
from inward.kernel.text import one_line
from inward.tickets import effort, log, policies
from inward.tickets.actions.steps import begin, reason_of
from inward.tickets.models import EventKind, Ticket, TicketEvent, TimeEntry, Timer
from inward.tickets.rules import REASON_LENGTH, Verb


def book_time(
    *,
    actor: Person,
    ticket: Ticket,
    minutes: int,
    activity: str = "work",
    on: date | None = None,
    note: str = "",
    idempotency_key: str | None = None,
    version: int | None = None,
    now: datetime,
) -> Ticket:
    """Book time the actor worked on the ticket; ``on``: the day, by default that of ``now``.

    For the supplier sides; the customer does not see it. Raises Invalid (minutes, activity, on,
    note). The same ``idempotency_key`` books once.
    """
    day = on or now.date()

    def do() -> Ticket:
        fresh = begin(Verb.BOOK_TIME, actor=actor, ticket=ticket, version=version, now=now)
        data = {
            "minutes": effort.checked_minutes(minutes),
            "activity": effort.checked_activity(activity),
            "on": effort.checked_day(day, now.date()).isoformat(),
            "person": actor.pk,
            "department": _department(actor, fresh, day),
            "note": one_line(note, field="note", max_length=REASON_LENGTH),
        }
        return _booked(fresh, actor, data, now)

    return idempotency.once(
        key=idempotency_key,
        actor_id=actor.pk,
        scope="ticket.book_time",
        body={"ticket": ticket.pk, "minutes": minutes, "activity": activity, "on": str(day)},
        do=do,
        to_json=lambda made: made.pk,
        from_json=lambda pk: Ticket.objects.get(pk=pk),
    )


def _booked(ticket: Ticket, actor: Person, data: dict[str, Any], now: datetime) -> Ticket:
    event = _append(ticket, actor, data, now)
    TimeEntry.objects.create(
        ticket=ticket,
        ordinal=event.ordinal,
        person=actor,
        department_id=data["department"],
        activity=data["activity"],
        on=date.fromisoformat(data["on"]),
        minutes=data["minutes"],
    )
    return ticket


def _department(actor: Person, ticket: Ticket, day: date) -> int | None:
    """Whose cost it is: the actor's own department on that day, else the one with the ball."""
    own = primary_department(actor, day)
    return own.pk if own is not None else ticket.supplier_id


def _append(ticket: Ticket, actor: Person, data: dict[str, Any], now: datetime) -> TicketEvent:
    return log.append(
        ticket, at=now, kind=EventKind.TIME_BOOKED, actor=actor, side=TicketEvent.Side.SUPPLIER,
        is_note=True, data=data,
    )  # fmt: skip


@transaction.atomic
def correct_time(
    *, actor: Person, ticket: Ticket, ordinal: int, minutes: int, reason: str,
    version: int | None = None, now: datetime,
) -> Ticket:  # fmt: skip
    """Say how long it really was (0: not at all), with a reason: one's own, or as a lead.

    A correction is an event of its own; what was booked stays in the log. Raises Invalid (minutes,
    reason, ordinal), NotAllowed, RuleBroken (nothing changes).
    """
    ticket = begin(Verb.BOOK_TIME, actor=actor, ticket=ticket, version=version, now=now)
    entry = TimeEntry.objects.filter(ticket=ticket, ordinal=ordinal).first()
    if entry is None:
        words = "There is no such entry."
        raise Invalid(words, fields={"ordinal": [words]})
    if entry.person_id != actor.pk and not policies.read_part(actor, ticket, now).leads:
        raise NotAllowed("Only who booked it and the leads of the department correct it.")
    data = {
        "corrects": ordinal,
        "minutes": effort.checked_minutes(minutes, least=0),
        "reason": reason_of(reason),
    }
    if minutes == entry.minutes:
        raise RuleBroken("That is what was booked.")
    _append(ticket, actor, data, now)
    TimeEntry.objects.filter(pk=entry.pk).update(minutes=minutes)
    return ticket


@transaction.atomic
def start_timer(
    *, actor: Person, ticket: Ticket, activity: str = "work", version: int | None = None,
    now: datetime,
) -> Ticket:  # fmt: skip
    """Start the actor's timer on a ticket; one that runs elsewhere is stopped and booked there."""
    fresh = begin(Verb.BOOK_TIME, actor=actor, ticket=ticket, version=version, now=now)
    known = effort.checked_activity(activity)
    running = Timer.objects.select_for_update().filter(person=actor).first()
    if running is not None:
        if running.ticket_id == fresh.pk:
            raise RuleBroken("Your timer runs on this ticket already.")
        _stopped(running, actor, now)
    Timer.objects.create(person=actor, ticket=fresh, activity=known, started_at=now)
    return fresh


@transaction.atomic
def stop_timer(*, actor: Person, note: str = "", now: datetime) -> Ticket:
    """Stop the actor's timer and book its time where it ran. Raises RuleBroken (none runs)."""
    running = Timer.objects.select_for_update().filter(person=actor).first()
    if running is None:
        raise RuleBroken("No timer of yours is running.")
    return _stopped(running, actor, now, note)


@transaction.atomic
def drop_timer(*, actor: Person) -> None:
    """Forget the actor's timer: nothing is booked. Raises RuleBroken (none runs)."""
    deleted, _each = Timer.objects.filter(person=actor).delete()
    if not deleted:
        raise RuleBroken("No timer of yours is running.")


def _stopped(running: Timer, actor: Person, now: datetime, note: str = "") -> Ticket:
    running.delete()
    return book_time(
        actor=actor, ticket=running.ticket, minutes=effort.timed(running.started_at, now),
        activity=running.activity, on=now.date(), note=note, now=now,
    )  # fmt: skip
