"""Working days: the n-th day on which the calendar opens."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inward.calendars import rules
from inward.calendars.errors import OutOfHorizon
from inward.calendars.timeline import Timeline
from tests.calendars.calendars_for_tests import timeline, timelines, week

days = st.dates(date(2010, 1, 1), date(2025, 12, 31))
counts = st.integers(-400, 400)


@given(timelines(), days, counts)
def test_adding_working_days_is_undone_by_counting_them(
    calendar: Timeline, day: date, count: int
) -> None:
    found = calendar.days.add(day, count)
    if count >= 0 or calendar.days.is_working_day(day):
        assert calendar.days.between(day, found) == count
    assert count == 0 or calendar.days.is_working_day(found)


@given(timelines(), days, st.integers(1, 30))
def test_the_nth_working_day_is_found_by_walking(calendar: Timeline, day: date, count: int) -> None:
    for direction in (1, -1):
        walked, left = day, count
        while left:
            walked += timedelta(days=direction)
            left -= calendar.days.is_working_day(walked)
        assert calendar.days.add(day, direction * count) == walked


@given(timelines(), days, days, days)
def test_counting_working_days_is_additive(calendar: Timeline, a: date, b: date, c: date) -> None:
    count = calendar.days.between
    assert count(a, b) + count(b, c) == count(a, c)


def test_the_third_working_day_of_a_month() -> None:
    calendar = timeline(recurring_holidays=["05-01"])
    assert calendar.days.add(date(2024, 4, 30), 3) == date(2024, 5, 6)


def test_one_working_day_after_a_saturday_is_the_monday() -> None:
    assert timeline().days.add(date(2024, 6, 8), 1) == date(2024, 6, 10)
    assert timeline().days.add(date(2024, 6, 8), -1) == date(2024, 6, 7)


def test_a_holiday_is_no_working_day_and_a_half_day_is_one() -> None:
    calendar = timeline(
        holidays=["2024-12-24", "2024-12-25"],
        exceptions=[{"date": "2024-12-24", "hours": [["09:00", "12:00"]]}],
    )
    assert rules.is_working_day(calendar, date(2024, 12, 24))
    assert not rules.is_working_day(calendar, date(2024, 12, 25))


def test_a_working_day_later_is_the_same_wall_time_across_a_clock_change() -> None:
    berlin = timeline("Europe/Berlin")
    start = datetime.fromisoformat("2024-03-29T10:30:00+01:00")
    found = rules.add_working_days(berlin, start, 1)
    assert found == datetime.fromisoformat("2024-04-01T10:30:00+02:00")


def test_the_end_of_a_working_day_is_its_closing() -> None:
    berlin = timeline("Europe/Berlin", week([["08:00", "12:00"], ["13:00", "16:30"]]))
    start = datetime.fromisoformat("2024-06-07T20:00:00+02:00")
    found = rules.add_working_days(berlin, start, 1, end_of_day=True)
    assert found == datetime.fromisoformat("2024-06-10T16:30:00+02:00")


def test_the_end_of_a_closed_day_is_that_of_the_next_working_day() -> None:
    found = rules.closing_of_day(timeline(), date(2024, 6, 8))
    assert found == datetime(2024, 6, 10, 17, tzinfo=UTC)


def test_a_day_whose_hours_the_clocks_skipped_ends_with_the_next_one() -> None:
    early = timeline("Europe/Berlin", {"sun": [["02:00", "03:00"]]})
    found = rules.closing_of_day(early, date(2024, 3, 31))
    assert found == datetime.fromisoformat("2024-04-07T03:00:00+02:00")


def test_a_night_shift_makes_the_day_it_begins_on_a_working_day() -> None:
    nights = timeline(hours={"fri": [["22:00", "06:00"]]})
    assert rules.is_working_day(nights, date(2024, 6, 7))
    assert not rules.is_working_day(nights, date(2024, 6, 8))
    assert rules.closing_of_day(nights, date(2024, 6, 7)) == datetime(2024, 6, 8, 6, tzinfo=UTC)


def test_working_days_between_instants_are_those_of_the_calendars_zone() -> None:
    tokyo = timeline("Asia/Tokyo")
    since, until = datetime(2024, 6, 9, 16, tzinfo=UTC), datetime(2024, 6, 10, 16, tzinfo=UTC)
    assert rules.working_days_between(tokyo, since, until) == 1


@pytest.mark.parametrize("count", [10**6, -(10**6), 10**30])
def test_more_working_days_than_there_are_is_refused(count: int) -> None:
    with pytest.raises(OutOfHorizon, match="working days"):
        timeline().days.add(date(2024, 6, 8), count)


def test_a_year_outside_the_horizon_is_refused() -> None:
    with pytest.raises(OutOfHorizon, match="1900 to 2199"):
        timeline().days.between(date(1, 1, 1), date(9999, 1, 1))
