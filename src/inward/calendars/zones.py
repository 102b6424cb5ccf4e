"""Time zones as data: in which stretch of time which offset from UTC held."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo, available_timezones

from inward.calendars.instants import DAY, day_number, to_instant

# Names found in zone directories which say nothing that holds on another machine.
_NOT_PLACES = frozenset({"localtime", "posixrules", "Factory"})
_PROBE = 6 * 3600
_SECOND = timedelta(seconds=1)


class Regime(NamedTuple):
    """Clocks run at `offset` seconds ahead of UTC from second `since` until before `until`."""

    since: int
    until: int
    offset: int


@lru_cache(maxsize=1)
def known_zones() -> frozenset[str]:
    """The IANA zone names this machine knows (system tables, else the `tzdata` package)."""
    return frozenset(available_timezones()) - _NOT_PLACES


def offset_at(zone: ZoneInfo, second: int) -> int:
    """Seconds that clocks in `zone` are ahead of UTC at this second."""
    offset = to_instant(second).astimezone(zone).utcoffset()
    return 0 if offset is None else offset // _SECOND


def regimes(zone: ZoneInfo, since: int, until: int) -> list[Regime]:
    """The offsets of `zone` over [since, until), in order, without gap, exact to the second.

    About 2 ms for a year that is asked about first, then held for all calendars of the zone.
    """
    found: list[Regime] = []
    for year in range(to_instant(since).year, to_instant(until).year + 1):
        for regime in _regimes_of_year(zone, year):
            start, end = max(regime.since, since), min(regime.until, until)
            if found and found[-1].offset == regime.offset:
                start = found.pop().since
            if start < end:
                found.append(Regime(start, end, regime.offset))
    return found


@lru_cache(maxsize=8_192)
def _regimes_of_year(zone: ZoneInfo, year: int) -> tuple[Regime, ...]:
    """The offsets over one UTC year.

    Found by probing every six hours and halving where two probes differ (the standard library
    does not show its transition table), so two changes within six hours that cancel each other
    would be missed; no zone has ever had such.
    """
    since, until = _new_year(year), _new_year(year + 1)
    found: list[Regime] = []
    start, current = since, offset_at(zone, since)
    for left in range(since, until, _PROBE):
        right = left + _PROBE
        following = offset_at(zone, right)
        if following != current:
            change = _first_second_not_at(zone, current, left, right)
            found.append(Regime(start, change, current))
            start, current = change, following
    found.append(Regime(start, until, current))
    return tuple(each for each in found if each.since < each.until)


def _new_year(year: int) -> int:
    return day_number(date(year, 1, 1)) * DAY


def _first_second_not_at(zone: ZoneInfo, offset: int, left: int, right: int) -> int:
    """The change between `left` (still at `offset`) and `right` (no longer)."""
    seconds: Sequence[int] = range(left, right + 1)
    return left + bisect_right(seconds, False, key=lambda s: offset_at(zone, s) != offset)
