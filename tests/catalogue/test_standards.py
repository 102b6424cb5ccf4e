"""Standards, prices, favourites, audience by position and person: who may, what is kept."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from inward.catalogue import actions, events, queries
from inward.catalogue.models import Favourite, StandardVersion
from inward.directory import actions as directory
from inward.kernel.errors import Invalid, NotAllowed, NotFound, RuleBroken
from tests.support.heard import listening
from tests.support.world import START, World

LATER = START + timedelta(days=1)
STEPS = [{"key": "a", "text": "First", "required": True}]


def test_a_standard_is_published_in_versions(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with listening(monkeypatch) as heard:
        standard = actions.create_standard(
            actor=world.iris, service=world.workplace, name="Handing out", text="So.", now=LATER
        )
        newer = actions.publish_standard(
            actor=world.iris, standard=standard, text="So.", steps=STEPS, now=LATER
        )
        same = actions.publish_standard(
            actor=world.iris, standard=standard, text="So.", steps=STEPS, now=LATER
        )
    assert (newer.number, same) == (2, newer)
    assert heard.recorded == ["standard.published", "standard.published"]
    assert heard.events[-1] == events.StandardPublished(standard.pk, world.workplace.pk, 2, LATER)


def test_a_version_is_never_changed(world: World) -> None:
    actions.create_standard(actor=world.iris, service=world.workplace, name="S", now=LATER)
    with pytest.raises(TypeError):
        StandardVersion.objects.update(text="Other")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE catalogue_standardversion SET text = 'Other'")


def test_others_write_no_standards(world: World) -> None:
    standard = actions.create_standard(
        actor=world.iris, service=world.workplace, name="S", now=LATER
    )
    for actor in (world.ian, world.fiona, world.mara):
        with pytest.raises(NotAllowed):
            actions.create_standard(actor=actor, service=world.workplace, name="T", now=LATER)
        with pytest.raises(NotAllowed):
            actions.publish_standard(actor=actor, standard=standard, text="", steps=[], now=LATER)
    actions.retire_service(actor=world.alice, service=world.workplace, now=LATER)
    with pytest.raises(RuleBroken):
        actions.create_standard(actor=world.iris, service=world.workplace, name="T", now=LATER)


@pytest.mark.parametrize(
    ("steps", "field"),
    [
        ("First", "steps"),
        ([{"key": "a"}], "steps.0.text"),
        ([{"key": "A b", "text": "x"}], "steps.0.key"),
        ([{"key": "a", "text": "x", "required": "yes"}], "steps.0.required"),
        ([{"key": "a", "text": "x"}, {"key": "a", "text": "y"}], "steps"),
        ([{"key": f"s{n}", "text": "x"} for n in range(41)], "steps"),
    ],
)
def test_steps_that_cannot_be_are_refused(world: World, steps: Any, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        actions.change_offering(
            actor=world.iris, offering=world.new_laptop, fulfilment_steps=steps, now=LATER
        )
    assert list(refused.value.fields) == [field]


def test_an_offering_is_done_by_a_standard_of_its_own_service(world: World) -> None:
    foreign = actions.create_standard(actor=world.adam, service=world.concerns, name="S", now=LATER)
    with pytest.raises(Invalid) as refused:
        actions.change_offering(
            actor=world.adam, offering=world.new_laptop, standard=foreign, now=LATER
        )
    assert list(refused.value.fields) == ["standard"]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("1249.5", "1249.50"), ("0", "0.00"), ("", None), (None, None), (Decimal("7.10"), "7.10")],
)
def test_a_price_is_kept_to_the_cent(world: World, typed: Any, kept: str | None) -> None:
    changed = actions.change_offering(
        actor=world.iris, offering=world.new_laptop, price=typed, price_unit="each", now=LATER
    )
    changed.refresh_from_db()
    assert changed.price == (None if kept is None else Decimal(kept))


@pytest.mark.parametrize("typed", ["-1", "1.005", "NaN", "1e12", "ten", "Infinity"])
def test_a_price_that_is_none_is_refused(world: World, typed: str) -> None:
    with pytest.raises(Invalid) as refused:
        actions.change_offering(actor=world.iris, offering=world.new_laptop, price=typed, now=LATER)
    assert list(refused.value.fields) == ["price"]


def test_favourites_stand_on_top_for_oneself_alone(world: World) -> None:
    for _ in range(2):
        actions.set_favourite(actor=world.mara, offering=world.new_laptop, wanted=True, now=LATER)
    assert Favourite.objects.count() == 1

    def on_top(person: Any) -> list[str]:
        families = queries.offerings_by_family(person, LATER.date())
        return [one.name for one in queries.favourites(families)]

    assert on_top(world.mara) == ["New laptop"]
    assert on_top(world.max) == []
    actions.set_favourite(actor=world.mara, offering=world.new_laptop, wanted=False, now=LATER)
    assert on_top(world.mara) == []


def test_nobody_stars_what_is_not_for_them(world: World) -> None:
    actions.set_audience(
        actor=world.adam, service=world.workplace, departments=[world.finance], now=LATER
    )
    with pytest.raises(NotFound):
        actions.set_favourite(actor=world.mara, offering=world.new_laptop, wanted=True, now=LATER)


def test_an_audience_names_departments_positions_and_people(world: World) -> None:
    """Whoever is named in one way may list it, find it and ask for it; nobody else."""
    directory.change_person(actor=world.adam, person=world.max, position="executive", now=LATER)
    world.max.refresh_from_db()
    actions.set_audience(
        actor=world.alice, service=world.workplace, departments=[world.finance],
        positions=["executive"], people=[world.hana], now=LATER,
    )  # fmt: skip
    today = LATER.date()
    for person in (world.frank, world.fiona, world.max, world.hana):
        assert queries.offering_for(person, world.new_laptop.pk, today)
        assert [one.name for one in queries.search(person, "laptop", today)] == ["New laptop"]
    for person in (world.mara, world.alice, world.adam):
        with pytest.raises(NotFound):
            queries.offering_for(person, world.new_laptop.pk, today)
        assert queries.search(person, "laptop", today) == []
        assert all(
            service.name != "Workplace"
            for family in queries.offerings_by_family(person, today)
            for service in family.services
        )


def test_an_audience_of_nobody_or_of_no_position_is_refused(world: World) -> None:
    no_one: tuple[dict[str, Any], ...] = ({}, {"positions": ["king"]})
    for named in no_one:
        with pytest.raises(Invalid):
            actions.set_audience(
                actor=world.alice, service=world.workplace, departments=[], now=LATER, **named
            )
