"""Pauses: time during which a clock stands still, taken *out of the open set*.

Not added to the due date: a pause from Friday 17:00 to Monday 08:00 on a calendar that is closed
meanwhile changes nothing. Overlapping pauses count once.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from inward.calendars.timeline import Timeline


class Pause(NamedTuple):
    """The clock stands still from `since` until before `until` (seconds since the epoch).

    `until` is None while it still lasts. For a projection, give the expected end instead.
    """

    since: int
    until: int | None
    reason: str = ""


class Due(NamedTuple):
    """When a budget of open time is used up.

    `at` is None while a pause without end stands before it: then the due date is unknown and
    `left` open seconds remain. Otherwise `left` is 0.
    """

    at: int | None
    left: int


# Later than any instant that business time is computed for.
_NEVER = 1 << 62


def merged_pauses(pauses: Iterable[Pause]) -> list[tuple[int, int]]:
    """The paused seconds as sorted stretches that do not overlap; empty ones are dropped."""
    stretches = [(p.since, _NEVER if p.until is None else p.until) for p in pauses]
    result: list[tuple[int, int]] = []
    for since, until in sorted(each for each in stretches if each[0] < each[1]):
        if result and since <= result[-1][1]:
            result[-1] = (result[-1][0], max(result[-1][1], until))
        else:
            result.append((since, until))
    return result


def elapsed(timeline: Timeline, since: int, until: int, pauses: Sequence[Pause] = ()) -> int:
    """Open seconds from `since` to `until` without those paused; negative if `until` is earlier."""
    if until < since:
        return -elapsed(timeline, until, since, pauses)
    counted = timeline.between(since, until)
    for start, end in merged_pauses(pauses):
        first, last = max(start, since), min(end, until)
        if first < last:
            counted -= timeline.between(first, last)
    return counted


def due(timeline: Timeline, start: int, seconds: int, pauses: Sequence[Pause] = ()) -> Due:
    """When `seconds` open, unpaused seconds have passed since `start`.

    Negative seconds: the last instant from which so many pass until `start`. Raises `OutOfHorizon`.
    """
    if seconds < 0:
        return Due(_earlier(timeline, start, -seconds, merged_pauses(pauses)), 0)
    if seconds == 0:
        return Due(start, 0)
    at, left = start, seconds
    for since, until in merged_pauses(pauses):
        if until <= at:
            continue
        free = timeline.between(at, max(since, at))
        if free >= left:
            break
        left -= free
        if until == _NEVER:
            return Due(None, left)
        at = until
    return Due(timeline.add(at, left), 0)


def _earlier(timeline: Timeline, end: int, seconds: int, paused: list[tuple[int, int]]) -> int:
    """The last instant from which `seconds` open, unpaused seconds pass until `end`."""
    at, left = end, seconds
    for since, until in reversed(paused):
        if since >= at:
            continue
        if until < at:
            free = timeline.between(until, at)
            if free >= left:
                break
            left -= free
        at = min(since, at)
    return timeline.subtract(at, left)
