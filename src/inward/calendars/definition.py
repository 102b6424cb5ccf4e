"""What a calendar says: zone, weekly hours, holidays, exceptions. Read, checked, written as JSON.

    {"timezone": "Europe/Berlin",
     "hours": {"mon": [["08:00", "12:00"], ["13:00", "17:00"]], "fri": [["22:00", "06:00"]]},
     "holidays": ["2026-04-03", {"date": "2026-04-06", "name": "Easter Monday"}],
     "recurring_holidays": [{"date": "01-01", "name": "New Year"}],
     "exceptions": [{"date": "2026-12-24", "hours": [["08:00", "12:00"]], "name": "Half day"}]}

Hours are [open, close) on the wall clock of the zone. "24:00" ends a day. A close at or before its
open lies on the following day; such hours belong to the day on which they *open*, so a holiday
takes away what opens on it and nothing that began the evening before. An exception replaces
whatever else holds for its date, a holiday included. A weekday that is not named is closed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from inward.calendars.instants import DAY

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

# Years that business time is computed for. Wide enough for any log; narrow enough that a
# calendar which is nearly never open is given up on in a fraction of a second.
FIRST_YEAR, LAST_YEAR = 1900, 2199


class Hours(NamedTuple):
    """Open from `opens` until before `closes`, in wall seconds after the midnight of a date.

    `closes` may exceed 86,400 (the following day), by less than a day.
    """

    opens: int
    closes: int


DayHours = tuple[Hours, ...]


class Exceptional(NamedTuple):
    """What holds on one date instead of the weekly hours; no hours: closed."""

    hours: DayHours
    name: str


class MonthDay(NamedTuple):
    """A day that comes back every year (29 February: every leap year)."""

    month: int
    day: int


@dataclass(frozen=True)
class Definition:
    """A checked calendar definition. Immutable; equal if they say the same."""

    timezone: str
    weekly: tuple[DayHours, ...]
    holidays: Mapping[date, str] = field(default_factory=dict)
    recurring: Mapping[MonthDay, str] = field(default_factory=dict)
    exceptions: Mapping[date, Exceptional] = field(default_factory=dict)

    @cached_property
    def zone(self) -> ZoneInfo:
        """The time zone whose wall clock the hours are read on."""
        return ZoneInfo(self.timezone)

    def hours_of(self, day: date) -> DayHours:
        """What opens on this date, in order of opening; empty if nothing does."""
        exceptional = self.exceptions.get(day)
        if exceptional is not None:
            return exceptional.hours
        if day in self.holidays or (day.month, day.day) in self.recurring:
            return ()
        return self.weekly[day.weekday()]

    def is_working_day(self, day: date) -> bool:
        """Whether anything opens on this date."""
        return bool(self.hours_of(day))

    def name_of(self, day: date) -> str | None:
        """Why this date is not an ordinary one ('' if it is special without a name), else None."""
        exceptional = self.exceptions.get(day)
        if exceptional is not None:
            return exceptional.name
        named = self.holidays.get(day)
        return named if named is not None else self.recurring.get(MonthDay(day.month, day.day))

    def to_json(self) -> dict[str, Any]:
        """The one normal form of this definition; `definition_from_json` reads it back equal."""
        return {
            "timezone": self.timezone,
            "hours": {
                name: _hours_to_json(hours)
                for name, hours in zip(WEEKDAYS, self.weekly, strict=True)
                if hours
            },
            "holidays": [
                {"date": day.isoformat(), "name": name}
                for day, name in sorted(self.holidays.items())
            ],
            "recurring_holidays": [
                {"date": f"{day.month:02}-{day.day:02}", "name": name}
                for day, name in sorted(self.recurring.items())
            ],
            "exceptions": [
                {"date": day.isoformat(), "hours": _hours_to_json(found.hours), "name": found.name}
                for day, found in sorted(self.exceptions.items())
            ],
        }


def _hours_to_json(hours: Sequence[Hours]) -> list[list[str]]:
    return [[wall_time(each.opens), wall_time(each.closes)] for each in hours]


def wall_time(seconds: int) -> str:
    """'09:00' for 32,400; seconds are shown only where there are some; 24:00 stays 24:00."""
    within = seconds if seconds <= DAY else seconds - DAY
    hour, minute, second = within // 3600, within // 60 % 60, within % 60
    return f"{hour:02}:{minute:02}" + (f":{second:02}" if second else "")
