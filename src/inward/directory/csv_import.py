"""Import of people and departments from CSV: good rows in, bad rows told, nothing deleted.

The rows go through the same actions as the pages, so whatever is changed is audited and published.
People are found again by address, departments by code: the same file again changes nothing.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from inward.directory import actions, policies
from inward.directory.csv_rows import (
    RowError,
    Said,
    Table,
    department_said,
    error_of,
    person_said,
    settled,
    unique,
)
from inward.directory.folding import without_accents
from inward.directory.models import Department, Membership, Person
from inward.kernel.errors import InwardError, RuleBroken

OWN_COLUMNS = ("name", "position", "employment", "time_zone")


@dataclass
class Imported:
    """What an import did: every row of the file is in exactly one of the four.

    `notes` are (line, sentence) about rows that are in, yet not wholly.
    """

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    errors: list[RowError] = field(default_factory=list)
    notes: list[tuple[int, str]] = field(default_factory=list)

    def count(self, what: str) -> None:
        """One more row was created, changed or unchanged."""
        setattr(self, what, getattr(self, what) + 1)


@transaction.atomic
def import_table(*, actor: Person, table: Table, now: datetime, dry_run: bool = False) -> Imported:
    """Import a file of people or of departments, whichever it is, in one transaction.

    With `dry_run` everything is done and undone: the answer is what would happen. Raises NotAllowed
    (administrators only); rows are refused in `errors`, never by raising.
    """
    policies.require(policies.is_administrator(actor), "Only administrators import people.")
    importing = _import_people if table.kind == "people" else _import_departments
    result = importing(actor, table, now)
    result.errors.extend(table.errors)
    result.errors.sort(key=lambda error: error.line)
    if dry_run:
        transaction.set_rollback(True)
    return result


def _import_people(actor: Person, table: Table, now: datetime) -> Imported:
    result = Imported()
    saids = _readable(table, person_said, "email", result)
    departments = _Departments()
    saids = [said for said in saids if _takes(said, departments.check, result)]
    saids, lost = settled(saids, "email", "manager", _managers())
    result.errors.extend(lost)
    done: dict[int, tuple[Said, str]] = {}
    people = _people_by_address()
    for said in saids:
        with _refusals_kept(said, result):
            what = _import_person(actor, said, people, departments, now)
            done[said.row.line] = (said, what)
    # A second round: a manager may stand below their people in the file.
    for said, what in done.values():
        moved = _set_manager(actor, said, people, now)
        result.count("changed" if moved and what == "unchanged" else what)
    return result


def _import_person(
    actor: Person, said: Said, people: dict[str, Person], departments: "_Departments", now: datetime
) -> str:
    known = people.get(said.get("email"))
    details: Any = {name: said.get(name) for name in OWN_COLUMNS if said.get(name) is not None}
    if known is None:
        person = actions.create_person(actor=actor, email=said.get("email"), now=now, **details)
    elif not known.is_active:
        raise RuleBroken(f"email: {known.name} has left; bring them back first.")
    else:
        changed = any(getattr(known, name) != value for name, value in details.items())
        person = known
        if changed:
            person = actions.change_person(actor=actor, person=known, now=now, **details)
    seated = _seat(actor, person, said, departments, now)
    people[said.get("email")] = person
    if known is None:
        return "created"
    return "changed" if changed or seated else "unchanged"


def _seat(
    actor: Person, person: Person, said: Said, departments: "_Departments", now: datetime
) -> bool:
    """Let the person belong to the row's department, as primary. Whether anything changed."""
    if said.get("department") is None:
        return False
    department = departments.find(said.get("department"))
    role = said.get("role")
    before = departments.seat_of(person, department)
    seat = _in_role(actor, person, department, role, before, now)
    if not seat.is_primary:
        seat = actions.make_primary(actor=actor, membership=seat, now=now)
    departments.remember(seat)
    return before is None or (seat.role, seat.is_primary) != (before.role, before.is_primary)


def _in_role(
    actor: Person,
    person: Person,
    department: Department,
    role: str | None,
    seat: Membership | None,
    now: datetime,
) -> Membership:
    if role == Membership.Role.HEAD and (seat is None or seat.role != role):
        actions.set_head(actor=actor, department=department, head=person, now=now)
        return Membership.objects.get(person=person, department=department, until__isnull=True)
    if seat is None:
        return actions.add_membership(
            actor=actor, person=person, department=department, is_primary=True, now=now,
            role=role or Membership.Role.MEMBER,
        )  # fmt: skip
    if role is None or role == seat.role:
        return seat
    return actions.change_role(actor=actor, membership=seat, role=role, now=now)


def _set_manager(actor: Person, said: Said, people: dict[str, Person], now: datetime) -> bool:
    manager = people.get(said.get("manager") or "")
    person = people[said.get("email")]
    if manager is None or person.manager_id == manager.pk:
        return False
    people[said.get("email")] = actions.change_person(
        actor=actor, person=person, manager=manager, now=now
    )
    return True


def _import_departments(actor: Person, table: Table, now: datetime) -> Imported:
    result = Imported()
    saids = _readable(table, department_said, "code", result)
    known = {d.code: d for d in Department.objects.select_related("parent")}
    above = {code: d.parent.code if d.parent else None for code, d in known.items()}
    saids, lost = settled(saids, "code", "parent", above)
    result.errors.extend(lost)
    people = _people_by_address()
    for said in _parents_first(saids):
        with _refusals_kept(said, result):
            result.count(_import_department(actor, said, known, people, now, result))
    return result


def _import_department(
    actor: Person,
    said: Said,
    known: dict[str, Department],
    people: Mapping[str, Person],
    now: datetime,
    result: Imported,
) -> str:
    code, parent = said.get("code"), known.get(said.get("parent") or "")
    if said.get("parent") is not None and parent is None:
        raise RuleBroken(f"parent: {said.get('parent')} was not taken.")
    before = known.get(code)
    kind: Any = {"kind": said.get("kind")} if said.get("kind") else {}
    if before is None:
        department = actions.create_department(
            actor=actor, name=said.get("name"), code=code, parent=parent, now=now, **kind
        )
    else:
        department = _mend_department(actor, before, said, parent, now)
    department = _set_head(actor, department, said, people, now, result)
    known[code] = department
    return "created" if before is None else "unchanged" if department is before else "changed"


def _mend_department(
    actor: Person, department: Department, said: Said, parent: Department | None, now: datetime
) -> Department:
    """The department itself where nothing differs, else as it is after the changes."""
    kind = said.get("kind")
    if department.closed_at is not None:
        raise RuleBroken(f"code: {department.name} is closed.")
    if department.name != said.get("name"):
        department = actions.rename_department(
            actor=actor, department=department, name=said.get("name"), now=now
        )
    if parent is not None and department.parent_id != parent.pk:
        department = actions.move_department(
            actor=actor, department=department, parent=parent, now=now
        )
    if kind is not None and department.kind != kind:
        department = actions.change_department(
            actor=actor, department=department, kind=kind, now=now
        )
    return department


def _set_head(
    actor: Person,
    department: Department,
    said: Said,
    people: Mapping[str, Person],
    now: datetime,
    result: Imported,
) -> Department:
    if said.get("head") is None:
        return department
    head = people.get(said.get("head"))
    if head is None or not head.is_active:
        words = f"head: {said.get('head')} is not known; import people, then this file again."
        result.notes.append((said.row.line, words))
        return department
    if department.head_id == head.pk:
        return department
    return actions.set_head(actor=actor, department=department, head=head, now=now)


def _parents_first(saids: list[Said]) -> Iterator[Said]:
    """The rows in an order in which each parent of the file comes before its children."""
    waiting = {said.get("code"): said for said in saids}
    while waiting:
        ready = [s for s in waiting.values() if s.get("parent") not in waiting]
        # `settled` left no cycle, so some row is always ready.
        for said in ready:
            del waiting[said.get("code")]
            yield said


def _readable(
    table: Table, read: Callable[[Any], Said | RowError], key: str, result: Imported
) -> list[Said]:
    saids: list[Said] = []
    for row in table.rows:
        said = read(row)
        if isinstance(said, Said):
            saids.append(said)
        else:
            result.errors.append(said)
    kept, twice = unique(saids, key)
    result.errors.extend(twice)
    return kept


def _takes(said: Said, check: Callable[[Said], str | None], result: Imported) -> bool:
    reason = check(said)
    if reason is not None:
        result.errors.append(RowError(said.row.line, reason, said.row.cells))
    return reason is None


@contextmanager
def _refusals_kept(said: Said, result: Imported) -> Iterator[None]:
    """What an action refuses undoes this row alone and is kept as its error."""
    try:
        with transaction.atomic():
            yield
    except InwardError as refused:
        result.errors.append(error_of(said.row, refused))


def _people_by_address() -> dict[str, Person]:
    return {person.email: person for person in Person.objects.filter(email__isnull=False)
            if person.email is not None}


def _managers() -> dict[str, str | None]:
    """Address → address of the manager, of everybody who has one."""
    rows = Person.objects.filter(email__isnull=False).values_list("email", "manager__email")
    return {str(email): manager for email, manager in rows}


class _Departments:
    """Open departments by code or by name, and who sits where: read once, kept up to date."""

    def __init__(self) -> None:
        self._found: dict[str, list[Department]] = {}
        for department in Department.objects.filter(closed_at__isnull=True):
            for words in {department.code.lower(), without_accents(department.name)}:
                self._found.setdefault(words, []).append(department)
        self._seats: dict[tuple[int, int], Membership] = {}
        self._remember(Membership.objects.filter(until__isnull=True))

    def check(self, said: Said) -> str | None:
        """Why the row's department cannot be used, or None."""
        words = said.get("department")
        if words is None:
            return "role: a role needs a department." if said.get("role") else None
        found = self._matches(words)
        if not found:
            return f"department: {words} is not known."
        return None if len(found) == 1 else f"department: {words} are several; write the code."

    def find(self, words: str) -> Department:
        """The department that `check` found."""
        return self._matches(words)[0]

    def seat_of(self, person: Person, department: Department) -> Membership | None:
        """The open membership of a person in a department."""
        return self._seats.get((person.pk, department.pk))

    def remember(self, seat: Membership) -> None:
        """Somebody sits there now. With a new head the old one's seat is another one too."""
        if seat.role == Membership.Role.HEAD:
            self._remember(seat.department.memberships.filter(until__isnull=True))
        self._seats[seat.person_id, seat.department_id] = seat

    def _remember(self, seats: Iterable[Membership]) -> None:
        self._seats |= {(seat.person_id, seat.department_id): seat for seat in seats}

    def _matches(self, words: str) -> list[Department]:
        by_code = [d for d in self._found.get(words.lower(), []) if d.code == words.upper()]
        return by_code or self._found.get(without_accents(words), [])
