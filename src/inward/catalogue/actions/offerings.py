"""Offerings and their forms: create, change, publish other questions, retire."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, TypedDict, Unpack, cast

from django.db import transaction

from inward.catalogue import events, policies
from inward.catalogue.actions.writing import Checks, apply, cleaned, locked, record
from inward.catalogue.models import FormVersion, Offering, Service, Standard
from inward.catalogue.queries import startable
from inward.catalogue.rules import Part, Question, form_of, plan_of, steps_of
from inward.directory.folding import search_key
from inward.directory.models import Person
from inward.directory.policies import require
from inward.directory.problems import unless_taken
from inward.directory.rules import choice_of, name_of
from inward.kernel import outbox
from inward.kernel.errors import Invalid, RuleBroken
from inward.kernel.text import many_lines, one_line

SEARCHED = ("name", "keywords", "description")
MOST_PRICE = Decimal(10**9)
Fields = Sequence[Mapping[str, Any]]


class OfferingFacts(TypedDict, total=False):
    """What can be said of an offering beside the name."""

    description: str
    keywords: str
    kind: str
    default_impact: int
    confidentiality: str
    is_rated: bool
    price: Decimal | str | None
    price_unit: str
    delivery_hint: str
    standard: Standard | None
    fulfilment_steps: Sequence[Mapping[str, Any]]


class OfferingDetails(OfferingFacts, total=False):
    """What can be said of an offering."""

    name: str


def _impact(value: Any) -> int:
    if isinstance(value, bool) or value not in (1, 2, 3):
        words = "1 the organisation, 2 a department or 3 a person."
        raise Invalid(words, fields={"default_impact": [words]})
    return int(value)


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise Invalid("Say true or false.", fields={"is_rated": ["Say true or false."]})
    return value


def _price(value: Any) -> Decimal | None:
    """An amount of money to the cent; None where there is no price. Raises Invalid."""
    if value is None or value == "":
        return None
    words = "Write an amount like 1249.50, or nothing."
    try:
        amount = Decimal(str(value).strip())
    except InvalidOperation:
        raise Invalid(words, fields={"price": [words]}) from None
    if not amount.is_finite() or not 0 <= amount < MOST_PRICE or amount != round(amount, 2):
        raise Invalid(words, fields={"price": [words]})
    return amount.quantize(Decimal("0.01"))


_CHECKS: Checks = {
    "name": name_of,
    "description": lambda v: many_lines(v, field="description", max_length=10_000),
    "keywords": lambda v: one_line(v, field="keywords", max_length=500),
    "kind": lambda v: choice_of(v, Offering.Kind.values, field="kind"),
    "default_impact": _impact,
    "confidentiality": lambda v: choice_of(
        v, Offering.Confidentiality.values, field="confidentiality"
    ),
    "is_rated": _flag,
    "price": _price,
    "price_unit": lambda v: one_line(v, field="price_unit", max_length=60),
    "delivery_hint": lambda v: one_line(v, field="delivery_hint", max_length=200),
    "standard": lambda v: v,
    "fulfilment_steps": lambda v: [step.to_json() for step in steps_of(v)],
}


@transaction.atomic
def create_offering(
    *,
    actor: Person,
    service: Service,
    name: str,
    now: datetime,
    fields: Fields = (),
    **details: Unpack[OfferingFacts],
) -> Offering:
    """One more thing can be asked of a service; its first form asks `fields`.

    Raises NotAllowed (owner, supplier's lead or head, administrators), Invalid, RuleBroken
    (service retired).
    """
    current = locked(service)
    require(policies.can_manage_service(actor, current, now.date()), policies.WHO_MANAGES)
    if not current.is_active:
        raise RuleBroken(f"{current.name} is retired.")
    clean = cleaned({"name": name, **details}, _CHECKS)
    questions = form_of(fields)
    _check_name(current, clean["name"], None)
    _check_standard(current, clean)
    offering = Offering(**clean, service=current, created_at=now)
    offering.search_key = _search_key(offering)
    offering.save()
    _publish(offering, 1, questions, (), now)
    record(actor, "created", offering, {"service_id": current.pk}, now)
    outbox.publish(events.OfferingCreated(offering.pk, current.pk, now))
    return offering


@transaction.atomic
def change_offering(
    *, actor: Person, offering: Offering, now: datetime, **changes: Unpack[OfferingDetails]
) -> Offering:
    """Change what is said of an offering; tickets asked before keep what they began with.

    Raises NotAllowed, Invalid, RuleBroken (retired).
    """
    current = _managed(actor, offering, now)
    clean = cleaned(cast(dict[str, Any], changes), _CHECKS)
    if "name" in clean:
        _check_name(current.service, clean["name"], current)
    _check_standard(current.service, clean)
    changed = apply(current, clean)
    if not changed:
        return current
    current.search_key = _search_key(current)
    with unless_taken("name", "This service has an offering of this name already."):
        current.save(update_fields=[*changed, "search_key"])
    record(actor, "changed", current, {"fields": changed}, now)
    outbox.publish(events.OfferingChanged(current.pk, tuple(changed), now))
    return current


@transaction.atomic
def publish_form(
    *,
    actor: Person,
    offering: Offering,
    fields: Fields | None = None,
    plan: Fields | None = None,
    now: datetime,
) -> FormVersion:
    """Ask other questions, or start other parts along, from now on; answers of before keep theirs.

    ``fields``, ``plan`` None: as in the version in force. The same again publishes nothing: the
    version in force is returned. Raises NotAllowed, Invalid ('fields.2.choices', 'plan.0.answers':
    …), RuleBroken (retired).
    """
    current = _managed(actor, offering, now)
    newest = current.forms.order_by("-number").first()
    asked = newest.fields if newest else []
    questions = form_of(asked if fields is None else fields)
    planned = (newest.plan or [] if newest else []) if plan is None else plan
    parts = _planned(actor, current, planned, questions, now)
    if newest is not None and _same(newest, questions, parts):
        return newest
    form = _publish(current, newest.number + 1 if newest else 1, questions, parts, now)
    record(actor, "form_published", current, {"number": form.number}, now)
    return form


def _planned(
    actor: Person, offering: Offering, plan: Fields, questions: Sequence[Question], now: datetime
) -> tuple[Part, ...]:
    """The parts, checked against what the actor may plan."""
    if not plan:
        return ()
    may = startable(actor, now.date())
    may.pop(offering.pk, None)
    return plan_of(plan, questions, may)


def _same(form: FormVersion, questions: Sequence[Question], parts: Sequence[Part]) -> bool:
    asked = [question.to_json() for question in questions]
    return form.fields == asked and (form.plan or []) == [part.to_json() for part in parts]


@transaction.atomic
def retire_offering(*, actor: Person, offering: Offering, now: datetime) -> Offering:
    """Let a thing be asked no more. Tickets asked before go on.

    Raises NotAllowed, RuleBroken (retired already).
    """
    current = _managed(actor, offering, now)
    current.is_active = False
    current.save(update_fields=["is_active"])
    record(actor, "retired", current, {}, now)
    outbox.publish(events.OfferingRetired(current.pk, now))
    return current


def _managed(actor: Person, offering: Offering, now: datetime) -> Offering:
    current = locked(offering)
    allowed = policies.can_manage_service(actor, current.service, now.date())
    require(allowed, policies.WHO_MANAGES)
    if not current.is_active:
        raise RuleBroken(f"{current.name} is retired.")
    return current


def _publish(
    offering: Offering, number: int, questions: Sequence[Question], parts: Sequence[Part],
    now: datetime,
) -> FormVersion:  # fmt: skip
    form = FormVersion.objects.create(
        offering=offering,
        number=number,
        fields=[question.to_json() for question in questions],
        plan=[part.to_json() for part in parts] or None,
        created_at=now,
    )
    outbox.publish(events.FormPublished(offering.pk, form.pk, number, now))
    return form


def _check_standard(service: Service, clean: Mapping[str, Any]) -> None:
    standard = clean.get("standard")
    if standard is not None and standard.service_id != service.pk:
        words = f"{standard.name} is no standard of {service.name}."
        raise Invalid(words, fields={"standard": [words]})


def _check_name(service: Service, name: str, offering: Offering | None) -> None:
    others = service.offerings.filter(name=name)
    if (others.exclude(pk=offering.pk) if offering else others).exists():
        words = f"{service.name} offers {name!r} already."
        raise Invalid(words, fields={"name": [words]})


def _search_key(offering: Offering) -> str:
    return search_key(*(getattr(offering, field) for field in SEARCHED))
