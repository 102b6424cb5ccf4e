"""What other people would see of a ticket: before they are told, or made watchers."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from inward.directory.models import Department, Membership, Person
from inward.directory.queries import LEADING, SERVING, active_memberships
from inward.tickets import policies
from inward.tickets.models import Ticket, TicketDepartment, Watcher
from inward.tickets.policies import Part
from inward.tickets.visibility import NOWHERE, Standing


@dataclass(frozen=True)
class Sight:
    """What a person sees of a ticket: it at all, its notes too."""

    sees: bool
    notes: bool


def sight_of(person: Person, ticket: Ticket, standing: Standing, part: Part) -> Sight:
    """As `visibility.seen_by` says for one ticket whose part and standing were read."""
    sees = part.takes_part or _sees_by_standing(ticket, standing, part)
    return Sight(
        sees=person.is_active and sees,
        notes=person.is_active and sees and policies.can_read_notes(part),
    )


def _sees_by_standing(ticket: Ticket, standing: Standing, part: Part) -> bool:
    if ticket.confidentiality == "restricted":
        return False
    as_colleague = ticket.confidentiality == "colleagues" and ticket.customer_id in standing.member
    return part.supplier_side or as_colleague or ticket.customer_id in standing.headed


def sights(people: Collection[Person], ticket: Ticket, at: datetime) -> dict[int, Sight]:
    """What each of these people sees, by id. Three statements, four with heads among them.

    ``ticket`` comes with its service.
    """
    standings = standings_of(people, at)
    ids = [person.pk for person in people]
    watching = set(
        Watcher.objects.filter(ticket=ticket, person_id__in=ids).values_list("person_id", flat=True)
    )
    held = set(
        TicketDepartment.objects.filter(ticket=ticket).values_list("department_id", flat=True)
    )
    return {
        person.pk: _sight(person, ticket, standings[person.pk], person.pk in watching, held)
        for person in people
    }


def _sight(
    person: Person, ticket: Ticket, standing: Standing, watches: bool, held: set[int]
) -> Sight:
    part = policies.part_of(person, ticket, standing, watches=watches, held=held)
    by_department = not standing.departments.isdisjoint(held)
    found = sight_of(person, ticket, standing, part)
    # Owning the service gives work to do, yet no sight of its own (`visibility.seen_by`).
    if part.supplier_side and not by_department and not part.takes_part:
        return sight_of(person, ticket, standing, policies.NO_PART)
    return found


def standings_of(people: Collection[Person], at: datetime) -> dict[int, Standing]:
    """`visibility.standing_of` for many at once, by id. One statement, with heads two."""
    rows: dict[int, list[tuple[int, str, str]]] = {}
    memberships = active_memberships(at.date()).filter(person__in=[p.pk for p in people])
    for person, *row in memberships.values_list(
        "person_id", "department_id", "department__path", "role"
    ):
        rows.setdefault(person, []).append((row[0], row[1], row[2]))
    below = _below({path for found in rows.values() for path in _headed(found)})
    return {
        person.pk: _standing(rows.get(person.pk, []), below) if person.is_active else NOWHERE
        for person in people
    }


def _headed(rows: Iterable[tuple[int, str, str]]) -> list[str]:
    return [path for _, path, role in rows if role == Membership.Role.HEAD]


def _below(paths: Collection[str]) -> list[tuple[int, str]]:
    if not paths:
        return []
    condition = Q(pk__in=[])
    for path in paths:
        condition |= Q(path__startswith=path)
    return list(Department.objects.filter(condition).values_list("pk", "path"))


def _standing(rows: list[tuple[int, str, str]], below: list[tuple[int, str]]) -> Standing:
    mine = _headed(rows)
    headed = frozenset(pk for pk, path in below if any(path.startswith(one) for one in mine))
    return Standing(
        member=frozenset(department for department, _, _ in rows),
        headed=headed,
        serving=headed | {department for department, _, role in rows if role in SERVING},
        leading=headed | {department for department, _, role in rows if role in LEADING},
    )
