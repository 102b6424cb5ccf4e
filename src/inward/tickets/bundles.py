"""Bundles: what one answered form asks along, each a ticket of its own, a child of the first."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Subquery

from inward.catalogue.models import FormVersion, Offering
from inward.catalogue.rules import answers_for, parts_due, parts_of, questions_of


@dataclass(frozen=True)
class Along:
    """A part that is due: its offering with the form it asks now, its title and its answers."""

    offering: Offering
    form: FormVersion
    title: str
    answers: dict[str, Any]


@dataclass(frozen=True)
class Due:
    """The parts due, in order; and the names of offerings that cannot be asked any more."""

    parts: Sequence[Along] = ()
    gone: Sequence[str] = ()


def due(form: FormVersion, answers: Mapping[str, Any]) -> Due:
    """What these (cleaned) answers start. No statement without a plan; two with one."""
    if not form.plan:
        return Due()
    ours = questions_of(form.fields)
    planned = parts_due(parts_of(form.plan), ours, answers)
    offerings = _offerings([part.offering for part in planned])
    forms = _forms(offerings.values())
    parts, gone = [], []
    for part in planned:
        offering = offerings[part.offering]
        asked = forms.get(offering.pk)
        if asked is None or not _is_offered(offering):
            gone.append(offering.name)
            continue
        theirs = answers_for(part, answers, questions_of(asked.fields))
        parts.append(Along(offering, asked, part.title, theirs))
    return Due(parts, gone)


def _is_offered(offering: Offering) -> bool:
    service = offering.service
    return offering.is_active and service.is_active and service.supplier.closed_at is None


def _offerings(ids: Sequence[int]) -> dict[int, Offering]:
    found = Offering.objects.select_related("service__supplier", "service__owner")
    return found.in_bulk(ids)


def _forms(offerings: Iterable[Offering]) -> dict[int, FormVersion]:
    """The newest form of each. One statement."""
    newest = FormVersion.objects.filter(offering=OuterRef("offering")).order_by("-number")
    ids = [offering.pk for offering in offerings]
    found = FormVersion.objects.filter(offering__in=ids, pk=Subquery(newest.values("pk")[:1]))
    return {form.offering_id: form for form in found}
