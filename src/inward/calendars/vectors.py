"""Business time for whole tables, with NumPy: one calendar version, arrays of epoch seconds.

    table = Table(timeline, since=int(seconds.min()), until=int(seconds.max()))
    open_seconds = table.between(submitted, resolved)        # int64 in, int64 out

The cumulative function is tabulated in steps: the greatest common divisor of all openings and
closings of the years in question (mostly 30 or 60 minutes, 1 at worst), so that within a step the
calendar is all open or all closed. One 32-bit entry per step holds the open seconds before it and
whether it is open: one look-up and a few whole-array operations answer, exact to the second. Arrays
are worked through in pieces that fit into the processor's cache. The only module here that needs
NumPy; pages need not load it.
"""

import math
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from inward.calendars.timeline import OpenSet, Timeline

Seconds = NDArray[np.int64]

# 2 ** 15 entries of 4 bytes in five buffers stay within a core's second-level cache.
_PIECE: Final = 1 << 15
# Above this many steps (64 MiB) bisection in the arrays of openings is used instead: as exact, and
# kinder to memory. A table of minutes over 30 years has 16 million.
_MOST_STEPS: Final = 1 << 24
# What 32 bits hold: the seconds since the table's beginning, and twice its open seconds.
_MOST_SECONDS: Final = 1 << 32
_MOST_OPEN: Final = 1 << 31


class Table:
    """One calendar version ready for arrays of instants. Immutable; safe between threads."""

    def __init__(self, timeline: Timeline, *, since: int, until: int) -> None:
        """Tabulate for instants from `since` to `until`, both included, in either order.

        Costs some milliseconds for a year, and memory of 4 bytes a step (70 kB a year at
        30 minutes). Raises `OutOfHorizon` outside 1900…2199.
        """
        self._timeline = timeline
        held = timeline.open_set(since, until)
        self.since, self.until = held.since, held.until
        self._opens = np.array(held.opens, dtype=np.int64)
        self._closes = np.array(held.closes, dtype=np.int64)
        self._before = np.array(held.before, dtype=np.int64)
        self._until_close = np.array(held.until_close, dtype=np.int64)
        self._step, self._table = _tabulated(held)

    def between(self, since: Seconds, until: Seconds) -> Seconds:
        """Open seconds from `since` to `until`, element by element; negative where reversed.

        Equal to `Timeline.between` to the second. Arrays of one dimension, equal length, any
        integer type. Raises IndexError for an instant outside `self.since`…`self.until`.
        """
        return self._differences(since, until)

    def worked(self, seconds: Seconds) -> Seconds:
        """Open seconds since the beginning of this table; differences of it are business time."""
        return self._differences(None, seconds)

    def add(self, start: Seconds, lengths: Seconds) -> Seconds:
        """The first instant by which `lengths` open seconds have passed; `subtract` if negative.

        Equal to `Timeline.add`. Where an answer lies outside the table the single element is
        asked of the timeline, which may raise `OutOfHorizon`.
        """
        start, lengths = _integers(start), _integers(lengths)
        target = self.worked(start) + lengths
        later = self._inverse(self._until_close, target, "left")
        earlier = self._inverse(self._before, target, "right")
        answer = np.where(lengths > 0, later, np.where(lengths < 0, earlier, start))
        covered = (target >= self._worked_at(self.since)) & (target <= self._worked_at(self.until))
        for at in np.flatnonzero(~covered):
            answer[at] = self._timeline.add(int(start[at]), int(lengths[at]))
        return answer

    def subtract(self, end: Seconds, lengths: Seconds) -> Seconds:
        """The last instant from which `lengths` open seconds pass until `end`."""
        return self.add(end, -_integers(lengths))

    def is_open(self, seconds: Seconds) -> NDArray[np.bool_]:
        """Whether each second is open."""
        seconds = self._checked(seconds)
        return seconds < self._closes[np.searchsorted(self._opens, seconds, side="right") - 1]

    def _inverse(self, totals: Seconds, target: Seconds, side: Any) -> Seconds:
        found = np.searchsorted(totals, target, side=side)
        at = np.clip(found - (side == "right"), 0, len(totals) - 1)
        answer: Seconds = self._opens[at] + target - self._before[at]
        return answer

    def _worked_at(self, second: int) -> int:
        return int(self.worked(np.array([second], dtype=np.int64))[0])

    def _checked(self, seconds: Seconds) -> Seconds:
        seconds = _integers(seconds)
        if len(seconds) and (seconds.min() < self.since or seconds.max() > self.until):
            raise IndexError("An instant lies outside the years this table was made for.")
        return seconds

    def _differences(self, since: Seconds | None, until: Seconds) -> Seconds:
        """worked(until) - worked(since), piece by piece; without `since`, worked(until)."""
        until = self._checked(until)
        since = None if since is None else self._checked(since)
        if since is not None and len(since) != len(until):
            raise ValueError("Both arrays must have the same length.")
        result = np.empty(len(until), dtype=np.int64)
        looked_up = _Lookup(self)
        for first in range(0, len(until), _PIECE):
            piece = slice(first, first + _PIECE)
            result[piece] = looked_up(until[piece])
            if since is not None:
                result[piece] -= looked_up(since[piece])
        return result


class _Lookup:
    """`worked` for one piece at a time, in buffers that are used again for the next piece."""

    def __init__(self, table: Table) -> None:
        self._of = table
        self._offset, self._at, self._entry, self._inside = (
            np.empty(_PIECE, dtype=np.uint32) for _ in range(4)
        )

    def __call__(self, seconds: Seconds) -> NDArray[Any]:
        """Valid until the next call."""
        table = self._of._table
        return self._bisected(seconds) if table is None else self._found(seconds, table)

    def _found(self, seconds: Seconds, table: NDArray[np.uint32]) -> NDArray[np.uint32]:
        of, size = self._of, len(seconds)
        offset, at = self._offset[:size], self._at[:size]
        entry, inside = self._entry[:size], self._inside[:size]
        np.subtract(seconds, of.since, out=offset, casting="unsafe")
        np.floor_divide(offset, of._step, out=at)
        # 'clip' and not 'raise': bounds were checked, and checking again needs a buffer.
        np.take(table, at, out=entry, mode="clip")
        np.multiply(at, of._step, out=at)
        np.subtract(offset, at, out=offset)
        np.bitwise_and(entry, 1, out=inside)
        np.multiply(offset, inside, out=offset)
        np.right_shift(entry, 1, out=entry)
        return np.add(entry, offset, out=entry)

    def _bisected(self, seconds: Seconds) -> Seconds:
        of = self._of
        at = np.searchsorted(of._opens, seconds, side="right") - 1
        worked: Seconds = of._before[at] + np.minimum(seconds, of._closes[at]) - of._opens[at]
        return worked


def _tabulated(held: OpenSet) -> tuple[np.uint32, NDArray[np.uint32] | None]:
    """The step and, per step from `held.since`, 2 × open seconds before it + whether it is open.

    No table where it would be too large, or its seconds too many for 32 bits.
    """
    edges = [
        second - held.since
        for pair in zip(held.opens[1:], held.closes[1:], strict=True)
        for second in pair
    ]
    step = math.gcd(held.until - held.since, *edges)
    length = held.until - held.since
    steps = length // step + 1
    if steps > _MOST_STEPS or length >= _MOST_SECONDS or held.until_close[-1] >= _MOST_OPEN:
        return np.uint32(1), None
    starts = held.since + step * np.arange(steps, dtype=np.int64)
    opens = np.array(held.opens, dtype=np.int64)
    closes = np.array(held.closes, dtype=np.int64)
    at = np.searchsorted(opens, starts, side="right") - 1
    before = np.array(held.before, dtype=np.int64)[at]
    worked = before + np.minimum(starts, closes[at]) - opens[at]
    return np.uint32(step), (2 * worked + (starts < closes[at])).astype(np.uint32)


def _integers(seconds: Any) -> Seconds:
    """The array as int64. Raises TypeError for other than integers: 1.9 s is not silently 1 s."""
    array = np.asarray(seconds)
    if array.ndim != 1 or array.dtype.kind not in "iu":
        raise TypeError("Instants and lengths are one-dimensional arrays of whole seconds.")
    return array.astype(np.int64, copy=False)
