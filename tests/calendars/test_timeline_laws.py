"""The laws of business time, for any calendar in any zone."""

from hypothesis import assume, given
from hypothesis import strategies as st

from inward.calendars.definition import Definition
from inward.calendars.instants import DAY
from inward.calendars.timeline import Timeline
from tests.calendars.calendars_for_tests import (
    definitions,
    lengths,
    open_by_the_clock_on_the_wall,
    seconds,
    timelines,
)


@given(timelines(), seconds, lengths)
def test_adding_is_undone_by_between_and_is_the_first_such_instant(
    timeline: Timeline, start: int, length: int
) -> None:
    end = timeline.add(start, length)
    assert timeline.between(start, end) == length
    if length:
        assert timeline.between(start, end - 1) == length - 1


@given(timelines(), seconds, lengths)
def test_subtracting_is_undone_by_between_and_is_the_last_such_instant(
    timeline: Timeline, end: int, length: int
) -> None:
    start = timeline.subtract(end, length)
    assert timeline.between(start, end) == length
    if length:
        assert timeline.between(start + 1, end) == length - 1


@given(timelines(), seconds, lengths)
def test_subtracting_what_was_added_to_an_open_second_leads_back(
    timeline: Timeline, start: int, length: int
) -> None:
    start = timeline.next_open(start)
    assert timeline.subtract(timeline.add(start, length), length) == start


@given(timelines(), seconds, seconds, seconds)
def test_between_is_additive_in_any_order(timeline: Timeline, a: int, b: int, c: int) -> None:
    assert timeline.between(a, b) + timeline.between(b, c) == timeline.between(a, c)
    assert timeline.between(a, b) == -timeline.between(b, a)


@given(timelines(), seconds, seconds)
def test_between_never_exceeds_time_itself_and_never_runs_back(
    timeline: Timeline, a: int, b: int
) -> None:
    first, last = min(a, b), max(a, b)
    assert 0 <= timeline.between(first, last) <= last - first


@given(timelines(), seconds, lengths, lengths)
def test_adding_is_monotone_and_may_be_done_in_two_steps(
    timeline: Timeline, start: int, first: int, more: int
) -> None:
    assume(more)
    assert timeline.add(start, first) <= timeline.add(start, first + more)
    assert timeline.add(timeline.add(start, first), more) == timeline.add(start, first + more)


@given(definitions(), seconds)
def test_open_is_what_the_clock_on_the_wall_says(definition: Definition, second: int) -> None:
    expected = open_by_the_clock_on_the_wall(definition, second)
    assert Timeline(definition).is_open(second) == expected


@given(definitions(), seconds)
def test_three_days_counted_minute_by_minute_are_what_between_says(
    definition: Definition, second: int
) -> None:
    """Every hour in these calendars begins and ends on a whole minute, so a minute decides."""
    start = second - second % 60
    counted = sum(
        60
        for minute in range(start, start + 3 * DAY, 60)
        if open_by_the_clock_on_the_wall(definition, minute)
    )
    assert Timeline(definition).between(start, start + 3 * DAY) == counted


@given(timelines(), seconds)
def test_next_open_is_the_first_open_second_at_or_after(timeline: Timeline, second: int) -> None:
    found = timeline.next_open(second)
    assert timeline.is_open(found)
    assert timeline.between(second, found) == 0
    assert found == second or not timeline.is_open(second)


@given(timelines(), seconds)
def test_previous_open_instant_is_where_business_time_passed_last(
    timeline: Timeline, second: int
) -> None:
    found = timeline.previous_open_instant(second)
    assert timeline.is_open(found - 1)
    assert found <= second
    assert timeline.between(found, second) == 0


@given(timelines(), seconds)
def test_nothing_is_closed_between_an_opening_and_the_next_closing(
    timeline: Timeline, second: int
) -> None:
    assume(timeline.between(second, second + 30 * DAY) < 30 * DAY)  # never closes, as good as
    opening = timeline.next_open(second)
    closing = timeline.next_close(second)
    assert closing > second
    assert not timeline.is_open(closing)
    assert timeline.is_open(closing - 1)
    assert timeline.between(opening, closing) == closing - opening


@given(definitions(), st.lists(st.tuples(seconds, seconds), min_size=1, max_size=5))
def test_answers_do_not_depend_on_what_was_asked_before(
    definition: Definition, questions: list[tuple[int, int]]
) -> None:
    shared = Timeline(definition)
    for since, until in questions:
        assert shared.between(since, until) == Timeline(definition).between(since, until)


@given(timelines(), seconds, seconds)
def test_the_stretches_between_two_instants_sum_to_the_business_time(
    timeline: Timeline, a: int, b: int
) -> None:
    first, last = min(a, b), max(a, b)
    stretches = timeline.stretches(first, last)
    assert sum(until - since for since, until in stretches) == timeline.between(first, last)
    assert all(first <= since < until <= last for since, until in stretches)
