"""Offerings and their forms: created, changed, published anew, retired."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from inward.catalogue import actions, events, policies, queries
from inward.catalogue.models import FormVersion, Offering
from inward.kernel.errors import Invalid, NotAllowed, NotFound, RuleBroken
from tests.support.heard import listening
from tests.support.world import LAPTOP_FORM, START, World

LATER = START + timedelta(days=1)
TODAY = LATER.date()
OTHER_FORM = [{"key": "why", "type": "text", "label": "Why?", "required": True}]


def create(world: World, **given: Any) -> Offering:
    said: dict[str, Any] = {
        "actor": world.iris, "service": world.workplace, "name": "Second screen",
        "fields": OTHER_FORM, "now": LATER,
    }  # fmt: skip
    return actions.create_offering(**(said | given))


def test_an_offering_is_created_with_its_first_form(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with listening(monkeypatch) as heard:
        offering = create(world, kind="question", default_impact=2)
    form = queries.current_form(offering)
    assert (form.number, form.fields) == (1, OTHER_FORM)
    assert heard.recorded == ["offering.created"]
    assert heard.events == [
        events.FormPublished(offering.pk, form.pk, 1, LATER),
        events.OfferingCreated(offering.pk, world.workplace.pk, LATER),
    ]


def test_others_touch_no_offering(world: World) -> None:
    given: dict[str, Any] = {"offering": world.new_laptop, "now": LATER}
    for actor in (world.ian, world.fiona, world.mara):
        for act in (
            lambda a: create(world, actor=a),
            lambda a: actions.change_offering(actor=a, name="X", **given),
            lambda a: actions.publish_form(actor=a, fields=OTHER_FORM, **given),
            lambda a: actions.retire_offering(actor=a, **given),
        ):
            with pytest.raises(NotAllowed):
                act(actor)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": "New laptop"}, "name"),
        ({"name": "New\tlaptop"}, "name"),
        ({"kind": "order"}, "kind"),
        ({"default_impact": 4}, "default_impact"),
        ({"default_impact": True}, "default_impact"),
        ({"confidentiality": "secret"}, "confidentiality"),
        ({"is_rated": "yes"}, "is_rated"),
        ({"keywords": "x" * 501}, "keywords"),
        ({"fields": "text"}, "fields"),
        ({"fields": [{"key": "a", "type": "text"}]}, "fields.0.label"),
    ],
)
def test_what_is_not_well_formed_is_refused(
    world: World, given: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        create(world, **given)
    assert list(refused.value.fields) == [field]


def test_an_offering_is_changed_recorded_published_and_found_by_its_new_words(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with listening(monkeypatch) as heard:
        actions.change_offering(
            actor=world.alice, offering=world.new_laptop, keywords="Klapprechner", now=LATER
        )
    assert heard.recorded == ["offering.changed"]
    assert heard.events == [events.OfferingChanged(world.new_laptop.pk, ("keywords",), LATER)]
    assert queries.search(world.mara, "klapp", TODAY) == [world.new_laptop]
    assert queries.search(world.mara, "notebook", TODAY) == []


def test_a_changed_name_is_still_one_of_its_service(world: World) -> None:
    with pytest.raises(Invalid):
        actions.change_offering(
            actor=world.alice, offering=world.new_laptop, name="Report a fault", now=LATER
        )
    actions.change_offering(
        actor=world.alice, offering=world.new_laptop, name="New laptop", now=LATER
    )


def test_another_form_is_a_new_version_and_the_old_one_stays(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = queries.current_form(world.new_laptop)
    given: dict[str, Any] = {"actor": world.alice, "offering": world.new_laptop, "now": LATER}
    with listening(monkeypatch) as heard:
        form = actions.publish_form(fields=OTHER_FORM, **given)
        assert actions.publish_form(fields=OTHER_FORM, **given) == form
    assert (form.number, queries.current_form(world.new_laptop)) == (2, form)
    assert FormVersion.objects.get(pk=old.pk).fields == old.fields
    assert heard.recorded == ["offering.form_published"]
    assert heard.events == [events.FormPublished(world.new_laptop.pk, form.pk, 2, LATER)]


def test_a_form_version_is_never_changed_nor_deleted(world: World) -> None:
    form = queries.current_form(world.new_laptop)
    form.fields = []
    for act in (
        form.save,
        form.delete,
        lambda: FormVersion.objects.update(number=9),
        lambda: FormVersion.objects.all().delete(),
    ):
        with pytest.raises(TypeError):
            act()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE catalogue_formversion SET number = 9")


def test_a_refused_form_leaves_the_old_one(world: World) -> None:
    with pytest.raises(Invalid):
        actions.publish_form(actor=world.alice, offering=world.new_laptop, fields=[{}], now=LATER)
    assert queries.current_form(world.new_laptop).fields == list(LAPTOP_FORM)


def test_a_retired_offering_cannot_be_asked(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with listening(monkeypatch) as heard:
        actions.retire_offering(actor=world.alice, offering=world.new_laptop, now=LATER)
    assert heard.recorded == ["offering.retired"]
    assert heard.events == [events.OfferingRetired(world.new_laptop.pk, LATER)]
    assert not policies.can_ask(world.mara, world.new_laptop, TODAY)
    with pytest.raises(NotFound):
        queries.offering_for(world.mara, world.new_laptop.pk, TODAY)


def test_nothing_happens_to_a_retired_offering(world: World) -> None:
    given: dict[str, Any] = {"actor": world.alice, "offering": world.new_laptop, "now": LATER}
    actions.retire_offering(**given)
    for act in (
        lambda: actions.change_offering(name="X", **given),
        lambda: actions.publish_form(fields=OTHER_FORM, **given),
        lambda: actions.retire_offering(**given),
    ):
        with pytest.raises(RuleBroken):
            act()
