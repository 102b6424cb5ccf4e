"""Instants as whole seconds since 1970-01-01T00:00:00Z, and back.

Business time is exact to the second: an instant *is* the whole second it lies in, fractions are cut
off at the door. Doing this once, here, keeps scalar and vectorised forms identical.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = 86_400
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EPOCH_ORDINAL = date(1970, 1, 1).toordinal()


def to_seconds(instant: datetime) -> int:
    """Whole seconds since the epoch; fractions are cut off towards the past.

    Raises ValueError for a naive datetime: a wall time without zone is not an instant.
    """
    if instant.tzinfo is None:
        raise ValueError("An instant needs a time zone; this datetime has none.")
    elapsed = instant - EPOCH
    return elapsed.days * DAY + elapsed.seconds


def to_instant(seconds: int) -> datetime:
    """The aware UTC datetime of a second since the epoch."""
    return EPOCH + timedelta(seconds=seconds)


def day_number(day: date) -> int:
    """Days since 1970-01-01, the unit of wall-clock arithmetic."""
    return day.toordinal() - EPOCH_ORDINAL


def local_date(seconds: int, zone: ZoneInfo) -> date:
    """The date that the wall calendar in `zone` shows at this second."""
    return to_instant(seconds).astimezone(zone).date()


def local_midnight(day: date, zone: ZoneInfo) -> int:
    """The second at which `day` begins in `zone`.

    Where clocks skip midnight (São Paulo until 2018) it is the first second that exists.
    """
    return to_seconds(datetime.combine(day, time(), zone))


def same_wall_time(seconds: int, day: date, zone: ZoneInfo) -> int:
    """The second at which clocks in `zone` show on `day` the time they show at `seconds`.

    A time that occurs twice means its first occurrence; one that is skipped moves on by the gap.
    """
    wall = to_instant(seconds).astimezone(zone).time()
    return to_seconds(datetime.combine(day, wall.replace(fold=0), zone))
