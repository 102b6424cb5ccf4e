"""Import of people and departments from CSV: good rows in, bad rows told, nothing deleted.

The rows go through the same actions as the pages, so whatever is changed is audited and published.
People are found again by address, departments by code: the same file again changes nothing. What a
row would do is foreseen without writing; a dry run ends there, so it locks nobody out.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

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
from inward.directory.csv_seats import Seats
from inward.directory.models import Department, Membership, Person
from inward.kernel.errors import InwardError, RuleBroken

OWN_COLUMNS = ("name", "position", "employment", "time_zone")
# Rows a transaction: some 0.4 s of SQLite's one write lock; others wait 20 s before they give up.
BATCH = 100
UNCHANGED = "unchanged"
T = TypeVar("T")


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


def import_table(*, actor: Person, table: Table, now: datetime, dry_run: bool = False) -> Imported:
    """Import a file of people or of departments, whichever it is, a hundred rows a transaction.

    With `dry_run` nothing is written: the answer is what would happen. Raises NotAllowed
    (administrators only); rows are refused in `errors`, never by raising. Cut short, the rows done
    stay and the same file again does the rest. Cost: some 4 ms a new row, 0.1 ms an unchanged one.
    """
    policies.require(policies.is_administrator(actor), "Only administrators import people.")
    kind = _People if table.kind == "people" else _Departments
    importing: _People | _Departments = kind(actor, now, dry_run)
    result = importing.run(table)
    result.errors.extend(table.errors)
    result.errors.sort(key=lambda error: error.line)
    return result


class _Importing:
    """What both kinds of file do alike."""

    def __init__(self, actor: Person, now: datetime, dry_run: bool) -> None:
        self.actor = actor
        self.now = now
        self.dry_run = dry_run
        self.result = Imported()
        people = Person.objects.filter(email__isnull=False)
        self.people = {str(person.email): person for person in people}

    def readable(
        self, table: Table, read: Callable[[Any], Said | RowError], key: str
    ) -> list[Said]:
        """What the rows say; those that say nothing usable are kept as errors."""
        saids: list[Said] = []
        for said in map(read, table.rows):
            if isinstance(said, Said):
                saids.append(said)
            else:
                self.result.errors.append(said)
        kept, twice = unique(saids, key)
        self.result.errors.extend(twice)
        return kept

    def refuse(self, said: Said, reason: str) -> None:
        """Keep a row as an error."""
        self.result.errors.append(RowError(said.row.line, reason, said.row.cells))

    def note(self, said: Said, words: str) -> None:
        """Say of a row that is in what of it is not."""
        self.result.notes.append((said.row.line, words))

    @contextmanager
    def row(self, said: Said) -> Iterator[None]:
        """What an action refuses undoes this row alone and is kept as its error."""
        try:
            if self.dry_run:
                yield
                return
            with transaction.atomic():
                yield
        except InwardError as refused:
            self.result.errors.append(error_of(said.row, refused))

    @contextmanager
    def batch(self) -> Iterator[None]:
        """One transaction; none in a dry run."""
        if self.dry_run:
            yield
            return
        with transaction.atomic():
            yield


class _People(_Importing):
    """A file of people."""

    def run(self, table: Table) -> Imported:
        """Import it."""
        saids = self.readable(table, person_said, "email")
        self.seats = Seats()
        reasons = [(said, self.seats.check(said)) for said in saids]
        for said, reason in reasons:
            if reason is not None:
                self.refuse(said, reason)
        kept, lost = settled([s for s, why in reasons if why is None], "email", "manager",
                             _managers())  # fmt: skip
        self.result.errors.extend(lost)
        # Managers first: so none is missing, and no order of changes passes through a circle.
        for batch in _batches(_above_first(kept, "email", "manager")):
            with self.batch():
                self._import_batch(batch)
        return self.result

    def _import_batch(self, saids: list[Said]) -> None:
        for said in saids:
            with self.row(said):
                what = self._foreseen(said)
                if what != UNCHANGED and not self.dry_run:
                    self._import_person(said)
                self.result.count(what)

    def _foreseen(self, said: Said) -> str:
        known = self.people.get(said.get("email"))
        if known is None:
            return "created"
        if not known.is_active:
            raise RuleBroken(f"email: {known.name} has left; bring them back first.")
        own = any(getattr(known, name) != value for name, value in _own(said).items())
        if own or self.seats.differs(known, said) or self._manager_differs(known, said):
            return "changed"
        return UNCHANGED

    def _manager_differs(self, person: Person, said: Said) -> bool:
        if said.get("manager") is None:
            return False
        manager = self.people.get(said.get("manager"))
        return manager is None or manager.pk != person.manager_id

    def _import_person(self, said: Said) -> None:
        known, details = self.people.get(said.get("email")), _own(said)
        manager = self._manager(said)
        if manager is not None:
            details["manager"] = manager
        if known is None:
            person = actions.create_person(
                actor=self.actor, email=said.get("email"), now=self.now, **details
            )
        else:
            person = actions.change_person(actor=self.actor, person=known, now=self.now, **details)
        if said.get("department") is not None:
            self._seat(person, said)
        self.people[said.get("email")] = person

    def _seat(self, person: Person, said: Said) -> None:
        """Let the person belong to the row's department, as their primary one."""
        department = self.seats.find(said)
        seat = self._in_role(person, department, said.get("role"))
        if not seat.is_primary:
            seat = actions.make_primary(actor=self.actor, membership=seat, now=self.now)
        self.seats.remember(seat)

    def _in_role(self, person: Person, department: Department, role: str | None) -> Membership:
        seat = self.seats.seat_of(person, department)
        given: Any = {"actor": self.actor, "now": self.now}
        if role == Membership.Role.HEAD and (seat is None or seat.role != role):
            actions.set_head(department=department, head=person, **given)
            return Membership.objects.get(person=person, department=department, until__isnull=True)
        if seat is None:
            return actions.add_membership(
                person=person, department=department, is_primary=True,
                role=role or Membership.Role.MEMBER, **given,
            )  # fmt: skip
        if role is None or role == seat.role:
            return seat
        return actions.change_role(membership=seat, role=role, **given)

    def _manager(self, said: Said) -> Person | None:
        manager = self.people.get(said.get("manager") or "")
        if manager is None and said.get("manager") is not None:
            self.note(said, f"manager: {said.get('manager')} was not taken.")
        return manager


class _Departments(_Importing):
    """A file of departments."""

    def run(self, table: Table) -> Imported:
        """Import it."""
        saids = self.readable(table, department_said, "code")
        self.known = {d.code: d for d in Department.objects.select_related("parent")}
        above = {code: d.parent.code if d.parent else None for code, d in self.known.items()}
        kept, lost = settled(saids, "code", "parent", above)
        self.result.errors.extend(lost)
        for batch in _batches(_above_first(kept, "code", "parent")):
            with self.batch():
                self._import_batch(batch)
        return self.result

    def _import_batch(self, saids: list[Said]) -> None:
        for said in saids:
            with self.row(said):
                what = self._foreseen(said)
                if what != UNCHANGED and not self.dry_run:
                    self._import_department(said)
                self._note_head(said)
                self.result.count(what)

    def _foreseen(self, said: Said) -> str:
        known = self.known.get(said.get("code"))
        if known is None:
            return "created"
        if known.closed_at is not None:
            raise RuleBroken(f"code: {known.name} is closed.")
        head = self._head(said)
        differs = (
            known.name != said.get("name")
            or said.get("kind") not in (None, known.kind)
            or self._moves(known, said)
            or (head is not None and head.pk != known.head_id)
        )
        return "changed" if differs else UNCHANGED

    def _moves(self, known: Department, said: Said) -> bool:
        if said.get("parent") is None:
            return False
        parent = self.known.get(said.get("parent"))
        return parent is None or parent.pk != known.parent_id

    def _import_department(self, said: Said) -> None:
        code, parent = said.get("code"), self.known.get(said.get("parent") or "")
        if said.get("parent") is not None and parent is None:
            raise RuleBroken(f"parent: {said.get('parent')} was not taken.")
        known = self.known.get(code)
        kind: Any = {"kind": said.get("kind")} if said.get("kind") else {}
        if known is None:
            department = actions.create_department(
                actor=self.actor, name=said.get("name"), code=code, parent=parent, now=self.now,
                **kind,
            )  # fmt: skip
        else:
            department = self._mended(known, said, parent, kind)
        head = self._head(said)
        if head is not None:
            department = actions.set_head(
                actor=self.actor, department=department, head=head, now=self.now
            )
        self.known[code] = department

    def _mended(
        self, department: Department, said: Said, parent: Department | None, kind: Any
    ) -> Department:
        given: Any = {"actor": self.actor, "now": self.now}
        if department.name != said.get("name"):
            department = actions.rename_department(
                department=department, name=said.get("name"), **given
            )
        if parent is not None and department.parent_id != parent.pk:
            department = actions.move_department(department=department, parent=parent, **given)
        return actions.change_department(department=department, **kind, **given)

    def _head(self, said: Said) -> Person | None:
        head = self.people.get(said.get("head") or "")
        return head if head is not None and head.is_active else None

    def _note_head(self, said: Said) -> None:
        if said.get("head") is not None and self._head(said) is None:
            words = f"head: {said.get('head')} is not known; import people, then this file again."
            self.note(said, words)


def _own(said: Said) -> Any:
    """What a row says of the person alone: name, position, employment, time zone."""
    return {name: said.get(name) for name in OWN_COLUMNS if said.get(name) is not None}


def _above_first(saids: list[Said], key: str, above: str) -> list[Said]:
    """The rows in an order in which what stands above (manager, parent) comes first.

    `settled` left no cycle, so every row is reached. Cost: linear.
    """
    keys = {said.get(key) for said in saids}
    below: dict[Any, list[Said]] = {}
    for said in saids:
        below.setdefault(said.get(above) if said.get(above) in keys else None, []).append(said)
    ordered = list(below.get(None, []))
    for said in ordered:  # grows while it is walked: breadth first
        ordered.extend(below.get(said.get(key), []))
    return ordered


def _batches(things: list[T]) -> Iterator[list[T]]:
    for start in range(0, len(things), BATCH):
        yield things[start : start + BATCH]


def _managers() -> Mapping[str, str | None]:
    """Address → address of the manager (or None), of everybody who has an address."""
    rows = Person.objects.filter(email__isnull=False).values_list("email", "manager__email")
    return {str(email): manager for email, manager in rows}
