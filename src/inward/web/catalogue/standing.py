"""Who is led to the builder. The actions decide; this only saves others a link of no use."""

from datetime import datetime

from django.http import HttpRequest

from inward.directory.models import Person
from inward.directory.queries import LEADING
from inward.web.shell import standing_for


def may_build(request: HttpRequest, person: Person, at: datetime) -> bool:
    """Whether the person leads anywhere, or administers. Costs what the frame reads anyway."""
    return person.is_administrator or not standing_for(request, person, at).roles.isdisjoint(
        LEADING
    )
