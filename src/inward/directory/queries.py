"""Reads of the directory. The directory is open to all who work here; nothing leaves it otherwise.

`on` is a day (UTC) and `at` an instant; both are told, never read from the clock.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Collate

from inward.directory import rules
from inward.directory.folding import search_words
from inward.directory.models import Absence, Department, DepartmentState, Membership, Person
from inward.kernel.errors import NotFound

SERVING = (Membership.Role.AGENT, Membership.Role.LEAD, Membership.Role.HEAD)
LEADING = (Membership.Role.LEAD, Membership.Role.HEAD)
# Nobody reports through more.
MOST_MANAGERS = 20

M = TypeVar("M", Person, Department)

# Where a page of a list by name ended: the folded name and the id of its last row.
Place = tuple[str, int]


def visible_to(actor: Person) -> QuerySet[Person]:
    """The people the actor may know of: everybody, for whoever works here."""
    return Person.objects.all() if actor.is_active else Person.objects.none()


def departments_visible_to(actor: Person) -> QuerySet[Department]:
    """The departments the actor may know of, closed ones included."""
    return Department.objects.all() if actor.is_active else Department.objects.none()


def person_for(actor: Person, person_id: int) -> Person:
    """One person. Raises NotFound for missing and hidden alike."""
    found = visible_to(actor).filter(pk=person_id).first()
    if found is None:
        raise NotFound("There is no such person.")
    return found


def department_for(actor: Person, department_id: int) -> Department:
    """One department. Raises NotFound for missing and hidden alike."""
    found = departments_visible_to(actor).filter(pk=department_id).first()
    if found is None:
        raise NotFound("There is no such department.")
    return found


def active_memberships(on: date) -> QuerySet[Membership]:
    """Memberships that hold on a day."""
    return Membership.objects.filter(holding(on))


def holding(on: date, prefix: str = "") -> Q:
    """The condition 'holds on this day' for a membership, or for one behind `prefix`."""
    return Q(**{f"{prefix}since__lte": on}) & (
        Q(**{f"{prefix}until__isnull": True}) | Q(**{f"{prefix}until__gt": on})
    )


def subtree(department: Department) -> QuerySet[Department]:
    """The department and all below it (as the tree is now): one prefix match."""
    return Department.objects.filter(path__startswith=department.path)


def ancestors(department: Department) -> QuerySet[Department]:
    """All above the department, without itself; order by `path` for root first."""
    return Department.objects.filter(pk__in=rules.ids_on(department.path)[:-1])


def primary_department(person: Person, on: date) -> Department | None:
    """The department a person asks for on a day; None without any. Cost: one statement."""
    memberships = active_memberships(on).filter(person=person, is_primary=True)
    found = memberships.select_related("department").order_by("-since", "-id").first()
    return found.department if found else None


def departments_of(person: Person, on: date) -> QuerySet[Department]:
    """All departments a person belongs to on a day, in any role."""
    return Department.objects.filter(
        Exists(active_memberships(on).filter(person=person, department=OuterRef("pk")))
    )


def departments_served(person: Person, on: date) -> QuerySet[Department]:
    """The departments for which a person works tickets.

    Agents and leads: the departments of these memberships. Heads: theirs with all below. Closed
    ones are left out. Cost: one statement now (heads' paths), one when read.
    """
    exact = active_memberships(on).filter(person=person, role__in=SERVING)
    below = _below(_headed_paths(person, on))
    return Department.objects.filter(
        Q(Exists(exact.filter(department=OuterRef("pk")))) | below, closed_at__isnull=True
    )


def departments_headed(person: Person, on: date) -> QuerySet[Department]:
    """The departments a person heads, with all below. Cost: as `departments_served`."""
    return Department.objects.filter(_below(_headed_paths(person, on)))


def serves(person: Person, department: Department, on: date) -> bool:
    """Whether a person works the department's tickets. Cost: up to two statements."""
    exact = active_memberships(on).filter(person=person, department=department, role__in=SERVING)
    return person.is_active and (exact.exists() or heads(person, department, on))


def leads(person: Person, department: Department, on: date) -> bool:
    """Whether a person leads or heads the department, or heads one above it."""
    exact = active_memberships(on).filter(person=person, department=department, role__in=LEADING)
    return person.is_active and (exact.exists() or heads(person, department, on))


def heads(person: Person, department: Department, on: date) -> bool:
    """Whether a person heads the department or one above it. Cost: one statement."""
    here_or_above = active_memberships(on).filter(
        person=person, role=Membership.Role.HEAD, department_id__in=rules.ids_on(department.path)
    )
    return person.is_active and here_or_above.exists()


def servers_of(department: Department, on: date) -> QuerySet[Person]:
    """Active people with an agent, lead or head membership in the department itself."""
    serving = active_memberships(on).filter(department=department, role__in=SERVING)
    return Person.objects.filter(
        Exists(serving.filter(person=OuterRef("pk"))), is_active=True
    ).order_by("name_key", "id")


def heads_of(department: Department, on: date) -> list[Person]:
    """The heads above a department, nearest first, its own included."""
    ids = rules.ids_on(department.path)
    found = active_memberships(on).filter(
        department_id__in=ids, role=Membership.Role.HEAD, person__is_active=True
    )
    rows = sorted(found.select_related("person"), key=lambda m: -ids.index(m.department_id))
    return [row.person for row in rows]


def budget_owner_of(department: Department, on: date) -> Person | None:
    """Who answers for a department's money: named there or nearest above, else the nearest head.

    One statement, where nobody is named two.
    """
    ids = rules.ids_on(department.path)
    named = Department.objects.filter(pk__in=ids, budget_owner__is_active=True)
    found = sorted(named.select_related("budget_owner"), key=lambda d: -ids.index(d.pk))
    if found:
        return found[0].budget_owner
    return next(iter(heads_of(department, on)), None)


def managers_above(person: Person, on: date) -> list[Person]:
    """Whom a person reports to, nearest first: managers as named, then heads of the department.

    Nobody twice, whatever circles managers form, and only who is active. A statement a manager
    (20 at most), and two.
    """
    found: dict[int, Person] = {person.pk: person}
    current = person.manager
    while current is not None and current.pk not in found and len(found) <= MOST_MANAGERS:
        found[current.pk] = current
        current = current.manager
    department = primary_department(person, on)
    for head in heads_of(department, on) if department is not None else ():
        found.setdefault(head.pk, head)
    return [one for pk, one in found.items() if pk != person.pk and one.is_active]


def ids_above(person: Person, on: date) -> frozenset[int]:
    """Ids of the person's departments and of all above them: where an audience may name them."""
    paths = departments_of(person, on).values_list("path", flat=True)
    return frozenset(found for path in paths for found in rules.ids_on(path))


def is_absent(person: Person, at: datetime) -> bool:
    """Whether a person is away at an instant."""
    return _away(at).filter(person=person).exists()


def absent_ids(person_ids: Collection[int], at: datetime) -> frozenset[int]:
    """Who of these is away at an instant: one statement for a whole list."""
    return frozenset(_away(at).filter(person_id__in=person_ids).values_list("person_id", flat=True))


def substitute_of(person: Person, at: datetime) -> Person | None:
    """Who stands in for an absent person: the first along the chain of substitutes who is here.

    None when the person is here, named nobody, or all along the chain are away or have left.
    """
    seen: set[int] = set()
    current = person
    while current.pk not in seen:
        seen.add(current.pk)
        away = _away(at).filter(person=current).select_related("substitute").order_by("id").first()
        if away is None:
            return current if current.pk != person.pk and current.is_active else None
        if away.substitute is None:
            return None
        current = away.substitute
    return None


def absences_of(person: Person, after: datetime) -> QuerySet[Absence]:
    """Absences that end after an instant, soonest first."""
    return Absence.objects.filter(person=person, until__gt=after).order_by("since", "id")


def tree_as_of(at: datetime) -> dict[int, rules.State]:
    """The whole tree as it was at an instant: department id → its state then.

    Cost: one statement over the history up to then (some rows a department).
    """
    rows = DepartmentState.objects.filter(since__lte=at).order_by("department_id", "since")
    columns = ("department_id", "since", "name", "parent_id", "head_id", "closed")
    return rules.as_of((rules.State(*row) for row in rows.values_list(*columns)), at)


@dataclass(frozen=True)
class Branch:
    """A line of the department tree, ready to be shown: the department and its depth (root: 0)."""

    department: Department
    depth: int


def department_tree(actor: Person) -> list[Branch]:
    """The open departments, parents before children, brothers by name. Cost: one statement."""
    visible = departments_visible_to(actor).filter(closed_at__isnull=True).select_related("head")
    children: dict[int | None, list[Department]] = {}
    for department in sorted(visible, key=lambda d: (d.name_key, d.pk), reverse=True):
        children.setdefault(department.parent_id, []).append(department)
    waiting = [(root, 0) for root in children.get(None, [])]
    branches: list[Branch] = []
    while waiting:
        department, depth = waiting.pop()
        branches.append(Branch(department, depth))
        waiting.extend((child, depth + 1) for child in children.get(department.pk, []))
    return branches


def pick_people(
    actor: Person, typed: str, *, after: Place | None = None, limit: int = 20
) -> list[Person]:
    """Active people by the beginnings of words of their name, or of their address; by name.

    The next page begins `after` (name_key, id) of the last one. Cost: one statement.
    """
    people = visible_to(actor).filter(is_active=True)
    for word in search_words(typed):
        people = people.filter(Q(name_key__contains=f" {word}") | Q(email__startswith=word))
    return _page(people, after, limit)


def pick_departments(
    actor: Person, typed: str, *, after: Place | None = None, limit: int = 20
) -> list[Department]:
    """Open departments by the beginnings of words of their name, or of their code; by name."""
    departments = departments_visible_to(actor).filter(closed_at__isnull=True)
    for word in search_words(typed):
        departments = departments.filter(
            Q(name_key__contains=f" {word}") | Q(code__startswith=word.upper())
        )
    return _page(departments, after, limit)


def _page(rows: QuerySet[M], after: Place | None, limit: int) -> list[M]:
    rows = rows.annotate(by=_binary("name_key"))
    if after is not None:
        rows = rows.filter(Q(by__gt=after[0]) | Q(by=after[0], pk__gt=after[1]))
    return list(rows.order_by("by", "pk")[: max(1, min(limit, 200))])


def _binary(column: str) -> F | Collate:
    """Order by code point, as SQLite does anyway: the same pages in the same order everywhere."""
    return Collate(column, "C") if connection.vendor == "postgresql" else F(column)


def _away(at: datetime) -> QuerySet[Absence]:
    return Absence.objects.filter(since__lte=at, until__gt=at)


def _headed_paths(person: Person, on: date) -> list[str]:
    headed = active_memberships(on).filter(person=person, role=Membership.Role.HEAD)
    return list(headed.values_list("department__path", flat=True))


def _below(paths: Iterable[str]) -> Q:
    condition = Q(pk__in=[])
    for path in paths:
        condition |= Q(path__startswith=path)
    return condition
