"""What every action of the directory does alike: lock a row, keep the audit."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.db import models

from inward.directory.models import Absence, Department, Membership, Person
from inward.kernel import audit
from inward.kernel.errors import NotFound

M = TypeVar("M", Person, Department, Membership, Absence)


def locked(thing: M) -> M:
    """The thing as it stands in the database now, locked until the transaction ends."""
    # Not type(): the person of a web request is a lazy stand-in for the model.
    kind: type[M] = thing.__class__
    manager: models.Manager[M] = kind._default_manager
    found = manager.select_for_update().filter(pk=thing.pk).first()
    if found is None:
        raise NotFound(f"There is no such {kind._meta.model_name}.")
    return found


def record(
    actor: Person | None, action: str, thing: models.Model, detail: Mapping[str, Any], at: datetime
) -> None:
    """One audit entry, `person.created`; `detail` holds ids and field names, nothing private."""
    subject = str(thing._meta.model_name)
    audit.record(
        actor_id=actor.pk if actor else None,
        action=f"{subject}.{action}",
        subject=subject,
        subject_id=thing.pk,
        detail=detail,
        at=at,
    )
