"""Who is asked, found when a stage of approval opens: people, exclusions, who stands in.

Nobody decides what is about them: not who asked, not who it is for, nobody whom its answers name.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from inward.catalogue.approvals import Approver, Stage
from inward.catalogue.rules import people_in, questions_of
from inward.directory.models import Department, Person
from inward.directory.queries import (
    absent_ids,
    active_memberships,
    budget_owner_of,
    heads_of,
    managers_above,
    substitute_of,
)
from inward.kernel.errors import RuleBroken
from inward.tickets import approvals
from inward.tickets.models import Ticket


@dataclass(frozen=True)
class Found:
    """Who is asked in a stage: places in order, who stands in (place → person), why others."""

    asked: tuple[Person, ...]
    substitutes: Mapping[int, Person]
    notes: tuple[str, ...]


def concerned(ticket: Ticket, answers: Mapping[str, Any]) -> frozenset[int]:
    """Whom the ticket is about: they never approve it."""
    form = ticket.form_version
    named = people_in(questions_of(form.fields), answers).values() if form is not None else ()
    return frozenset(
        one for one in (ticket.requester_id, ticket.beneficiary_id, *named) if one is not None
    )


def found_for(ticket: Ticket, stage: Stage, answers: Mapping[str, Any], now: datetime) -> Found:
    """The people of a stage. Who may not decide is replaced by the next manager up, else by the
    supplier's head; the notes say so. Raises RuleBroken where nobody remains.

    Some statements an approver; two a person who is away.
    """
    about = concerned(ticket, answers)
    meant = _distinct(p for one in stage.approvers for p in _meant(one, ticket, now))
    asked = [one for one in meant if one.is_active and one.pk not in about]
    notes: list[str] = []
    if len(asked) < approvals.wanted(stage.quorum):
        asked, notes = _filled(ticket, stage, asked, meant, about, now)
    if not asked:
        raise RuleBroken(f"Nobody can decide the approval ‘{stage.name}’ at present.")
    substitutes, told = stand_ins(asked, about, now)
    return Found(tuple(asked), substitutes, (*notes, *told))


def _filled(
    ticket: Ticket, stage: Stage, asked: list[Person], meant: Iterable[Person],
    about: Collection[int], now: datetime,
) -> tuple[list[Person], list[str]]:  # fmt: skip
    """As many as the quorum wants, or as there are."""
    found, notes = list(asked), []
    for other, why in _instead(ticket, [p for p in meant if p not in asked], now):
        if len(found) >= approvals.wanted(stage.quorum):
            break
        if other.pk not in about and other not in found:
            found.append(other)
            notes.append(f"{other.name} is asked: {why}.")
    return found, notes


def _instead(
    ticket: Ticket, dropped: Iterable[Person], now: datetime
) -> Iterable[tuple[Person, str]]:
    """Whom to ask in place of those who may not, nearest first, and why."""
    for one in dropped:
        for manager in managers_above(one, now.date()):
            yield manager, f"{one.name} may not decide this, so the next manager up does"
    if ticket.supplier is not None:
        for head in heads_of(ticket.supplier, now.date()):
            yield head, f"nobody else may decide this, so the head of {ticket.supplier.name} does"


def _meant(approver: Approver, ticket: Ticket, now: datetime) -> list[Person]:
    on = now.date()
    if approver.kind == "line_manager":
        return _line_managers(ticket, now)
    if approver.kind == "budget_owner":
        owner = budget_owner_of(ticket.customer, on) if ticket.customer is not None else None
        return [owner] if owner is not None else []
    if approver.kind == "service_owner":
        return _service_owners(ticket, now)
    if approver.kind == "people":
        by_id = Person.objects.in_bulk(approver.people)
        return [by_id[pk] for pk in approver.people if pk in by_id]
    return _members(approver, now)


def _line_managers(ticket: Ticket, now: datetime) -> list[Person]:
    """Whom the one it is for reports to: the nearest one."""
    subject = Person.objects.filter(pk=ticket.beneficiary_id or ticket.requester_id or 0).first()
    return managers_above(subject, now.date())[:1] if subject is not None else []


def _service_owners(ticket: Ticket, now: datetime) -> list[Person]:
    owner = ticket.service.owner if ticket.service is not None else None
    if owner is not None and owner.is_active:
        return [owner]
    return heads_of(ticket.supplier, now.date())[:1] if ticket.supplier is not None else []


def _members(approver: Approver, now: datetime) -> list[Person]:
    members = active_memberships(now.date()).filter(
        department_id=approver.department or 0, person__is_active=True
    )
    if approver.role:
        members = members.filter(role=approver.role)
    return [row.person for row in members.select_related("person").order_by("person__name_key")]


def stand_ins(
    asked: Iterable[Person], about: Collection[int], now: datetime
) -> tuple[dict[int, Person], list[str]]:
    """Who stands in for those of them who are away: the substitute they named, or the next along
    the chain; where none fits, their manager. Nobody stands in twice, nor who is asked anyway.
    """
    people = list(asked)
    away = away_ids([one.pk for one in people], now)
    taken = {one.pk for one in people} | set(about)
    found: dict[int, Person] = {}
    notes: list[str] = []
    for one in people:
        if one.pk not in away:
            continue
        other = _stand_in(one, taken, now)
        if other is None:
            notes.append(f"{one.name} is away and nobody stands in.")
            continue
        taken.add(other.pk)
        found[one.pk] = other
        notes.append(f"{one.name} is away; {other.name} stands in.")
    return found, notes


def away_ids(person_ids: Collection[int], at: datetime) -> frozenset[int]:
    """Who of these is away, or works here no more. Two statements."""
    gone = Person.objects.filter(pk__in=person_ids, is_active=False)
    return absent_ids(person_ids, at) | frozenset(gone.values_list("pk", flat=True))


def _stand_in(person: Person, taken: Collection[int], now: datetime) -> Person | None:
    for one in _chain(person, now):
        if one.is_active and one.pk not in taken and not absent_ids([one.pk], now):
            return one
    return None


def _chain(person: Person, now: datetime) -> Iterable[Person]:
    """Substitutes, as far as the chain goes without coming round; then managers, nearest first."""
    here = substitute_of(person, now)
    if here is not None:
        yield here
    yield from managers_above(person, now.date())


def _distinct(people: Iterable[Person]) -> list[Person]:
    return list({one.pk: one for one in people}.values())


def asked_people(people: Iterable[Person], ticket: Ticket) -> list[Person]:
    """Those chosen by hand who may decide; the others are the caller's to refuse."""
    about = concerned(ticket, ticket.answers)
    return [one for one in _distinct(people) if one.is_active and one.pk not in about]


def head_of_supplier(department: Department | None, now: datetime) -> list[Person]:
    """Whom a stuck approval is told to, beside the managers of those who are silent."""
    return heads_of(department, now.date())[:1] if department is not None else []
