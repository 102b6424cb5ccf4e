"""Columns that hold the time of day of a date that stands in a column beside them."""

import re
from dataclasses import replace
from itertools import pairwise

from inward.logs.date_guess import guess_dates
from inward.logs.headers import words_of
from inward.logs.profiles import Profile
from inward.logs.words import has_word

CLOCK = re.compile(
    r"(?:[01]?\d|2[0-3])[:.h]\d{2}(?:[:.]\d{2}(?:[.,]\d{1,9})?)?(?:\s?[AaPp]\.?[Mm]\.?)?$"
)
LENGTH = "durat|durac|duree|dauer|elapsed|spent|worked|effort|total|time to|age|sla|aufwand|duur"


def is_clock(profile: Profile) -> bool:
    """Whether nearly all values are times of day, and the name does not say they are lengths."""
    times = profile.share(lambda value: CLOCK.match(value) is not None)
    return times > 0.9 and not has_word(words_of(profile.name), LENGTH)


def clocks(profiles: dict[str, Profile]) -> dict[str, str]:
    """Date column without time of day → the column of times that follows it.

    A single date and a single time in a log belong together wherever they stand.
    """
    names = list(profiles)
    times = [name for name in names if is_clock(profiles[name])]
    days = [name for name in names if _is_day(profiles[name])]
    if len(times) == 1 and len(days) == 1:
        return {days[0]: times[0]}
    return {a: b for a, b in pairwise(names) if a in days and b in times}


def _is_day(profile: Profile) -> bool:
    numbered = {"epoch", "epoch_ms", "epoch_us", "excel"}
    return (
        profile.dates is not None
        and not numbered.intersection(profile.dates.formats)
        and not any(":" in value or "T" in value for value in profile.counts)
        and not any(CLOCK.search(value.rpartition(" ")[2]) for value in profile.counts)
    )


def joined(day: Profile, clock: Profile) -> Profile:
    """The date with its time of day behind it, as both are read together."""
    values = tuple(
        f"{a} {b}".rstrip() if a else "" for a, b in zip(day.values, clock.values, strict=True)
    )
    order = None if day.dates is None or day.dates.ambiguous else _day_first(day.dates.formats)
    return replace(day, values=values, dates=guess_dates(filter(None, values), order))


def _day_first(formats: tuple[str, ...]) -> bool:
    return formats[0].find("%d") < formats[0].find("%m")
