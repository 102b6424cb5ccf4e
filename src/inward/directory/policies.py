"""Who may do what in the directory."""

from collections.abc import Collection
from datetime import date

from inward.directory import queries
from inward.directory.models import Department, Person
from inward.kernel.errors import NotAllowed

# What everybody may change of themselves; names, addresses and positions belong to the directory.
OWN_FIELDS = frozenset({"time_zone", "locale"})


def is_administrator(actor: Person) -> bool:
    """Whether the actor runs this installation."""
    return actor.is_active and actor.is_administrator


def can_change_person(actor: Person, person: Person, fields: Collection[str]) -> bool:
    """Administrators change everything of everybody; people their own time zone and language."""
    if is_administrator(actor):
        return True
    return actor.is_active and actor.pk == person.pk and OWN_FIELDS.issuperset(fields)


def can_set_password(actor: Person, person: Person) -> bool:
    """People their own, administrators anybody's."""
    return is_administrator(actor) or (actor.is_active and actor.pk == person.pk)


def can_shape_tree(actor: Person) -> bool:
    """Create, move, rename, close departments and name their heads: administrators."""
    return is_administrator(actor)


def can_describe_department(actor: Person, department: Department, on: date) -> bool:
    """Purpose, contact, calendar: administrators and the heads of it or of what stands above."""
    return is_administrator(actor) or queries.heads(actor, department, on)


def can_manage_members(actor: Person, department: Department, on: date) -> bool:
    """Add and end memberships: administrators and the heads of it or of what stands above."""
    return is_administrator(actor) or queries.heads(actor, department, on)


def can_record_absence(actor: Person, person: Person, on: date) -> bool:
    """The person, their manager, the head of their department (or above) and administrators."""
    if is_administrator(actor):
        return True
    if not actor.is_active:
        return False
    if actor.pk in (person.pk, person.manager_id):
        return True
    department = queries.primary_department(person, on)
    return department is not None and queries.heads(actor, department, on)


def require(allowed: bool, words: str) -> None:
    """Raise NotAllowed with these words unless allowed."""
    if not allowed:
        raise NotAllowed(words)
