"""Absences: recorded, cancelled; who stands in."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from inward.directory import actions, events, queries
from inward.directory.models import Absence, Person
from inward.kernel.errors import Invalid, NotAllowed, RuleBroken
from tests.support.heard import listening
from tests.support.world import START, World

DAY = timedelta(days=1)


def away(world: World, person: Person, **given: Any) -> Absence:
    said: dict[str, Any] = {
        "actor": person, "person": person, "since": START + DAY, "until": START + 3 * DAY,
        "now": START,
    }  # fmt: skip
    return actions.record_absence(**(said | given))


def test_an_absence_is_recorded_and_published(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with listening(monkeypatch) as heard:
        absence = away(world, world.ian, substitute=world.iris, reason="Holiday")
    assert [queries.is_absent(world.ian, START + n * DAY) for n in (0, 1, 2, 3)] == [
        False, True, True, False,
    ]  # fmt: skip
    assert heard.recorded == ["absence.recorded"]
    assert heard.events == [
        events.AbsenceRecorded(absence.pk, world.ian.pk, START + DAY, START + 3 * DAY, START)
    ]


def test_who_may_record_whose_absence(world: World) -> None:
    actions.change_person(actor=world.adam, person=world.hana, manager=world.max, now=START)
    world.hana.refresh_from_db()
    for number, actor in enumerate((world.max, world.adam, world.hana)):
        since = START + (1 + 5 * number) * DAY
        away(world, world.hana, actor=actor, since=since, until=since + DAY)
    away(world, world.ian, actor=world.alice)
    for actor in (world.iris, world.frank):
        with pytest.raises(NotAllowed):
            away(world, world.ian, actor=actor)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"until": START + DAY}, "until"),
        ({"since": START - 5 * DAY, "until": START}, "until"),
        ({"since": datetime(2025, 3, 4)}, "since"),  # noqa: DTZ001 (refused for being naive)
        ({"reason": "\x00"}, "reason"),
    ],
)
def test_an_absence_is_well_formed(world: World, given: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        away(world, world.ian, **given)
    assert list(refused.value.fields) == [field]


def test_a_substitute_is_somebody_else_who_is_here(world: World) -> None:
    actions.deactivate_person(actor=world.adam, person=world.frank, now=START + DAY)
    world.frank.refresh_from_db()
    for substitute in (world.ian, world.frank):
        with pytest.raises(Invalid) as refused:
            away(world, world.ian, substitute=substitute)
        assert list(refused.value.fields) == ["substitute"]


def test_absences_of_a_person_do_not_overlap(world: World) -> None:
    away(world, world.ian)
    with pytest.raises(RuleBroken):
        away(world, world.ian, since=START + 2 * DAY, until=START + 5 * DAY)
    away(world, world.ian, since=START + 3 * DAY, until=START + 5 * DAY)


def test_a_future_absence_goes_and_a_running_one_ends(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    future = away(world, world.ian)
    running = away(world, world.iris)
    now = START + 2 * DAY
    with listening(monkeypatch) as heard:
        actions.cancel_absence(actor=world.ian, absence=future, now=START)
        actions.cancel_absence(actor=world.iris, absence=running, now=now)
    assert not Absence.objects.filter(pk=future.pk).exists()
    running.refresh_from_db()
    assert (running.until, queries.is_absent(world.iris, now)) == (now, False)
    assert heard.recorded == ["absence.cancelled", "absence.cancelled"]
    assert len(heard.of(events.AbsenceCancelled)) == 2


def test_an_absence_that_is_over_stays_and_others_cancel_nothing(world: World) -> None:
    absence = away(world, world.ian)
    with pytest.raises(NotAllowed):
        actions.cancel_absence(actor=world.iris, absence=absence, now=START)
    with pytest.raises(RuleBroken):
        actions.cancel_absence(actor=world.ian, absence=absence, now=START + 3 * DAY)


def test_the_substitute_of_an_absent_substitute_stands_in(world: World) -> None:
    at = START + DAY
    assert queries.substitute_of(world.ian, at) is None
    away(world, world.ian, substitute=world.iris)
    assert queries.substitute_of(world.ian, at) == world.iris
    away(world, world.iris, substitute=world.alice)
    assert queries.substitute_of(world.ian, at) == world.alice
    away(world, world.alice, substitute=world.ian)
    assert queries.substitute_of(world.ian, at) is None, "all of them are away"


def test_who_left_stands_in_for_nobody(world: World) -> None:
    away(world, world.ian, substitute=world.iris)
    actions.deactivate_person(actor=world.adam, person=world.iris, now=START + DAY)
    assert queries.substitute_of(world.ian, START + DAY) is None


def test_a_list_asks_once_who_is_away(world: World) -> None:
    away(world, world.ian)
    ids = [world.ian.pk, world.iris.pk]
    assert queries.absent_ids(ids, START + DAY) == {world.ian.pk}
