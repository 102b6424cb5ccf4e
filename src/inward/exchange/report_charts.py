"""Small charts: the ball strip, bars, flow over time, promises by month."""

from collections.abc import Sequence
from datetime import datetime
from math import ceil, floor, log10

from inward.exchange import report_words as words
from inward.exchange.report_figures import Period
from inward.exchange.report_markup import Markup, el, join

WIDTH = 1100.0


def strip(parts: Sequence[tuple[str, str, float]]) -> Markup:
    """The ball strip: one bar cut by who held the ball: (kind of party, name, minutes)."""
    whole = sum(minutes for *_, minutes in parts) or 1.0
    x, pieces = 0.0, []
    for party, name, minutes in parts:
        width = minutes / whole * WIDTH
        title = f"{name}: {words.percent(minutes / whole)}, {words.duration(minutes)}"
        pieces.append(
            el(
                "g",
                el("title", title),
                el(
                    "rect", x=x, y=0.0, width=max(width - 2, 0.5), height=34.0, rx=5.0, class_=party
                ),
                _inside(words.percent(minutes / whole), party, x, width),
            )
        )
        x += width
    return el(
        "svg",
        pieces,
        viewBox=f"0 0 {WIDTH:.0f} 34",
        role="img",
        aria_label="Where the ball lay, as one bar",
    )


def _inside(text: str, party: str, x: float, width: float) -> Markup | None:
    if width < 48:
        return None
    return el("text", text, x=x + width / 2 - 1, y=22, text_anchor="middle", class_=f"b in-{party}")


def bar(share: float, kind: str, width: float = 120.0) -> Markup:
    """A bar for a table cell: a share of the widest one. Decoration: the figure stands beside."""
    return el(
        "svg",
        el("rect", x=0, y=2, width=max(share * width, 1.0), height=9.0, rx=3.0, class_=kind),
        viewBox=f"0 0 {width:.0f} 13",
        aria_hidden="true",
    )


def ruler(share: float, low: float, high: float) -> Markup:
    """A share from 0 to 1 as a dot with its interval on a rule, for a table cell."""
    return el(
        "svg",
        el("line", x1=0, x2=120, y1=7, y2=7, class_="grid"),
        el("line", x1=low * 120, x2=high * 120, y1=7, y2=7, class_="range"),
        el("circle", cx=share * 120, cy=7, r=4.5, class_=f"f{words.step(share)}"),
        viewBox="-6 0 132 14",
        aria_hidden="true",
    )


def nice(most: float) -> tuple[float, float]:
    """A round top of an axis and the step between its lines."""
    if most <= 0:
        return 1.0, 1.0
    base = 10 ** floor(log10(most))
    step = next(s for s in (0.2, 0.25, 0.5, 1.0, 2.0, 2.5, 5.0) if most / (s * base) <= 5) * base
    step = max(step, 1.0)
    return ceil(most / step) * step, step


def flow(periods: Sequence[Period], unit: str) -> Markup:
    """Submitted and done per period as bars, and below the backlog as a line."""
    left, slot = 52.0, (WIDTH - 60) / max(len(periods), 1)
    top, step = nice(max(max(p.submitted, p.done) for p in periods))
    bars = []
    for i, period in enumerate(periods):
        x, width = left + i * slot, max(min(slot * 0.42, 26.0), 0.6)
        title = (
            f"{_named(period.start, unit)}: {period.submitted} submitted, {period.done} done, "
            f"{period.backlog} open at the end"
        )
        up, down = period.submitted / top * 150, period.done / top * 150
        bars.append(
            el(
                "g",
                el("title", title),
                el("rect", x=x, y=170 - up, width=width, height=up, class_="came"),
                el("rect", x=x + width, y=170 - down, width=width, height=down, class_="went"),
            )
        )
    return el(
        "svg",
        _lines(top, step, 170.0, 150.0),
        bars,
        _backlog(periods, left, slot),
        _dates(periods, unit, left, slot, 322.0),
        el("text", "per " + unit, x=left, y=12, class_="soft s"),
        el("text", "backlog", x=left, y=200, class_="soft s"),
        viewBox=f"0 0 {WIDTH:.0f} 330",
        role="img",
        aria_label=f"Tickets submitted, done and open per {unit}",
    )


def _lines(top: float, step: float, bottom: float, height: float) -> Markup:
    found = []
    for i in range(int(top / step) + 1):
        y = bottom - i * step / top * height
        found.append(el("line", x1=52, x2=WIDTH, y1=y, y2=y, class_="axis" if i == 0 else "grid"))
        found.append(
            el("text", words.count(i * step), x=44, y=y + 4, text_anchor="end", class_="soft s")
        )
    return join(found)


def _backlog(periods: Sequence[Period], left: float, slot: float) -> Markup:
    top, step = nice(max(p.backlog for p in periods))
    points = [
        (left + (i + 0.5) * slot, 302 - max(p.backlog, 0) / top * 90) for i, p in enumerate(periods)
    ]
    drawn = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    first, last = points[0][0], points[-1][0]
    return join(
        _lines(top, step, 302.0, 90.0),
        el("polygon", points=f"{first:.1f},302 {drawn} {last:.1f},302", class_="area"),
        el("polyline", points=drawn, class_="line"),
    )


def _dates(periods: Sequence[Period], unit: str, left: float, slot: float, y: float) -> Markup:
    every = max(1, ceil(len(periods) / 10))
    return join(
        el("text", _named(period.start, unit), x=left + i * slot, y=y, class_="soft s")
        for i, period in enumerate(periods)
        if i % every == 0 and left + i * slot < WIDTH - 50
    )


def _named(start: datetime, unit: str) -> str:
    return f"{start:%b %Y}" if unit == "month" else f"{start.day} {start:%b %y}"


def months(points: Sequence[tuple[datetime, float, int]]) -> Markup:
    """Promises kept by month of submission: (month, share, promises decided)."""
    left, slot = 52.0, (WIDTH - 60) / max(len(points), 1)
    places = [
        (left + (i + 0.5) * slot, 140 - share * 120) for i, (_, share, _) in enumerate(points)
    ]
    drawn = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    dots = [
        el(
            "g",
            el("title", f"{m:%b %Y}: {words.percent(share)} of {words.count(n)} kept"),
            el("circle", cx=x, cy=y, r=5.0, class_=f"f{words.step(share)}"),
        )
        for (x, y), (m, share, n) in zip(places, points, strict=True)
    ]
    rules = [
        (
            el("line", x1=52, x2=WIDTH, y1=140 - s * 120, y2=140 - s * 120, class_="grid"),
            el(
                "text",
                f"{s * 100:.0f} %",
                x=44,
                y=144 - s * 120,
                text_anchor="end",
                class_="soft s",
            ),
        )
        for s in (0.0, 0.25, 0.5, 0.75, 1.0)
    ]
    every = max(1, ceil(len(points) / 12))
    names = [
        el("text", f"{m:%b %y}", x=x, y=160, text_anchor="middle", class_="soft s")
        for i, ((x, _), (m, _, _)) in enumerate(zip(places, points, strict=True))
        if i % every == 0
    ]
    return el(
        "svg",
        rules,
        el("polyline", points=drawn, class_="line"),
        dots,
        names,
        viewBox=f"0 0 {WIDTH:.0f} 166",
        role="img",
        aria_label="Promises kept by month",
    )
