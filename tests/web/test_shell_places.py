"""The frame: which places a person sees."""

from datetime import UTC, datetime

import pytest
from django.test import RequestFactory

from inward.directory.models import Person
from inward.web import shell
from tests.support.world import World, world

__all__ = ["world"]

NOW = datetime(2025, 6, 2, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "serves", "sees"),
    [
        ("alice", True, True),
        ("iris", True, True),
        ("ian", True, False),
        ("mara", False, False),
        ("adam", False, True),
    ],
)
def test_places_follow_from_what_a_person_does(
    world: World, name: str, serves: bool, sees: bool
) -> None:
    standing = shell.standing_of(getattr(world, name), NOW)
    assert (standing.serves, standing.sees) == (serves, sees)


def test_the_foot_names_the_department(world: World) -> None:
    assert shell.standing_of(world.ian, NOW).department == "IT"


def test_a_place_without_an_address_is_absent() -> None:
    assert shell.address("no-such-page") == ""


def test_nobody_signed_in_sees_no_places() -> None:
    drawn = shell.context(RequestFactory().get("/"))["shell"]
    assert not drawn.entries
    assert drawn.person is None


def test_places_have_keys_of_their_own() -> None:
    keys = [place.key for place in shell.PLACES]
    assert len(set(keys)) == len(keys)


def test_an_executive_sees_without_serving(world: World) -> None:
    world.mara.position = Person.Position.EXECUTIVE
    assert shell.standing_of(world.mara, NOW).sees
