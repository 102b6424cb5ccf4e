"""Two people at the same time: what each did alone would be fine, together it must stay whole."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from inward.directory import actions, rules
from inward.directory.imports import departments_of_source, people_of_source
from inward.directory.models import Absence, Department, Person
from inward.kernel.errors import InwardError
from tests.support.world import START, build_world

pytestmark = pytest.mark.django_db(transaction=True)
LATER = START + timedelta(days=1)


def together(*attempts: Callable[[], Any]) -> list[Any]:
    """Run each in a thread of its own, begun at once; gives results or refusals, in order."""
    gate = threading.Barrier(len(attempts))
    results: list[Any] = [None] * len(attempts)

    def run(place: int, attempt: Callable[[], Any]) -> None:
        gate.wait()
        try:
            results[place] = attempt()
        except InwardError as refused:
            results[place] = refused
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(attempts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


def refusals(results: list[Any]) -> int:
    return sum(isinstance(result, InwardError) for result in results)


def test_two_moves_make_no_circle() -> None:
    world = build_world()
    given: dict[str, Any] = {"actor": world.adam, "now": LATER}
    results = together(
        lambda: actions.move_department(department=world.it, parent=world.hr, **given),
        lambda: actions.move_department(department=world.hr, parent=world.it, **given),
    )
    assert refusals(results) == 1
    for department in Department.objects.all():
        above = department.parent.path if department.parent else ""
        assert department.path == rules.child_path(above, department.pk)


def test_one_address_is_given_once() -> None:
    world = build_world()
    given: dict[str, Any] = {"actor": world.adam, "email": "new@example.org", "now": LATER}
    results = together(
        *[lambda n=n: actions.create_person(name=f"New {n}", **given) for n in range(4)]
    )
    assert refusals(results) == 3
    assert Person.objects.filter(email="new@example.org").count() == 1


def test_absences_recorded_twice_do_not_overlap() -> None:
    world = build_world()
    given: dict[str, Any] = {
        "actor": world.ian, "person": world.ian, "since": LATER, "until": LATER + timedelta(days=1),
        "now": START,
    }  # fmt: skip
    results = together(*[lambda: actions.record_absence(**given)] * 3)
    assert refusals(results) == 2
    assert Absence.objects.count() == 1


def test_two_imports_of_one_log_make_everything_once() -> None:
    names = [f"Group {number}" for number in range(300)]
    people = together(*[lambda: people_of_source("desk", names, now=START)] * 3)
    departments = together(*[lambda: departments_of_source("desk", names, now=START)] * 3)
    assert people[0] == people[1] == people[2]
    assert departments[0] == departments[1] == departments[2]
    assert Person.objects.count() == Department.objects.count() == 300
    assert all(d.path == f"/{d.pk}/" for d in Department.objects.all())
    assert all(d.states.count() == 1 for d in Department.objects.prefetch_related("states"))
