"""The timeline behind a date, line by line: what was open, what was not counted and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from inward.calendars.explain import Explanation, Kind, Stretch
from inward.web.components import times

PAUSES = {
    "confirmation": "done, waiting to be confirmed", "closed": "closed", "": "waiting",
    "approval": "waiting to be approved",
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One stretch: from, to, what it is, counted time and the sum so far ('' if not counted)."""

    kind: str
    since: str
    until: str
    words: str
    counted: str
    total: str


@dataclass(frozen=True)
class Why:
    """The whole timeline. `zone` is the calendar's, where it differs from the reader's."""

    lines: Sequence[Line]
    total: str
    zone: str
    left_out: int


def why_of(explanation: Explanation) -> Why:
    """Nights and weekends are left out: they are what is not listed."""
    lines = tuple(
        _line(one) for one in explanation.stretches if one.kind is not Kind.CLOSED or one.name
    )
    zone = explanation.timezone if explanation.timezone != _readers_zone() else ""
    total = times.business(explanation.total.total_seconds() / 60)
    return Why(lines, total, zone, explanation.left_out)


def _readers_zone() -> str:
    return str(timezone.get_current_timezone())


def _line(one: Stretch) -> Line:
    opens = one.kind is Kind.OPEN
    return Line(
        kind=one.kind.value,
        since=day(one.since),
        until=_end(one),
        words=_words(one),
        counted=times.business(one.counted.total_seconds() / 60) if opens else "",
        total=times.business(one.total.total_seconds() / 60) if opens else "",
    )


def _words(one: Stretch) -> str:
    if one.kind is Kind.OPEN:
        return _("open (%s)") % one.name if one.name else _("open")
    if one.kind is Kind.PAUSED:
        return _("not counted: %s") % PAUSES.get(one.name, one.name)
    return one.name or _("closed")


def _end(one: Stretch) -> str:
    """The hour alone where it is the same day."""
    since, until = timezone.localtime(one.since), timezone.localtime(one.until)
    return formats.date_format(until, "H:i") if since.date() == until.date() else day(one.until)


def day(instant: datetime) -> str:
    """'Fri 28 Nov, 12:00' in the reader's zone."""
    return formats.date_format(timezone.localtime(instant), "D j M, H:i")
