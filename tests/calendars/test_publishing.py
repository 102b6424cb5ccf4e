"""Making calendars and publishing versions of them."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from inward.calendars import actions, facts, queries
from inward.calendars.errors import InvalidCalendar
from inward.calendars.events import CalendarPublished
from inward.calendars.models import Calendar, CalendarVersion
from inward.kernel import jobs, outbox
from inward.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from inward.kernel.models import AuditEntry, Job
from tests.calendars.calendars_for_tests import at, week

pytestmark = pytest.mark.django_db

NOW = datetime(2024, 6, 10, 8, tzinfo=UTC)
OFFICE = {"timezone": "Europe/Berlin", "hours": week([["08:00", "17:00"]])}
LONGER = {"timezone": "Europe/Berlin", "hours": week([["07:00", "19:00"]])}


@dataclass(frozen=True)
class Someone:
    """A person as calendars see one."""

    pk: int
    is_administrator: bool = False
    is_active: bool = True


ALICE = Someone(1, is_administrator=True)
BOB = Someone(2)
GONE = Someone(3, is_administrator=True, is_active=False)


def created(name: str = "Head office", definition: dict[str, Any] = OFFICE) -> CalendarVersion:
    """A calendar that Alice made."""
    return actions.create_calendar(actor=ALICE, name=name, definition=definition, now=NOW)


def published(first: CalendarVersion, definition: dict[str, Any], number: int) -> CalendarVersion:
    """What Alice published from the version of this number on."""
    return actions.publish_version(
        actor=ALICE,
        calendar_id=first.calendar_id,
        definition=definition,
        expected_number=number,
        now=NOW + timedelta(days=1),
    )


def test_an_administrator_makes_a_calendar_and_it_is_in_force() -> None:
    version = created("  Head\u200b   office ")
    assert version.calendar.name == "Head office"
    assert version.number == 1
    assert queries.version_in_force(version.calendar_id) == version
    assert queries.version(version.pk) == version


def test_publishing_adds_a_version_and_leaves_the_old_one_as_it_was() -> None:
    first = created()
    second = published(first, LONGER, 1)
    assert second.number == 2
    assert queries.version_in_force(first.calendar_id) == second
    assert queries.version(first.pk).definition == first.definition


@pytest.fixture
def listener(monkeypatch: pytest.MonkeyPatch) -> str:
    """Somebody who hears of published calendars during one test: the name of the jobs."""
    subscriptions: dict[Any, Any] = defaultdict(dict)
    monkeypatch.setattr(outbox, "_SUBSCRIPTIONS", subscriptions)
    monkeypatch.setattr(jobs, "TASKS", dict(jobs.TASKS))
    name = "tests.calendars.listener"
    outbox.subscribe(CalendarPublished, lambda event, *, now: None, name=name)
    return name


def test_publishing_is_recorded_and_told(listener: str) -> None:
    second = published(created(), LONGER, 1)
    entries = AuditEntry.objects.filter(subject="calendar").order_by("ordinal")
    assert [entry.action for entry in entries] == ["calendar.created", "calendar.published"]
    assert entries[1].actor_id == ALICE.pk
    told = Job.objects.filter(task=listener).order_by("pk")
    assert [job.payload["number"] for job in told] == [1, 2]
    assert second.created_at == NOW + timedelta(days=1)


def test_publishing_what_is_in_force_already_changes_nothing() -> None:
    first = created()
    same = {"hours": OFFICE["hours"], "timezone": "Europe/Berlin", "holidays": []}
    assert published(first, same, 1) == first
    assert CalendarVersion.objects.count() == 1


def test_a_stale_editor_is_told_and_nothing_is_overwritten() -> None:
    first = created()
    published(first, LONGER, 1)
    with pytest.raises(Conflict, match="version 2"):
        published(first, {"timezone": "UTC", "hours": week([["09:00", "10:00"]])}, 1)


@pytest.mark.parametrize("actor", [BOB, GONE])
def test_who_is_no_administrator_changes_no_calendar(actor: Someone) -> None:
    first = created()
    with pytest.raises(NotAllowed):
        actions.create_calendar(actor=actor, name="Mine", definition=OFFICE, now=NOW)
    with pytest.raises(NotAllowed):
        actions.publish_version(
            actor=actor,
            calendar_id=first.calendar_id,
            definition=LONGER,
            expected_number=1,
            now=NOW,
        )
    assert CalendarVersion.objects.count() == 1


def test_a_calendar_that_is_not_there_is_not_found() -> None:
    with pytest.raises(NotFound):
        actions.publish_version(
            actor=ALICE, calendar_id=404, definition=LONGER, expected_number=1, now=NOW
        )
    with pytest.raises(NotFound):
        queries.version_in_force(404)
    with pytest.raises(NotFound):
        queries.version(404)


def test_a_calendar_that_never_opens_is_refused_and_nothing_is_stored() -> None:
    with pytest.raises(InvalidCalendar):
        created(definition={"timezone": "UTC", "hours": {}})
    assert Calendar.objects.count() == 0


@pytest.mark.parametrize("name", ["", " \u200b ", "x" * 201])
def test_a_calendar_needs_a_name(name: str) -> None:
    with pytest.raises(Invalid) as caught:
        created(name)
    assert "name" in caught.value.fields


def test_two_calendars_of_one_name_are_refused() -> None:
    created()
    with pytest.raises(Invalid, match="already"):
        created()
    assert Calendar.objects.count() == 1


def test_a_version_is_never_changed_nor_deleted() -> None:
    version = created()
    version.definition = LONGER
    with pytest.raises(TypeError):
        version.save()
    with pytest.raises(TypeError):
        version.delete()
    with pytest.raises(TypeError):
        CalendarVersion.objects.all().update(number=7)
    with pytest.raises(TypeError):
        CalendarVersion.objects.all().delete()


@pytest.mark.parametrize(
    "statement",
    ["UPDATE calendars_calendarversion SET number = 7", "DELETE FROM calendars_calendarversion"],
)
def test_the_database_itself_refuses_to_rewrite_versions(statement: str) -> None:
    created()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_everybody_who_works_here_sees_the_calendars_by_name() -> None:
    created("Zurich")
    created("Aarau", LONGER)
    assert [each.name for each in queries.visible_to(BOB)] == ["Aarau", "Zurich"]
    assert list(queries.visible_to(GONE)) == []


def test_versions_that_say_the_same_share_a_timeline_and_others_do_not() -> None:
    first, same, other = created("A"), created("B"), created("C", LONGER)
    timeline = queries.timeline_of(queries.version(first.pk))
    assert timeline is queries.timeline_of(same)
    assert timeline is not queries.timeline_of(other)
    assert timeline.is_open(at("2024-06-10T06:00Z"))
    assert not timeline.is_open(at("2024-06-10T05:00Z"))


def test_facts_are_the_versions_since_the_last_one_read() -> None:
    first = created()
    second = published(first, LONGER, 1)
    assert [fact.id for fact in facts.calendar_versions()] == [first.pk, second.pk]
    [fact] = facts.calendar_versions(after_id=first.pk)
    assert fact == (second.pk, first.calendar_id, 2, second.definition)
