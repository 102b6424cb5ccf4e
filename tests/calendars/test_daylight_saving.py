"""Days on which clocks change have the hours that they have."""

import pytest

from inward.calendars import rules
from inward.calendars.instants import local_date, to_instant
from inward.calendars.opening import open_stretches
from tests.calendars.calendars_for_tests import always, at, shows, timeline, week

HOUR = 3600
EVERY_DAY = "mon tue wed thu fri sat sun"


@pytest.mark.parametrize(
    ("zone", "midnight", "hours"),
    [
        ("Europe/Berlin", "2024-03-31T00:00:00+01:00", 23),
        ("Europe/Berlin", "2024-10-27T00:00:00+02:00", 25),
        ("America/New_York", "2024-03-10T00:00:00-05:00", 23),
        ("America/New_York", "2024-11-03T00:00:00-04:00", 25),
        ("Australia/Sydney", "2024-10-06T00:00:00+10:00", 23),
        ("Australia/Sydney", "2024-04-07T00:00:00+11:00", 25),
        ("Australia/Lord_Howe", "2024-10-06T00:00:00+10:30", 23.5),
        ("Australia/Lord_Howe", "2024-04-07T00:00:00+11:00", 24.5),
        ("Asia/Kolkata", "2024-03-31T00:00:00+05:30", 24),
        # Summer time as it was, and in the first year without it.
        ("America/Sao_Paulo", "2018-11-04T00:00:00-03:00", 23),
        ("America/Sao_Paulo", "2019-11-03T00:00:00-03:00", 24),
        ("Asia/Tehran", "2022-03-22T00:00:00+03:30", 23),
        ("Asia/Tehran", "2023-03-22T00:00:00+03:30", 24),
    ],
)
def test_a_day_that_is_open_all_through_is_as_long_as_it_is(
    zone: str, midnight: str, hours: float
) -> None:
    definition = timeline(zone, always()).definition
    stretches = open_stretches(definition, [local_date(at(midnight), definition.zone)])
    assert sum(until - since for since, until in stretches) == hours * HOUR


@pytest.mark.parametrize(
    ("zone", "start", "due"),
    [
        ("Europe/Berlin", "2024-03-31T09:00:00+02:00", "2024-03-31T17:00:00+02:00"),
        ("Europe/Berlin", "2024-10-26T15:00:00+02:00", "2024-10-27T15:00:00+01:00"),
        ("Australia/Sydney", "2024-10-05T15:00:00+10:00", "2024-10-06T15:00:00+11:00"),
        ("Australia/Sydney", "2024-04-06T15:00:00+11:00", "2024-04-07T15:00:00+10:00"),
        ("Australia/Adelaide", "2024-04-06T15:00:00+10:30", "2024-04-07T15:00:00+09:30"),
        ("Asia/Tehran", "2024-03-20T15:00:00+03:30", "2024-03-21T15:00:00+03:30"),
    ],
)
def test_eight_office_hours_are_eight_hours_whatever_the_clocks_did_at_night(
    zone: str, start: str, due: str
) -> None:
    office = timeline(zone, week([["09:00", "17:00"]], EVERY_DAY))
    assert office.add(at(start), 8 * HOUR) == at(due)
    assert office.subtract(at(due), 8 * HOUR) == at(start)


def test_a_night_shift_is_an_hour_shorter_or_longer_when_clocks_change() -> None:
    nights = timeline("Europe/Berlin", week([["22:00", "06:00"]], EVERY_DAY))
    assert nights.between(at("2024-03-30T12:00+01:00"), at("2024-03-31T12:00+02:00")) == 7 * HOUR
    assert nights.between(at("2024-10-26T12:00+02:00"), at("2024-10-27T12:00+01:00")) == 9 * HOUR


def test_hours_that_clocks_skip_do_not_happen() -> None:
    early = timeline("Europe/Berlin", {"sun": [["02:30", "05:00"]]})
    day = at("2024-03-31T00:00:00+01:00")
    assert early.next_open(day) == at("2024-03-31T03:00:00+02:00")
    assert early.next_close(day) == at("2024-03-31T05:00:00+02:00")


def test_hours_that_come_twice_happen_twice() -> None:
    early = timeline("Europe/Berlin", {"sun": [["02:00", "02:30"]]})
    stretches = early.stretches(at("2024-10-27T00:00:00+02:00"), at("2024-10-28T00:00:00+01:00"))
    assert [(shows(since), shows(until)) for since, until in stretches] == [
        ("2024-10-27T00:00:00+00:00", "2024-10-27T00:30:00+00:00"),
        ("2024-10-27T01:00:00+00:00", "2024-10-27T01:30:00+00:00"),
    ]


def test_a_midnight_that_comes_twice_ends_the_day_before_once() -> None:
    """Havana goes back from 01:00 to 00:00: that hour is the Sunday's, both times."""
    saturdays = timeline("America/Havana", {"sat": [["00:00", "24:00"]]})
    assert shows(saturdays.next_close(at("2024-11-02T12:00:00-04:00"))) == (
        "2024-11-03T04:00:00+00:00"
    )
    sundays = timeline("America/Havana", {"sun": [["00:00", "24:00"]]})
    assert sundays.between(at("2024-11-02T12:00-04:00"), at("2024-11-04T12:00-05:00")) == 25 * HOUR


def test_a_date_that_a_zone_left_out_has_no_hours() -> None:
    office = timeline("Pacific/Apia", week([["09:00", "17:00"]], EVERY_DAY))
    thursday, saturday = at("2011-12-29T09:00:00-10:00"), at("2011-12-31T09:00:00+14:00")
    assert office.between(thursday, saturday) == 8 * HOUR


def test_offsets_of_odd_seconds_are_exact() -> None:
    """Amsterdam ran 19 minutes and 32 seconds ahead of Greenwich until 1937."""
    office = timeline("Europe/Amsterdam")
    assert shows(office.next_open(at("1930-01-06T00:00:00Z"))) == "1930-01-06T08:40:28+00:00"


def test_the_zone_of_the_viewer_does_not_matter() -> None:
    office = timeline("Asia/Tokyo")
    as_seen_in_berlin = to_instant(at("2024-01-05T08:30:00+01:00"))
    assert rules.is_open(office, as_seen_in_berlin.astimezone(office.definition.zone))
    assert rules.is_open(office, as_seen_in_berlin) is True
