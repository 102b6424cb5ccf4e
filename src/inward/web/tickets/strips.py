"""The ball strip of a ticket: from its holds to shares of a bar, in business or calendar time."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from inward.calendars.rules import Timeline, between
from inward.tickets.ledger import Hold
from inward.tickets.parts import names_of
from inward.web.components import times
from inward.web.components.pieces import Tone
from inward.web.components.strip import (
    PARTIES,
    StripMark,
    StripSegment,
    StripToggle,
    StripView,
)

Measure = Callable[[datetime, datetime], float]
REASONS = {
    "confirmation": "done, to be confirmed",
    "closed": "closed, reopened later",
    "draft": "given back to be completed",
}
# How much of the bar lies behind the promised end, so that its mark is not cut.
MARGIN = 1.04
# Where less of the bar than this has passed in business time, calendar time tells more.
LEAST = 0.06


@dataclass(frozen=True)
class Due:
    """A due instant to be marked; tone says whether it was kept."""

    at: datetime
    label: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True)
class Names:
    """Who is called what on a strip: departments by id, the customer ('you' for themselves)."""

    departments: Mapping[int, str]
    customer: str
    people: Mapping[int, str]

    def of(self, hold: Hold) -> str:
        """The holder of the ball in a word or two."""
        if len(hold.parties) > 1:
            other = _("another department")
            return names_of(
                self.departments.get(each.department or 0, other) for each in hold.parties
            )
        if hold.department is not None:
            return self.departments.get(hold.department, _("another department"))
        return self.customer if hold.party_kind == "customer" else str(PARTIES[hold.party_kind])


def strip_of(
    holds: Sequence[Hold], names: Names, *, timeline: Timeline | None, ended: bool,
    dues: Sequence[Due] = (), toggle: StripToggle | None = None,
) -> StripView | None:  # fmt: skip
    """The bar from submission to now (or the end) and on to the last due instant.

    `dues`: the most important first. With a timeline the bar is in business time, else in calendar
    time. None for a ticket that nobody held yet.
    """
    if not holds:
        return None
    measure = _measure(timeline)
    start, until = holds[0].since, holds[-1].until
    held, whole = _extent(holds, dues, measure, ended)
    segments = _segments(holds, names, measure, held, whole)
    marks = tuple(
        StripMark(100 * min(1.0, measure(start, due.at) / whole), due.label, due.tone)
        for due in dues
        if start <= due.at and (due.at <= until or not ended)
    )
    now_at = None if ended else 100 * held / whole
    return StripView(_summary(holds, names, dues, ended), segments, now_at, marks, toggle)


def business_shows(
    holds: Sequence[Hold], dues: Sequence[Due], timeline: Timeline | None, *, ended: bool
) -> bool:
    """Whether the way so far can be seen in business time: not after a weekend's first hours."""
    if timeline is None or not holds:
        return False
    held, whole = _extent(holds, dues, _measure(timeline), ended)
    return held / whole >= LEAST


def _extent(
    holds: Sequence[Hold], dues: Sequence[Due], measure: Measure, ended: bool
) -> tuple[float, float]:
    """Length of the way so far, and of the whole bar."""
    start, until = holds[0].since, holds[-1].until
    ahead = [due.at for due in dues if due.at > until and not ended]
    held = measure(start, until)
    return held, max([held, *(measure(start, at) * MARGIN for at in ahead)]) or 1.0


def _measure(timeline: Timeline | None) -> Measure:
    if timeline is None:
        return lambda since, until: max(0.0, (until - since).total_seconds())
    return lambda since, until: (
        between(timeline, since, until).total_seconds() if until > since else 0.0
    )


def _segments(
    holds: Sequence[Hold], names: Names, measure: Measure, held: float, whole: float
) -> tuple[StripSegment, ...]:
    """Shares of the bar; where no open time has passed yet, all holds share a first sliver."""
    lengths = [measure(hold.since, hold.until) for hold in holds]
    if held == 0:
        lengths, whole = [1.0] * len(holds), max(whole, 40.0 * len(holds))
    at, found = 0.0, []
    for hold, length in zip(holds, lengths, strict=True):
        width = 100 * length / whole
        label, minutes = names.of(hold), length / 60 if held else 0
        told = times.business(minutes)
        title = _title(hold, names, label)
        found.append(StripSegment(hold.party_kind, label, told, at, width, title))
        at += width
    return tuple(found)


def _title(hold: Hold, names: Names, label: str) -> str:
    """'IT, Ian Iversen: 2 h 10, Mon 09:00 to Mon 11:10 – parts'."""
    person = names.people.get(hold.person) if hold.person is not None else None
    who = f"{label}, {person}" if person else label
    when = _("%(since)s to %(until)s") % {
        "since": times.short(hold.since),
        "until": times.short(hold.until),
    }
    reason = REASONS.get(hold.reason or "", hold.reason or "")
    why = f" – {reason}" if reason else ""
    return f"{who}: {times.duration(hold.minutes)}, {when}{why}"


def _summary(holds: Sequence[Hold], names: Names, dues: Sequence[Due], ended: bool) -> str:
    last = holds[-1]
    length = times.duration(sum(hold.minutes for hold in holds))
    if ended:
        return _("It took %(length)s in %(n)d steps") % {"length": length, "n": len(holds)}
    words = _("%(who)s: has the ball for %(length)s") % {
        "who": names.of(last),
        "length": times.duration(last.minutes),
    }
    return f"{words}; {dues[0].label}" if dues else words
