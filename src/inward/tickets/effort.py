"""Time worked on a ticket, per person and activity: a fold of its log. Pure.

An entry is an event `time_booked`; a correction is another such event that names the entry it
corrects (by ordinal) with the minutes that hold from then on (0: it was none) and a reason. Nothing
booked is ever rewritten.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from inward.kernel.errors import Invalid

ACTIVITIES: Mapping[str, str] = {
    "work": "Work",
    "call": "Call or meeting",
    "on_site": "On site",
    "research": "Research",
    "travel": "Travel",
    "administration": "Administration",
}
MOST_MINUTES = 24 * 60
OLDEST = timedelta(days=366)
_FLAGS = re.IGNORECASE | re.ASCII
_FORMS = (
    re.compile(r"(?:(?P<h>\d{1,2})\s*h)?\s*(?:(?P<m>\d{1,4})\s*(?:m|min)?)?", _FLAGS),
    re.compile(r"(?P<h>\d{1,2}):(?P<m>[0-5]\d)(?:\s*h)?", _FLAGS),
)
_HOURS = re.compile(r"(\d{1,2})[.,](\d{1,2})\s*h?", _FLAGS)


@dataclass(frozen=True)
class Entry:
    """Time one person worked on one day. ``minutes`` after corrections; ``ordinal`` names it."""

    ordinal: int
    person_id: int
    activity: str
    on: date
    minutes: int
    note: str = ""
    corrected: str = ""


def minutes_of(typed: str) -> int:
    """Minutes as people type them: '90', '90 min', '1:30', '1h 30', '1.5 h', '2 h'.

    Raises Invalid (field minutes) for anything else, for none and for more than a day.
    """
    words = typed.strip()
    found = _HOURS.fullmatch(words)
    if found:
        minutes = round(float(f"{found[1]}.{found[2]}") * 60)
    else:
        match = next((m for form in _FORMS if (m := form.fullmatch(words)) and words), None)
        if match is None:
            raise _wrong("minutes", "Write the time like 45, 1:30 or 1h 30.")
        minutes = int(match["h"] or 0) * 60 + int(match["m"] or 0)
    return checked_minutes(minutes)


def checked_minutes(minutes: int, *, least: int = 1) -> int:
    """The minutes if an entry may have so many. Raises Invalid (minutes)."""
    if not least <= minutes <= MOST_MINUTES:
        raise _wrong("minutes", "Between a minute and 24 hours; more is several days.")
    return minutes


def checked_day(on: date, today: date) -> date:
    """A day on which one may have worked. Raises Invalid (on)."""
    if not today - OLDEST <= on <= today:
        raise _wrong("on", "A day of the last year, not one to come.")
    return on


def checked_activity(activity: str) -> str:
    """An activity that is known. Raises Invalid (activity)."""
    if activity not in ACTIVITIES:
        raise _wrong("activity", "Choose what kind of work it was.")
    return activity


def timed(started_at: datetime, stopped_at: datetime) -> int:
    """Minutes a timer ran: begun ones count, at least one, at most a day."""
    seconds = max(0.0, (stopped_at - started_at).total_seconds())
    return min(MOST_MINUTES, max(1, -int(-seconds // 60)))


def _wrong(field: str, words: str) -> Invalid:
    return Invalid(words, fields={field: [words]})


def entries(booked: Iterable[tuple[int, Mapping[str, Any]]]) -> list[Entry]:
    """The entries of a ticket from (ordinal, data) of its `time_booked` events, in their order.

    Those corrected to nothing are left out.
    """
    found: dict[int, Entry] = {}
    for ordinal, data in booked:
        corrects = data.get("corrects")
        if corrects is None:
            found[ordinal] = _entry(ordinal, data)
        elif corrects in found:
            minutes, reason = int(data["minutes"]), str(data.get("reason", ""))
            found[corrects] = replace(found[corrects], minutes=minutes, corrected=reason)
    return [entry for entry in found.values() if entry.minutes]


def _entry(ordinal: int, data: Mapping[str, Any]) -> Entry:
    return Entry(
        ordinal=ordinal,
        person_id=int(data["person"]),
        activity=str(data["activity"]),
        on=date.fromisoformat(data["on"]),
        minutes=int(data["minutes"]),
        note=str(data.get("note", "")),
    )


def told(minutes: int) -> str:
    """'1 h 25', '40 min'."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest} min"
    return f"{hours} h {rest:02d}" if rest else f"{hours} h"
