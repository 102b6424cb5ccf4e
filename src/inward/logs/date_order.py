"""Day first or month first: settled from the whole column where the sample is silent."""

from pyarrow import compute

from inward.logs.batches import Reader
from inward.logs.profiles import Profile

# A first, or second, number past twelve can only be a day.
DAY_FIRST = r"^\D{0,12}(?:1[3-9]|2\d|3[01])[-/.]"
MONTH_FIRST = r"^\D{0,12}\d{1,2}[-/.](?:1[3-9]|2\d|3[01])[-/.]"


def settled_formats(reader: Reader, profile: Profile) -> tuple[tuple[str, ...], str | None]:
    """The formats of a date column, and a note if the order of day and month was only assumed.

    Costs one more pass over that column, only where the sample cannot tell.
    """
    dates = profile.dates
    if dates is None:
        return ("iso",), None
    if not dates.ambiguous:
        return dates.formats, None
    day_first = _order_in_file(reader, profile.name)
    if day_first is None:
        order = "day/month" if _is_day_first(dates.formats[0]) else "month/day"
        return (
            dates.formats,
            f"Dates in {profile.name!r} never tell day from month: read as {order}.",
        )
    return tuple(_ordered(pattern, day_first=day_first) for pattern in dates.formats), None


def _order_in_file(reader: Reader, column: str) -> bool | None:
    for batch in reader.batches([column]):
        values = batch.columns[column]
        for day_first, pattern in ((True, DAY_FIRST), (False, MONTH_FIRST)):
            if compute.any(compute.match_substring_regex(values, pattern)).as_py():
                return day_first
    return None


def _is_day_first(pattern: str) -> bool:
    return pattern.find("%d") < pattern.find("%m")


def _ordered(pattern: str, *, day_first: bool) -> str:
    """A numeric pattern with day and month in the given order."""
    if "%m" not in pattern or "%d" not in pattern or _is_day_first(pattern) == day_first:
        return pattern
    return pattern.replace("%d", "\0").replace("%m", "%d").replace("\0", "%m")
