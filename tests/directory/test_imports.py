"""People and departments of foreign logs: in bulk, repeatable, unable to sign in."""

from time import perf_counter
from typing import Any

import pytest

from inward.catalogue.facts import service_rows
from inward.catalogue.imports import services_of_source
from inward.catalogue.models import Service
from inward.directory import queries
from inward.directory.imports import departments_of_source, people_of_source
from inward.directory.models import Department, DepartmentState, Person
from inward.directory.rules import BEGINNING
from inward.kernel.models import AuditEntry, Job
from tests.support.world import START, World

HOSTILE = [
    "", "\x00", "a\x00b", "\ud800", "\u200b", "x" * 4000, "x" * 4000 + "y", "'; DROP TABLE", "İ",
    "é", "e\u0301", "%", "\u202egnp.exe",
]  # fmt: skip


def test_people_are_made_once_and_found_again(world: World) -> None:
    first = people_of_source("desk", ["Caller 1", "Caller 2"], now=START)
    again = people_of_source("desk", ["Caller 2", "Caller 3", "Caller 1"], now=START)
    assert {name: again[name] for name in first} == first
    assert len(set(again.values())) == 3
    assert people_of_source("other desk", ["Caller 1"], now=START)["Caller 1"] not in set(
        again.values()
    )


def test_imported_people_cannot_sign_in_and_can_be_searched(world: World) -> None:
    ids = people_of_source("desk", ["Çağla Öz"], now=START)
    person = Person.objects.get(pk=ids["Çağla Öz"])
    assert (person.may_sign_in, person.email, person.has_usable_password()) == (False, None, False)
    assert queries.pick_people(world.mara, "cagla oz") == [person]


def test_imports_publish_and_record_nothing(world: World) -> None:
    before = (AuditEntry.objects.count(), Job.objects.count())
    people_of_source("desk", ["A", "B"], now=START)
    services_of_source(
        "desk",
        dict.fromkeys(["S"], departments_of_source("desk", ["D"], now=START)["D"]),
        now=START,
    )
    assert (AuditEntry.objects.count(), Job.objects.count()) == before


def test_departments_get_codes_paths_and_a_past(world: World) -> None:
    ids = departments_of_source("desk", ["IT", "Group 70", "Group 7", "G 70"], now=START)
    rows = {d.name: d for d in Department.objects.filter(source="desk")}
    assert {d.code for d in rows.values()} == {"IT2", "G70", "G7", "G702"}
    assert all(d.path == f"/{d.pk}/" for d in rows.values())
    assert rows["IT"].pk == ids["IT"] != world.it.pk
    assert queries.tree_as_of(BEGINNING)[ids["IT"]].name == "IT"
    assert departments_of_source("desk", ["G 70", "IT"], now=START) == {
        "G 70": ids["G 70"], "IT": ids["IT"],
    }  # fmt: skip
    assert DepartmentState.objects.filter(department_id=ids["IT"]).count() == 1


def test_hostile_names_come_in(world: World) -> None:
    people = people_of_source("desk", HOSTILE, now=START)
    departments = departments_of_source("desk", HOSTILE, now=START)
    services = services_of_source("desk", {name: departments[name] for name in HOSTILE}, now=START)
    for found in (people, departments, services):
        assert set(found) == set(HOSTILE)
        assert found["é"] == found["e\u0301"], "NFC: two spellings of one name are one"
        assert found["x" * 4000] != found["x" * 4000 + "y"]
    assert people_of_source("desk", HOSTILE, now=START) == people


def test_services_keep_their_supplier_and_are_rows_of_facts(world: World) -> None:
    ids = services_of_source("desk", {"Mail": world.it.pk}, now=START)
    again = services_of_source("desk", {"Mail": world.hr.pk, "VPN": world.it.pk}, now=START)
    assert again["Mail"] == ids["Mail"]
    assert Service.objects.get(pk=ids["Mail"]).supplier == world.it
    rows = [row for chunk in service_rows() for row in chunk]
    assert (ids["Mail"], "Mail") in rows


def test_nothing_to_import_is_nothing(world: World) -> None:
    assert people_of_source("desk", [], now=START) == {}
    assert departments_of_source("desk", [], now=START) == {}
    assert services_of_source("desk", {}, now=START) == {}


@pytest.mark.parametrize("make", [people_of_source, departments_of_source])
def test_ten_thousand_names_take_seconds(world: World, make: Any) -> None:
    names = [f"Name {number} of {number % 97}" for number in range(10_000)]
    began = perf_counter()
    first = make("desk", names, now=START)
    made = perf_counter() - began
    assert make("desk", names, now=START) == first
    assert len(set(first.values())) == 10_000
    assert made < 20, f"{made:.1f} s for 10,000 names"
