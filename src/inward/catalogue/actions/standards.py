"""Standards of a service: how it is to be done, in words and as a checklist; versioned."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from inward.catalogue import events, policies
from inward.catalogue.actions.writing import locked, record
from inward.catalogue.models import Service, Standard, StandardVersion
from inward.catalogue.rules import Step, steps_of
from inward.directory.models import Person
from inward.directory.policies import require
from inward.directory.problems import unless_taken
from inward.directory.rules import name_of
from inward.kernel import outbox
from inward.kernel.errors import RuleBroken
from inward.kernel.text import many_lines

TEXT_LENGTH = 50_000
Steps = Sequence[Mapping[str, Any]]


@transaction.atomic
def create_standard(
    *, actor: Person, service: Service, name: str, text: str = "", steps: Steps = (), now: datetime
) -> Standard:
    """A standard with its first version.

    Raises NotAllowed (owner, supplier's lead or head, administrators), Invalid (name, text,
    'steps.2.text': …), RuleBroken (service retired).
    """
    current = _of(actor, service, now)
    checked = steps_of(steps)
    standard = Standard(service=current, name=name_of(name), created_at=now)
    with unless_taken("name", f"{current.name} has a standard of this name already."):
        standard.save()
    _publish(actor, standard, 1, text, checked, now)
    return standard


@transaction.atomic
def publish_standard(
    *, actor: Person, standard: Standard, text: str, steps: Steps, now: datetime
) -> StandardVersion:
    """Another wording from now on; tickets that began with the one before keep its steps.

    The same again publishes nothing. Raises NotAllowed, Invalid, RuleBroken (service retired).
    """
    _of(actor, standard.service, now)
    checked = steps_of(steps)
    newest = standard.versions.order_by("-number").first()
    clean = many_lines(text, field="text", max_length=TEXT_LENGTH)
    stored = [step.to_json() for step in checked]
    if newest is not None and (newest.text, newest.steps) == (clean, stored):
        return newest
    return _publish(actor, standard, newest.number + 1 if newest else 1, clean, checked, now)


def _of(actor: Person, service: Service, now: datetime) -> Service:
    current = locked(service)
    require(policies.can_manage_service(actor, current, now.date()), policies.WHO_MANAGES)
    if not current.is_active:
        raise RuleBroken(f"{current.name} is retired.")
    return current


def _publish(
    actor: Person, standard: Standard, number: int, text: str, steps: Sequence[Step], now: datetime
) -> StandardVersion:
    version = StandardVersion.objects.create(
        standard=standard,
        number=number,
        text=many_lines(text, field="text", max_length=TEXT_LENGTH),
        steps=[step.to_json() for step in steps],
        created_at=now,
    )
    record(actor, "published", standard, {"number": number}, now)
    outbox.publish(events.StandardPublished(standard.pk, standard.service_id, number, now))
    return version
