"""What other people would see of a ticket: before they are told, or made watchers."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from inward.directory.models import Department, Membership, Person
from inward.directory.queries import LEADING, SERVING, active_memberships
from inward.kernel.errors import NotFound
from inward.tickets import policies
from inward.tickets.models import Ticket, TicketDepartment, Watcher
from inward.tickets.policies import Part
from inward.tickets.queries.lists import shown, storable_key
from inward.tickets.visibility import NOWHERE, Standing, seen_by, standing_of


def part_in(person: Person, key: str, at: datetime) -> tuple[Ticket, Part]:
    """A ticket with what rows show, and the person's part in it. Raises NotFound.

    Four statements, for heads five.
    """
    standing = standing_of(person, at)
    seen = Ticket.objects.filter(seen_by(person, standing), key=storable_key(key))
    ticket = shown(seen).select_related("beneficiary").first()
    if ticket is None:
        raise NotFound("There is no such ticket.")
    held = TicketDepartment.objects.filter(ticket=ticket).values_list("department_id", flat=True)
    watches = Watcher.objects.filter(ticket=ticket, person=person).exists()
    return ticket, policies.part_of(person, ticket, standing, watches=watches, held=list(held))


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


def sights(
    people: Collection[Person], ticket: Ticket, at: datetime,
    following: Collection[Person] | None = None,
) -> dict[int, Sight]:  # fmt: skip
    """What each of these people sees, by id. Three statements, four with heads among them.

    ``ticket`` comes with its service; ``following``: all its watchers, where they were read.
    """
    standings = standings_of(people, at)
    watchers = followers(ticket) if following is None else following
    watching = {person.pk for person in watchers}
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
    for membership in memberships.select_related("department"):
        place = membership.department
        rows.setdefault(membership.person_id, []).append((place.pk, place.path, membership.role))
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


def followers(ticket: Ticket) -> list[Person]:
    """Who watches the ticket, in the order they came. One statement."""
    rows = Watcher.objects.filter(ticket=ticket).select_related("person").order_by("pk")
    return [row.person for row in rows]
