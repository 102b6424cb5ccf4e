"""The company map: a circle where departments serve each other, two sides where they do not."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin, sqrt

from inward.exchange import report_words as words
from inward.exchange.report_figures import Report
from inward.exchange.report_markup import Markup, el
from inward.network import seriation

MOST, SIDE = 22, 11
WIDTH, HEIGHT = 560.0, 500.0
REST = -1


@dataclass
class Link:
    """Tickets (or hand-offs) from one department to another, with what colours it."""

    source: int
    target: int
    n: int = 0
    kept_n: int = 0
    kept: int = 0
    median: float | None = None
    title: str = ""
    tone: str = "kn"


def two_sided(report: Report) -> bool:
    """Whether hardly anybody who asks also serves (then a circle would say nothing)."""
    suppliers = {r.supplier_id for r in report.relations} - {None}
    customers = {r.customer_id for r in report.relations} - {None}
    return len(suppliers & customers) * 4 < min(len(suppliers), len(customers))


def drawn(report: Report) -> Markup | None:
    """The map of who serves whom; None where the log names no pairs."""
    known = [r for r in report.relations if r.supplier_id is not None and r.customer_id is not None]
    if not known:
        return None
    links = [
        Link(r.supplier_id or 0, r.customer_id or 0, r.tickets, r.kept_n, r.kept, r.resolve_median)
        for r in known
    ]
    return _sides(report, links) if two_sided(report) else _circle(report, _toned(report, links))


def handed(report: Report) -> Markup | None:
    """The map of hand-offs between departments: red where the ball comes straight back."""
    links = []
    for flow in report.flows:
        share = flow.returned / flow.handoffs
        tone = "k0" if share >= 0.3 else "k2" if share >= 0.15 else "kn"
        title = (
            f"{report.name(flow.from_id)} → {report.name(flow.to_id)}: "
            f"{words.plural(flow.handoffs, 'hand-off')}, {words.percent(share)} straight back"
        )
        links.append(Link(flow.from_id, flow.to_id, flow.handoffs, title=title, tone=tone))
    return _circle(report, links) if links else None


def _toned(report: Report, links: Sequence[Link]) -> list[Link]:
    for link in links:
        link.tone, told = _tone(report, link)
        link.title = (
            f"{report.name(link.source)} serves {report.name(link.target)}: "
            f"{words.plural(link.n, 'ticket')}{told}"
        )
    return list(links)


def _tone(report: Report, link: Link) -> tuple[str, str]:
    """Colour class and words: promises kept, or the time against the usual where none are made."""
    if report.usual.kept is not None:
        share = link.kept / link.kept_n if link.kept_n else None
        told = "" if share is None else f", {words.percent(share)} of promises kept"
        return words.step(share), told
    told = "" if link.median is None else f", median {words.duration(link.median)}"
    return words.pace(link.median, report.value("resolve_median")), told


# -- a circle -------------------------------------------------------------------------------------


def _circle(report: Report, links: Sequence[Link]) -> Markup:
    size: dict[int, int] = defaultdict(int)
    for link in links:
        size[link.source] += link.n
        size[link.target] += link.n
    shown = sorted(size, key=lambda d: (-size[d], d))[:MOST]
    inner = [k for k in links if k.source in shown and k.target in shown and k.source != k.target]
    inner = sorted(inner, key=lambda k: (k.n, k.source, k.target))[-90:]
    places = _around(_neighbours(shown, inner))
    most_node, most_link = max(size[d] for d in shown), max((k.n for k in inner), default=1)
    label = f"Map of {len(shown)} departments and {len(inner)} flows between them"
    return el(
        "svg",
        [_arc(link, places, most_link) for link in inner],
        [_node(report.name(d), places[d], size[d], most_node) for d in shown],
        viewBox=f"0 0 {WIDTH:.0f} {HEIGHT:.0f}",
        role="img",
        aria_label=label,
    )


def _neighbours(shown: Sequence[int], links: Sequence[Link]) -> list[int]:
    """Departments in an order that puts those with much flow between them side by side."""
    at = {department: i for i, department in enumerate(shown)}
    weights = [[0.0] * len(shown) for _ in shown]
    for link in links:
        weights[at[link.source]][at[link.target]] += link.n
        weights[at[link.target]][at[link.source]] += link.n
    order, _ = seriation.order(weights)
    return [shown[i] for i in order]


def _around(order: Sequence[int]) -> dict[int, tuple[float, float, float]]:
    """Places on an ellipse: x, y and the angle, beginning at the top."""
    found = {}
    for i, department in enumerate(order):
        angle = 2 * pi * i / len(order) - pi / 2
        x, y = WIDTH / 2 + cos(angle) * 168, HEIGHT / 2 + sin(angle) * 186
        found[department] = (x, y, angle)
    return found


def _arc(link: Link, places: dict[int, tuple[float, float, float]], most: int) -> Markup:
    x1, y1, _ = places[link.source]
    x2, y2, _ = places[link.target]
    # Both directions of a pair bend to different sides, so that neither hides the other.
    cx = (x1 + x2) / 2 * 0.45 + WIDTH / 2 * 0.55 + (y2 - y1) * 0.12
    cy = (y1 + y2) / 2 * 0.45 + HEIGHT / 2 * 0.55 - (x2 - x1) * 0.12
    path = f"M{x1:.1f} {y1:.1f}Q{cx:.1f} {cy:.1f} {x2:.1f} {y2:.1f}"
    width = 1 + 9 * sqrt(link.n / most)
    return el(
        "path", el("title", link.title), d=path, stroke_width=width, class_=f"link s{link.tone}"
    )


def _node(name: str, place: tuple[float, float, float], n: int, most: int) -> Markup:
    x, y, angle = place
    radius = 5 + 13 * sqrt(n / most)
    right = cos(angle) >= -0.02
    upright = abs(cos(angle)) < 0.3
    tx = x if upright else x + (radius + 6) * (1 if right else -1)
    ty = y + (radius + 14 if sin(angle) > 0 else -radius - 6) if upright else y + 4
    anchor = "middle" if upright else "start" if right else "end"
    return el(
        "g",
        el("title", f"{name}: {words.count(n)}"),
        el("circle", cx=x, cy=y, r=radius, class_="node"),
        el("text", words.cut(name, 15), x=tx, y=ty, text_anchor=anchor, class_="s halo"),
    )


# -- two sides ------------------------------------------------------------------------------------


def _sides(report: Report, links: Sequence[Link]) -> Markup:
    """Suppliers left, customers right; each band as thick as its tickets."""
    left = _side([(k.source, k.n) for k in links])
    right = _side([(k.target, k.n) for k in links])
    joined: dict[tuple[int, int], Link] = {}
    for link in links:
        key = (_shown(link.source, left), _shown(link.target, right))
        one = joined.setdefault(key, Link(*key, median=link.median))
        one.median = link.median if one.n == 0 else None  # a median of several is unknown
        one.n, one.kept_n = one.n + link.n, one.kept_n + link.kept_n
        one.kept += link.kept
    whole = sum(link.n for link in links)
    scale = (HEIGHT - 30 - 7.0 * max(len(left), len(right))) / whole
    from_y, to_y = _stacked(left, scale), _stacked(right, scale)
    label = f"Who serves whom: {len(left)} suppliers left, {len(right)} customers right"
    return el(
        "svg",
        el("text", "Suppliers", x=150, y=12, text_anchor="end", class_="soft s"),
        el("text", "Customers", x=WIDTH - 150, y=12, class_="soft s"),
        _ribbons(report, joined, from_y, to_y, scale),
        [
            _bar(_label(report, d, links, "source"), y, n * scale, left=True)
            for d, (y, n) in _tops(left, scale).items()
        ],
        [
            _bar(_label(report, d, links, "target"), y, n * scale, left=False)
            for d, (y, n) in _tops(right, scale).items()
        ],
        viewBox=f"0 0 {WIDTH:.0f} {HEIGHT:.0f}",
        role="img",
        aria_label=label,
    )


def _side(pairs: Sequence[tuple[int, int]]) -> dict[int, int]:
    """The largest departments of one side with their tickets, the rest as one at the end."""
    totals: dict[int, int] = defaultdict(int)
    for key, n in pairs:
        totals[key] += n
    ordered = sorted(totals, key=lambda d: (-totals[d], d))
    most = SIDE if len(ordered) > SIDE + 1 else len(ordered)
    found = {d: totals[d] for d in ordered[:most]}
    if rest := sum(totals[d] for d in ordered[most:]):
        found[REST] = rest
    return found


def _shown(department: int, side: dict[int, int]) -> int:
    return department if department in side else REST


def _tops(side: dict[int, int], scale: float) -> dict[int, tuple[float, int]]:
    y, found = 22.0, {}
    for department, n in side.items():
        found[department] = (y, n)
        y += n * scale + 7
    return found


def _stacked(side: dict[int, int], scale: float) -> dict[int, float]:
    return {department: y for department, (y, _) in _tops(side, scale).items()}


def _ribbons(
    report: Report,
    joined: dict[tuple[int, int], Link],
    from_y: dict[int, float],
    to_y: dict[int, float],
    scale: float,
) -> list[Markup]:
    found = []
    order = sorted(joined, key=lambda key: (from_y[key[0]], to_y[key[1]]))
    starts = _offsets(order, joined, 0, from_y, scale)
    ends = _offsets(sorted(order, key=lambda k: (to_y[k[1]], from_y[k[0]])), joined, 1, to_y, scale)
    for key in order:
        link = joined[key]
        thick = link.n * scale
        a, b = starts[key], ends[key]
        x1, x2, xm = 168.0, WIDTH - 168, WIDTH / 2
        path = (
            f"M{x1} {a:.1f}C{xm} {a:.1f} {xm} {b:.1f} {x2} {b:.1f}V{b + thick:.1f}"
            f"C{xm} {b + thick:.1f} {xm} {a + thick:.1f} {x1} {a + thick:.1f}Z"
        )
        tone, told = _tone(report, link)
        names = [report.name(d) if d != REST else "others" for d in key]
        title = f"{names[0]} serves {names[1]}: {words.plural(link.n, 'ticket')}{told}"
        found.append(el("path", el("title", title), d=path, class_=f"ribbon f{tone}"))
    return found


def _offsets(
    order: Sequence[tuple[int, int]],
    joined: dict[tuple[int, int], Link],
    side: int,
    tops: dict[int, float],
    scale: float,
) -> dict[tuple[int, int], float]:
    at = dict(tops)
    found = {}
    for key in order:
        found[key] = at[key[side]]
        at[key[side]] += joined[key].n * scale
    return found


def _label(report: Report, department: int, links: Sequence[Link], side: str) -> str:
    if department != REST:
        return report.name(department)
    return f"{len({getattr(k, side) for k in links}) - SIDE} others"


def _bar(name: str, y: float, height: float, *, left: bool) -> Markup:
    x = 158.0 if left else WIDTH - 168
    return el(
        "g",
        el("title", name),
        el(
            "rect",
            x=x,
            y=y,
            width=10.0,
            height=max(height, 1.5),
            rx=3.0,
            class_="supplier" if left else "customer",
        ),
        el(
            "text",
            words.cut(name, 20),
            x=x - 8 if left else x + 18,
            y=y + height / 2 + 4,
            text_anchor="end" if left else "start",
            class_="s",
        ),
    )
