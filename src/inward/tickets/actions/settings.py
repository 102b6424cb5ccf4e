"""Changing how a department, or the whole organisation, works its tickets."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from inward.catalogue.models import Offering
from inward.directory.models import Department, Person
from inward.directory.policies import is_administrator
from inward.directory.queries import leads
from inward.kernel import audit, outbox
from inward.kernel.errors import Conflict, Invalid, NotAllowed
from inward.tickets import desk_checks
from inward.tickets.events import DeskChanged
from inward.tickets.models import Desk


def can_keep_desk(actor: Person, department: Department | None, now: datetime) -> bool:
    """A department's: who leads or heads it, or heads one above. The organisation's: who runs it.

    Administrators may keep any: it shows no ticket.
    """
    if is_administrator(actor):
        return True
    return department is not None and leads(actor, department, now.date())


@transaction.atomic
def change_desk(
    *, actor: Person, department: Department | None, part: str, value: Any,
    offering: Offering | None = None, version: int | None = None, now: datetime,
) -> Desk:  # fmt: skip
    """Set one part of a desk: labels, rights, waits or windows. ``department`` None: for all.

    ``offering``: for it alone (rights and windows). What is open goes by it from now on; dates
    already given stay. Raises NotAllowed, Conflict (stale ``version``), Invalid (fields of the
    part, part, offering).
    """
    if not can_keep_desk(actor, department, now):
        raise NotAllowed("Only those who lead the department change how it works.")
    desk = _locked(department)
    if version is not None and version != desk.version:
        raise Conflict("Somebody changed this meanwhile: look, and save it again.")
    own = _with(desk.own, part, _checked(part, value, department, offering), offering)
    desk.own, desk.version = own, desk.version + 1
    desk.save()
    if department is None:
        _share(own)
    _record(actor, department, part, offering, value, now)
    return desk


def _locked(department: Department | None) -> Desk:
    if department is None:
        desk, _made = Desk.objects.select_for_update().get_or_create(for_all=True)
        return desk
    desk, made = Desk.objects.select_for_update().get_or_create(department=department)
    if made:
        desk.shared = _shared()
    return desk


def _shared() -> Mapping[str, Any]:
    own: Mapping[str, Any] = (
        Desk.objects.filter(for_all=True).values_list("own", flat=True).first() or {}
    )
    return own


def _checked(
    part: str, value: Any, department: Department | None, offering: Offering | None
) -> Any:
    check = desk_checks.PARTS.get(part)
    if check is None or (offering is not None and part not in desk_checks.BY_OFFERING):
        raise Invalid("There is no such setting.", fields={"part": ["There is no such setting."]})
    if offering is not None and (
        department is None or offering.service.supplier_id != department.pk
    ):
        words = "Choose one of the department's own offerings."
        raise Invalid(words, fields={"offering": [words]})
    return check(value)


def _with(
    own: Mapping[str, Any], part: str, value: Any, offering: Offering | None
) -> dict[str, Any]:
    if offering is None:
        return {**own, part: value}
    offerings = dict(own.get("offerings") or {})
    one = {**(offerings.get(str(offering.pk)) or {}), part: value}
    offerings[str(offering.pk)] = {name: held for name, held in one.items() if held}
    return {**own, "offerings": {pk: held for pk, held in offerings.items() if held}}


def _share(own: Mapping[str, Any]) -> None:
    """Copy the organisation's word to every desk, so that a ticket read brings both along."""
    missing = Department.objects.filter(desk__isnull=True).values_list("pk", flat=True)
    rows = [Desk(department_id=pk, shared=own) for pk in missing]
    Desk.objects.bulk_create(rows, ignore_conflicts=True)
    Desk.objects.filter(for_all=False).update(shared=own)


@transaction.atomic
def open_desk(*, department_id: int) -> None:
    """A new department works as the organisation says; nothing where it says nothing."""
    shared = _shared()
    if shared and Department.objects.filter(pk=department_id).exists():
        row = Desk(department_id=department_id, shared=shared)
        Desk.objects.bulk_create([row], ignore_conflicts=True)


def _record(
    actor: Person, department: Department | None, part: str, offering: Offering | None, value: Any,
    now: datetime,
) -> None:  # fmt: skip
    pk = department.pk if department is not None else None
    audit.record(
        actor_id=actor.pk, action="desk.changed", subject="department", subject_id=pk or "all",
        detail={"part": part, "offering": offering.pk if offering else None, "value": value},
        at=now,
    )  # fmt: skip
    outbox.publish(DeskChanged(pk, part, now))
