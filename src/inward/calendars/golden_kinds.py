"""The kinds of golden cases: what each is given, what it asks, how its answer is compared."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from inward.calendars.instants import local_date, local_midnight, to_instant, to_seconds
from inward.calendars.pauses import Pause, due, elapsed
from inward.calendars.rules import add_working_days, closing_of_day
from inward.calendars.timeline import Timeline

Case = Mapping[str, Any]
Judge = Callable[[Case, Timeline], str | None]
"""None if the case passes, else what was expected and found. May raise `UnreadableCaseError`."""


class UnreadableCaseError(Exception):
    """A case lacks something, or something of it cannot be read; the text says what."""


def _due(case: Case, timeline: Timeline) -> str | None:
    start, seconds = _instant(case, "start", timeline), _whole(case, "business_seconds")
    return _same_instant(case, timeline, timeline.add(start, seconds))


def _due_with_pauses(case: Case, timeline: Timeline) -> str | None:
    start, seconds = _instant(case, "start", timeline), _whole(case, "business_seconds")
    found = due(timeline, start, seconds, _pauses(case, timeline))
    if found.at is None:
        given = _required(case, "expected")
        return f"expected {given}, found none: paused without end, {found.left} s left."
    return _same_instant(case, timeline, found.at)


def _elapsed(case: Case, timeline: Timeline) -> str | None:
    since, until = _instant(case, "start", timeline), _instant(case, "end", timeline)
    return _same_number(case, "expected_seconds", timeline.between(since, until))


def _elapsed_with_pauses(case: Case, timeline: Timeline) -> str | None:
    since, until = _instant(case, "start", timeline), _instant(case, "end", timeline)
    found = elapsed(timeline, since, until, _pauses(case, timeline))
    return _same_number(case, "expected_seconds", found)


def _next_open(case: Case, timeline: Timeline) -> str | None:
    found = timeline.next_open(_instant(case, "start", timeline))
    return _same_instant(case, timeline, found)


def _next_close(case: Case, timeline: Timeline) -> str | None:
    found = timeline.next_close(_instant(case, "start", timeline))
    return _same_instant(case, timeline, found)


def _previous_open_instant(case: Case, timeline: Timeline) -> str | None:
    found = timeline.previous_open_instant(_instant(case, "start", timeline))
    return _same_instant(case, timeline, found)


def _is_open(case: Case, timeline: Timeline) -> str | None:
    return _same_truth(case, timeline.is_open(_instant(case, "at", timeline)))


def _is_working_day(case: Case, timeline: Timeline) -> str | None:
    return _same_truth(case, timeline.days.is_working_day(_date(case, "date", timeline)))


def _due_working_days(case: Case, timeline: Timeline) -> str | None:
    """From an instant: an instant, at the same wall time or at closing. From a date: a date."""
    count, end_of_day = _whole(case, "working_days"), _truth(case, "end_of_day")
    if _is_date(_required(case, "start")):
        day = timeline.days.add(_date(case, "start", timeline), count)
        if not end_of_day:
            return _same_date(case, timeline, day)
        return _same_day_or_instant(case, timeline, to_seconds(closing_of_day(timeline, day)))
    start = to_instant(_instant(case, "start", timeline))
    found = add_working_days(timeline, start, count, end_of_day=end_of_day)
    return _same_day_or_instant(case, timeline, to_seconds(found))


def _working_days_between(case: Case, timeline: Timeline) -> str | None:
    first, last = _date(case, "start", timeline), _date(case, "end", timeline)
    return _same_number(case, "expected", timeline.days.between(first, last))


KINDS: dict[str, Judge] = {
    "due": _due,
    "due_with_pauses": _due_with_pauses,
    "elapsed": _elapsed,
    "elapsed_with_pauses": _elapsed_with_pauses,
    "next_open": _next_open,
    "next_close": _next_close,
    "previous_open_instant": _previous_open_instant,
    "is_open": _is_open,
    "is_working_day": _is_working_day,
    "due_working_days": _due_working_days,
    "working_days_between": _working_days_between,
}


def _required(case: Case, key: str) -> Any:
    if key not in case:
        raise UnreadableCaseError(f"'{key}' is missing.")
    return case[key]


def _whole(case: Case, key: str) -> int:
    given = _required(case, key)
    if isinstance(given, float) and given.is_integer():
        given = int(given)
    if not isinstance(given, int) or isinstance(given, bool):
        raise UnreadableCaseError(f"'{key}' must be a whole number, not {given!r}.")
    return given


def _truth(case: Case, key: str) -> bool:
    given = case.get(key, False)
    if not isinstance(given, bool):
        raise UnreadableCaseError(f"'{key}' must be true or false, not {given!r}.")
    return given


def _instant(case: Case, key: str, timeline: Timeline) -> int:
    return _read_instant(_required(case, key), key, timeline)


def _read_instant(given: object, place: str, timeline: Timeline) -> int:
    """Seconds of ISO 8601 text. Without offset it is wall time of the calendar's zone; a date
    alone is its midnight there."""
    try:
        if not isinstance(given, str):
            raise ValueError
        if _is_date(given):
            return local_midnight(date.fromisoformat(given), timeline.definition.zone)
        return to_seconds(_iso_instant(given, timeline.definition.zone))
    except (ValueError, OverflowError):
        raise UnreadableCaseError(f"'{place}' is not an instant in ISO 8601: {given!r}.") from None


def _iso_instant(text: str, zone: ZoneInfo) -> datetime:
    """ISO 8601, in which 24:00 is the end of a day (`fromisoformat` knows it from Python 3.13)."""
    ends_the_day = text[11:16] == "24:00"
    read = datetime.fromisoformat(text[:11] + "00:00" + text[16:] if ends_the_day else text)
    if ends_the_day and (read.minute or read.second or read.microsecond):
        raise ValueError
    if read.tzinfo is None:
        read = read.replace(tzinfo=zone)
    return read + timedelta(days=1) if ends_the_day else read


def _date(case: Case, key: str, timeline: Timeline) -> date:
    """A date; an instant means its date in the calendar's zone."""
    given = _required(case, key)
    try:
        if _is_date(given):
            return date.fromisoformat(given)
        return local_date(_read_instant(given, key, timeline), timeline.definition.zone)
    except (ValueError, OverflowError):
        raise UnreadableCaseError(f"'{key}' is not a date: {given!r}.") from None


def _is_date(given: object) -> bool:
    return isinstance(given, str) and len(given) == len("2026-12-24")


def _pauses(case: Case, timeline: Timeline) -> list[Pause]:
    given = _required(case, "pauses")
    if not isinstance(given, list):
        raise UnreadableCaseError("'pauses' must be a list of [from, to] pairs.")
    read: list[Pause] = []
    for number, pair in enumerate(given):
        place = f"pauses[{number}]"
        if not isinstance(pair, list) or len(pair) != 2:
            raise UnreadableCaseError(f"'{place}' must be a pair [from, to].")
        since = _read_instant(pair[0], place, timeline)
        until = None if pair[1] is None else _read_instant(pair[1], place, timeline)
        if until is not None and until < since:
            raise UnreadableCaseError(f"'{place}' ends before it begins.")
        read.append(Pause(since, until))
    return read


def _same_instant(case: Case, timeline: Timeline, found: int) -> str | None:
    expected = _instant(case, "expected", timeline)
    if expected == found:
        return None
    distance = timedelta(seconds=abs(found - expected))
    direction = "later" if found > expected else "earlier"
    shown = _shown(found, timeline)
    return f"expected {case['expected']}, found {shown} ({distance} {direction})."


def _same_day_or_instant(case: Case, timeline: Timeline, found: int) -> str | None:
    """As exact as what is expected: a date is met by any instant of it."""
    if _is_date(_required(case, "expected")):
        return _same_date(case, timeline, local_date(found, timeline.definition.zone))
    return _same_instant(case, timeline, found)


def _same_date(case: Case, timeline: Timeline, found: date) -> str | None:
    expected = _date(case, "expected", timeline)
    return None if expected == found else f"expected {expected}, found {found}."


def _same_number(case: Case, key: str, found: int) -> str | None:
    expected = _whole(case, key)
    return None if expected == found else f"expected {expected}, found {found}."


def _same_truth(case: Case, found: bool) -> str | None:
    if "expected" not in case:
        raise UnreadableCaseError("'expected' is missing.")
    expected = _truth(case, "expected")
    return None if expected == found else f"expected {expected}, found {found}."


def _shown(second: int, timeline: Timeline) -> str:
    return to_instant(second).astimezone(timeline.definition.zone).isoformat()
