"""When a recurring ticket is due next: rules of RFC 5545, in the local time of a place. Pure.

A rule keeps its wall-clock time over daylight saving: every Monday at 08:00 stays 08:00. An instant
that a clock change skips falls on the first that exists after it.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from dateutil.rrule import DAILY, MONTHLY, WEEKLY, rrule

from inward.kernel.errors import Invalid

FREQUENCIES = {"daily": DAILY, "weekly": WEEKLY, "monthly": MONTHLY}
MOST_INTERVAL = 52
LAST_DAY = 31


@dataclass(frozen=True)
class Rule:
    """``weekdays``: 0 Monday … 6 Sunday, for weekly rules; ``day``: of the month for monthly ones.

    31 means the last day of every month; 29 and 30 the last of months that are shorter.
    """

    frequency: str
    interval: int
    at: time
    zone: str
    weekdays: tuple[int, ...] = ()
    day: int = 1


def checked(rule: Rule) -> Rule:
    """The rule, if it can ever be due. Raises Invalid, naming the field."""
    if rule.frequency not in FREQUENCIES:
        raise _wrong("frequency", "Daily, weekly or monthly.")
    if not 1 <= rule.interval <= MOST_INTERVAL:
        raise _wrong("interval", f"Every 1 to {MOST_INTERVAL}.")
    if rule.frequency == "weekly" and not set(rule.weekdays) <= set(range(7)):
        raise _wrong("weekdays", "Choose days of the week.")
    if rule.frequency == "weekly" and not rule.weekdays:
        raise _wrong("weekdays", "Choose at least one day of the week.")
    if not 1 <= rule.day <= LAST_DAY:
        raise _wrong("day", "A day of the month, 1 to 31.")
    try:
        ZoneInfo(rule.zone)
    except (KeyError, ValueError, OSError) as error:
        raise _wrong("zone", "There is no such time zone.") from error
    return rule


def next_after(rule: Rule, instant: datetime, first: date) -> datetime:
    """The first due instant after ``instant`` (UTC), for a series that begins on ``first``."""
    zone = ZoneInfo(rule.zone)
    start = datetime.combine(first, rule.at)
    local = instant.astimezone(zone).replace(tzinfo=None)
    for due in _series(rule, start).xafter(local, inc=True):
        found: datetime = due.replace(tzinfo=zone).astimezone(UTC)
        if found > instant:
            return found
    raise _wrong("frequency", "This rule is never due.")


def _series(rule: Rule, start: datetime) -> rrule:
    kind = FREQUENCIES[rule.frequency]
    if rule.frequency == "weekly":
        return rrule(kind, dtstart=start, interval=rule.interval, byweekday=rule.weekdays)
    if rule.frequency == "monthly":
        # The last of those days that the month has: the 31st of April is the 30th.
        days = tuple(range(min(rule.day, 28), rule.day + 1))
        return rrule(kind, dtstart=start, interval=rule.interval, bymonthday=days, bysetpos=-1)
    return rrule(kind, dtstart=start, interval=rule.interval)


def _wrong(field: str, words: str) -> Invalid:
    return Invalid(words, fields={field: [words]})
