"""From wall-clock hours to stretches of real time: which seconds of a year are open.

The one rule: a calendar is open exactly while the wall clock of its zone shows a time within its
hours. So a day with a clock change has the hours that it has: hours inside the hour that is skipped
do not happen, hours inside the hour that comes twice happen twice.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from inward.calendars.definition import FIRST_YEAR, LAST_YEAR, Definition
from inward.calendars.instants import DAY, day_number
from inward.calendars.zones import regimes

# Offsets lie within a day of UTC (±15:13:42 at most, ever), so this much more is enough.
_MARGIN = 2 * DAY

Stretch = tuple[int, int]
"""Seconds since the epoch, [since, until)."""


def open_stretches(definition: Definition, days: Sequence[date]) -> list[Stretch]:
    """What is open of the hours belonging to `days` (consecutive), sorted and disjoint.

    About 0.4 ms for a year, the offsets of its zone apart.
    """
    wall = _wall_stretches(definition, days)
    if not wall:
        return []
    opens = [since for since, _ in wall]
    found: list[Stretch] = []
    for regime in regimes(definition.zone, wall[0][0] - _MARGIN, wall[-1][1] + _MARGIN):
        # No stretch is longer than a day, so those opening earlier cannot reach into this regime.
        first = bisect_left(opens, regime.since + regime.offset - DAY)
        last = bisect_left(opens, regime.until + regime.offset)
        for opening, closing in wall[first:last]:
            since = max(opening - regime.offset, regime.since)
            until = min(closing - regime.offset, regime.until)
            if since < until:
                found.append((since, until))
    return merged(found)


def open_stretches_of_year(definition: Definition, year: int) -> list[Stretch]:
    """What is open of the hours that open on the dates of one year."""
    first = date(year, 1, 1)
    length = (date(year + 1, 1, 1) - first).days
    return open_stretches(definition, [first + timedelta(days=n) for n in range(length)])


def first_opening(definition: Definition) -> int | None:
    """An opening of the calendar, today's century first, or None if there is none at all."""
    for year in (*range(2000, LAST_YEAR + 1), *range(FIRST_YEAR, 2000)):
        if found := open_stretches_of_year(definition, year):
            return found[0][0]
    return None


def merged(stretches: Iterable[Stretch]) -> list[Stretch]:
    """The same seconds as sorted stretches that neither overlap nor touch."""
    result: list[Stretch] = []
    for since, until in sorted(stretches):
        if result and since <= result[-1][1]:
            result[-1] = (result[-1][0], max(result[-1][1], until))
        else:
            result.append((since, until))
    return result


def _wall_stretches(definition: Definition, days: Iterable[date]) -> list[Stretch]:
    """The hours of `days` in wall seconds since 1970-01-01T00:00 of the wall clock, sorted."""
    midnights = ((day_number(day) * DAY, definition.hours_of(day)) for day in days)
    return sorted(
        (midnight + each.opens, midnight + each.closes)
        for midnight, hours in midnights
        for each in hours
    )
