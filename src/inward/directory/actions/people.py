"""People: create, change, deactivate, reactivate, make an administrator."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any, TypedDict, Unpack, cast

from django.contrib.auth.hashers import make_password
from django.db import transaction

from inward.directory import events, policies, rules
from inward.directory.actions.departments import leave_heads
from inward.directory.actions.memberships import end_all
from inward.directory.actions.writing import locked, record
from inward.directory.models import Person
from inward.directory.problems import Problems, unless_taken
from inward.kernel import outbox
from inward.kernel.errors import RuleBroken

ADMINISTRATORS_ONLY = "Only administrators do this."
ADDRESS_TAKEN = "Somebody has this address already."


class PersonFacts(TypedDict, total=False):
    """What can be said of a person beside the name."""

    email: str | None
    employment: str
    position: str
    manager: Person | None
    time_zone: str
    locale: str


class PersonDetails(PersonFacts, total=False):
    """What can be said of a person."""

    name: str


_CHECKS: dict[str, Callable[[Any], Any]] = {
    "name": rules.name_of,
    "email": rules.email_of,
    "employment": lambda v: rules.choice_of(v, Person.Employment.values, field="employment"),
    "position": lambda v: rules.choice_of(v, Person.Position.values, field="position"),
    "manager": lambda v: v,
    "time_zone": rules.time_zone_of,
    "locale": rules.locale_of,
}


@transaction.atomic
def create_person(
    *,
    actor: Person,
    name: str,
    now: datetime,
    may_sign_in: bool = True,
    **details: Unpack[PersonFacts],
) -> Person:
    """Somebody joins the directory; without password until one is set or they are invited.

    Without an e-mail address nobody signs in. Raises NotAllowed (administrators only), Invalid.
    """
    policies.require(policies.is_administrator(actor), ADMINISTRATORS_ONLY)
    person = new_person({"name": name, **details}, may_sign_in=may_sign_in, now=now)
    record(actor, "created", person, {"may_sign_in": person.may_sign_in}, now)
    outbox.publish(events.PersonCreated(person.pk, now))
    return person


def new_person(details: Mapping[str, Any], *, may_sign_in: bool, now: datetime) -> Person:
    """Check and insert a person; who may, audit and event are the caller's. Raises Invalid."""
    cleaned = _cleaned(details, None)
    person = Person(**cleaned, created_at=now, password=make_password(None))
    person.may_sign_in = may_sign_in and person.email is not None
    with unless_taken("email", ADDRESS_TAKEN):
        person.save()
    return person


@transaction.atomic
def change_person(
    *, actor: Person, person: Person, now: datetime, **changes: Unpack[PersonDetails]
) -> Person:
    """Change what is known of a person; what is equal already is no change.

    Raises NotAllowed (administrators; people their own time zone and language), Invalid, NotFound.
    """
    current = locked(person)
    allowed = policies.can_change_person(actor, current, changes.keys())
    policies.require(allowed, ADMINISTRATORS_ONLY)
    changed = _apply(current, _cleaned(cast(dict[str, Any], changes), current))
    if not changed:
        return current
    with unless_taken("email", ADDRESS_TAKEN):
        current.save(update_fields=changed)
    record(actor, "changed", current, {"fields": changed}, now)
    outbox.publish(events.PersonChanged(current.pk, tuple(changed), now))
    return current


@transaction.atomic
def deactivate_person(*, actor: Person, person: Person, now: datetime) -> Person:
    """A person leaves: sessions die at once, memberships and headships end today.

    Raises NotAllowed; RuleBroken when they left already or are the actor.
    """
    current = locked(person)
    policies.require(policies.is_administrator(actor), ADMINISTRATORS_ONLY)
    if not current.is_active:
        raise RuleBroken(f"{current.name} has left already.")
    if current.pk == actor.pk:
        raise RuleBroken("Nobody deactivates themselves; ask another administrator.")
    leave_heads(current, now)
    end_all(current, now.date())
    current.is_active = current.is_administrator = False
    current.session_epoch += 1
    current.save(update_fields=["is_active", "is_administrator", "session_epoch"])
    record(actor, "deactivated", current, {}, now)
    outbox.publish(events.PersonDeactivated(current.pk, now))
    return current


@transaction.atomic
def reactivate_person(*, actor: Person, person: Person, now: datetime) -> Person:
    """A person is back, without memberships; an old password counts no more.

    Raises NotAllowed; RuleBroken when they never left.
    """
    current = locked(person)
    policies.require(policies.is_administrator(actor), ADMINISTRATORS_ONLY)
    if current.is_active:
        raise RuleBroken(f"{current.name} has not left.")
    current.is_active = True
    current.set_unusable_password()
    current.save(update_fields=["is_active", "password"])
    record(actor, "reactivated", current, {}, now)
    outbox.publish(events.PersonReactivated(current.pk, now))
    return current


@transaction.atomic
def set_administrator(
    *, actor: Person, person: Person, is_administrator: bool, now: datetime
) -> Person:
    """Make somebody an administrator, or no more.

    Raises NotAllowed; RuleBroken for people who left and for giving up one's own rights (so that
    one administrator always remains).
    """
    current = locked(person)
    policies.require(policies.is_administrator(actor), ADMINISTRATORS_ONLY)
    if not current.is_active:
        raise RuleBroken(f"{current.name} has left.")
    if current.pk == actor.pk and not is_administrator:
        raise RuleBroken("Another administrator has to do this, so that one remains.")
    if current.is_administrator == is_administrator:
        return current
    current.is_administrator = is_administrator
    current.save(update_fields=["is_administrator"])
    record(actor, "administrator_set", current, {"is_administrator": is_administrator}, now)
    outbox.publish(events.AdministratorSet(current.pk, is_administrator, now))
    return current


def _cleaned(details: Mapping[str, Any], person: Person | None) -> dict[str, Any]:
    problems = Problems()
    cleaned: dict[str, Any] = {}
    for field, value in details.items():
        if field not in _CHECKS:
            problems.add(field, "This is not known of people.")
            continue
        cleaned[field] = problems.attempt(partial(_CHECKS[field], value), None)
    _check_address(cleaned.get("email"), person, problems)
    if person is not None:
        _check_manager(person, cleaned.get("manager"), problems)
        if "email" in cleaned and cleaned["email"] is None and person.may_sign_in:
            problems.add("email", "Who signs in needs an address.")
    problems.refuse()
    return cleaned


def _check_address(email: str | None, person: Person | None, problems: Problems) -> None:
    if email is None:
        return
    others = Person.objects.filter(email=email)
    if (others.exclude(pk=person.pk) if person else others).exists():
        problems.add("email", ADDRESS_TAKEN)


def _check_manager(person: Person, manager: Person | None, problems: Problems) -> None:
    if manager is None:
        return
    if manager.pk == person.pk or person.pk in _chain_from(manager):
        problems.add("manager", "Nobody reports to themselves, not through others either.")


def _chain_from(person: Person) -> list[int]:
    """Ids of the managers above a person; one statement a level, levels being few."""
    manager_of: dict[int, int | None] = {}
    above = person.manager_id
    current = person.pk
    while current not in manager_of:
        manager_of[current] = above
        if above is None:
            break
        current = above
        above = Person.objects.filter(pk=current).values_list("manager_id", flat=True).first()
    return rules.chain_above(person.pk, manager_of)


def _apply(person: Person, cleaned: Mapping[str, Any]) -> list[str]:
    changed = [field for field, value in cleaned.items() if getattr(person, field) != value]
    for field in changed:
        setattr(person, field, cleaned[field])
    return sorted(changed)
