"""Whose canned replies and macros one may use, and change. Reads only."""

from datetime import datetime
from typing import TypeVar

from django.db.models import Q, QuerySet

from inward.directory.models import Department, Person
from inward.directory.queries import active_memberships, departments_visible_to, leads
from inward.directory.rules import ids_on
from inward.tickets.models import CannedReply, Macro, SavedView
from inward.tickets.visibility import Standing, standing_of

Item = TypeVar("Item", CannedReply, Macro, SavedView)
MINE, ALL = "me", "all"


def usable(items: QuerySet[Item], person: Person, at: datetime) -> QuerySet[Item]:
    """Those a person may use: their own, those of where they serve or above, everybody's.

    None for those who serve nowhere. Two or three statements before the returned one.
    """
    standing = standing_of(person, at)
    if not standing.serving:
        return items.none()
    own = Q(owner=person)
    of_department = Q(department__in=_served_or_above(person, standing, at))
    shared = Q(owner__isnull=True, department__isnull=True)
    return items.filter(own | of_department | shared).select_related("department", "owner")


def _served_or_above(person: Person, standing: Standing, at: datetime) -> set[int]:
    paths = active_memberships(at.date()).filter(
        person=person, department_id__in=standing.serving
    ).values_list("department__path", flat=True)  # fmt: skip
    return {pk for path in paths for pk in ids_on(path)} | standing.serving


def may_keep(person: Person, owner: Person | None, department: Department | None,
             at: datetime) -> bool:  # fmt: skip
    """Whether a person may write what belongs to these: one's own, as lead, as administrator."""
    if not person.is_active:
        return False
    if owner is not None:
        return owner.pk == person.pk
    if department is not None:
        return department.closed_at is None and leads(person, department, at.date())
    return person.is_administrator


def homes(person: Person, at: datetime) -> list[tuple[str, str]]:
    """Where a person may keep something: (value, name), their own first. Up to four statements."""
    standing = standing_of(person, at)
    led = departments_visible_to(person).filter(
        pk__in=sorted(standing.leading), closed_at__isnull=True
    )
    found = [(MINE, "")] if standing.serving else []
    found += [(str(one.pk), one.name) for one in led.order_by("name_key", "pk")]
    return [*found, (ALL, "")] if person.is_administrator else found
