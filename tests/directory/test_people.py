"""People: created, changed, deactivated, reactivated, made administrators."""

from datetime import timedelta
from typing import Any

import pytest

from inward.directory import actions, events, queries
from inward.directory.models import DepartmentState, Membership, Person
from inward.kernel.errors import Invalid, NotAllowed, RuleBroken
from tests.support.heard import listening
from tests.support.world import START, World

LATER = START + timedelta(days=1)
TODAY = LATER.date()


def create(world: World, **given: Any) -> Person:
    said: dict[str, Any] = {"actor": world.adam, "name": "Nora North", "now": LATER} | given
    return actions.create_person(**said)


def test_a_person_is_created_without_password(world: World) -> None:
    nora = create(world, email=" Nora@Example.ORG ", position="consultant", manager=world.alice)
    nora.refresh_from_db()
    assert (nora.email, nora.position, nora.manager) == (
        "nora@example.org", "consultant", world.alice,
    )  # fmt: skip
    assert nora.may_sign_in
    assert not nora.has_usable_password()


def test_a_person_without_address_does_not_sign_in(world: World) -> None:
    assert not create(world).may_sign_in
    assert create(world, name="Other").email is None


def test_creating_is_recorded_and_published(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with listening(monkeypatch) as heard:
        nora = create(world)
    assert heard.events == [events.PersonCreated(nora.pk, LATER)]
    assert heard.recorded == ["person.created"]


def test_only_administrators_create_people(world: World) -> None:
    for actor in (world.alice, world.mara):
        with pytest.raises(NotAllowed):
            create(world, actor=actor)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"name": "a\ud800b"}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"email": "nonsense"}, "email"),
        ({"email": "ALICE@example.org"}, "email"),
        ({"position": "emperor"}, "position"),
        ({"employment": ""}, "employment"),
        ({"time_zone": "Mars"}, "time_zone"),
        ({"locale": "EN_us"}, "locale"),
        ({"shoe_size": 42}, "shoe_size"),
    ],
)
def test_what_is_not_well_formed_is_refused_by_field(
    world: World, given: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        create(world, **given)
    assert list(refused.value.fields) == [field]


def test_all_that_is_wrong_is_told_at_once(world: World) -> None:
    with pytest.raises(Invalid) as refused:
        create(world, name="", email="x", time_zone="y")
    assert set(refused.value.fields) == {"name", "email", "time_zone"}


def test_a_person_is_changed_and_what_is_equal_is_no_change(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with listening(monkeypatch) as heard:
        mara = actions.change_person(
            actor=world.adam, person=world.mara, name="Mara May", locale="de", now=LATER
        )
        actions.change_person(actor=world.adam, person=mara, name="Mara May", now=LATER)
    assert heard.events == [events.PersonChanged(mara.pk, ("locale", "name"), LATER)]
    assert heard.recorded == ["person.changed"]
    assert [p.pk for p in queries.pick_people(world.adam, "may")] == [mara.pk]


def test_people_change_their_own_time_zone_and_nothing_else(world: World) -> None:
    changed = actions.change_person(
        actor=world.mara, person=world.mara, time_zone="Asia/Tokyo", locale="ja", now=LATER
    )
    assert changed.time_zone == "Asia/Tokyo"
    with pytest.raises(NotAllowed):
        actions.change_person(actor=world.mara, person=world.mara, position="executive", now=LATER)
    with pytest.raises(NotAllowed):
        actions.change_person(actor=world.mara, person=world.max, locale="ja", now=LATER)


def test_nobody_reports_to_themselves_not_through_others_either(world: World) -> None:
    actions.change_person(actor=world.adam, person=world.ian, manager=world.iris, now=LATER)
    actions.change_person(actor=world.adam, person=world.iris, manager=world.alice, now=LATER)
    for manager in (world.alice, world.ian, world.iris):
        manager.refresh_from_db()
        with pytest.raises(Invalid) as refused:
            actions.change_person(actor=world.adam, person=world.alice, manager=manager, now=LATER)
        assert list(refused.value.fields) == ["manager"]


def test_who_signs_in_keeps_an_address(world: World) -> None:
    with pytest.raises(Invalid):
        actions.change_person(actor=world.adam, person=world.mara, email="", now=LATER)


def test_who_leaves_loses_memberships_and_headships_and_rights(world: World) -> None:
    actions.set_administrator(
        actor=world.adam, person=world.alice, is_administrator=True, now=LATER
    )
    gone = actions.deactivate_person(actor=world.adam, person=world.alice, now=LATER)
    world.it.refresh_from_db()
    assert (gone.is_active, gone.is_administrator, world.it.head) == (False, False, None)
    assert not Membership.objects.filter(person=gone, until__isnull=True).exists()
    yesterday = START.date()
    assert queries.active_memberships(yesterday).filter(person=gone, role="head").exists()
    assert DepartmentState.objects.filter(department=world.it, head=gone).exists()


def test_leaving_and_coming_back_are_recorded_and_published(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with listening(monkeypatch) as heard:
        actions.deactivate_person(actor=world.adam, person=world.mara, now=LATER)
        actions.reactivate_person(actor=world.adam, person=world.mara, now=LATER)
    assert heard.recorded == ["person.deactivated", "person.reactivated"]
    assert heard.events == [
        events.PersonDeactivated(world.mara.pk, LATER),
        events.PersonReactivated(world.mara.pk, LATER),
    ]


def test_only_administrators_let_people_leave_and_come_back(world: World) -> None:
    with pytest.raises(NotAllowed):
        actions.deactivate_person(actor=world.max, person=world.mara, now=LATER)
    actions.deactivate_person(actor=world.adam, person=world.mara, now=LATER)
    with pytest.raises(NotAllowed):
        actions.reactivate_person(actor=world.max, person=world.mara, now=LATER)


def test_nobody_leaves_twice_comes_back_unless_gone_or_deactivates_themselves(
    world: World,
) -> None:
    with pytest.raises(RuleBroken):
        actions.reactivate_person(actor=world.adam, person=world.mara, now=LATER)
    with pytest.raises(RuleBroken):
        actions.deactivate_person(actor=world.adam, person=world.adam, now=LATER)
    actions.deactivate_person(actor=world.adam, person=world.mara, now=LATER)
    with pytest.raises(RuleBroken):
        actions.deactivate_person(actor=world.adam, person=world.mara, now=LATER)


def test_an_administrator_is_made_recorded_and_published(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with listening(monkeypatch) as heard:
        hana = actions.set_administrator(
            actor=world.adam, person=world.hana, is_administrator=True, now=LATER
        )
    assert hana.is_administrator
    assert heard.events == [events.AdministratorSet(hana.pk, True, LATER)]
    assert heard.recorded == ["person.administrator_set"]


def test_one_administrator_always_remains(world: World) -> None:
    with pytest.raises(NotAllowed):
        actions.set_administrator(
            actor=world.alice, person=world.alice, is_administrator=True, now=LATER
        )
    with pytest.raises(RuleBroken):
        actions.set_administrator(
            actor=world.adam, person=world.adam, is_administrator=False, now=LATER
        )


def test_who_left_becomes_no_administrator(world: World) -> None:
    actions.deactivate_person(actor=world.adam, person=world.mara, now=LATER)
    with pytest.raises(RuleBroken):
        actions.set_administrator(
            actor=world.adam, person=world.mara, is_administrator=True, now=LATER
        )
