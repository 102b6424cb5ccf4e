"""Routing a ticket that has just come to a department: priority, tags, watchers, team, person.

Done by the system once for each arrival (submission, hand-off), by the rules in force then. What
was done, and by which rule, stands in the log: ``data`` carries ``routed`` (the ordinal of the
arrival), ``rule``, ``ruling`` (the number of the set) and ``why``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from inward.directory.models import Department, Person
from inward.directory.queries import absent_ids
from inward.kernel import audit, outbox
from inward.kernel.errors import Invalid, NotFound
from inward.tickets import log, tags
from inward.tickets.actions.steps import locked
from inward.tickets.actions.tags import remember
from inward.tickets.events import (
    TicketAssigned,
    TicketHandedOff,
    TicketPrioritised,
    TicketTagged,
)
from inward.tickets.life import Entry
from inward.tickets.models import EventKind, RoutingTurn, Ticket, TicketEvent, Watcher
from inward.tickets.queries.routing import (
    Ruling,
    candidates,
    ruling_in_force,
    subject_of,
    takers,
)
from inward.tickets.routing.choosing import Choice, choose
from inward.tickets.routing.rules import Decision, Effects, Match, decide

SYSTEM = TicketEvent.Side.SYSTEM
# A ticket somebody has taken meanwhile is theirs; one that is over is not touched.
ROUTABLE = frozenset({"submitted", "accepted"})


@dataclass(frozen=True)
class _Arrival:
    """A ticket that came to a department, locked, with the ruling there and what it decides."""

    ticket: Ticket
    ordinal: int
    ruling: Ruling
    decision: Decision
    now: datetime

    def data(self, match: Match | None, **more: Any) -> dict[str, Any]:
        """What the events of this routing carry."""
        return {
            "routed": self.ordinal,
            "ruling": self.ruling.number,
            "rule": match.rule.id if match is not None else None,
            "why": match.why if match is not None else "no rule says to whom; the usual way",
            **more,
        }


@transaction.atomic
def route(*, ticket_id: int, department_id: int, now: datetime) -> bool:
    """Apply the rules of the department that the ticket has just come to; once an arrival.

    Confidential tickets are left alone, so is what has gone on, waits for approval, or was routed
    before. Returns whether anything was done. Three statements where the department has no rules.
    """
    ruling = ruling_in_force(department_id)
    if not ruling.rules and not ruling.settings.method:
        return False
    arrival = _arrival(ticket_id, department_id, ruling, now)
    if arrival is None:
        return False
    before = arrival.ticket.version
    _prioritise(arrival)
    _tag(arrival)
    _watch(arrival)
    _place(arrival)
    return arrival.ticket.version > before


def _arrival(ticket_id: int, department_id: int, ruling: Ruling, now: datetime) -> _Arrival | None:
    try:
        ticket = locked(Ticket(pk=ticket_id))
    except NotFound:
        return None
    here = ticket.supplier_id == department_id and ticket.category in ROUTABLE
    if not here or ticket.source or ticket.confidentiality == "restricted":
        return None
    entries = log.entries_of(ticket)
    ordinal = arrived(entries)
    if ordinal is None or any(one.data.get("routed") == ordinal for one in entries):
        return None
    decision = decide(ruling.rules, subject_of(ticket, _first_text(ticket)))
    return _Arrival(ticket, ordinal, ruling, decision, now)


def arrived(entries: list[Entry]) -> int | None:
    """The ordinal of the event that brought the ball where it is; None if it was taken back."""
    for place in range(len(entries), 0, -1):
        entry = entries[place - 1]
        if entry.department is not None:
            return place if entry.kind in {"submitted", "handed_off"} else None
    return None


def _first_text(ticket: Ticket) -> str:
    first = TicketEvent.objects.filter(ticket=ticket, kind=EventKind.SUBMITTED).order_by("ordinal")
    return first.values_list("text", flat=True).first() or ""


def _append(arrival: _Arrival, kind: str, data: Mapping[str, Any], **more: Any) -> TicketEvent:
    return log.append(
        arrival.ticket, at=arrival.now, kind=kind, actor=None, side=SYSTEM, data=data, **more
    )


def _prioritise(arrival: _Arrival) -> None:
    match = arrival.decision.priority
    level = match.rule.effects.priority if match is not None else None
    if match is None or level is None or level == arrival.ticket.priority:
        return
    # The customer reads the reason: which rule, not what it looks for.
    words = f"by the rule “{match.rule.name}”"
    event = _append(
        arrival, EventKind.UPDATED, arrival.data(match, priority=level, priority_reason=words)
    )
    outbox.publish(TicketPrioritised(arrival.ticket.pk, None, event.at, level))


def _tag(arrival: _Arrival) -> None:
    for name, match in arrival.decision.tags.items():
        try:
            added, _ = tags.changed(tags.fold(log.entries_of(arrival.ticket)), [name], [])
        except Invalid:
            continue  # it has as many as a ticket can have
        if not added:
            continue
        data = arrival.data(match, added=added, removed=[])
        event = _append(arrival, EventKind.TAGGED, data, is_note=True)
        remember(arrival.ticket, added, [])
        outbox.publish(TicketTagged(arrival.ticket.pk, None, event.at))


def _watch(arrival: _Arrival) -> None:
    for pk, match in arrival.decision.watchers.items():
        person = Person.objects.filter(pk=pk, is_active=True).first()
        if person is None or Watcher.objects.filter(ticket=arrival.ticket, person=person).exists():
            continue
        Watcher.objects.create(ticket=arrival.ticket, person=person)
        _append(arrival, EventKind.UPDATED, arrival.data(match, watcher=pk), is_note=True)
        audit.record(
            actor_id=None, action="ticket.watcher_added", subject="ticket",
            subject_id=arrival.ticket.pk, detail={"person": pk, "rule": match.rule.id},
            at=arrival.now,
        )  # fmt: skip


def _place(arrival: _Arrival) -> None:
    """Hand it to the team and give it to a person, as the deciding rule or the settings say."""
    match = arrival.decision.place
    usual = Effects(method=arrival.ruling.settings.method)
    effects = match.rule.effects if match is not None else usual
    if not effects.places:
        return
    if effects.team is not None:
        _hand_to(arrival, match, effects.team)
    if effects.person is not None:
        _give_named(arrival, match, effects.person)
    elif effects.method:
        _give_chosen(arrival, match, effects)


def _hand_to(arrival: _Arrival, match: Match | None, team_id: int) -> None:
    ticket = arrival.ticket
    team = Department.objects.filter(pk=team_id, closed_at__isnull=True).first()
    before = ticket.supplier
    if team is None or before is None or not team.path.startswith(before.path) or team == before:
        _append(
            arrival, EventKind.UPDATED,
            arrival.data(match, unassigned="The team of the rule is not below this department."),
            is_note=True,
        )  # fmt: skip
        return
    event = _append(
        arrival, EventKind.HANDED_OFF, arrival.data(match), category="submitted", department=team,
        reason="for their team, by a rule",
    )  # fmt: skip
    ticket.supplier = team
    outbox.publish(TicketHandedOff(ticket.pk, None, event.at, before.pk, team.pk))


def _give_named(arrival: _Arrival, match: Match | None, person_id: int) -> None:
    ticket = arrival.ticket
    on = arrival.now.date()
    if person_id in _not_theirs(ticket) or person_id not in takers(_here(ticket), on):
        choice = "The person of the rule asked for it, or works no tickets here."
    elif absent_ids([person_id], arrival.now):
        choice = "The person of the rule is away."
    else:
        _give(arrival, match, person_id)
        return
    _append(arrival, EventKind.UPDATED, arrival.data(match, unassigned=choice), is_note=True)


def _give_chosen(arrival: _Arrival, match: Match | None, effects: Effects) -> None:
    """One of those who are here and have room; the row of turns lets one choose at a time."""
    ticket, here = arrival.ticket, _here(arrival.ticket)
    turn = _turn(here)
    pool = candidates(
        here, arrival.now.date(), skill=effects.skill, settings=arrival.ruling.settings,
        but=_not_theirs(ticket),
    )  # fmt: skip
    away = absent_ids([one.id for one in pool], arrival.now)
    choice: Choice = choose(effects.method, pool, away=away, last=turn.last)
    if choice.person is None:
        data = arrival.data(match, unassigned=choice.why_nobody)
        _append(arrival, EventKind.UPDATED, data, is_note=True)
        return
    turn.last = choice.person
    turn.save(update_fields=["last"])
    _give(arrival, match, choice.person, method=effects.method)


def _turn(department_id: int) -> RoutingTurn:
    RoutingTurn.objects.bulk_create(
        [RoutingTurn(department_id=department_id)], ignore_conflicts=True
    )
    return RoutingTurn.objects.select_for_update().get(department_id=department_id)


def _give(arrival: _Arrival, match: Match | None, person_id: int, **more: str) -> None:
    ticket = arrival.ticket
    event = _append(
        arrival, EventKind.ASSIGNED, arrival.data(match, **more), category="in_progress",
        person=Person.objects.get(pk=person_id),
    )  # fmt: skip
    outbox.publish(TicketAssigned(ticket.pk, None, event.at, person_id))


def _not_theirs(ticket: Ticket) -> set[int | None]:
    """Who asked, and for whom, never work on it by routing."""
    return {ticket.requester_id, ticket.beneficiary_id}


def _here(ticket: Ticket) -> int:
    assert ticket.supplier_id is not None  # it has just arrived there
    return ticket.supplier_id
