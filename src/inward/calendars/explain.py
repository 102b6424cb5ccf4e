"""Why a due date is what it is: every stretch from start to end, open, closed or paused, and why.

The open stretches sum to the business time, so that the reader can check it by hand. Words for
people are the pages' affair: here are kinds, names and instants.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from inward.calendars.definition import Definition
from inward.calendars.instants import local_date, local_midnight, to_instant, to_seconds
from inward.calendars.pauses import Pause, elapsed
from inward.calendars.timeline import Timeline


class Kind(StrEnum):
    """What a stretch of time is to a clock. Only `OPEN` counts."""

    OPEN = "open"
    CLOSED = "closed"
    HOLIDAY = "holiday"
    PAUSED = "paused"


@dataclass(frozen=True)
class Stretch:
    """One stretch of the timeline, [since, until).

    `name`: of the holiday or special day (an open stretch may have one too: a half day), or the
    reason of the pause; '' where there is none. `counted`: business time in this stretch, `total`:
    business time from the beginning to its end.
    """

    since: datetime
    until: datetime
    kind: Kind
    name: str
    counted: timedelta
    total: timedelta


@dataclass(frozen=True)
class Explanation:
    """The timeline of one clock, in the calendar's zone (`timezone`), in order, without gap.

    Where there are more stretches than the limit, those in the middle are left out: `left_out` of
    them, after the first `left_out_after`. Totals still include them.
    """

    timezone: str
    stretches: tuple[Stretch, ...]
    total: timedelta
    left_out: int = 0
    left_out_after: int = 0


def explain(
    timeline: Timeline,
    since: datetime,
    until: datetime,
    pauses: Sequence[tuple[datetime, datetime | None, str]] = (),
    *,
    limit: int = 200,
) -> Explanation:
    """The timeline from `since` to `until` (start and due date, or now).

    `pauses` are (since, until, reason), until None while it lasts; where two overlap, the one that
    began first gives the reason. Instants come back in the calendar's zone. At most `limit`
    stretches are returned (at least 2), none where `until` is not after `since`. Raises
    `OutOfHorizon`.
    """
    first, last = to_seconds(since), to_seconds(until)
    taken = [
        Pause(to_seconds(a), last if b is None else to_seconds(b), why) for a, b, why in pauses
    ]
    edges = _edges(timeline, first, last, taken)
    cut = _joined(_kinds(timeline, edges, sorted(taken)))
    shown = _counted(timeline, cut)
    total = timedelta(seconds=elapsed(timeline, first, last, taken) if first < last else 0)
    return _shortened(timeline.definition.timezone, shown, total, max(limit, 2))


@dataclass(frozen=True)
class _Piece:
    since: int
    until: int
    kind: Kind
    name: str


def _edges(timeline: Timeline, first: int, last: int, pauses: Sequence[Pause]) -> list[int]:
    """Every second within [first, last] at which the kind or the name may change, sorted."""
    edges = {first, last}
    for opening, closing in timeline.stretches(first, last):
        edges |= {opening, closing}
    for pause in pauses:
        edges |= {pause.since, last if pause.until is None else pause.until}
    edges |= _special_midnights(timeline.definition, first, last)
    return sorted(edge for edge in edges if first <= edge <= last)


def _special_midnights(definition: Definition, first: int, last: int) -> set[int]:
    """Where the days begin and end that are holidays or exceptions."""
    day, end = local_date(first, definition.zone), local_date(last, definition.zone)
    found: set[int] = set()
    while day <= end:
        following = day + timedelta(days=1)
        if definition.name_of(day) is not None:
            found |= {
                local_midnight(day, definition.zone),
                local_midnight(following, definition.zone),
            }
        day = following
    return found


def _kinds(timeline: Timeline, edges: list[int], pauses: list[Pause]) -> list[_Piece]:
    """What lies between each two edges: of one kind and name all along."""
    pieces: list[_Piece] = []
    waiting, running = list(reversed(pauses)), list[Pause]()
    for since, until in pairwise(edges):
        while waiting and waiting[-1].since <= since:
            running.append(waiting.pop())
        running = [each for each in running if each.until is not None and each.until > since]
        if running:
            pieces.append(_Piece(since, until, Kind.PAUSED, running[0].reason))
        else:
            pieces.append(_unpaused(timeline, since, until))
    return pieces


def _unpaused(timeline: Timeline, since: int, until: int) -> _Piece:
    definition = timeline.definition
    day = local_date(since, definition.zone)
    name, opens = definition.name_of(day), definition.is_working_day(day)
    if timeline.is_open(since):
        # Hours that began the evening before a holiday are not the holiday's.
        return _Piece(since, until, Kind.OPEN, (name or "") if opens else "")
    if name is not None and not opens:
        return _Piece(since, until, Kind.HOLIDAY, name)
    return _Piece(since, until, Kind.CLOSED, name or "")


def _joined(pieces: Sequence[_Piece]) -> list[_Piece]:
    """Neighbours of the same kind and name as one; a holiday ends at its midnight."""
    result: list[_Piece] = []
    for piece in pieces:
        previous = result[-1] if result else None
        same = previous and (previous.kind, previous.name) == (piece.kind, piece.name)
        if previous and same and piece.kind is not Kind.HOLIDAY:
            result[-1] = _Piece(previous.since, piece.until, piece.kind, piece.name)
        else:
            result.append(piece)
    return result


def _counted(timeline: Timeline, pieces: Sequence[_Piece]) -> list[Stretch]:
    zone, total, shown = timeline.definition.zone, 0, []
    for piece in pieces:
        seconds = piece.until - piece.since if piece.kind is Kind.OPEN else 0
        total += seconds
        shown.append(
            Stretch(
                since=to_instant(piece.since).astimezone(zone),
                until=to_instant(piece.until).astimezone(zone),
                kind=piece.kind,
                name=piece.name,
                counted=timedelta(seconds=seconds),
                total=timedelta(seconds=total),
            )
        )
    return shown


def _shortened(timezone: str, shown: list[Stretch], total: timedelta, limit: int) -> Explanation:
    left_out = max(0, len(shown) - limit)
    if not left_out:
        return Explanation(timezone, tuple(shown), total)
    head = limit // 2
    kept = (*shown[:head], *shown[head + left_out :])
    return Explanation(timezone, kept, total, left_out, head)
