"""Working days: counting the dates on which a calendar opens. Never days times eight hours."""

from bisect import bisect_right
from datetime import date, timedelta

from inward.calendars.definition import FIRST_YEAR, LAST_YEAR, Definition
from inward.calendars.errors import OutOfHorizon


class WorkingDays:
    """The working days of one calendar: the dates in its zone on which anything opens."""

    __slots__ = ("_definition", "_years")

    def __init__(self, definition: Definition) -> None:
        self._definition = definition
        self._years: dict[int, list[date]] = {}

    def is_working_day(self, day: date) -> bool:
        """Whether anything opens on this date; hours that only reach into it do not count."""
        return self._definition.is_working_day(day)

    def add(self, day: date, count: int) -> date:
        """The `count`-th working day after `day` (before it, if negative); `day` itself for 0.

        `day` need not be a working day: one working day after a Saturday is the Monday.
        Raises `OutOfHorizon` where there are not so many.
        """
        if count == 0:
            return day
        return self._later(day, count) if count > 0 else self._earlier(day, -count)

    def between(self, first: date, last: date) -> int:
        """Working days after `first` up to and including `last`; negative if `last` is earlier.

        So it is additive, and `between(d, add(d, n)) == n`.
        """
        if last < first:
            return -self.between(last, first)
        whole = sum(len(self._of_year(year)) for year in range(first.year, last.year))
        return whole + self._until(last) - self._until(first)

    def _later(self, day: date, count: int) -> date:
        left = count + self._until(day)
        for year in range(day.year, LAST_YEAR + 1):
            days = self._of_year(year)
            if left <= len(days):
                return days[left - 1]
            left -= len(days)
        raise OutOfHorizon(f"There are no {count} working days after {day} before {LAST_YEAR}.")

    def _earlier(self, day: date, count: int) -> date:
        left = count - self._until(day) + self.is_working_day(day)
        for year in range(day.year, FIRST_YEAR - 1, -1):
            if year < day.year:
                left -= len(self._of_year(year))
            if left <= 0:
                return self._of_year(year)[-left]
        raise OutOfHorizon(f"There are no {count} working days before {day} since {FIRST_YEAR}.")

    def _until(self, day: date) -> int:
        """Working days of the year of `day`, up to and including it."""
        return bisect_right(self._of_year(day.year), day)

    def _of_year(self, year: int) -> list[date]:
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise OutOfHorizon(
                f"Working days are computed for the years {FIRST_YEAR} to {LAST_YEAR}, not {year}."
            )
        if year not in self._years:
            first = _first(year)
            length = (_first(year + 1) - first).days
            days = (first + timedelta(days=number) for number in range(length))
            self._years[year] = [each for each in days if self.is_working_day(each)]
        return self._years[year]


def _first(year: int) -> date:
    return date(year, 1, 1)
