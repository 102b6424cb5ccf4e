"""Pauses are taken out of the open set, not added to the due date."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from inward.calendars import rules
from inward.calendars.instants import DAY
from inward.calendars.pauses import Due, Pause, due, elapsed, merged_pauses
from inward.calendars.timeline import Timeline
from tests.calendars.calendars_for_tests import at, lengths, seconds, timeline, timelines, week

HOUR = 3600
BERLIN = timeline("Europe/Berlin", week([["08:00", "17:00"]]))
MONDAY = at("2024-06-10T08:00+02:00")

_pauses = st.lists(
    st.builds(
        lambda since, length: Pause(since, since + length), seconds, st.integers(-HOUR, 20 * DAY)
    ),
    max_size=5,
)


@st.composite
def _paused(draw: st.DrawFn) -> tuple[int, list[Pause]]:
    """A start, and pauses that mostly lie after it."""
    start = draw(seconds)
    near = st.builds(
        lambda gap, length: Pause(start + gap, start + gap + length),
        st.integers(-5 * DAY, 40 * DAY),
        st.integers(-HOUR, 10 * DAY),
    )
    return start, draw(st.lists(near, max_size=6))


@given(timelines(), _paused(), lengths)
def test_unpaused_time_until_the_due_date_is_the_budget(
    calendar: Timeline, paused: tuple[int, list[Pause]], budget: int
) -> None:
    start, pauses = paused
    found = due(calendar, start, budget, pauses)
    assert found.at is not None
    assert elapsed(calendar, start, found.at, pauses) == budget
    if budget:
        assert elapsed(calendar, start, found.at - 1, pauses) == budget - 1


@given(timelines(), _paused(), lengths)
def test_a_negative_budget_leads_back_to_the_last_such_instant(
    calendar: Timeline, paused: tuple[int, list[Pause]], budget: int
) -> None:
    end, pauses = paused
    pauses = [Pause(2 * end - p.since - DAY, 2 * end - p.since) for p in pauses]
    found = due(calendar, end, -budget, pauses)
    assert found.at is not None
    assert elapsed(calendar, found.at, end, pauses) == budget
    if budget:
        assert elapsed(calendar, found.at + 1, end, pauses) == budget - 1


@given(timelines(), seconds, seconds, seconds, _pauses)
def test_unpaused_time_is_additive(
    calendar: Timeline, a: int, b: int, c: int, pauses: list[Pause]
) -> None:
    whole = elapsed(calendar, a, c, pauses)
    assert elapsed(calendar, a, b, pauses) + elapsed(calendar, b, c, pauses) == whole


@given(timelines(), seconds, seconds, _pauses)
def test_unpaused_and_paused_time_make_up_the_business_time(
    calendar: Timeline, a: int, b: int, pauses: list[Pause]
) -> None:
    first, last = min(a, b), max(a, b)
    paused = sum(
        calendar.between(max(since, first), min(until, last))
        for since, until in merged_pauses(pauses)
        if max(since, first) < min(until, last)
    )
    assert elapsed(calendar, first, last, pauses) + paused == calendar.between(first, last)


def test_a_pause_over_the_weekend_adds_nothing() -> None:
    weekend = Pause(at("2024-06-07T17:00+02:00"), at("2024-06-10T08:00+02:00"))
    start = at("2024-06-07T16:00+02:00")
    assert due(BERLIN, start, 4 * HOUR, [weekend]) == due(BERLIN, start, 4 * HOUR)


def test_two_pauses_within_one_minute_both_count() -> None:
    pauses = [Pause(MONDAY + 10, MONDAY + 20), Pause(MONDAY + 30, MONDAY + 45)]
    assert elapsed(BERLIN, MONDAY, MONDAY + 60, pauses) == 35


def test_overlapping_pauses_count_once() -> None:
    pauses = [Pause(MONDAY, MONDAY + HOUR), Pause(MONDAY + 1800, MONDAY + 2 * HOUR)]
    assert due(BERLIN, MONDAY, HOUR, pauses) == Due(MONDAY + 3 * HOUR, 0)


def test_while_paused_without_end_the_due_date_is_unknown_and_the_rest_is_told() -> None:
    lasting = [Pause(MONDAY + HOUR, None, "customer")]
    assert due(BERLIN, MONDAY, 4 * HOUR, lasting) == Due(None, 3 * HOUR)


def test_a_pause_without_end_after_the_due_date_changes_nothing() -> None:
    assert due(BERLIN, MONDAY, HOUR, [Pause(MONDAY + HOUR, None)]) == Due(MONDAY + HOUR, 0)


def test_an_expected_end_gives_the_projection() -> None:
    expected = [Pause(MONDAY + HOUR, MONDAY + 2 * HOUR)]
    assert due(BERLIN, MONDAY, 4 * HOUR, expected) == Due(MONDAY + 5 * HOUR, 0)


def test_no_budget_is_due_at_once_even_while_paused() -> None:
    assert due(BERLIN, MONDAY, 0, [Pause(MONDAY - HOUR, None)]) == Due(MONDAY, 0)


def test_pauses_as_datetimes() -> None:
    start = datetime.fromisoformat("2024-06-10T08:00+02:00")
    pauses = [(start + timedelta(hours=1), start + timedelta(hours=2)), (start, None)]
    counted = rules.between(BERLIN, start, start + timedelta(hours=3), pauses[:1])
    assert counted == timedelta(hours=2)
    assert rules.due(BERLIN, start, timedelta(hours=2), pauses[:1]) == rules.Due(
        start + timedelta(hours=3), timedelta()
    )
    assert rules.due(BERLIN, start, timedelta(hours=2), pauses) == rules.Due(
        None, timedelta(hours=2)
    )
