"""The ball strip: one bar from submission to now and, hatched, to the promised end.

A page fills a `StripView` with shares of the bar in percent (business or calendar time: its
choice); here labels are fitted. Widths are SVG attributes, because the page's policy forbids
styles; which label fits at which width is said by classes that container queries answer.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise

PARTIES: Final[dict[str, Text]] = {
    "supplier": _("supplier"),
    "department": _("other department"),
    "customer": _("customer"),
    "approver": _("approver"),
    "outside": _("outside"),
    "unknown": _("unknown"),
}

# Widths in px that strip.css has container queries for.
BREAKS: Final = (280, 320, 400, 480, 600, 720, 860, 1040, 1280)
# Mean advance of 12 px Inter in semi-bold, on the safe side; both paddings of a label.
CHARACTER: Final = 6.9
PADDING: Final = 16.0
SLIVER: Final = 0.6


@dataclass(frozen=True)
class StripSegment:
    """The ball with one party: where it starts and how long it is, in percent of the bar.

    `title` tells all: who, why, how long, from when to when. `length` is the short duration.
    """

    party: str
    label: str
    length: str
    start: float
    width: float
    title: str
    href: str = ""


@dataclass(frozen=True)
class StripMark:
    """An instant on the bar: a due date (tone says whether it was kept)."""

    at: float
    label: str
    tone: str = "plain"


@dataclass(frozen=True)
class StripToggle:
    """Both ways to measure the bar; `business` tells which is shown."""

    business_href: str
    calendar_href: str
    business: bool


@dataclass(frozen=True)
class StripView:
    """A whole strip. `summary` is its accessible name; marks come with the most important first."""

    summary: str
    segments: tuple[StripSegment, ...]
    now_at: float | None = None
    marks: tuple[StripMark, ...] = ()
    toggle: StripToggle | None = None


@dataclass(frozen=True)
class DrawnSegment:
    """A segment with its attributes."""

    segment: StripSegment
    x: str
    width: str
    short_class: str
    long_class: str


@dataclass(frozen=True)
class DrawnMark:
    """A mark with its attributes; `label_class` None: no room beside a more important one.

    `past`: the bar is full there, and the line must not cross a segment's label.
    """

    mark: StripMark
    x: str
    anchor: str
    label_class: str | None
    past: bool


@dataclass(frozen=True)
class Drawn:
    """What the template draws."""

    segments: tuple[DrawnSegment, ...]
    marks: tuple[DrawnMark, ...]
    now: DrawnMark | None
    future_x: str | None
    legend: tuple[tuple[str, Text], ...]


def draw(view: StripView) -> Drawn:
    """Fit labels and turn shares into attributes."""
    segments = tuple(_segment(one) for one in _visible(view.segments))
    present = {one.party for one in view.segments}
    legend = tuple((party, word) for party, word in PARTIES.items() if party in present)
    now = None
    if view.now_at is not None:
        now = _mark(StripMark(view.now_at, str(_("now"))), [])
    future = _percent(view.now_at) if view.now_at is not None and view.now_at < 100 else None
    return Drawn(segments, _marks(view), now, future, legend)


def _visible(segments: tuple[StripSegment, ...]) -> tuple[StripSegment, ...]:
    """Widen slivers to what an eye can find, taking the room from the widest."""
    if not segments:
        return ()
    end = max(one.start + one.width for one in segments)
    widths = [max(one.width, SLIVER) for one in segments]
    surplus = sum(widths) - sum(one.width for one in segments)
    widest = widths.index(max(widths))
    widths[widest] = max(SLIVER, widths[widest] - surplus)
    starts = [segments[0].start]
    for width in widths[:-1]:
        starts.append(min(starts[-1] + width, end))
    return tuple(
        StripSegment(one.party, one.label, one.length, start, width, one.title, one.href)
        for one, start, width in zip(segments, starts, widths, strict=True)
    )


def _segment(one: StripSegment) -> DrawnSegment:
    short = _needed(one.label, one.width)
    long = _needed(f"{one.label} {one.length}", one.width)
    short_class = ""
    if short is not None and short != long:
        short_class = f"w{short}" + (f" u{long}" if long is not None else "")
    long_class = f"w{long}" if long is not None else ""
    return DrawnSegment(one, _percent(one.start), _percent(one.width), short_class, long_class)


def _marks(view: StripView) -> tuple[DrawnMark, ...]:
    held_until = max((one.start + one.width for one in view.segments), default=0.0)
    placed: list[StripMark] = []
    drawn = []
    for mark in view.marks:
        one = _mark(mark, placed, past=mark.at < held_until)
        if one.label_class is not None:
            placed.append(mark)
        drawn.append(one)
    return tuple(drawn)


def _mark(mark: StripMark, placed: list[StripMark], *, past: bool = False) -> DrawnMark:
    """A mark whose label keeps clear of the labels placed before it."""
    anchor = "start" if mark.at < 15 else "end" if mark.at > 85 else "middle"
    break_at: int | None = 0
    for other in placed:
        length = max(len(mark.label), len(other.label))
        needed = _needed("x" * length, abs(mark.at - other.at))
        break_at = None if needed is None or break_at is None else max(break_at, needed)
    label_class = None if break_at is None else (f"w{break_at}" if break_at else "")
    return DrawnMark(mark, _percent(mark.at), anchor, label_class, past)


def _needed(text: str, percent: float) -> int | None:
    """The narrowest strip in px (one of BREAKS) in which the text fits into this share of it."""
    if percent <= 0 or not text.strip():
        return None
    px = (len(text) * CHARACTER + PADDING) * 100 / percent
    return next((width for width in BREAKS if px <= width), None)


def _percent(share: float) -> str:
    return f"{max(0.0, min(100.0, share)):.3f}%"


def gapless(view: StripView, tolerance: float = 0.01) -> bool:
    """Whether the segments follow each other without gap or overlap."""
    return all(abs(a.start + a.width - b.start) <= tolerance for a, b in pairwise(view.segments))
