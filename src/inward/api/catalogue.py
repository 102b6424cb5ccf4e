"""Routes of the catalogue: what one may ask for."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from inward.api.doors import asking
from inward.api.schemas import OfferingOut
from inward.catalogue.models import Offering
from inward.catalogue.queries import askable_by, search

router = Router(tags=["catalogue"])
MOST = 200


@router.get("/offerings", response=list[OfferingOut], url_name="offerings")
def offerings(request: HttpRequest, q: str = "") -> list[dict[str, Any]]:
    """Offerings one may ask for: all by name, or those that fit some words; 200 at most."""
    person, instant = asking(request)
    if q:
        return [_row(offering) for offering in search(person, q, instant.date())]
    found = askable_by(person, instant.date()).select_related("service__supplier")
    return [_row(offering) for offering in found.order_by("name", "pk")[:MOST]]


def _row(offering: Offering) -> dict[str, Any]:
    return {
        "id": offering.pk,
        "name": offering.name,
        "description": offering.description,
        "kind": offering.kind,
        "service": offering.service,
        "supplier": offering.service.supplier,
    }
