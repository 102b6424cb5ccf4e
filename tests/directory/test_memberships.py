"""Memberships: added, changed, ended; past days keep what was true of them."""

from datetime import timedelta
from typing import Any

import pytest

from inward.directory import actions, events, queries
from inward.directory.models import Membership, Person
from inward.kernel.errors import Invalid, NotAllowed, NotFound, RuleBroken
from tests.support.heard import listening
from tests.support.world import START, World

LATER = START + timedelta(days=10)
TODAY = LATER.date()


def add(world: World, **given: Any) -> Membership:
    said: dict[str, Any] = {
        "actor": world.alice, "person": world.mara, "department": world.it, "now": LATER,
    }  # fmt: skip
    return actions.add_membership(**(said | given))


def seat_of(person: Person) -> Membership:
    return Membership.objects.get(person=person, until__isnull=True)


def test_a_head_adds_a_member_recorded_and_published(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with listening(monkeypatch) as heard:
        seat = add(world, role="agent")
    assert (seat.since, seat.is_primary) == (TODAY, False)
    assert queries.serves(world.mara, world.it, TODAY)
    assert queries.primary_department(world.mara, TODAY) == world.marketing
    assert heard.recorded == ["membership.added"]
    assert heard.events == [
        events.MembershipAdded(seat.pk, world.mara.pk, world.it.pk, "agent", LATER)
    ]


def test_the_first_department_is_the_primary_one(world: World) -> None:
    nora = actions.create_person(actor=world.adam, name="Nora", now=LATER)
    assert add(world, person=nora).is_primary


def test_others_than_heads_and_administrators_add_nobody(world: World) -> None:
    for actor in (world.iris, world.ian, world.fiona, world.mara):
        with pytest.raises(NotAllowed):
            add(world, actor=actor)


def test_heads_above_manage_what_stands_below(world: World) -> None:
    desk = actions.create_department(
        actor=world.adam, name="Desk", code="SD", parent=world.it, now=LATER
    )
    add(world, department=desk)
    with pytest.raises(NotAllowed):
        add(world, actor=world.fiona, department=desk, person=world.frank)


def test_only_administrators_take_a_person_from_another_department(world: World) -> None:
    with pytest.raises(NotAllowed):
        add(world, is_primary=True)
    add(world, actor=world.adam, is_primary=True)
    assert queries.primary_department(world.mara, TODAY) == world.it
    assert queries.primary_department(world.mara, START.date()) == world.marketing
    assert world.marketing in queries.departments_of(world.mara, TODAY)


def test_a_person_belongs_to_a_department_once_and_heads_are_named(world: World) -> None:
    add(world)
    with pytest.raises(RuleBroken):
        add(world, role="agent")
    for role in ("head", "emperor"):
        with pytest.raises(Invalid):
            add(world, person=world.frank, role=role)


def test_who_left_joins_nothing(world: World) -> None:
    actions.deactivate_person(actor=world.adam, person=world.mara, now=LATER)
    with pytest.raises(Invalid):
        add(world)


def test_a_role_is_changed_from_today_on(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with listening(monkeypatch) as heard:
        seat = actions.change_role(
            actor=world.alice, membership=seat_of(world.ian), role="lead", now=LATER
        )
    assert queries.leads(world.ian, world.it, TODAY)
    assert not queries.leads(world.ian, world.it, TODAY - timedelta(days=1))
    assert queries.primary_department(world.ian, TODAY) == world.it
    assert heard.recorded == ["membership.role_changed"]
    assert heard.events == [
        events.MembershipChanged(seat.pk, world.ian.pk, world.it.pk, "lead", LATER)
    ]


def test_a_role_that_is_equal_is_no_change(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with listening(monkeypatch) as heard:
        actions.change_role(
            actor=world.alice, membership=seat_of(world.ian), role="agent", now=LATER
        )
    assert (heard.recorded, heard.events) == ([], [])


def test_a_role_given_and_changed_on_one_day_is_one_row(world: World) -> None:
    seat = add(world)
    changed = actions.change_role(actor=world.alice, membership=seat, role="agent", now=LATER)
    assert changed.pk == seat.pk


def test_roles_are_changed_by_heads_and_never_of_heads(world: World) -> None:
    for actor in (world.iris, world.fiona):
        with pytest.raises(NotAllowed):
            actions.change_role(actor=actor, membership=seat_of(world.ian), role="lead", now=LATER)
    with pytest.raises(RuleBroken):
        actions.change_role(
            actor=world.adam, membership=seat_of(world.alice), role="member", now=LATER
        )


def test_the_primary_department_is_moved_by_administrators(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    seat = add(world)
    with pytest.raises(NotAllowed):
        actions.make_primary(actor=world.alice, membership=seat, now=LATER)
    with listening(monkeypatch) as heard:
        actions.make_primary(actor=world.adam, membership=seat, now=LATER)
        actions.make_primary(actor=world.adam, membership=seat, now=LATER)
    assert queries.primary_department(world.mara, TODAY) == world.it
    assert queries.primary_department(world.mara, START.date()) == world.marketing
    assert heard.recorded == ["membership.made_primary"]
    assert len(heard.of(events.MembershipChanged)) == 1


def test_a_membership_ends_recorded_and_published(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    seat = seat_of(world.ian)
    with listening(monkeypatch) as heard:
        actions.end_membership(actor=world.alice, membership=seat, now=LATER)
    assert not queries.serves(world.ian, world.it, TODAY)
    assert queries.serves(world.ian, world.it, START.date())
    assert heard.recorded == ["membership.ended"]
    assert heard.events == [events.MembershipEnded(seat.pk, world.ian.pk, world.it.pk, LATER)]


def test_memberships_end_by_the_right_people_in_the_right_order(world: World) -> None:
    seat = seat_of(world.ian)
    with pytest.raises(NotAllowed):
        actions.end_membership(actor=world.iris, membership=seat, now=LATER)
    with pytest.raises(Invalid):
        actions.end_membership(
            actor=world.alice, membership=seat, until=seat.since - timedelta(days=1), now=LATER
        )
    with pytest.raises(RuleBroken):
        actions.end_membership(actor=world.adam, membership=seat_of(world.alice), now=LATER)
    ended = actions.end_membership(actor=world.alice, membership=seat, now=LATER)
    with pytest.raises(RuleBroken):
        actions.end_membership(actor=world.alice, membership=ended, now=LATER)
    with pytest.raises(RuleBroken):
        actions.make_primary(actor=world.adam, membership=ended, now=LATER)


def test_a_membership_that_never_held_goes(world: World) -> None:
    seat = add(world)
    actions.end_membership(actor=world.alice, membership=seat, now=LATER)
    assert not Membership.objects.filter(pk=seat.pk).exists()
    with pytest.raises(NotFound):
        actions.end_membership(actor=world.alice, membership=seat, now=LATER)


def test_a_transfer_can_be_planned(world: World) -> None:
    """Next month's primary department does not count before."""
    next_month = TODAY + timedelta(days=30)
    add(world, actor=world.adam, is_primary=True, since=next_month)
    assert queries.primary_department(world.mara, TODAY) == world.marketing
    assert queries.primary_department(world.mara, next_month) == world.it
