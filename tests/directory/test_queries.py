"""Reads of the directory: the tree, who serves and leads what, pickers."""

from datetime import timedelta
from typing import Any

import pytest

from inward.directory import actions, facts, queries
from inward.directory.models import Department, Person
from inward.kernel.errors import NotFound
from tests.support.world import START, World

TODAY = START.date()


@pytest.fixture
def desk(world: World) -> Department:
    """A team below IT."""
    return actions.create_department(
        actor=world.adam, name="Service Desk", code="SD", parent=world.it, now=START
    )


def test_heads_serve_all_below_agents_and_leads_their_own(world: World, desk: Department) -> None:
    def codes(person: Person) -> set[str]:
        return {d.code for d in queries.departments_served(person, TODAY)}

    assert codes(world.alice) == {"IT", "SD"}
    assert codes(world.iris) == codes(world.ian) == {"IT"}
    assert codes(world.mara) == codes(world.adam) == set()
    assert {d.code for d in queries.departments_headed(world.alice, TODAY)} == {"IT", "SD"}
    assert not queries.departments_headed(world.iris, TODAY).exists()


def test_serving_leading_heading(world: World, desk: Department) -> None:
    roles = {
        person.name.split()[0]: tuple(
            ask(person, department, TODAY)
            for department in (world.it, desk)
            for ask in (queries.serves, queries.leads, queries.heads)
        )
        for person in (world.alice, world.iris, world.ian, world.fiona)
    }
    assert roles == {
        "Alice": (True, True, True, True, True, True),
        "Iris": (True, True, False, False, False, False),
        "Ian": (True, False, False, False, False, False),
        "Fiona": (False,) * 6,
    }


def test_who_left_serves_nothing(world: World) -> None:
    Person.objects.filter(pk=world.ian.pk).update(is_active=False)
    world.ian.refresh_from_db()
    assert not queries.serves(world.ian, world.it, TODAY)
    assert world.ian not in queries.servers_of(world.it, TODAY)


def test_a_department_whose_id_begins_like_anothers_is_not_below_it(world: World) -> None:
    """Paths end with '/', so /1/ does not begin /12/."""
    for number in range(12):
        actions.create_department(actor=world.adam, name=f"D{number}", code=f"D{number}", now=START)
    for department in Department.objects.all():
        assert list(queries.subtree(department)) == [department]


def test_servers_and_heads_of_a_department(world: World, desk: Department) -> None:
    assert list(queries.servers_of(world.it, TODAY)) == [world.alice, world.ian, world.iris]
    assert queries.heads_of(desk, TODAY) == [world.alice]
    actions.set_head(actor=world.adam, department=desk, head=world.iris, now=START)
    assert queries.heads_of(desk, TODAY) == [world.iris, world.alice]


def test_ids_above_are_those_of_departments_and_what_stands_above(
    world: World, desk: Department
) -> None:
    actions.add_membership(actor=world.adam, person=world.mara, department=desk, now=START)
    expected = {world.marketing.pk, desk.pk, world.it.pk}
    assert queries.ids_above(world.mara, TODAY) == expected


def test_the_tree_is_shown_parents_first_brothers_by_name(world: World, desk: Department) -> None:
    actions.create_department(actor=world.adam, name="Ärger", code="AE", parent=world.it, now=START)
    closed = actions.create_department(actor=world.adam, name="Old", code="OLD", now=START)
    actions.close_department(actor=world.adam, department=closed, now=START)
    shown = [(b.department.code, b.depth) for b in queries.department_tree(world.mara)]
    assert shown == [("FIN", 0), ("HR", 0), ("IT", 0), ("AE", 1), ("SD", 1), ("MKT", 0)]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("ali", ["Alice"]),
        ("AMBERG alice", ["Alice"]),
        ("i", ["Ian", "Iris"]),
        ("ian@ex", ["Ian"]),
        ("erg", []),
        ("%", []),
        ("_an", []),
        ("ali\x00ce", ["Alice"]),
    ],
)
def test_people_are_picked_by_the_beginnings_of_words(
    world: World, typed: str, found: list[str]
) -> None:
    picked = queries.pick_people(world.mara, typed)
    assert [person.get_short_name() for person in picked] == found


@pytest.mark.parametrize(
    "typed", ["muller", "MÜLLER", "Mu\u0308ller", "ｍüller", "straße", "STRASSE", "\ud800ørjan"]
)
def test_case_accents_and_width_do_not_matter_on_any_database(world: World, typed: str) -> None:
    person = actions.create_person(actor=world.adam, name="Ørjan Müller-Straße Straße", now=START)
    assert queries.pick_people(world.mara, typed) == [person]


def test_pages_of_people_follow_each_other_without_gap_or_twice(world: World) -> None:
    for name in ("Zoë", "zoe", "Éva", "Eva", "Эва", "李", "Ada Alb", "ada alb", "Öz", "O z"):
        actions.create_person(actor=world.adam, name=name, now=START)
    everybody = [p.pk for p in queries.pick_people(world.mara, "", limit=100)]
    paged: list[int] = []
    after: queries.Place | None = None
    while page := queries.pick_people(world.mara, "", after=after, limit=3):
        paged += [person.pk for person in page]
        after = (page[-1].name_key, page[-1].pk)
    assert paged == everybody
    keys = [p.name_key for p in queries.pick_people(world.mara, "", limit=100)]
    assert keys == sorted(keys), "by code point, the same on both databases"


def test_people_who_left_are_not_picked(world: World) -> None:
    Person.objects.filter(pk=world.ian.pk).update(is_active=False)
    assert world.ian not in queries.pick_people(world.mara, "ian")


def test_departments_are_picked_by_name_and_code(world: World, desk: Department) -> None:
    def codes(typed: str) -> list[str]:
        return [d.code for d in queries.pick_departments(world.mara, typed)]

    assert codes("desk") == codes("sd") == ["SD"]
    assert codes("") == ["FIN", "HR", "IT", "MKT", "SD"]


def test_who_left_sees_nobody(world: World) -> None:
    Person.objects.filter(pk=world.mara.pk).update(is_active=False)
    world.mara.refresh_from_db()
    assert not queries.visible_to(world.mara).exists()
    assert not queries.departments_visible_to(world.mara).exists()
    for ask in (
        lambda: queries.person_for(world.mara, world.ian.pk),
        lambda: queries.department_for(world.mara, world.it.pk),
        lambda: queries.person_for(world.adam, 10**12),
    ):
        with pytest.raises(NotFound):
            ask()


def test_lists_cost_the_same_however_long(
    world: World, desk: Department, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        queries.department_tree(world.mara)
    with django_assert_num_queries(1):
        queries.pick_people(world.mara, "a")
    with django_assert_num_queries(2):
        list(queries.departments_served(world.alice, TODAY))
    with django_assert_num_queries(1):
        queries.tree_as_of(START + timedelta(days=1))
    with django_assert_num_queries(1):
        queries.primary_department(world.mara, TODAY)


def test_facts_are_plain_rows_in_chunks(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facts, "CHUNK", 2)
    departments = list(facts.department_rows())
    assert [len(chunk) for chunk in departments] == [2, 2]
    assert departments[0][0] == (world.it.pk, "IT", None)
    people = [row for chunk in facts.people_rows() for row in chunk]
    assert (world.alice.pk, "Alice Amberg") in people
    assert len(people) == 9
