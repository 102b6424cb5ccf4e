"""Reading a calendar definition from JSON: every fault named with the place where it stands."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple, TypeVar

from inward.calendars.definition import (
    FIRST_YEAR,
    LAST_YEAR,
    WEEKDAYS,
    DayHours,
    Definition,
    Exceptional,
    Hours,
    MonthDay,
)
from inward.calendars.errors import InvalidCalendar
from inward.calendars.instants import DAY
from inward.calendars.opening import first_opening
from inward.calendars.zones import known_zones
from inward.kernel.errors import Invalid
from inward.kernel.text import one_line

KEYS = frozenset({"timezone", "hours", "holidays", "recurring_holidays", "exceptions"})

MOST_HOURS_A_DAY = 24
MOST_DATES = 5_000
LONGEST_NAME = 200

MOST_FAULTS_TOLD = 5

Day = TypeVar("Day", date, MonthDay)

_TIME = re.compile(r"([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?", re.ASCII)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_MONTH_DAY = re.compile(r"([0-9]{2})-([0-9]{2})", re.ASCII)


class _FaultError(Exception):
    """One value cannot be read; the text says what was expected."""


@dataclass
class _Faults:
    """Faults collected by place, so that all are told at once."""

    found: dict[str, list[str]] = field(default_factory=dict)

    def tell(self, place: str, what: str) -> None:
        self.found.setdefault(place, []).append(what)


class _Dated(NamedTuple):
    """One entry of a list of dates, with where it stood and what else it said."""

    place: str
    written: str
    name: str
    entry: Mapping[str, Any]


def definition_from_json(given: object) -> Definition:
    """The definition that `given` (decoded JSON, any shape) says, complete and checked.

    Raises `InvalidCalendar` naming every fault (`fields`: place → texts): unknown zone, key or
    weekday, a time or date that does not exist, hours of no length, too many of anything, and a
    calendar that never opens between 1900 and 2199. Costs at most some 0.4 s, for the last.
    """
    if not isinstance(given, Mapping):
        raise InvalidCalendar("A calendar is an object with 'timezone' and 'hours'.")
    faults = _Faults()
    for key in given:
        if key not in KEYS:
            known = ", ".join(sorted(KEYS))
            faults.tell(str(key)[:LONGEST_NAME], f"is not known; a calendar has {known}.")
    read = Definition(
        timezone=_zone(given.get("timezone"), faults),
        weekly=_weekly(given.get("hours", {}), faults),
        holidays=_holidays(given.get("holidays", []), faults),
        recurring=_recurring(given.get("recurring_holidays", []), faults),
        exceptions=_exceptions(given.get("exceptions", []), faults),
    )
    if not faults.found and first_opening(read) is None:
        faults.tell("hours", f"never open between {FIRST_YEAR} and {LAST_YEAR}.")
    if faults.found:
        raise InvalidCalendar(_sentence(faults.found), fields=faults.found)
    return read


def _sentence(found: Mapping[str, list[str]]) -> str:
    told = [f"{place}: {what}" for place, texts in found.items() for what in texts]
    more = len(told) - MOST_FAULTS_TOLD
    return " ".join(told[:MOST_FAULTS_TOLD]) + (f" And {more} more." if more > 0 else "")


def _zone(given: object, faults: _Faults) -> str:
    if isinstance(given, str) and given in known_zones():
        return given
    faults.tell("timezone", f"{_shown(given)} is not an IANA time zone such as 'Europe/Berlin'.")
    return "UTC"


def _weekly(given: object, faults: _Faults) -> tuple[DayHours, ...]:
    if not isinstance(given, Mapping):
        faults.tell("hours", "must be an object of weekdays, each with [open, close] pairs.")
        return ((),) * 7
    for weekday in given:
        if weekday not in WEEKDAYS:
            faults.tell(f"hours.{weekday}", f"is no weekday; they are {', '.join(WEEKDAYS)}.")
    return tuple(_day_hours(given.get(name, []), f"hours.{name}", faults) for name in WEEKDAYS)


def _day_hours(given: object, place: str, faults: _Faults) -> DayHours:
    """The pairs of one day in order of opening; overlaps are kept, the open set is their union."""
    if not isinstance(given, list | tuple) or len(given) > MOST_HOURS_A_DAY:
        faults.tell(place, f"must be a list of at most {MOST_HOURS_A_DAY} [open, close] pairs.")
        return ()
    read: list[Hours] = []
    for number, pair in enumerate(given):
        try:
            read.append(_hours(pair))
        except _FaultError as fault:
            faults.tell(f"{place}[{number}]", str(fault))
    return tuple(sorted(set(read)))


def _hours(pair: object) -> Hours:
    if not isinstance(pair, list | tuple) or len(pair) != 2:
        raise _FaultError("must be a pair [open, close].")
    opens, closes = _time(pair[0]), _time(pair[1])
    if opens == DAY:
        raise _FaultError("cannot open at 24:00; write 00:00 of the following day.")
    if opens == closes:
        raise _FaultError("has no length; a whole day is written ['00:00', '24:00'].")
    return Hours(opens, closes if closes > opens else closes + DAY)


def _time(given: object) -> int:
    """Wall seconds of 'HH:MM' or 'HH:MM:SS', 00:00 to 24:00."""
    match = _TIME.fullmatch(given) if isinstance(given, str) else None
    if match is None:
        raise _FaultError(f"{_shown(given)} is not a time such as '09:00'.")
    hour, minute, second = (int(part or 0) for part in match.groups())
    seconds = hour * 3600 + minute * 60 + second
    if minute > 59 or second > 59 or seconds > DAY:
        raise _FaultError(f"{_shown(given)} is not a time of day.")
    return seconds


def _holidays(given: object, faults: _Faults) -> dict[date, str]:
    return _by_day(_entries(given, "holidays", faults), _date, faults)


def _recurring(given: object, faults: _Faults) -> dict[MonthDay, str]:
    return _by_day(_entries(given, "recurring_holidays", faults), _month_day, faults)


def _exceptions(given: object, faults: _Faults) -> dict[date, Exceptional]:
    entries = _entries(given, "exceptions", faults, also="hours")
    names = _by_day(entries, _date, faults, once=True)
    read: dict[date, Exceptional] = {}
    for each in entries:
        hours = _day_hours(each.entry.get("hours", []), f"{each.place}.hours", faults)
        try:
            day = _date(each.written)
        except _FaultError:
            continue  # told by `_by_day`
        read[day] = Exceptional(hours, names[day])
    return read


def _by_day(
    entries: Iterable[_Dated],
    day_of: Callable[[str], Day],
    faults: _Faults,
    *,
    once: bool = False,
) -> dict[Day, str]:
    """Names by day; a day said twice keeps its first name, or with `once` is a fault."""
    read: dict[Day, str] = {}
    for each in entries:
        try:
            day = day_of(each.written)
        except _FaultError as fault:
            faults.tell(each.place, str(fault))
            continue
        if once and day in read:
            faults.tell(each.place, f"{each.written} has an exception already.")
        read[day] = read.get(day) or each.name
    return read


def _entries(given: object, place: str, faults: _Faults, also: str | None = None) -> list[_Dated]:
    """The entries of a list of dates: a text, or an object with date, name (and `also`)."""
    if not isinstance(given, list | tuple) or len(given) > MOST_DATES:
        faults.tell(place, f"must be a list of at most {MOST_DATES} dates.")
        return []
    allowed = {"date", "name"} | ({also} if also else set())
    read: list[_Dated] = []
    for number, each in enumerate(given):
        where = f"{place}[{number}]"
        entry = {"date": each} if isinstance(each, str) else each
        if not isinstance(entry, Mapping) or not set(entry) <= allowed:
            faults.tell(where, f"must be an object with {', '.join(sorted(allowed))}.")
            continue
        read.append(_Dated(where, str(entry.get("date")), _name(entry, where, faults), entry))
    return read


def _name(entry: Mapping[str, Any], place: str, faults: _Faults) -> str:
    try:
        return one_line(entry.get("name", ""), field=place, max_length=LONGEST_NAME)
    except Invalid as fault:
        faults.tell(place, f"name: {fault.detail}")
        return ""


def _date(written: str) -> date:
    try:
        day = date.fromisoformat(written) if _DATE.fullmatch(written) else None
    except ValueError:
        day = None
    if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise _FaultError(
            f"{_shown(written)} is not a date such as '2026-12-24'"
            f" between {FIRST_YEAR} and {LAST_YEAR}."
        )
    return day


def _month_day(written: str) -> MonthDay:
    match = _MONTH_DAY.fullmatch(written)
    try:
        # A leap year, so that 29 February may be said.
        day = date(2000, int(match[1]), int(match[2])) if match else None
    except ValueError:
        day = None
    if day is None:
        raise _FaultError(f"{_shown(written)} is not a month and day such as '12-25'.")
    return MonthDay(day.month, day.day)


def _shown(given: object) -> str:
    """What was written, short enough for a message."""
    text = repr(given)
    return text if len(text) <= 60 else text[:57] + "…"
