"""What the values of each column look like, from a sample of rows."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from inward.logs.date_guess import DateGuess, guess_dates, order_evidence
from inward.logs.headers import name_score
from inward.logs.names import UNKNOWN
from inward.logs.reading import Sample

PROFILE_ROWS = 6_000
NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?$")
LONG_TEXT = 60  # characters; longer on average is prose, not a name


@dataclass(frozen=True)
class Profile:
    """One column of the sample; ``values`` row by row, '' where nothing is known."""

    name: str
    values: tuple[str, ...]
    dates: DateGuess | None

    @cached_property
    def counts(self) -> Counter[str]:
        """How often each known value occurs."""
        return Counter(value for value in self.values if value)

    @property
    def known(self) -> float:
        """Share of rows in which something stands."""
        return sum(self.counts.values()) / max(len(self.values), 1)

    @property
    def distinct(self) -> int:
        """Number of different known values."""
        return len(self.counts)

    @property
    def uniqueness(self) -> float:
        """Different values per known value: 1 if none repeats."""
        return self.distinct / max(sum(self.counts.values()), 1)

    @cached_property
    def numeric(self) -> float:
        """Share of known values that are numbers."""
        return self.share(lambda value: NUMBER.match(value) is not None)

    @property
    def prose(self) -> bool:
        """Whether the column holds sentences rather than names."""
        total = sum(len(value) * n for value, n in self.counts.items())
        return total > LONG_TEXT * max(sum(self.counts.values()), 1)

    @property
    def samples(self) -> tuple[str, ...]:
        """The three commonest values."""
        return tuple(value for value, _ in self.counts.most_common(3))

    def share(self, test: Callable[[str], bool]) -> float:
        """Share of known values (weighted by occurrence) that pass a test."""
        total = sum(self.counts.values())
        return sum(n for value, n in self.counts.items() if test(value)) / max(total, 1)


def profiles(sample: Sample) -> dict[str, Profile]:
    """Profiles of all columns; dates that cannot tell day from month learn it from the others."""
    known = {name: _cleaned(values) for name, values in sample.values.items()}
    orders = {
        order_evidence(list(dict.fromkeys(v for v in values if v))[:400])
        for values in known.values()
    }
    day_first = next(iter(orders - {None}), None) if len(orders - {None}) == 1 else None
    return {
        name: Profile(name, values, guess_dates((v for v in values if v), day_first, _enough(name)))
        for name, values in known.items()
    }


def _enough(column: str) -> float:
    """What share of a column must be dates: half where its name says that it holds some."""
    named = max(name_score(role, column) for role in ("at", "submitted", "deadline"))
    return 0.5 if named >= 0.7 else 0.8


def _cleaned(values: Sequence[str | None]) -> tuple[str, ...]:
    found = (" ".join((value or "").split()) for value in values[:PROFILE_ROWS])
    return tuple("" if value.casefold() in UNKNOWN else value for value in found)


def variation(profile: Profile, case: Profile) -> float:
    """How often the value changes from one row of a case to its next; 0 if constant in each."""
    last: dict[str, str] = {}
    changes = steps = 0
    for key, value in zip(case.values, profile.values, strict=True):
        if key in last and value:
            steps += 1
            changes += value != last[key]
        if value:
            last[key] = value
    return changes / steps if steps else 0.0
