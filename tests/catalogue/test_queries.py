"""The catalogue as a person meets it: families, search, what it costs."""

from datetime import timedelta
from typing import Any

import pytest

from inward.catalogue import actions, queries, searching
from inward.catalogue.models import Offering, Service
from inward.directory import actions as directory
from inward.directory.imports import departments_of_source
from inward.directory.models import Person
from tests.support.world import START, World

LATER = START + timedelta(days=1)
TODAY = LATER.date()


def service(world: World, name: str, **given: Any) -> Service:
    said: dict[str, Any] = {"actor": world.adam, "supplier": world.it, "now": LATER}
    return actions.create_service(name=name, **(said | given))


def offering(world: World, of: Service, name: str, **given: Any) -> Offering:
    return actions.create_offering(actor=world.adam, service=of, name=name, now=LATER, **given)


def test_the_catalogue_is_told_by_family_in_order_of_name(world: World) -> None:
    service(world, "Empty", category="Equipment")
    loose = service(world, "Anything else")
    offering(world, loose, "Ask us")
    families = queries.offerings_by_family(world.mara, TODAY)
    told = [
        (family.name, [(s.name, [o.name for o in s.askable]) for s in family.services])  # type: ignore[attr-defined]
        for family in families
    ]
    assert told == [
        ("Equipment", [("Workplace", ["New laptop", "Report a fault"])]),
        ("People", [("Concerns", ["Report misconduct"])]),
        ("", [("Anything else", ["Ask us"])]),
    ]


def test_the_catalogue_costs_the_same_however_long(
    world: World, django_assert_num_queries: Any
) -> None:
    for number in range(30):
        one = service(world, f"Service {number}", category=f"Family {number % 7}")
        for place in range(3):
            offering(world, one, f"Thing {place}")
    with django_assert_num_queries(3):
        queries.offerings_by_family(world.mara, TODAY)
    with django_assert_num_queries(2):
        queries.search(world.mara, "thing", TODAY)
    with django_assert_num_queries(4):
        queries.search(world.mara, "thimg", TODAY)
    with django_assert_num_queries(2):
        list(queries.askable_by(world.mara, TODAY))


def test_who_left_and_closed_suppliers_have_no_catalogue(world: World) -> None:
    directory.close_department(actor=world.adam, department=world.hr, now=LATER)
    names = {family.name for family in queries.offerings_by_family(world.mara, TODAY)}
    assert names == {"Equipment"}
    Person.objects.filter(pk=world.mara.pk).update(is_active=False)
    world.mara.refresh_from_db()
    assert queries.offerings_by_family(world.mara, TODAY) == []
    assert queries.search(world.mara, "laptop", TODAY) == []
    assert not queries.visible_to(world.mara, TODAY).exists()
    assert not queries.managed_by(world.mara, TODAY).exists()


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("laptop", ["New laptop"]),
        ("LAPTOP new", ["New laptop"]),
        ("lap", ["New laptop"]),
        ("notebook", ["New laptop"]),
        ("top", []),
        ("broken", ["Report a fault"]),
        ("report", ["Report a fault", "Report misconduct"]),
        ("workplace", ["New laptop", "Report a fault"]),
        ("phones", ["New laptop", "Report a fault"]),
        ("equipment laptop", ["New laptop"]),
        ("laptpo", ["New laptop"]),
        ("labtop", ["New laptop"]),
        ("lptop", ["New laptop"]),
        ("lapptop", ["New laptop"]),
        ("misconduckt", ["Report misconduct"]),
        ("xyzzy", []),
        ("", []),
        ("   ", []),
        ("%", []),
        ("_______", []),
        ("laptop\x00", ["New laptop"]),
        ("\ud800", []),
    ],
)
def test_offerings_are_searched_by_words_nearly_right(
    world: World, typed: str, found: list[str]
) -> None:
    assert [o.name for o in queries.search(world.mara, typed, TODAY)] == found


@pytest.mark.parametrize("typed", ["zugang", "ZUGANG", "büro", "buro", "BU\u0308RO", "ｂüro"])
def test_search_folds_case_and_accents_alike_on_both_databases(world: World, typed: str) -> None:
    one = offering(world, world.workplace, "Zugang Büro")
    assert queries.search(world.mara, typed, TODAY) == [one]


def test_the_name_counts_more_than_keywords_and_these_more_than_the_rest(world: World) -> None:
    last = offering(world, world.workplace, "C", description="about a printer")
    second = offering(world, world.workplace, "B", keywords="printer")
    first = offering(world, world.workplace, "A new printer")
    best = offering(world, world.workplace, "Printer")
    found = queries.search(world.mara, "printer", TODAY)
    assert found == [best, first, second, last]
    assert queries.search(world.mara, "printer", TODAY, limit=1) == [best]


def test_search_and_its_mending_find_nothing_hidden(world: World) -> None:
    secret = service(world, "Secret")
    offering(world, secret, "Moonbase")
    actions.set_audience(actor=world.adam, service=secret, departments=[world.finance], now=LATER)
    assert queries.search(world.mara, "moonbase", TODAY) == []
    assert queries.search(world.mara, "moonbaze", TODAY) == []
    assert [o.name for o in queries.search(world.frank, "moonbaze", TODAY)] == ["Moonbase"]


def test_who_manages_what(world: World) -> None:
    assert set(queries.managed_by(world.iris, TODAY)) == {world.workplace}
    assert set(queries.managed_by(world.adam, TODAY)) == {world.workplace, world.concerns}
    assert not queries.managed_by(world.ian, TODAY).exists()
    actions.change_service(actor=world.adam, service=world.concerns, owner=world.hana, now=LATER)
    assert set(queries.managed_by(world.hana, TODAY)) == {world.concerns}


def test_an_audience_costs_the_same_however_large(
    world: World, django_assert_num_queries: Any
) -> None:
    ids = departments_of_source("desk", [f"D{n}" for n in range(1000)], now=START)
    departments = list(type(world.it).objects.filter(pk__in=list(ids.values())))
    actions.set_audience(
        actor=world.adam, service=world.workplace, departments=departments, now=LATER
    )
    with django_assert_num_queries(3):
        assert list(queries.visible_to(world.hana, TODAY)) == [world.concerns]


@pytest.mark.parametrize(
    ("word", "other", "near"),
    [
        ("laptop", "laptop", True), ("laptop", "labtop", True), ("laptop", "lptop", True),
        ("laptop", "lapttop", True), ("laptop", "latpop", True), ("laptop", "plaptop", True),
        ("laptop", "laptops", True), ("laptop", "tablet", False), ("laptop", "lapotp", True),
        ("laptop", "lbtop", False), ("ab", "ba", True), ("ab", "cd", False),
    ],
)  # fmt: skip
def test_words_are_near_that_differ_in_one_letter(word: str, other: str, near: bool) -> None:
    assert searching.is_near(word, other) is near
    assert searching.is_near(other, word) is near
