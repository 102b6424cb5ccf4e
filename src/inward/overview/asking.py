"""The form of an offering somebody may ask for, with what they typed into it before."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, Subquery

from inward.catalogue.models import Favourite, FormVersion, Offering
from inward.catalogue.queries import askable_by
from inward.directory.models import Person
from inward.kernel.errors import NotFound
from inward.overview.drafts import Kept
from inward.tickets.actions import offering_place
from inward.tickets.models import Draft


@dataclass(frozen=True)
class Asking:
    """What the page of an offering begins with."""

    offering: Offering
    form: FormVersion
    draft: Kept | None
    favourite: bool = False


def asking(person: Person, offering_id: int, on: date) -> Asking:
    """The newest form of an offering the person may ask for, and their draft of it.

    Raises NotFound for missing, retired, hidden and formless alike. Two statements.
    """
    place = offering_place(Offering(pk=offering_id))
    kept = Draft.objects.filter(person=person, place=place)
    forms = FormVersion.objects.filter(
        offering__in=askable_by(person, on).filter(pk=offering_id).values("pk")
    )
    found = (
        forms.select_related("offering__service__supplier")
        .annotate(
            typed=Subquery(kept.values("content")[:1]),
            typed_at=Subquery(kept.values("changed_at")[:1]),
            starred=Exists(Favourite.objects.filter(person=person, offering=offering_id)),
        )
        .order_by("-number")
        .first()
    )
    if found is None:
        raise NotFound("There is no such offering.")
    draft = Kept(found.typed, found.typed_at) if found.typed_at else None
    return Asking(found.offering, found, draft, found.starred)
