"""Offsets from UTC, exact to the second of each change."""

from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from inward.calendars.instants import DAY
from inward.calendars.zones import known_zones, offset_at, regimes
from tests.calendars.calendars_for_tests import ZONES, at, seconds


@given(st.sampled_from(ZONES), seconds, st.integers(1, 900 * DAY), st.data())
def test_every_second_has_the_offset_of_its_regime(
    name: str, since: int, length: int, data: st.DataObject
) -> None:
    zone, until = ZoneInfo(name), since + length
    found = regimes(zone, since, until)
    assert found[0].since == since
    assert found[-1].until == until
    assert all(a.until == b.since and a.offset != b.offset for a, b in pairwise(found))
    second = data.draw(st.integers(since, until - 1))
    [held] = [each for each in found if each.since <= second < each.until]
    assert held.offset == offset_at(zone, second)


def test_a_clock_change_at_new_year_is_found() -> None:
    """Apia crossed the date line in the last days of 2011."""
    found = regimes(ZoneInfo("Pacific/Apia"), at("2011-12-01T00:00Z"), at("2012-02-01T00:00Z"))
    assert [(each.until, each.offset // 3600) for each in found] == [
        (at("2011-12-30T10:00Z"), -10),
        (at("2012-02-01T00:00Z"), 14),
    ]


def test_names_that_mean_another_place_on_another_machine_are_unknown() -> None:
    assert "Europe/Berlin" in known_zones()
    assert known_zones().isdisjoint({"localtime", "posixrules", "Factory"})
