"""What somebody wants on top of their own Ask page. Nobody else's matter: no audit, no event."""

from datetime import datetime

from django.db import transaction

from inward.catalogue.models import Favourite, Offering
from inward.catalogue.queries import offering_for
from inward.directory.models import Person


@transaction.atomic
def set_favourite(*, actor: Person, offering: Offering, wanted: bool, now: datetime) -> Offering:
    """Put an offering on top of one's Ask page, or take it from there; twice is once.

    Raises NotFound for what the actor may not ask for (taking away always works).
    """
    mine = Favourite.objects.filter(person=actor, offering=offering)
    if not wanted:
        mine.delete()
        return offering
    found = offering_for(actor, offering.pk, now.date())
    Favourite.objects.bulk_create([Favourite(person=actor, offering=found)], ignore_conflicts=True)
    return found
