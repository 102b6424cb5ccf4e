"""The arithmetic of business time on whole seconds: one cumulative function and its inverse.

`worked(t)` counts the open seconds before `t`. It never decreases, so that

    between(a, b) = worked(b) - worked(a)
    add(t, d)      = the first instant u >= t with between(t, u) = d
    subtract(t, d) = the last instant u <= t with between(u, t) = d

and the laws (inverse, additive, monotone) hold by construction. The open set is computed year by
year, only for the years that are asked about, and kept.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import date

from inward.calendars.definition import FIRST_YEAR, LAST_YEAR, Definition
from inward.calendars.errors import OutOfHorizon
from inward.calendars.instants import DAY, day_number, to_instant
from inward.calendars.opening import Stretch, merged, open_stretches_of_year
from inward.calendars.working_days import WorkingDays


class OpenSet:
    """The open seconds of some years, as sorted arrays. Never changed once built.

    `opens[i]`, `closes[i]`: a stretch that is open; no two overlap or touch.
    `before[i]`: open seconds of this set before `opens[i]`.
    `until_close[i]`: open seconds of this set before `closes[i]`.
    Entry 0 is an empty stretch long ago, so that every instant has one at or before it.
    Answers hold for instants from `since` to `until`, both included.
    """

    __slots__ = (
        "before",
        "closes",
        "first_year",
        "last_year",
        "opens",
        "since",
        "until",
        "until_close",
    )

    def __init__(self, first_year: int, last_year: int, stretches: Sequence[Stretch]) -> None:
        self.first_year, self.last_year = first_year, last_year
        # Two days from the edges: zones lead and trail UTC, hours reach into the next day.
        self.since = (day_number(date(first_year, 1, 1)) + 2) * DAY
        self.until = (day_number(date(last_year, 12, 31)) - 1) * DAY
        long_ago = self.since - 400 * DAY
        self.opens, self.closes = [long_ago], [long_ago]
        self.before, self.until_close = [0], [0]
        total = 0
        for opening, closing in stretches:
            self.opens.append(opening)
            self.closes.append(closing)
            self.before.append(total)
            total += closing - opening
            self.until_close.append(total)

    def worked(self, second: int) -> int:
        """Open seconds of this set before `second`, which must lie within [since, until]."""
        at = bisect_right(self.opens, second) - 1
        if second < self.closes[at]:
            return self.before[at] + second - self.opens[at]
        return self.until_close[at]


class Timeline:
    """One calendar definition, ready for arithmetic. Instants are seconds since the epoch.

    Cheap to build, fills itself as it is asked; safe to share between threads (its one mutable
    reference is replaced whole). All methods raise `OutOfHorizon` where the answer lies outside
    1900…2199. After the first question about a year, `between` costs about a microsecond.
    """

    __slots__ = ("_open_set", "_years", "days", "definition")

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.days = WorkingDays(definition)
        self._years: dict[int, list[Stretch]] = {}
        self._open_set = OpenSet(1970, 1969, ())

    def open_set(self, first: int, last: int) -> OpenSet:
        """The open set covering both instants (in either order), computed if it is not yet."""
        if last < first:
            first, last = last, first
        held = self._open_set
        if held.since <= first and last <= held.until:
            return held
        # Widened, because a year's first and last days need the neighbouring year to be answered.
        return self._extended(_year_of(first - 3 * DAY), _year_of(last + 3 * DAY))

    def between(self, since: int, until: int) -> int:
        """Open seconds from `since` to `until`; negative where `until` is the earlier one."""
        held = self._open_set
        low, high = held.since, held.until
        if not (low <= since <= high and low <= until <= high):
            held = self.open_set(since, until)
        opens, closes = held.opens, held.closes
        at = bisect_right(opens, since) - 1
        first = held.before[at] + since - opens[at] if since < closes[at] else held.until_close[at]
        at = bisect_right(opens, until) - 1
        if until < closes[at]:
            return held.before[at] + until - opens[at] - first
        return held.until_close[at] - first

    def add(self, start: int, seconds: int) -> int:
        """The first instant by which `seconds` open seconds have passed since `start`.

        Time that is used up exactly at closing ends there, not at the next opening. `start` itself
        for 0, open or not. Negative seconds: `subtract`.
        """
        if seconds <= 0:
            return self.subtract(start, -seconds) if seconds else start
        # Open time never passes faster than time: the answer lies at least as far as this.
        held = self.open_set(start, start + seconds)
        target = held.worked(start) + seconds
        while target > held.worked(held.until):
            held = self._extended_forward(held, f"{seconds} open seconds after {_shown(start)}")
            target = held.worked(start) + seconds
        at = bisect_left(held.until_close, target)
        return held.opens[at] + target - held.before[at]

    def subtract(self, end: int, seconds: int) -> int:
        """The last instant from which `seconds` open seconds pass until `end`.

        Time that is used up exactly at opening ends there. Negative seconds: `add`.
        """
        if seconds <= 0:
            return self.add(end, -seconds) if seconds else end
        held = self.open_set(end - seconds, end)
        target = held.worked(end) - seconds
        while target < held.worked(held.since):
            held = self._extended_back(held, f"{seconds} open seconds before {_shown(end)}")
            target = held.worked(end) - seconds
        at = bisect_right(held.before, target) - 1
        return held.opens[at] + target - held.before[at]

    def is_open(self, second: int) -> bool:
        """Whether this second is open; the opening instant is, the closing instant is not."""
        held = self.open_set(second, second)
        return second < held.closes[bisect_right(held.opens, second) - 1]

    def next_open(self, second: int) -> int:
        """`second` itself if it is open, else the next opening."""
        held = self.open_set(second, second)
        at = bisect_right(held.opens, second)
        if second < held.closes[at - 1]:
            return second
        while at == len(held.opens) or held.opens[at] > held.until:
            held = self._extended_forward(held, f"opening after {_shown(second)}")
            at = bisect_right(held.opens, second)
        return held.opens[at]

    def next_close(self, second: int) -> int:
        """The next closing after `second`; hours that touch are one stretch and close once."""
        held = self.open_set(second, second)
        at = bisect_right(held.closes, second)
        while at == len(held.closes) or held.closes[at] > held.until:
            held = self._extended_forward(held, f"closing after {_shown(second)}")
            at = bisect_right(held.closes, second)
        return held.closes[at]

    def previous_open_instant(self, second: int) -> int:
        """The latest instant at or before `second` at which business time was passing.

        Inside a stretch and at its closing: `second` itself. Else, at an opening too, the closing
        before it.
        """
        held = self.open_set(second, second)
        at = bisect_left(held.opens, second) - 1
        while at <= 0 or held.closes[at] < held.since:
            held = self._extended_back(held, f"open second before {_shown(second)}")
            at = bisect_left(held.opens, second) - 1
        return min(second, held.closes[at])

    def stretches(self, since: int, until: int) -> list[Stretch]:
        """The open stretches within [since, until), cut at both ends."""
        held = self.open_set(since, until)
        first = max(bisect_right(held.opens, since) - 1, 0)
        last = bisect_left(held.opens, until)
        cut = [
            (max(opening, since), min(closing, until))
            for opening, closing in zip(
                held.opens[first:last], held.closes[first:last], strict=True
            )
        ]
        return [(opening, closing) for opening, closing in cut if opening < closing]

    def _extended_forward(self, held: OpenSet, sought: str) -> OpenSet:
        """Twice as many years, the added ones later."""
        if held.last_year >= LAST_YEAR:
            raise OutOfHorizon(f"The calendar has no {sought} before {LAST_YEAR}.")
        years = held.last_year - held.first_year + 1
        return self._extended(held.first_year, min(held.last_year + years, LAST_YEAR))

    def _extended_back(self, held: OpenSet, sought: str) -> OpenSet:
        """Twice as many years, the added ones earlier."""
        if held.first_year <= FIRST_YEAR:
            raise OutOfHorizon(f"The calendar has no {sought} since {FIRST_YEAR}.")
        years = held.last_year - held.first_year + 1
        return self._extended(max(held.first_year - years, FIRST_YEAR), held.last_year)

    def _extended(self, first_year: int, last_year: int) -> OpenSet:
        """An open set of at least these years and those held; it replaces the one held."""
        held = self._open_set
        if held.first_year <= held.last_year:
            first_year = min(first_year, held.first_year)
            last_year = max(last_year, held.last_year)
        found: list[Stretch] = []
        for year in range(first_year, last_year + 1):
            if year not in self._years:
                self._years[year] = open_stretches_of_year(self.definition, year)
            found.extend(self._years[year])
        wider = OpenSet(first_year, last_year, merged(found))
        self._open_set = wider
        return wider


def _year_of(second: int) -> int:
    """The UTC year of a second. Raises `OutOfHorizon` outside 1900…2199."""
    try:
        year = to_instant(second).year
    except OverflowError:
        year = 0
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise OutOfHorizon(
            f"Business time is computed for the years {FIRST_YEAR} to {LAST_YEAR};"
            f" {_shown(second)} is outside."
        )
    return year


def _shown(second: int) -> str:
    try:
        return f"{to_instant(second):%Y-%m-%d %H:%M:%S} UTC"
    except OverflowError:
        return f"second {second}"
