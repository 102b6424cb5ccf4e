"""Making calendars and publishing what they say: the only writers of the tables."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from inward.calendars.definition import Definition
from inward.calendars.events import CalendarPublished
from inward.calendars.models import Calendar, CalendarVersion
from inward.calendars.policies import Actor, can_change_calendars
from inward.calendars.queries import version_in_force
from inward.calendars.reading import definition_from_json
from inward.kernel import audit, outbox
from inward.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from inward.kernel.text import one_line

LONGEST_NAME = 200


@transaction.atomic
def create_calendar(
    *, actor: Actor, name: str, definition: Mapping[str, Any], now: datetime
) -> CalendarVersion:
    """Make a calendar with its first version, which is returned.

    Raises NotAllowed; Invalid for a name that is empty, too long or taken; InvalidCalendar for a
    definition that cannot be used, never opening included.
    """
    _may_change(actor)
    name = _checked_name(name)
    said = definition_from_json(definition)
    calendar = _inserted(name, now)
    return _published(actor, calendar, 1, said, "calendar.created", now)


@transaction.atomic
def publish_version(
    *,
    actor: Actor,
    calendar_id: int,
    definition: Mapping[str, Any],
    expected_number: int,
    now: datetime,
) -> CalendarVersion:
    """Let a calendar say something new from now on; what is pinned to older versions stays.

    `expected_number` is the version the editor started from. A definition that says what is in
    force already publishes nothing: the version in force is returned. Raises NotAllowed, NotFound,
    Conflict if somebody published meanwhile, InvalidCalendar.
    """
    calendar = Calendar.objects.select_for_update().filter(pk=calendar_id).first()
    _may_change(actor)
    if calendar is None:
        raise NotFound("There is no such calendar.")
    said = definition_from_json(definition)
    newest = version_in_force(calendar.pk)
    if newest.definition == said.to_json():
        return newest
    if newest.number != expected_number:
        raise Conflict(f"Somebody published version {newest.number} of this calendar meanwhile.")
    return _published(actor, calendar, newest.number + 1, said, "calendar.published", now)


def _may_change(actor: Actor) -> None:
    if not can_change_calendars(actor):
        raise NotAllowed("Only administrators change calendars.")


def _checked_name(name: str) -> str:
    read = one_line(name, field="name", max_length=LONGEST_NAME)
    if not read:
        raise Invalid("A calendar needs a name.", fields={"name": ["Give the calendar a name."]})
    return read


def _inserted(name: str, now: datetime) -> Calendar:
    try:
        with transaction.atomic():
            return Calendar.objects.create(name=name, created_at=now)
    except IntegrityError as error:
        raise Invalid(
            f"There is a calendar called {name!r} already.",
            fields={"name": ["There is a calendar of this name already."]},
        ) from error


def _published(
    actor: Actor, calendar: Calendar, number: int, said: Definition, verb: str, now: datetime
) -> CalendarVersion:
    version = CalendarVersion(
        calendar=calendar, number=number, definition=said.to_json(), created_at=now
    )
    version.save()
    audit.record(
        actor_id=actor.pk,
        action=verb,
        subject="calendar",
        subject_id=calendar.pk,
        detail={"name": calendar.name, "number": number, "definition": version.definition},
        at=now,
    )
    outbox.publish(CalendarPublished(calendar.pk, version.pk, number, now))
    return version
