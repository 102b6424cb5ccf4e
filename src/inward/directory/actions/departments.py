"""Departments: create, change, rename, move, close, name the head. Each leaves a row of history."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any, TypedDict, Unpack, cast

from django.db import transaction
from django.db.models import Max

from inward.calendars.models import Calendar
from inward.directory import events, policies, queries, rules
from inward.directory.actions.memberships import end_all_in, head_membership
from inward.directory.actions.writing import locked, record
from inward.directory.models import Department, DepartmentState, Person
from inward.directory.problems import Problems, unless_taken
from inward.kernel import outbox
from inward.kernel.errors import Invalid, RuleBroken
from inward.kernel.text import many_lines, one_line

ADMINISTRATORS_ONLY = "Only administrators do this."


class DepartmentDetails(TypedDict, total=False):
    """What a department says of itself; no part of its history."""

    kind: str
    calendar: Calendar | None
    purpose: str
    contact: str
    cost_centre: str
    budget_owner: Person | None


_CHECKS: dict[str, Callable[[Any], Any]] = {
    "kind": lambda v: rules.choice_of(v, Department.Kind.values, field="kind"),
    "calendar": lambda v: v,
    "purpose": lambda v: many_lines(v, field="purpose", max_length=5000),
    "contact": lambda v: one_line(v, field="contact", max_length=300),
    "cost_centre": lambda v: one_line(v, field="cost_centre", max_length=50),
    "budget_owner": lambda v: _active(v, "budget_owner"),
}


def _active(person: Person | None, field: str) -> Person | None:
    if person is not None and not person.is_active:
        words = f"{person.name} works here no more."
        raise Invalid(words, fields={field: [words]})
    return person


@transaction.atomic
def create_department(
    *,
    actor: Person,
    name: str,
    code: str,
    now: datetime,
    parent: Department | None = None,
    **details: Unpack[DepartmentDetails],
) -> Department:
    """A department exists from now on. Its code begins the keys of its tickets and stays for ever.

    Raises NotAllowed (administrators only), Invalid, RuleBroken (tree too deep, parent closed).
    """
    above = locked(parent) if parent else None
    policies.require(policies.can_shape_tree(actor), ADMINISTRATORS_ONLY)
    _refuse_closed(above)
    rules.check_place("", above.path if above else "")
    cleaned = _named(name, code, cast(dict[str, Any], details))
    with unless_taken("code", "Another department has this code."):
        department = Department.objects.create(**cleaned, parent=above, created_at=now)
    department.path = rules.child_path(above.path if above else "", department.pk)
    department.save(update_fields=["path"])
    _remember(department, now)
    record(actor, "created", department, {"code": department.code}, now)
    outbox.publish(events.DepartmentCreated(department.pk, now))
    return department


@transaction.atomic
def change_department(
    *, actor: Person, department: Department, now: datetime, **changes: Unpack[DepartmentDetails]
) -> Department:
    """Change what a department says of itself. Raises NotAllowed, Invalid, RuleBroken (closed)."""
    current = locked(department)
    allowed = policies.can_describe_department(actor, current, now.date())
    policies.require(allowed, "Only its head and administrators do this.")
    _refuse_closed(current)
    cleaned = _cleaned(cast(dict[str, Any], changes), Problems())
    changed = sorted(field for field, value in cleaned.items() if getattr(current, field) != value)
    if not changed:
        return current
    for field in changed:
        setattr(current, field, cleaned[field])
    current.save(update_fields=changed)
    record(actor, "changed", current, {"fields": changed}, now)
    outbox.publish(events.DepartmentChanged(current.pk, tuple(changed), now))
    return current


@transaction.atomic
def rename_department(
    *, actor: Person, department: Department, name: str, now: datetime
) -> Department:
    """Give a department another name; figures of before keep the old one.

    Raises NotAllowed, Invalid, RuleBroken (closed, or a change before the last one).
    """
    current = _locked_to_shape(actor, department, now)
    current.name = rules.name_of(name)
    current.save(update_fields=["name"])
    _remember(current, now)
    record(actor, "renamed", current, {"name": current.name}, now)
    outbox.publish(events.DepartmentRenamed(current.pk, current.name, now))
    return current


@transaction.atomic
def move_department(
    *, actor: Person, department: Department, parent: Department | None, now: datetime
) -> Department:
    """Hang a department, with all below it, below another one (None: make it a root).

    Two moves at a time wait for each other: together they could make a cycle. Raises NotAllowed,
    RuleBroken (cycle, too deep, closed, or a change before the last one). Cost: one row a
    department below it.
    """
    list(Department.objects.select_for_update().order_by("pk").values_list("pk", flat=True))
    current = _locked_to_shape(actor, department, now)
    above = locked(parent) if parent else None
    _refuse_closed(above)
    above_path = above.path if above else ""
    rules.check_place(current.path, above_path, height=_height(current))
    if current.parent_id == (above.pk if above else None):
        return current
    _repath(current, rules.child_path(above_path, current.pk))
    current.refresh_from_db(fields=["path"])
    current.parent = above
    current.save(update_fields=["parent"])
    _remember(current, now)
    record(actor, "moved", current, {"parent_id": current.parent_id}, now)
    outbox.publish(events.DepartmentMoved(current.pk, current.parent_id, now))
    return current


@transaction.atomic
def set_head(
    *, actor: Person, department: Department, head: Person | None, now: datetime
) -> Department:
    """Name the head; the one before ends being it today. The head's membership follows.

    Raises NotAllowed, Invalid (who left), RuleBroken (closed, or a change before the last one).
    """
    current = _locked_to_shape(actor, department, now)
    if head is not None and not locked(head).is_active:
        raise Invalid(f"{head.name} has left.", fields={"head": [f"{head.name} has left."]})
    if current.head_id == (head.pk if head else None):
        return current
    _seat(current, head, now)
    record(actor, "head_set", current, {"head_id": current.head_id}, now)
    outbox.publish(events.DepartmentHeadSet(current.pk, current.head_id, now))
    return current


@transaction.atomic
def close_department(*, actor: Person, department: Department, now: datetime) -> Department:
    """A department exists no more: memberships end today, its past stays.

    Raises NotAllowed; RuleBroken when it is closed already or open ones stand below it.
    """
    current = _locked_to_shape(actor, department, now)
    if current.children.filter(closed_at__isnull=True).exists():
        raise RuleBroken("Departments stand below this one: move or close them first.")
    current.closed_at, current.head = now, None
    current.save(update_fields=["closed_at", "head"])
    end_all_in(current, now.date())
    _remember(current, now)
    record(actor, "closed", current, {}, now)
    outbox.publish(events.DepartmentClosed(current.pk, now))
    return current


def leave_heads(person: Person, now: datetime) -> None:
    """End every headship of a person who leaves; the caller records and publishes that."""
    for department in Department.objects.select_for_update().filter(head=person).order_by("pk"):
        _check_time(department, now)
        _seat(department, None, now)
        outbox.publish(events.DepartmentHeadSet(department.pk, None, now))


def _seat(department: Department, head: Person | None, now: datetime) -> None:
    department.head = head
    department.save(update_fields=["head"])
    head_membership(department, head, now.date())
    _remember(department, now)


def _locked_to_shape(actor: Person, department: Department, now: datetime) -> Department:
    current = locked(department)
    policies.require(policies.can_shape_tree(actor), ADMINISTRATORS_ONLY)
    _refuse_closed(current)
    _check_time(current, now)
    return current


def _check_time(department: Department, now: datetime) -> None:
    rules.check_history(department.states.aggregate(last=Max("since"))["last"], now)


def _refuse_closed(department: Department | None) -> None:
    if department is not None and department.closed_at is not None:
        raise RuleBroken(f"{department.name} is closed.")


def _remember(department: Department, now: datetime) -> None:
    """The row of history from now on; a second change at the same instant is part of it."""
    DepartmentState.objects.update_or_create(
        department=department,
        since=now,
        defaults={
            "name": department.name,
            "parent_id": department.parent_id,
            "head_id": department.head_id,
            "closed": department.closed_at is not None,
        },
    )


def _height(department: Department) -> int:
    """Levels of the subtree, the department itself included."""
    own = len(rules.ids_on(department.path))
    paths = queries.subtree(department).values_list("path", flat=True)
    return max(len(rules.ids_on(path)) for path in paths) - own + 1


def _repath(department: Department, path: str) -> None:
    moved = list(queries.subtree(department))
    for below in moved:
        below.path = path + below.path[len(department.path) :]
    Department.objects.bulk_update(moved, ["path"], batch_size=200)


def _named(name: str, code: str, details: dict[str, Any]) -> dict[str, Any]:
    problems = Problems()
    named = {
        "name": problems.attempt(lambda: rules.name_of(name), ""),
        "code": problems.attempt(lambda: rules.code_of(code), ""),
    }
    if Department.objects.filter(code=named["code"]).exists():
        problems.add("code", f"Another department has the code {named['code']}.")
    return named | _cleaned(details, problems)


def _cleaned(details: dict[str, Any], problems: Problems) -> dict[str, Any]:
    cleaned: dict[str, Any] = {}
    for field, value in details.items():
        if field not in _CHECKS:
            problems.add(field, "This is not known of departments.")
            continue
        cleaned[field] = problems.attempt(partial(_CHECKS[field], value), None)
    problems.refuse()
    return cleaned
