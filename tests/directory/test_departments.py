"""Departments: created, changed, renamed, moved, closed, headed; their history is kept."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from inward.directory import actions, events, queries
from inward.directory.models import Department, DepartmentState, Membership
from inward.kernel.errors import Invalid, NotAllowed, RuleBroken
from tests.support.heard import listening
from tests.support.world import START, World

LATER = START + timedelta(days=30)
TODAY = LATER.date()


def create(world: World, code: str, **given: Any) -> Department:
    said: dict[str, Any] = {"actor": world.adam, "name": f"Department {code}", "now": LATER}
    return actions.create_department(code=code, **(said | given))


def test_a_department_hangs_below_its_parent(world: World) -> None:
    desk = create(world, "sd", parent=world.it, kind="team", purpose="First\nline")
    desk.refresh_from_db()
    assert (desk.code, desk.path) == ("SD", f"/{world.it.pk}/{desk.pk}/")
    assert list(queries.subtree(world.it).order_by("path")) == [world.it, desk]
    assert list(queries.ancestors(desk)) == [world.it]


def test_creating_a_department_is_recorded_and_published(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with listening(monkeypatch) as heard:
        desk = create(world, "SD")
    assert heard.events == [events.DepartmentCreated(desk.pk, LATER)]
    assert heard.recorded == ["department.created"]
    assert DepartmentState.objects.get(department=desk).since == LATER


def test_only_administrators_shape_the_tree(world: World) -> None:
    given: dict[str, Any] = {"actor": world.alice, "now": LATER}
    it = {"department": world.it} | given
    attempts: tuple[Callable[[], Any], ...] = (
        lambda: create(world, "SD", actor=world.alice),
        lambda: actions.rename_department(name="X", **it),
        lambda: actions.move_department(parent=world.hr, **it),
        lambda: actions.set_head(head=world.ian, **it),
        lambda: actions.close_department(**it),
    )
    for attempt in attempts:
        with pytest.raises(NotAllowed):
            attempt()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"code": "IT"}, "code"),
        ({"code": "it "}, "code"),
        ({"code": "1A"}, "code"),
        ({"code": "Ä"}, "code"),
        ({"code": "A" * 13}, "code"),
        ({"name": "\u200b"}, "name"),
        ({"kind": "planet"}, "kind"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_what_is_not_well_formed_is_refused(
    world: World, given: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        create(world, given.pop("code", "NEW"), **given)
    assert list(refused.value.fields) == [field]


def test_a_tree_has_twenty_levels_at_most(world: World) -> None:
    above = world.it
    for level in range(2, 21):
        above = create(world, f"L{level}", parent=above)
    with pytest.raises(RuleBroken):
        create(world, "L21", parent=above)
    with pytest.raises(RuleBroken):
        actions.move_department(actor=world.adam, department=world.it, parent=world.hr, now=LATER)


def test_a_head_describes_the_department_others_do_not(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: dict[str, Any] = {"department": world.it, "purpose": "We keep things running."}
    with listening(monkeypatch) as heard:
        changed = actions.change_department(actor=world.alice, now=LATER, **given)
        actions.change_department(actor=world.alice, now=LATER, **given)
    assert changed.purpose == "We keep things running."
    assert heard.events == [events.DepartmentChanged(world.it.pk, ("purpose",), LATER)]
    assert heard.recorded == ["department.changed"]
    for actor in (world.iris, world.mara):
        with pytest.raises(NotAllowed):
            actions.change_department(actor=actor, now=LATER, **given)


def test_a_move_takes_all_below_along(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = create(world, "SD", parent=world.it)
    night = create(world, "NIGHT", parent=desk)
    with listening(monkeypatch) as heard:
        actions.move_department(actor=world.adam, department=world.it, parent=world.hr, now=LATER)
    night.refresh_from_db()
    assert night.path == f"/{world.hr.pk}/{world.it.pk}/{desk.pk}/{night.pk}/"
    assert heard.events == [events.DepartmentMoved(world.it.pk, world.hr.pk, LATER)]
    assert heard.recorded == ["department.moved"]
    actions.move_department(actor=world.adam, department=desk, parent=None, now=LATER)
    night.refresh_from_db()
    assert night.path == f"/{desk.pk}/{night.pk}/"


def test_a_department_never_stands_below_itself(world: World) -> None:
    desk = create(world, "SD", parent=world.it)
    for parent in (world.it, desk):
        with pytest.raises(RuleBroken):
            actions.move_department(actor=world.adam, department=world.it, parent=parent, now=LATER)


def test_a_reorganisation_never_rewrites_the_past(world: World) -> None:
    """The tree of a day is the tree of that day, whatever happened since."""
    desk = create(world, "SD", parent=world.it)
    march = LATER + timedelta(days=1)
    actions.rename_department(
        actor=world.adam, department=desk, name="Help Centre", now=LATER + timedelta(days=10)
    )
    actions.move_department(
        actor=world.adam, department=desk, parent=world.hr, now=LATER + timedelta(days=20)
    )
    actions.set_head(
        actor=world.adam, department=desk, head=world.hana, now=LATER + timedelta(days=30)
    )
    actions.close_department(actor=world.adam, department=desk, now=LATER + timedelta(days=40))

    def then(days: int) -> tuple[str, int | None, int | None, bool]:
        state = queries.tree_as_of(march + timedelta(days=days))[desk.pk]
        return state.name, state.parent_id, state.head_id, state.closed

    assert desk.pk not in queries.tree_as_of(START)
    assert then(0) == ("Department SD", world.it.pk, None, False)
    assert then(10) == ("Help Centre", world.it.pk, None, False)
    assert then(20) == ("Help Centre", world.hr.pk, None, False)
    assert then(30) == ("Help Centre", world.hr.pk, world.hana.pk, False)
    assert then(40) == ("Help Centre", world.hr.pk, None, True)


def test_history_is_written_forward_only(world: World) -> None:
    actions.rename_department(actor=world.adam, department=world.it, name="ITS", now=LATER)
    with pytest.raises(RuleBroken):
        actions.rename_department(actor=world.adam, department=world.it, name="X", now=START)


def test_two_changes_at_one_instant_are_one_state(world: World) -> None:
    actions.rename_department(actor=world.adam, department=world.it, name="ITS", now=LATER)
    actions.move_department(actor=world.adam, department=world.it, parent=world.hr, now=LATER)
    state = DepartmentState.objects.get(department=world.it, since=LATER)
    assert (state.name, state.parent) == ("ITS", world.hr)


def test_renaming_is_recorded_and_published(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with listening(monkeypatch) as heard:
        actions.rename_department(actor=world.adam, department=world.it, name="ITS", now=LATER)
    assert heard.events == [events.DepartmentRenamed(world.it.pk, "ITS", LATER)]
    assert heard.recorded == ["department.renamed"]


def test_a_new_head_takes_the_seat_and_the_old_one_stays_a_member(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with listening(monkeypatch) as heard:
        it = actions.set_head(actor=world.adam, department=world.it, head=world.iris, now=LATER)
    assert it.head == world.iris
    assert queries.heads(world.iris, it, TODAY)
    assert not queries.serves(world.alice, it, TODAY)
    assert queries.primary_department(world.alice, TODAY) == it
    yesterday = TODAY - timedelta(days=1)
    assert queries.heads(world.alice, it, yesterday)
    assert heard.events == [events.DepartmentHeadSet(it.pk, world.iris.pk, LATER)]
    assert heard.recorded == ["department.head_set"]


def test_who_left_heads_nothing(world: World) -> None:
    actions.deactivate_person(actor=world.adam, person=world.mara, now=LATER)
    with pytest.raises(Invalid):
        actions.set_head(actor=world.adam, department=world.hr, head=world.mara, now=LATER)


def test_a_department_is_closed_and_its_members_go(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with listening(monkeypatch) as heard:
        actions.close_department(actor=world.adam, department=world.marketing, now=LATER)
    assert heard.events == [events.DepartmentClosed(world.marketing.pk, LATER)]
    assert heard.recorded == ["department.closed"]
    open_ones = Membership.objects.filter(department=world.marketing, until__isnull=True)
    assert not open_ones.exists()
    assert queries.primary_department(world.mara, TODAY) is None
    assert queries.primary_department(world.mara, START.date()) == world.marketing


def test_a_department_with_open_ones_below_is_not_closed(world: World) -> None:
    desk = create(world, "SD", parent=world.it)
    with pytest.raises(RuleBroken):
        actions.close_department(actor=world.adam, department=world.it, now=LATER)
    actions.close_department(actor=world.adam, department=desk, now=LATER)
    actions.close_department(actor=world.adam, department=world.it, now=LATER)


def test_nothing_happens_to_a_closed_department(world: World) -> None:
    closed = actions.close_department(actor=world.adam, department=world.hr, now=LATER)
    given: dict[str, Any] = {"actor": world.adam, "department": closed, "now": LATER}
    for attempt in (
        lambda: actions.rename_department(name="X", **given),
        lambda: actions.move_department(parent=world.it, **given),
        lambda: actions.set_head(head=world.hana, **given),
        lambda: actions.change_department(purpose="X", **given),
        lambda: actions.close_department(**given),
        lambda: actions.add_membership(person=world.mara, **given),
        lambda: create(world, "BELOW", parent=closed),
        lambda: actions.move_department(
            actor=world.adam, department=world.it, parent=closed, now=LATER
        ),
    ):
        with pytest.raises(RuleBroken):
            attempt()
