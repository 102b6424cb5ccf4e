"""Memberships: who belongs to which department, in which role, from which day to which.

A change of role or of the primary department ends the old row today and opens a new one, so that
past days keep what was true of them.
"""

from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from inward.directory import events, policies, rules
from inward.directory.actions.writing import locked, record
from inward.directory.models import Department, Membership, Person
from inward.kernel import outbox
from inward.kernel.errors import Invalid, RuleBroken

HEADS_ONLY = "Only the department's head and administrators do this."
ROLES = (Membership.Role.MEMBER, Membership.Role.AGENT, Membership.Role.LEAD)


@transaction.atomic
def add_membership(
    *,
    actor: Person,
    person: Person,
    department: Department,
    now: datetime,
    role: str = Membership.Role.MEMBER,
    is_primary: bool | None = None,
    since: date | None = None,
) -> Membership:
    """A person belongs to a department; since today if not told otherwise.

    `is_primary` None: primary if the person has no primary department yet. Taking another
    department's member as primary is an administrator's. Heads are named by `set_head`. Raises
    NotAllowed, Invalid (role, who left), RuleBroken (belongs to it already, department closed).
    """
    who, where = locked(person), locked(department)
    policies.require(policies.can_manage_members(actor, where, now.date()), HEADS_ONLY)
    role = rules.choice_of(role, ROLES, field="role")
    _check_joinable(who, where)
    primary = _becomes_primary(actor, who, is_primary, since or now.date())
    membership = _open(who, where, role, primary, since or now.date())
    record(actor, "added", membership, {"role": role, "department_id": where.pk}, now)
    outbox.publish(events.MembershipAdded(membership.pk, who.pk, where.pk, role, now))
    return membership


@transaction.atomic
def change_role(*, actor: Person, membership: Membership, role: str, now: datetime) -> Membership:
    """Another role in the same department from today on; gives the membership that holds then.

    Raises NotAllowed, Invalid, RuleBroken (ended, or a head: name another one with `set_head`).
    """
    current = _locked_open(actor, membership, now)
    if current.role == Membership.Role.HEAD:
        raise RuleBroken("Name another head first.")
    role = rules.choice_of(role, ROLES, field="role")
    if role == current.role:
        return current
    changed = _replace(current, now.date(), role=role, is_primary=current.is_primary)
    _tell_changed(actor, "role_changed", changed, now)
    return changed


@transaction.atomic
def make_primary(*, actor: Person, membership: Membership, now: datetime) -> Membership:
    """The department a person asks for, from today on.

    Raises NotAllowed (administrators only), RuleBroken (ended).
    """
    policies.require(policies.is_administrator(actor), "Only administrators do this.")
    current = _locked_open(actor, membership, now)
    if current.is_primary:
        return current
    _end_primary(current.person, now.date())
    changed = _replace(current, now.date(), role=current.role, is_primary=True)
    _tell_changed(actor, "made_primary", changed, now)
    return changed


@transaction.atomic
def end_membership(
    *, actor: Person, membership: Membership, now: datetime, until: date | None = None
) -> Membership:
    """A person belongs to a department no more, from the day `until` on (today).

    Raises NotAllowed, Invalid (before it began), RuleBroken (ended already, or a head).
    """
    current = _locked_open(actor, membership, now)
    if current.role == Membership.Role.HEAD:
        raise RuleBroken("Name another head first.")
    if until is not None and until < current.since:
        rules.check_period(current.since, until)
    _close(current, until or now.date())
    detail = {"department_id": current.department_id, "person_id": current.person_id}
    record(actor, "ended", membership, detail, now)
    outbox.publish(
        events.MembershipEnded(membership.pk, current.person_id, current.department_id, now)
    )
    return current


def end_all(person: Person, on: date) -> None:
    """End all open memberships of somebody who leaves; the caller records and publishes that."""
    for membership in _open_rows().filter(person=person):
        _close(membership, on)


def end_all_in(department: Department, on: date) -> None:
    """End all open memberships of a department that closes; the caller records that."""
    for membership in _open_rows().filter(department=department):
        _close(membership, on)


def head_membership(department: Department, head: Person | None, on: date) -> None:
    """Let the memberships follow a new head: the old one becomes a member, the new one head."""
    for old in _open_rows().filter(department=department, role=Membership.Role.HEAD):
        _replace(old, on, role=Membership.Role.MEMBER, is_primary=old.is_primary)
    if head is None:
        return
    row = _open_rows().filter(department=department, person=head).first()
    if row is None:
        _open(head, department, Membership.Role.HEAD, not _has_primary(head), on)
    else:
        _replace(row, on, role=Membership.Role.HEAD, is_primary=row.is_primary)


def _check_joinable(person: Person, department: Department) -> None:
    if not person.is_active:
        raise Invalid(f"{person.name} has left.", fields={"person": [f"{person.name} has left."]})
    if department.closed_at is not None:
        raise RuleBroken(f"{department.name} is closed.")
    if _open_rows().filter(person=person, department=department).exists():
        raise RuleBroken(f"{person.name} belongs to {department.name} already.")


def _becomes_primary(actor: Person, person: Person, wanted: bool | None, since: date) -> bool:
    has_one = _has_primary(person)
    if wanted is None or not wanted:
        return wanted is None and not has_one
    if has_one:
        policies.require(policies.is_administrator(actor), "Only administrators move people.")
        _end_primary(person, since)
    return True


def _has_primary(person: Person) -> bool:
    return _open_rows().filter(person=person, is_primary=True).exists()


def _end_primary(person: Person, on: date) -> None:
    for old in _open_rows().filter(person=person, is_primary=True):
        _replace(old, on, role=old.role, is_primary=False)


def _locked_open(actor: Person, membership: Membership, now: datetime) -> Membership:
    current = locked(membership)
    allowed = policies.can_manage_members(actor, current.department, now.date())
    policies.require(allowed, HEADS_ONLY)
    if current.until is not None:
        raise RuleBroken(f"This membership ended on {current.until}.")
    return current


def _open_rows() -> QuerySet[Membership]:
    return Membership.objects.select_for_update().filter(until__isnull=True).order_by("pk")


def _open(
    person: Person, department: Department, role: str, is_primary: bool, since: date
) -> Membership:
    return Membership.objects.create(
        person=person, department=department, role=role, is_primary=is_primary, since=since
    )


def _replace(membership: Membership, on: date, *, role: str, is_primary: bool) -> Membership:
    """End the row on a day and open its successor; one that began no earlier is just changed."""
    if membership.since >= on:
        membership.role, membership.is_primary = role, is_primary
        membership.save(update_fields=["role", "is_primary"])
        return membership
    _close(membership, on)
    return _open(membership.person, membership.department, role, is_primary, on)


def _close(membership: Membership, on: date) -> None:
    """End a row; one that began on that day or later never held and goes."""
    if membership.since >= on:
        membership.delete()
        return
    membership.until = on
    membership.save(update_fields=["until"])


def _tell_changed(actor: Person, action: str, membership: Membership, now: datetime) -> None:
    detail = {"role": membership.role, "is_primary": membership.is_primary}
    record(actor, action, membership, detail, now)
    outbox.publish(
        events.MembershipChanged(
            membership.pk, membership.person_id, membership.department_id, membership.role, now
        )
    )
