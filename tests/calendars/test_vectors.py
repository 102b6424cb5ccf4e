"""Whole tables: the same answers as one by one, to the second."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inward.calendars import vectors
from inward.calendars.errors import OutOfHorizon
from inward.calendars.timeline import Timeline
from inward.calendars.vectors import Table
from tests.calendars.calendars_for_tests import at, seconds, timeline, timelines, week

pairs = st.lists(st.tuples(seconds, seconds), min_size=1, max_size=20)
FIRST, LAST = at("2010-01-01T00:00Z"), at("2025-12-31T00:00Z")


def columns(rows: list[tuple[int, int]]) -> tuple[vectors.Seconds, vectors.Seconds]:
    """Two arrays of a list of pairs."""
    table = np.array(rows, dtype=np.int64)
    return table[:, 0], table[:, 1]


@settings(max_examples=60)
@given(timelines(), pairs)
def test_between_agrees_with_the_scalar_form_to_the_second(
    calendar: Timeline, rows: list[tuple[int, int]]
) -> None:
    since, until = columns(rows)
    table = Table(calendar, since=FIRST, until=LAST)
    assert table.between(since, until).tolist() == [calendar.between(a, b) for a, b in rows]
    assert table.is_open(since).tolist() == [calendar.is_open(a) for a, _ in rows]


@settings(max_examples=60)
@given(timelines(), st.lists(st.tuples(seconds, st.integers(-(10**7), 10**7)), min_size=1))
def test_adding_agrees_with_the_scalar_form_to_the_second(
    calendar: Timeline, rows: list[tuple[int, int]]
) -> None:
    start, lengths = columns(rows)
    table = Table(calendar, since=FIRST, until=LAST)
    assert table.add(start, lengths).tolist() == [calendar.add(a, d) for a, d in rows]
    assert table.subtract(start, lengths).tolist() == [calendar.subtract(a, d) for a, d in rows]


@given(pairs)
def test_without_a_table_of_steps_the_answers_are_the_same(rows: list[tuple[int, int]]) -> None:
    """Hours that open at odd seconds have no common step worth a table."""
    calendar = timeline("Asia/Kathmandu", week([["09:00:01", "16:59:58"]]))
    since, until = columns(rows)
    table = Table(calendar, since=FIRST, until=LAST)
    assert table._table is None
    assert table.between(since, until).tolist() == [calendar.between(a, b) for a, b in rows]


def test_three_centuries_at_once_are_exact() -> None:
    calendar = timeline("Europe/Amsterdam")
    ends = [at("1900-02-01T00:00Z"), at("1937-07-01T00:00Z"), at("2199-11-30T12:34:56Z")]
    since, until = columns([(a, b) for a in ends for b in ends])
    table = Table(calendar, since=ends[0], until=ends[-1])
    expected = [calendar.between(a, b) for a in ends for b in ends]
    assert table.between(since, until).tolist() == expected


def test_more_rows_than_one_piece_keep_their_order() -> None:
    calendar = timeline("Europe/Berlin")
    random = np.random.default_rng(7)
    since = random.integers(FIRST, LAST, 100_000)
    until = random.integers(FIRST, LAST, 100_000)
    found = Table(calendar, since=FIRST, until=LAST).between(since, until)
    sample = range(0, 100_000, 997)
    assert [int(found[n]) for n in sample] == [
        calendar.between(int(since[n]), int(until[n])) for n in sample
    ]


def test_an_instant_outside_the_table_is_refused_and_not_guessed() -> None:
    table = Table(timeline(), since=FIRST, until=FIRST)
    outside = np.array([LAST], dtype=np.int64)
    with pytest.raises(IndexError, match="outside the years"):
        table.between(outside, outside)


def test_an_answer_outside_the_table_is_found_all_the_same() -> None:
    calendar = timeline()
    table = Table(calendar, since=FIRST, until=FIRST)
    start, length = np.array([FIRST]), np.array([10**8])
    assert table.add(start, length).tolist() == [calendar.add(FIRST, 10**8)]
    with pytest.raises(OutOfHorizon):
        table.add(start, np.array([10**12]))


@pytest.mark.parametrize("wrong", [np.array([1.5]), np.array([[1]]), np.array([True])])
def test_other_than_whole_seconds_are_refused(wrong: object) -> None:
    table = Table(timeline(), since=FIRST, until=FIRST)
    with pytest.raises(TypeError, match="whole seconds"):
        table.worked(wrong)  # type: ignore[arg-type]


def test_columns_of_different_length_are_refused() -> None:
    table = Table(timeline(), since=FIRST, until=FIRST)
    with pytest.raises(ValueError, match="same length"):
        table.between(np.array([FIRST]), np.array([FIRST, FIRST]))


def test_an_empty_table_has_empty_answers() -> None:
    nothing = np.array([], dtype=np.int64)
    table = Table(timeline(), since=FIRST, until=FIRST)
    assert table.between(nothing, nothing).tolist() == []
    assert table.add(nothing, nothing).tolist() == []
