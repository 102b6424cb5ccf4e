"""Business time by example: openings, closings, horizons, whole seconds."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from inward.calendars import rules
from inward.calendars.errors import OutOfHorizon
from tests.calendars.calendars_for_tests import always, at, shows, timeline, week

HOUR = 3600


def test_friday_sixteen_plus_four_hours_is_monday_eleven() -> None:
    office = timeline("Europe/Berlin", week([["08:00", "17:00"]]))
    assert office.add(at("2024-06-07T16:00+02:00"), 4 * HOUR) == at("2024-06-10T11:00+02:00")


def test_created_on_saturday_and_answered_on_monday_is_five_minutes() -> None:
    office = timeline("Europe/Berlin", week([["08:00", "17:00"]]))
    saturday, monday = at("2024-06-08T13:00+02:00"), at("2024-06-10T08:05+02:00")
    assert office.between(saturday, monday) == 300


def test_time_used_up_at_closing_ends_there_and_not_at_the_next_opening() -> None:
    assert shows(timeline().add(at("2024-06-07T16:00Z"), HOUR)) == "2024-06-07T17:00:00+00:00"


def test_time_taken_back_to_an_opening_ends_there_and_not_at_the_closing_before() -> None:
    assert shows(timeline().subtract(at("2024-06-10T10:00Z"), HOUR)) == "2024-06-10T09:00:00+00:00"


def test_nothing_added_stays_where_it_is_even_when_closed() -> None:
    midnight = at("2024-06-08T00:00Z")
    assert timeline().add(midnight, 0) == timeline().subtract(midnight, 0) == midnight


def test_one_hour_before_due_lies_in_open_hours_across_night_and_lunch() -> None:
    office = timeline(hours=week([["09:00", "12:00"], ["13:00", "17:00"]]))
    assert shows(office.subtract(at("2024-06-11T09:30Z"), HOUR)) == "2024-06-10T16:30:00+00:00"
    assert shows(office.subtract(at("2024-06-10T13:30Z"), HOUR)) == "2024-06-10T11:30:00+00:00"


def test_the_opening_second_is_open_and_the_closing_second_is_not() -> None:
    assert timeline().is_open(at("2024-06-10T09:00Z"))
    assert timeline().is_open(at("2024-06-10T16:59:59Z"))
    assert not timeline().is_open(at("2024-06-10T17:00Z"))


def test_at_an_opening_the_previous_open_instant_is_the_closing_before() -> None:
    office = timeline()
    monday_nine = at("2024-06-10T09:00Z")
    assert shows(office.previous_open_instant(monday_nine)) == "2024-06-07T17:00:00+00:00"
    assert office.previous_open_instant(monday_nine + 60) == monday_nine + 60


def test_hours_that_touch_close_once() -> None:
    two_days = timeline(hours={"mon": [["00:00", "24:00"]], "tue": [["00:00", "08:00"]]})
    assert shows(two_days.next_close(at("2024-06-10T12:00Z"))) == "2024-06-11T08:00:00+00:00"


def test_hours_that_overlap_count_once() -> None:
    overlapping = timeline(hours={"mon": [["09:00", "13:00"], ["12:00", "17:00"]]})
    assert overlapping.between(at("2024-06-10T00:00Z"), at("2024-06-11T00:00Z")) == 8 * HOUR


def test_a_calendar_that_never_closes_says_so() -> None:
    with pytest.raises(OutOfHorizon, match="no closing"):
        timeline(hours=always()).next_close(at("2024-06-10T09:00Z"))


def test_a_year_boundary_is_no_boundary() -> None:
    every_night = week([["22:00", "06:00"]], "mon tue wed thu fri sat sun")
    nights = timeline("Pacific/Kiritimati", every_night)
    start, end = at("2023-12-25T12:00+14:00"), at("2024-01-08T12:00+14:00")
    assert nights.between(start, end) == 14 * 8 * HOUR


def test_a_calendar_open_one_day_a_week_is_reached() -> None:
    mondays = timeline(hours={"mon": [["09:00", "17:00"]]})
    assert shows(mondays.add(at("2024-06-11T00:00Z"), 80 * HOUR)) == "2024-08-19T17:00:00+00:00"
    assert mondays.between(at("2024-01-01T00:00Z"), at("2025-01-01T00:00Z")) == 53 * 8 * HOUR


def test_a_calendar_open_one_day_a_year_is_reached_and_given_up_on_in_time() -> None:
    once = timeline(
        hours={},
        exceptions=[
            {"date": f"{year}-03-01", "hours": [["09:00", "10:00"]]} for year in range(2020, 2200)
        ],
    )
    assert shows(once.add(at("2024-06-11T00:00Z"), 3 * HOUR)) == "2027-03-01T10:00:00+00:00"
    began = time.perf_counter()
    with pytest.raises(OutOfHorizon, match="no 3600000 open seconds after 2024-06-11"):
        once.add(at("2024-06-11T00:00Z"), 1000 * HOUR)
    with pytest.raises(OutOfHorizon, match="since 1900"):
        once.subtract(at("2024-06-11T00:00Z"), 1000 * HOUR)
    assert time.perf_counter() - began < 10


@pytest.mark.parametrize("length", [10**9 * 8, 10**20, -(10**20), 10**400])
def test_an_endless_budget_is_refused_at_once(length: int) -> None:
    with pytest.raises(OutOfHorizon, match="1900 to 2199"):
        timeline().add(at("2024-06-11T00:00Z"), length)


@pytest.mark.parametrize("year", [1, 1800, 2200, 9999])
def test_a_year_outside_the_horizon_is_refused(year: int) -> None:
    outside = datetime(year, 6, 1, tzinfo=UTC)
    with pytest.raises(OutOfHorizon, match="1900 to 2199"):
        rules.is_open(timeline(), outside)


def test_the_first_and_the_last_year_can_be_asked_about() -> None:
    assert timeline().between(at("1900-01-10T00:00Z"), at("2199-12-20T00:00Z")) > 0


def test_an_instant_is_the_whole_second_it_lies_in() -> None:
    office = timeline()
    start = datetime(2024, 6, 10, 16, 59, 59, 900_000, tzinfo=UTC)
    due = rules.add(office, start, timedelta(seconds=2))
    assert due == datetime(2024, 6, 11, 9, 0, 1, tzinfo=UTC)
    assert rules.between(office, start, due) == timedelta(seconds=2)


def test_a_time_without_zone_is_no_instant() -> None:
    with pytest.raises(ValueError, match="needs a time zone"):
        rules.is_open(timeline(), datetime(2024, 6, 10, 9))  # noqa: DTZ001


def test_datetimes_of_any_zone_are_understood_and_utc_comes_back() -> None:
    start = datetime.fromisoformat("2024-06-10T10:00:00+05:30")
    due = rules.add(timeline(), start, timedelta(hours=1))
    assert due.isoformat() == "2024-06-10T10:00:00+00:00"
    assert rules.subtract(timeline(), due, timedelta(hours=1)).hour == 9
    assert rules.next_open(timeline(), start).hour == 9
    assert rules.next_close(timeline(), start).hour == 17
    assert rules.previous_open_instant(timeline(), start).day == 7
