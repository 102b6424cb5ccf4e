"""Explanations: the timeline that makes a due date believable."""

from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from inward.calendars.explain import Kind, explain
from inward.calendars.instants import DAY, to_instant
from inward.calendars.pauses import Pause, elapsed
from inward.calendars.timeline import Timeline
from tests.calendars.calendars_for_tests import seconds, timeline, timelines, week

HOUR = timedelta(hours=1)


def moment(text: str) -> datetime:
    """An instant."""
    return datetime.fromisoformat(text)


def told(
    calendar: Timeline, since: str, until: str, *pauses: tuple[str, str | None, str]
) -> list[tuple[str, str, str, str]]:
    """The stretches as (from, to, kind, name) in local wall times."""
    given_pauses = [(moment(a), None if b is None else moment(b), why) for a, b, why in pauses]
    found = explain(calendar, moment(since), moment(until), given_pauses)
    return [
        (f"{each.since:%a %H:%M}", f"{each.until:%a %H:%M}", each.kind.value, each.name)
        for each in found.stretches
    ]


BERLIN = timeline(
    "Europe/Berlin",
    week([["08:00", "17:00"]]),
    holidays=[{"date": "2024-06-10", "name": "Founders' day"}],
    exceptions=[{"date": "2024-06-11", "hours": [["08:00", "12:00"]], "name": "Half day"}],
)


def test_nights_weekends_holidays_and_half_days_are_told_apart() -> None:
    assert told(BERLIN, "2024-06-07T16:00+02:00", "2024-06-12T09:00+02:00") == [
        ("Fri 16:00", "Fri 17:00", "open", ""),
        ("Fri 17:00", "Mon 00:00", "closed", ""),
        ("Mon 00:00", "Tue 00:00", "holiday", "Founders' day"),
        ("Tue 00:00", "Tue 08:00", "closed", "Half day"),
        ("Tue 08:00", "Tue 12:00", "open", "Half day"),
        ("Tue 12:00", "Wed 00:00", "closed", "Half day"),
        ("Wed 00:00", "Wed 08:00", "closed", ""),
        ("Wed 08:00", "Wed 09:00", "open", ""),
    ]


def test_pauses_are_told_with_their_reason_and_count_nothing() -> None:
    pauses = (
        ("2024-06-07T09:00+02:00", "2024-06-07T10:00+02:00", "waiting for the customer"),
        ("2024-06-07T09:30+02:00", "2024-06-07T10:30+02:00", "waiting for parts"),
    )
    assert told(BERLIN, "2024-06-07T08:00+02:00", "2024-06-07T11:00+02:00", *pauses) == [
        ("Fri 08:00", "Fri 09:00", "open", ""),
        ("Fri 09:00", "Fri 10:00", "paused", "waiting for the customer"),
        ("Fri 10:00", "Fri 10:30", "paused", "waiting for parts"),
        ("Fri 10:30", "Fri 11:00", "open", ""),
    ]


def test_a_pause_that_lasts_reaches_to_the_end() -> None:
    lasting = ("2024-06-07T09:00+02:00", None, "customer")
    assert told(BERLIN, "2024-06-07T08:00+02:00", "2024-06-07T20:00+02:00", lasting)[-1] == (
        "Fri 09:00",
        "Fri 20:00",
        "paused",
        "customer",
    )


def test_a_shift_that_began_the_evening_before_is_not_the_holidays() -> None:
    nights = timeline(hours={"sun": [["22:00", "06:00"]]}, holidays=["2024-06-10"])
    assert told(nights, "2024-06-09T20:00Z", "2024-06-11T00:00Z") == [
        ("Sun 20:00", "Sun 22:00", "closed", ""),
        ("Sun 22:00", "Mon 06:00", "open", ""),
        ("Mon 06:00", "Tue 00:00", "holiday", ""),
    ]


def test_running_totals_lead_to_the_business_time() -> None:
    found = explain(BERLIN, moment("2024-06-07T16:00+02:00"), moment("2024-06-12T09:00+02:00"))
    assert found.total == found.stretches[-1].total == 6 * HOUR
    assert found.timezone == "Europe/Berlin"
    assert found.stretches[0].since.utcoffset() == 2 * HOUR


def test_a_long_timeline_is_shortened_in_the_middle_and_its_total_is_not() -> None:
    start, end = moment("2024-01-01T00:00Z"), moment("2024-12-31T00:00Z")
    whole = explain(timeline(), start, end, limit=10_000)
    short = explain(timeline(), start, end, limit=10)
    assert len(short.stretches) == 10
    assert short.left_out == len(whole.stretches) - 10
    assert short.stretches[: short.left_out_after] == whole.stretches[:5]
    assert short.stretches[short.left_out_after :] == whole.stretches[-5:]
    assert short.total == whole.total


def test_no_time_has_no_timeline() -> None:
    now = moment("2024-06-07T16:00Z")
    assert explain(BERLIN, now, now).stretches == ()
    assert explain(BERLIN, now, now - HOUR).total == timedelta()


@settings(max_examples=60)
@given(
    timelines(),
    seconds,
    st.integers(1, 20 * DAY),
    st.lists(st.tuples(st.integers(-DAY, 20 * DAY), st.integers(0, 4 * DAY)), max_size=4),
)
def test_the_timeline_has_no_gap_and_its_open_stretches_are_the_business_time(
    calendar: Timeline, start: int, length: int, gaps: list[tuple[int, int]]
) -> None:
    pauses = [Pause(start + gap, start + gap + lasting, "why") for gap, lasting in gaps]
    found = explain(
        calendar,
        to_instant(start),
        to_instant(start + length),
        [(to_instant(p.since), to_instant(p.until or 0), p.reason) for p in pauses],
        limit=10_000,
    )
    counted = elapsed(calendar, start, start + length, pauses)
    assert found.total == timedelta(seconds=counted)
    assert sum((each.counted for each in found.stretches), timedelta()) == found.total
    # As seconds: an hour told twice is unequal to itself in another zone (PEP 495).
    assert found.stretches[0].since.timestamp() == start
    assert found.stretches[-1].until.timestamp() == start + length
    for left, right in pairwise(found.stretches):
        assert left.until.timestamp() == right.since.timestamp()
        assert (left.kind, left.name) != (right.kind, right.name) or left.kind is Kind.HOLIDAY
