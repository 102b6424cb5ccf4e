"""What every action of the catalogue does alike: lock a row, keep the audit, check what is said."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from django.db import models

from inward.catalogue.models import Offering, Service
from inward.directory.models import Person
from inward.directory.problems import Problems
from inward.kernel import audit
from inward.kernel.errors import NotFound

M = TypeVar("M", Service, Offering)
Checks = Mapping[str, Callable[[Any], Any]]


def locked(thing: M) -> M:
    """The thing as it stands in the database now, locked until the transaction ends."""
    manager: models.Manager[M] = type(thing)._default_manager
    found = manager.select_for_update().filter(pk=thing.pk).first()
    if found is None:
        raise NotFound(f"There is no such {type(thing).__name__.lower()}.")
    return found


def cleaned(said: Mapping[str, Any], checks: Checks) -> dict[str, Any]:
    """Every field checked. Raises Invalid with all that is wrong, unknown fields included."""
    problems = Problems()
    clean: dict[str, Any] = {}
    for field, value in said.items():
        if field not in checks:
            problems.add(field, "This is not known here.")
            continue
        clean[field] = problems.attempt(partial(checks[field], value), None)
    problems.refuse()
    return clean


def apply(thing: M, clean: Mapping[str, Any]) -> list[str]:
    """Set what differs; gives the names of these fields, in order. Nothing is saved."""
    changed = sorted(field for field, value in clean.items() if getattr(thing, field) != value)
    for field in changed:
        setattr(thing, field, clean[field])
    return changed


def record(
    actor: Person, action: str, thing: models.Model, detail: Mapping[str, Any], at: datetime
) -> None:
    """One audit entry, `service.created`; `detail` holds ids and names of fields."""
    subject = str(thing._meta.model_name)
    audit.record(
        actor_id=actor.pk,
        action=f"{subject}.{action}",
        subject=subject,
        subject_id=thing.pk,
        detail=detail,
        at=at,
    )
