"""Custom fields of an offering: a version at a time, as of its form."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from inward.catalogue import policies
from inward.catalogue.actions.writing import locked, record
from inward.catalogue.models import FieldsVersion, Offering
from inward.catalogue.rules.fields import fields_said
from inward.directory.models import Person
from inward.directory.policies import require
from inward.kernel.errors import RuleBroken


@transaction.atomic
def set_fields(
    *, actor: Person, offering: Offering, fields: Sequence[Mapping[str, Any]], now: datetime
) -> FieldsVersion:
    """Say which custom fields the tickets of an offering have from now on; a new version.

    Tickets asked for before keep the fields they began with. Raises NotAllowed, Invalid (each
    fault by place), RuleBroken (nothing changes).
    """
    fresh = locked(offering)
    require(policies.can_manage_service(actor, fresh.service, now.date()), policies.WHO_MANAGES)
    stored = [one.to_json() for one in fields_said(fields)]
    last = FieldsVersion.objects.filter(offering=fresh).order_by("-number").first()
    if (last.fields if last else []) == stored:
        raise RuleBroken("These are the fields it has.")
    version = FieldsVersion.objects.create(
        offering=fresh, number=last.number + 1 if last else 1, fields=stored, created_at=now
    )
    fresh.fields_version = version
    fresh.save(update_fields=["fields_version"])
    record(actor, "fields_set", fresh, {"version": version.number}, now)
    return version
