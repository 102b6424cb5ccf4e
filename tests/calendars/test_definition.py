"""Calendar definitions: what is understood, and every fault named where it stands."""

import json
import time
from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inward.calendars.definition import Definition, Hours, wall_time
from inward.calendars.errors import InvalidCalendar
from inward.calendars.reading import definition_from_json
from tests.calendars.calendars_for_tests import definitions, week

NINE_TO_FIVE = {"timezone": "UTC", "hours": {"mon": [["09:00", "17:00"]]}}


def faults(**changes: Any) -> dict[str, tuple[str, ...]]:
    """What is said against a calendar that is fine but for these changes."""
    with pytest.raises(InvalidCalendar) as caught:
        definition_from_json(NINE_TO_FIVE | changes)
    return caught.value.fields


@given(definitions())
def test_what_is_written_reads_back_equal(definition: Definition) -> None:
    written = json.loads(json.dumps(definition.to_json()))
    assert definition_from_json(written) == definition
    assert definition_from_json(written).to_json() == written


def test_everything_that_can_be_said() -> None:
    read = definition_from_json(
        {
            "timezone": "Europe/Berlin",
            "hours": {
                "mon": [["13:00", "17:30:15"], ["08:00", "12:00"]],
                "fri": [["22:00", "06:00"]],
            },
            "holidays": ["2026-04-03", {"date": "2026-04-06", "name": " Easter  Monday "}],
            "recurring_holidays": ["01-01", {"date": "02-29", "name": "Leap day"}],
            "exceptions": [{"date": "2026-01-01", "hours": [["10:00", "24:00"]], "name": "Stock"}],
        }
    )
    assert read.weekly[0] == (Hours(28_800, 43_200), Hours(46_800, 63_015))
    assert read.weekly[4] == (Hours(79_200, 108_000),)
    assert read.name_of(date(2026, 4, 6)) == "Easter Monday"
    assert read.name_of(date(2028, 2, 29)) == "Leap day"
    assert read.name_of(date(2026, 4, 7)) is None
    assert read.hours_of(date(2026, 1, 1)) == (Hours(36_000, 86_400),)
    assert read.hours_of(date(2027, 1, 1)) == ()


def test_an_exception_without_hours_closes_the_day() -> None:
    read = definition_from_json(NINE_TO_FIVE | {"exceptions": [{"date": "2026-06-01"}]})
    assert not read.is_working_day(date(2026, 6, 1))


@pytest.mark.parametrize(
    "timezone", ["Berlin", "../../etc/passwd", "localtime", "", None, 7, "europe/berlin", "UTC\x00"]
)
def test_an_unknown_zone_is_refused(timezone: object) -> None:
    assert "IANA time zone" in faults(timezone=timezone)["timezone"][0]


@pytest.mark.parametrize(
    ("pair", "said"),
    [
        (["9:00", "17:00"], "not a time such as"),
        (["09:00", "25:00"], "not a time of day"),
        (["09:60", "17:00"], "not a time of day"),
        (["09:00", "24:00:01"], "not a time of day"),
        (["٠٩:٠٠", "17:00"], "not a time such as"),
        (["09:00", "09:00"], "no length"),
        (["24:00", "06:00"], "cannot open at 24:00"),
        (["09:00"], "pair"),
        ("09:00-17:00", "pair"),
        ([9, 17], "not a time such as"),
    ],
)
def test_hours_that_do_not_exist_are_refused(pair: object, said: str) -> None:
    assert said in faults(hours={"tue": [pair]})["hours.tue[0]"][0]


@pytest.mark.parametrize(
    "day", ["2026-02-30", "2026-2-3", "20260203", "1899-12-31", "2200-01-01", 5]
)
def test_dates_that_do_not_exist_are_refused(day: object) -> None:
    assert faults(holidays=[{"date": day}])["holidays[0]"]
    assert faults(exceptions=[{"date": day, "hours": []}])["exceptions[0]"]


@pytest.mark.parametrize("day", ["02-30", "2-3", "13-01", "2026-01-01", ""])
def test_month_days_that_do_not_exist_are_refused(day: str) -> None:
    assert faults(recurring_holidays=[day])["recurring_holidays[0]"]


def test_what_is_not_known_is_refused_and_not_left_out() -> None:
    assert faults(holydays=["2026-01-01"])["holydays"]
    assert faults(hours={"monday": [["09:00", "17:00"]]})["hours.monday"]
    assert faults(holidays=[{"date": "2026-01-01", "until": "2026-01-05"}])["holidays[0]"]


def test_all_faults_are_told_at_once() -> None:
    found = faults(timezone="Mars", hours={"mon": [["a", "b"]]}, holidays=["x", "y"])
    assert set(found) == {"timezone", "hours.mon[0]", "holidays[0]", "holidays[1]"}


def test_two_exceptions_for_one_date_are_refused() -> None:
    twice = [{"date": "2026-01-01"}, {"date": "2026-01-01", "hours": [["09:00", "12:00"]]}]
    assert "already" in faults(exceptions=twice)["exceptions[1]"][0]


@pytest.mark.parametrize(
    "never",
    [
        {"hours": {}},
        {"hours": {"mon": []}},
        {
            "hours": week([["09:00", "17:00"]]),
            "recurring_holidays": [
                f"{month:02}-{day:02}"
                for month in range(1, 13)
                for day in range(1, 32)
                if day <= (29 if month == 2 else 30 if month in {4, 6, 9, 11} else 31)
            ],
        },
        # 02:10 to 02:50 did not exist in Berlin that night.
        {
            "timezone": "Europe/Berlin",
            "hours": {},
            "exceptions": [{"date": "2024-03-31", "hours": [["02:10", "02:50"]]}],
        },
    ],
)
def test_a_calendar_that_never_opens_is_refused_soon(never: dict[str, Any]) -> None:
    began = time.perf_counter()
    assert "never open" in faults(**never)["hours"][0]
    assert time.perf_counter() - began < 10


def test_too_much_of_anything_is_refused() -> None:
    assert faults(hours={"mon": [["09:00", "17:00"]] * 25})["hours.mon"]
    assert faults(holidays=["2026-01-01"] * 5_001)["holidays"]
    assert faults(holidays=[{"date": "2026-01-01", "name": "x" * 201}])["holidays[0]"]


def test_names_are_cleaned_at_the_edge() -> None:
    assert faults(holidays=[{"date": "2026-01-01", "name": "a\x00b"}])["holidays[0]"]
    read = definition_from_json(
        NINE_TO_FIVE | {"holidays": [{"date": "2026-01-01", "name": "New\u202e\nYear"}]}
    )
    assert read.name_of(date(2026, 1, 1)) == "New Year"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)


@given(JSON, st.sampled_from(["hours", "holidays", "recurring_holidays", "exceptions", "timezone"]))
def test_any_json_is_read_or_refused_with_words(value: object, key: str) -> None:
    for given_json in (value, NINE_TO_FIVE | {key: value}):
        with suppress(InvalidCalendar):
            assert isinstance(definition_from_json(given_json), Definition)


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0, "00:00"), (86_400, "24:00"), (108_000, "06:00"), (63_015, "17:30:15")],
)
def test_wall_times_are_shown_as_they_are_written(seconds: int, shown: str) -> None:
    assert wall_time(seconds) == shown
