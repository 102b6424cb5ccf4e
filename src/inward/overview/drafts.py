"""What somebody was typing, with when: drafts as pages restore them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from inward.directory.models import Person
from inward.tickets.models import Draft


@dataclass(frozen=True)
class Kept:
    """A draft: what was typed by name of the field, and when it was kept."""

    content: Mapping[str, str]
    changed_at: datetime


def newest(person: Person, places: Sequence[str]) -> Kept | None:
    """The newest draft of a person at any of these places. One statement."""
    mine = Draft.objects.filter(person=person, place__in=places)
    found = mine.order_by("-changed_at", "-pk").first()
    return Kept(found.content, found.changed_at) if found else None
