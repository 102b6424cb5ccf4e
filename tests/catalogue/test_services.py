"""Services: created, changed, opened to an audience, retired."""

from datetime import timedelta
from typing import Any

import pytest

from inward.catalogue import actions, events, queries
from inward.catalogue.models import Service
from inward.directory import actions as directory
from inward.kernel.errors import Invalid, NotAllowed, NotFound, RuleBroken
from tests.support.heard import listening
from tests.support.world import START, World

LATER = START + timedelta(days=1)
TODAY = LATER.date()


def create(world: World, **given: Any) -> Service:
    said: dict[str, Any] = {
        "actor": world.alice, "supplier": world.it, "name": "Networks", "now": LATER,
    }  # fmt: skip
    return actions.create_service(**(said | given))


def test_a_lead_or_head_creates_a_service_open_to_all(world: World) -> None:
    service = create(world, actor=world.iris, category="Connectivity", owner=world.ian)
    assert (service.open_to_all, service.is_active, service.owner) == (True, True, world.ian)
    assert service in queries.visible_to(world.hana, TODAY)


def test_creating_a_service_is_recorded_and_published(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with listening(monkeypatch) as heard:
        service = create(world)
    assert heard.recorded == ["service.created"]
    assert heard.events == [events.ServiceCreated(service.pk, world.it.pk, LATER)]


def test_agents_and_other_departments_create_no_service_of_it(world: World) -> None:
    for actor in (world.ian, world.fiona, world.mara):
        with pytest.raises(NotAllowed):
            create(world, actor=actor)


def test_a_closed_department_supplies_nothing_new(world: World) -> None:
    closed = directory.close_department(actor=world.adam, department=world.hr, now=LATER)
    with pytest.raises(RuleBroken):
        create(world, actor=world.adam, supplier=closed)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": ""}, "name"),
        ({"category": "x" * 101}, "category"),
        ({"description": "a\x00"}, "description"),
        ({"finally_serves": "\ud800"}, "finally_serves"),
        ({"price": 3}, "price"),
    ],
)
def test_what_is_not_well_formed_is_refused(
    world: World, given: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        create(world, **given)
    assert list(refused.value.fields) == [field]


def test_who_left_owns_nothing_new(world: World) -> None:
    gone = directory.deactivate_person(actor=world.adam, person=world.ian, now=LATER)
    with pytest.raises(Invalid):
        create(world, owner=gone)


def test_the_owner_changes_a_service_recorded_and_published(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = create(world, owner=world.ian)
    with listening(monkeypatch) as heard:
        changed = actions.change_service(
            actor=world.ian, service=service, name="Wi-Fi", owner=world.ian, now=LATER
        )
        actions.change_service(actor=world.ian, service=service, name="Wi-Fi", now=LATER)
    assert changed.name == "Wi-Fi"
    assert heard.recorded == ["service.changed"]
    assert heard.events == [events.ServiceChanged(service.pk, ("name",), LATER)]


def test_others_change_no_service(world: World) -> None:
    for actor in (world.ian, world.fiona, world.mara):
        given: dict[str, Any] = {"actor": actor, "service": world.workplace, "now": LATER}
        with pytest.raises(NotAllowed):
            actions.change_service(name="X", **given)
        with pytest.raises(NotAllowed):
            actions.set_audience(departments=None, **given)
        with pytest.raises(NotAllowed):
            actions.retire_service(**given)


def test_an_audience_narrows_who_sees_and_asks(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with listening(monkeypatch) as heard:
        actions.set_audience(
            actor=world.alice, service=world.workplace, departments=[world.finance], now=LATER
        )
    assert heard.recorded == ["service.audience_set"]
    assert heard.events == [
        events.AudienceSet(world.workplace.pk, False, (world.finance.pk,), (), (), LATER)
    ]
    assert queries.askable_by(world.frank, TODAY).filter(service=world.workplace).exists()
    assert not queries.visible_to(world.mara, TODAY).filter(pk=world.workplace.pk).exists()
    with pytest.raises(NotFound):
        queries.offering_for(world.mara, world.new_laptop.pk, TODAY)
    with pytest.raises(NotFound):
        queries.service_for(world.mara, world.workplace.pk, TODAY)


def test_a_supplier_sees_what_it_offers_to_others_yet_does_not_ask(world: World) -> None:
    actions.set_audience(
        actor=world.alice, service=world.workplace, departments=[world.finance], now=LATER
    )
    assert queries.service_for(world.ian, world.workplace.pk, TODAY) == world.workplace
    assert not queries.askable_by(world.ian, TODAY).filter(service=world.workplace).exists()


def test_an_audience_takes_in_what_stands_below_also_after_a_move(world: World) -> None:
    actions.set_audience(
        actor=world.alice, service=world.workplace, departments=[world.finance], now=LATER
    )
    directory.move_department(
        actor=world.adam, department=world.marketing, parent=world.finance, now=LATER
    )
    assert queries.offering_for(world.mara, world.new_laptop.pk, TODAY) == world.new_laptop


def test_an_audience_is_opened_to_all_again_and_never_empty(world: World) -> None:
    given: dict[str, Any] = {"actor": world.alice, "service": world.workplace, "now": LATER}
    actions.set_audience(departments=[world.finance, world.hr], **given)
    actions.set_audience(departments=[world.hr], **given)
    assert [row.department for row in world.workplace.audience.all()] == [world.hr]
    with pytest.raises(Invalid):
        actions.set_audience(departments=[], **given)
    actions.set_audience(departments=None, **given)
    assert queries.visible_to(world.mara, TODAY).filter(pk=world.workplace.pk).exists()
    assert not world.workplace.audience.exists()


def test_a_retired_service_is_gone_for_customers_with_all_of_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with listening(monkeypatch) as heard:
        actions.retire_service(actor=world.alice, service=world.workplace, now=LATER)
    assert heard.recorded == ["service.retired"]
    assert heard.of(events.ServiceRetired) == [events.ServiceRetired(world.workplace.pk, LATER)]
    assert len(heard.of(events.OfferingRetired)) == 2
    assert not queries.visible_to(world.mara, TODAY).filter(pk=world.workplace.pk).exists()
    assert queries.visible_to(world.ian, TODAY).filter(pk=world.workplace.pk).exists()
    assert list(queries.managed_by(world.alice, TODAY)) == [world.workplace]


def test_nothing_happens_to_a_retired_service(world: World) -> None:
    given: dict[str, Any] = {"actor": world.alice, "service": world.workplace, "now": LATER}
    actions.retire_service(**given)
    for act in (
        lambda: actions.change_service(name="X", **given),
        lambda: actions.set_audience(departments=None, **given),
        lambda: actions.retire_service(**given),
        lambda: actions.create_offering(name="X", **given),
    ):
        with pytest.raises(RuleBroken):
            act()
