"""What a person was told: theirs alone to read."""

from django.db.models import QuerySet

from inward.directory.models import Person
from inward.notify.models import Notice


def visible_to(person: Person) -> QuerySet[Notice]:
    """The notices of a person, newest first. Nobody reads another's."""
    return Notice.objects.filter(person=person).order_by("-pk")


def unseen(person: Person, limit: int = 20) -> list[Notice]:
    """What the person has not seen yet, newest first. One statement."""
    return list(visible_to(person).filter(seen_at__isnull=True)[:limit])
