"""Services: create, change, say who may ask, retire."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, TypedDict, Unpack, cast

from django.db import transaction

from inward.calendars.models import Calendar
from inward.catalogue import events, policies
from inward.catalogue.actions.writing import Checks, apply, cleaned, locked, record
from inward.catalogue.models import Offering, Service, ServiceAudience
from inward.directory.folding import search_key
from inward.directory.models import Department, Person
from inward.directory.policies import require
from inward.directory.rules import choice_of, name_of
from inward.kernel import outbox
from inward.kernel.errors import Invalid, RuleBroken
from inward.kernel.text import many_lines, one_line

SEARCHED = ("name", "category", "description")


class ServiceFacts(TypedDict, total=False):
    """What can be said of a service beside the name."""

    category: str
    description: str
    owner: Person | None
    finally_serves: str
    calendar: Calendar | None


class ServiceDetails(ServiceFacts, total=False):
    """What can be said of a service."""

    name: str


def _owner(value: Person | None) -> Person | None:
    if value is not None and not value.is_active:
        raise Invalid(f"{value.name} has left.", fields={"owner": [f"{value.name} has left."]})
    return value


_CHECKS: Checks = {
    "name": name_of,
    "category": lambda v: one_line(v, field="category", max_length=100),
    "description": lambda v: many_lines(v, field="description", max_length=10_000),
    "owner": _owner,
    "finally_serves": lambda v: one_line(v, field="finally_serves", max_length=300),
    "calendar": lambda v: v,
}


@transaction.atomic
def create_service(
    *,
    actor: Person,
    supplier: Department,
    name: str,
    now: datetime,
    **details: Unpack[ServiceFacts],
) -> Service:
    """A department supplies something; all may ask until an audience is set.

    Raises NotAllowed (supplier's lead or head, administrators), Invalid, RuleBroken (closed).
    """
    require(policies.can_supply(actor, supplier, now.date()), policies.WHO_MANAGES)
    if supplier.closed_at is not None:
        raise RuleBroken(f"{supplier.name} is closed.")
    clean = cleaned({"name": name, **details}, _CHECKS)
    service = Service(**clean, supplier=supplier, created_at=now)
    service.search_key = _search_key(service)
    service.save()
    record(actor, "created", service, {"supplier_id": supplier.pk}, now)
    outbox.publish(events.ServiceCreated(service.pk, supplier.pk, now))
    return service


@transaction.atomic
def change_service(
    *, actor: Person, service: Service, now: datetime, **changes: Unpack[ServiceDetails]
) -> Service:
    """Change what is said of a service; what is equal already is no change.

    Raises NotAllowed, Invalid, RuleBroken (retired).
    """
    current = _managed(actor, service, now)
    changed = apply(current, cleaned(cast(dict[str, Any], changes), _CHECKS))
    if not changed:
        return current
    current.search_key = _search_key(current)
    current.save(update_fields=[*changed, "search_key"])
    record(actor, "changed", current, {"fields": changed}, now)
    outbox.publish(events.ServiceChanged(current.pk, tuple(changed), now))
    return current


@transaction.atomic
def set_audience(
    *,
    actor: Person,
    service: Service,
    departments: Collection[Department] | None,
    positions: Collection[str] = (),
    people: Collection[Person] = (),
    now: datetime,
) -> Service:
    """Say who may ask: departments (with all below them), holders of positions, people; or all.

    ``departments`` None: all may. Whoever is named in one way may ask. Raises NotAllowed,
    RuleBroken (retired), Invalid for an empty audience: then retire the service.
    """
    current = _managed(actor, service, now)
    named = None if departments is None else _named(departments, positions, people)
    if named == []:
        words = "Name at least one department, position or person, or retire the service."
        raise Invalid(words, fields={"departments": [words]})
    current.open_to_all = named is None
    current.save(update_fields=["open_to_all"])
    current.audience.all().delete()
    rows = [ServiceAudience(service=current, **one) for one in named or ()]
    ServiceAudience.objects.bulk_create(rows)
    told = {f"{field}s": [r[field] for r in named or () if field in r] for field in AUDIENCE}
    record(actor, "audience_set", current, {"open_to_all": named is None, **told}, now)
    outbox.publish(
        events.AudienceSet(
            current.pk, current.open_to_all, tuple(told["department_ids"]),
            tuple(told["positions"]), tuple(told["person_ids"]), now,
        )
    )  # fmt: skip
    return current


AUDIENCE = ("department_id", "position", "person_id")


def _named(
    departments: Collection[Department], positions: Collection[str], people: Collection[Person]
) -> list[dict[str, Any]]:
    """One row each, ordered, nothing twice. Raises Invalid (positions)."""
    held = {choice_of(one, Person.Position.values, field="positions") for one in positions}
    return [
        *({"department_id": pk} for pk in sorted({one.pk for one in departments})),
        *({"position": one} for one in sorted(held)),
        *({"person_id": pk} for pk in sorted({one.pk for one in people})),
    ]


@transaction.atomic
def retire_service(*, actor: Person, service: Service, now: datetime) -> Service:
    """Offer a service no more, nor anything of it. Tickets asked before go on.

    Raises NotAllowed, RuleBroken (retired already).
    """
    current = _managed(actor, service, now)
    current.is_active = False
    current.save(update_fields=["is_active"])
    for offering in Offering.objects.select_for_update().filter(service=current, is_active=True):
        offering.is_active = False
        offering.save(update_fields=["is_active"])
        outbox.publish(events.OfferingRetired(offering.pk, now))
    record(actor, "retired", current, {}, now)
    outbox.publish(events.ServiceRetired(current.pk, now))
    return current


def _managed(actor: Person, service: Service, now: datetime) -> Service:
    current = locked(service)
    require(policies.can_manage_service(actor, current, now.date()), policies.WHO_MANAGES)
    if not current.is_active:
        raise RuleBroken(f"{current.name} is retired.")
    return current


def _search_key(service: Service) -> str:
    return search_key(*(getattr(service, field) for field in SEARCHED))
