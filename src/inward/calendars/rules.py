"""Business time for aware datetimes: the face that other slices use. Pure; no clock, no database.

A `Timeline` is one calendar version made ready (`queries.timeline_of`). Instants are aware
datetimes (any zone; answers are UTC), lengths are timedeltas, both in whole seconds: fractions are
cut off (see `instants`). Pauses are (since, until) pairs, until None while the pause lasts.

    due = add(timeline, submitted_at, timedelta(minutes=240))
    assert between(timeline, submitted_at, due) == timedelta(minutes=240)

For whole tables see `vectors`; for 'why this date' see `explain`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from inward.calendars import pauses as paused
from inward.calendars.instants import (
    DAY,
    local_date,
    same_wall_time,
    to_instant,
    to_seconds,
)
from inward.calendars.opening import open_stretches
from inward.calendars.pauses import Pause
from inward.calendars.timeline import Timeline

PauseTimes = tuple[datetime, datetime | None]

__all__ = [
    "Due",
    "PauseTimes",
    "Timeline",
    "add",
    "add_working_days",
    "between",
    "closing_of_day",
    "due",
    "is_open",
    "is_working_day",
    "next_close",
    "next_open",
    "previous_open_instant",
    "subtract",
    "working_days_between",
]


@dataclass(frozen=True)
class Due:
    """When a promise falls due.

    `at` is None while a pause without end stands before it: the due date is then unknown and
    `left` of the budget remains. Otherwise `left` is zero.
    """

    at: datetime | None
    left: timedelta


def between(
    timeline: Timeline, since: datetime, until: datetime, pauses: Iterable[PauseTimes] = ()
) -> timedelta:
    """Business time from `since` to `until`, without what was paused; negative if reversed."""
    counted = paused.elapsed(timeline, to_seconds(since), to_seconds(until), _pauses(pauses))
    return timedelta(seconds=counted)


def add(timeline: Timeline, start: datetime, length: timedelta) -> datetime:
    """The first instant by which `length` of business time has passed since `start`.

    Time used up exactly at closing ends there. Raises `OutOfHorizon`.
    """
    return to_instant(timeline.add(to_seconds(start), _whole(length)))


def subtract(timeline: Timeline, end: datetime, length: timedelta) -> datetime:
    """The last instant from which `length` of business time passes until `end`.

    'One hour before due' is `subtract(timeline, due, timedelta(hours=1))`: always in open hours,
    across nights and lunch breaks. Raises `OutOfHorizon`.
    """
    return to_instant(timeline.subtract(to_seconds(end), _whole(length)))


def due(
    timeline: Timeline, start: datetime, length: timedelta, pauses: Iterable[PauseTimes] = ()
) -> Due:
    """When `length` of unpaused business time has passed since `start`.

    For a projection while paused, give the pause its expected end. Raises `OutOfHorizon`.
    """
    found = paused.due(timeline, to_seconds(start), _whole(length), _pauses(pauses))
    at = None if found.at is None else to_instant(found.at)
    return Due(at, timedelta(seconds=found.left))


def is_open(timeline: Timeline, at: datetime) -> bool:
    """Whether the calendar is open; at the closing instant it is not."""
    return timeline.is_open(to_seconds(at))


def next_open(timeline: Timeline, at: datetime) -> datetime:
    """`at` itself (its whole second) if open, else the next opening. Raises `OutOfHorizon`."""
    return to_instant(timeline.next_open(to_seconds(at)))


def next_close(timeline: Timeline, at: datetime) -> datetime:
    """The next closing after `at`. Raises `OutOfHorizon` where the calendar never closes."""
    return to_instant(timeline.next_close(to_seconds(at)))


def previous_open_instant(timeline: Timeline, at: datetime) -> datetime:
    """The latest instant at or before `at` at which business time passed; closings count.

    Raises `OutOfHorizon`.
    """
    return to_instant(timeline.previous_open_instant(to_seconds(at)))


def is_working_day(timeline: Timeline, day: date) -> bool:
    """Whether anything opens on this date of the calendar's zone."""
    return timeline.days.is_working_day(day)


def add_working_days(
    timeline: Timeline, start: datetime, count: int, *, end_of_day: bool = False
) -> datetime:
    """The `count`-th working day after `start` (before, if negative), at the same wall time.

    The wall time is kept even outside opening hours; with `end_of_day` it is that day's closing
    instead. 0 days: the day of `start`; with `end_of_day` its closing, or where nothing opens on
    it the closing of the next working day. Raises `OutOfHorizon`.
    """
    second, zone = to_seconds(start), timeline.definition.zone
    first = local_date(second, zone)
    day = timeline.days.add(first, count)
    if end_of_day:
        return closing_of_day(timeline, day)
    return start if count == 0 else to_instant(same_wall_time(second, day, zone))


def closing_of_day(timeline: Timeline, day: date) -> datetime:
    """When the hours that open on `day` end (perhaps after midnight).

    Where nothing opens on `day`, of the next working day. Raises `OutOfHorizon`.
    """
    while True:
        if not timeline.days.is_working_day(day):
            day = timeline.days.add(day, 1)
        stretches = open_stretches(timeline.definition, [day])
        if stretches:
            return to_instant(stretches[-1][1])
        # The clocks skipped just these hours. A calendar where they always did was refused.
        day += timedelta(days=1)


def working_days_between(timeline: Timeline, since: datetime, until: datetime) -> int:
    """Working days after the date of `since` up to that of `until`; negative if reversed."""
    zone = timeline.definition.zone
    return timeline.days.between(
        local_date(to_seconds(since), zone), local_date(to_seconds(until), zone)
    )


def _whole(length: timedelta) -> int:
    return length.days * DAY + length.seconds


def _pauses(times: Iterable[PauseTimes]) -> list[Pause]:
    return [
        Pause(to_seconds(since), None if until is None else to_seconds(until))
        for since, until in times
    ]
