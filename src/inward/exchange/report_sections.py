"""The sections of the report's page, each a chart with its table, its n and its method."""

from inward.exchange import report_charts as charts
from inward.exchange import report_map as company_map
from inward.exchange import report_matrix as matrix_chart
from inward.exchange import report_words as words
from inward.exchange.report_figures import Report, Stage
from inward.exchange.report_markup import Child, Markup, el
from inward.exchange.report_parts import legend, more, scrolling, section, table
from inward.exchange.report_summary import AFTER_WORK, advice_item
from inward.measures.definitions import PARTY_NAMES
from inward.network import flows
from inward.network.relations import Relation

SHOWN = 15


PING_PONG_HEADS = ("The ball goes to and fro between", "Hand-offs", "Straight back", "Share")
KEPT_LEGEND = (
    ("k5", "97 % and more kept"),
    ("k4", "92 to 97 %"),
    ("k3", "85 to 92 %"),
    ("k2", "75 to 85 %"),
    ("k1", "60 to 75 %"),
    ("k0", "below 60 %"),
    ("kn", "fewer than five: n tickets"),
)
MAP_LEGEND = (
    ("k5", "85 % of promises kept or more"),
    ("risk", "75 to 85 %"),
    ("late", "below"),
    ("soft", "no promise decided"),
)
MAP_PACE_LEGEND = (
    ("k5", "about the usual time or less"),
    ("risk", "slower"),
    ("late", "twice the usual and more"),
    ("soft", "several together, or none resolved"),
)
PACE_LEGEND = (
    ("k5", "half the usual time or less"),
    ("k4", "faster"),
    ("k3", "about usual"),
    ("k2", "slower"),
    ("k1", "twice the usual and more"),
    ("k0", "four times and more"),
    ("kn", "fewer than five: n tickets"),
)


def act(report: Report) -> Markup | None:
    """The ten relations to act on, and why."""
    if not report.advice:
        return None
    what = "relation" if report.customers else "supplier"
    number = {1: f"One {what}", 10: f"Ten {what}s"}.get(
        len(report.advice), f"{len(report.advice)} {what}s"
    )
    return section(
        "act",
        f"{number} to act on",
        el("ol", (advice_item(advice, report) for advice in report.advice), class_="act"),
        el(
            "p",
            "Ranked by tickets hurt beyond the usual: promises missed, reopened and silent "
            "tickets count one, slowness and ping-pong one half; only what exceeds two standard "
            "deviations of chance is a reason.",
            class_="note",
        ),
    )


def matrix(report: Report) -> Markup | None:
    """Customer × supplier."""
    arranged = matrix_chart.arranged(report)
    if arranged is None:
        return None
    promised = report.usual.kept is not None
    says = "promises kept, in %" if promised else "median time to resolve"
    others = [
        more(f"{words.count(len(names))} other {kind}", el("p", ", ".join(names), class_="soft"))
        for kind, names in (
            ("customers", arranged.other_rows),
            ("suppliers", arranged.other_columns),
        )
        if names
    ]
    return section(
        "matrix",
        "Customer (row) × supplier (column)",
        scrolling("Matrix", matrix_chart.drawn(report, arranged), tall=560),
        legend(*(KEPT_LEGEND if promised else PACE_LEGEND), ("dot", "to act on")),
        others,
        _relation_table(report),
        soft=f"Figure and colour: {says}. Bar: tickets. Ordered so that clusters show.",
    )


def _relation_table(report: Report) -> Markup:
    heads = ("Supplier → customer", "Tickets", "Kept", "Median", "85 %", "Hand-offs", "Closeness")
    shown = report.relations[:60]
    title = f"The {len(shown)} largest of {words.count(len(report.relations))} relations as a table"
    return more(title, table(title, heads, (_relation_row(report, r) for r in shown)))


def _relation_row(report: Report, relation: Relation) -> tuple[Child, ...]:
    letter = relation.closeness.letter if relation.closeness else words.NONE
    return (
        f"{report.name(relation.supplier_id)} → {report.name(relation.customer_id)}",
        words.count(relation.tickets),
        words.percent(relation.compliance),
        words.duration(relation.resolve_median),
        words.duration(relation.resolve_p85),
        words.decimal(relation.handoffs / relation.tickets),
        letter,
    )


def map_of_company(report: Report) -> Markup | None:
    """Who serves whom as a picture, the largest relations beside it."""
    drawn = company_map.drawn(report)
    if drawn is None:
        return None
    sides = "Suppliers left, customers right. " if company_map.two_sided(report) else ""
    promised = report.usual.kept is not None
    colour = "promises kept" if promised else "median time to resolve against the usual"
    return section(
        "map",
        "Company map",
        el(
            "div",
            scrolling("Company map", drawn, tall=460),
            _largest_relations(report),
            class_="pair",
        ),
        legend(*(MAP_LEGEND if promised else MAP_PACE_LEGEND)),
        soft=f"{sides}Width: tickets. Colour: {colour}.",
    )


def _largest_relations(report: Report) -> Markup:
    known = [r for r in report.relations if r.supplier_id is not None and r.customer_id is not None]
    rows = (
        (
            f"{report.name(r.supplier_id)} → {report.name(r.customer_id)}",
            words.count(r.tickets),
            words.percent(r.compliance),
            words.duration(r.resolve_median),
        )
        for r in known[:12]
    )
    return table("Largest relations", ("Largest relations", "Tickets", "Kept", "Median"), rows)


def handoffs(report: Report) -> Markup | None:
    """Who passes the ball to whom, where it comes straight back, and whether there are silos."""
    if not report.flows:
        return None
    drawn = company_map.handed(report)
    return section(
        "handoffs",
        "Hand-offs and ping-pong",
        el(
            "div",
            scrolling("Map of hand-offs", drawn or "", tall=460),
            el(
                "div",
                _ping_pong_table(report),
                _late_paths(report),
                _circles(report),
                _note(_silo_words(report)),
                _note(_handoff_words(report)),
            ),
            class_="pair",
        ),
        legend(
            ("late", "30 % and more come straight back"), ("risk", "15 to 30 %"), ("soft", "less")
        ),
        soft="Width: hand-offs from one department to the next. Colour: those that undo the one "
        "before (A, B, A).",
    )


def _note(text: str | None) -> Markup | None:
    return el("p", text, class_="note") if text else None


def _late_paths(report: Report) -> Markup | None:
    late = flows.late_paths(report.flows, report.usual.kept, limit=6)
    if not late:
        return None
    rows = (
        (
            f"{report.name(f.from_id)} → {report.name(f.to_id)}",
            words.count(f.tickets),
            words.percent(f.compliance),
        )
        for f in late
    )
    return table("Late paths", ("Paths on which promises are lost", "Tickets", "Kept"), rows)


def _ping_pong_table(report: Report) -> Markup:
    rows = [
        (
            f"{report.name(p.one_id)} ⇄ {report.name(p.other_id)}",
            words.count(p.handoffs),
            words.count(p.returned),
            words.percent(p.share),
        )
        for p in report.ping_pong[:10]
    ]
    if not rows:
        return el("p", "Nowhere: no hand-off came straight back.")
    return table(
        "Ping-pong pairs",
        PING_PONG_HEADS,
        rows,
    )


def _circles(report: Report) -> Markup | None:
    if not report.circles:
        return None
    told = [" → ".join(report.name(d) for d in (*c, c[0])) for c in report.circles[:5]]
    return more("Circles along which the ball often goes", el("ul", (el("li", t) for t in told)))


def _silo_words(report: Report) -> str | None:
    silos = report.silos
    if silos.index is None or silos.by_chance is None:
        return None
    return (
        f"Handovers between people: {words.count(silos.internal)} inside a department, "
        f"{words.count(silos.external)} across. E–I index {silos.index:+.2f}; by chance it would "
        f"be {silos.by_chance:+.2f} (below chance: work stays inside; Krackhardt & Stern 1988)."
    )


def _handoff_words(report: Report) -> str | None:
    """Why the source's own counter differs from the hand-offs in the events."""
    h = report.handoffs
    if h.source is None or h.direct is None or h.from_or_to_unknown is None:
        return None
    rest = h.source - h.direct - h.from_or_to_unknown
    others = f"; {words.count(rest)} more leave no trace in the events" if rest > 0 else ""
    return (
        f"{words.count(h.derived)} hand-offs stand in the events: {words.count(h.direct)} straight "
        f"from one known department to another, {words.count(h.derived - h.direct)} with an "
        f"unknown one between. The source's own counter says {words.count(h.source)}: it "
        "also counts each step from or to an unknown department "
        f"({words.count(h.from_or_to_unknown)}){others}."
    )


def ball(report: Report) -> Markup | None:
    """Where the ball lies: time by party, and the places where it lies longest."""
    whole = sum(report.ball_minutes().values())
    if not whole:
        return None
    parts = _strip_parts(report)
    longest = report.stages[:SHOWN]
    heads = ("Who held the ball", "", "Time", "Share", "Tickets", "Per ticket")
    return section(
        "ball",
        "Where the ball lies",
        charts.strip(parts),
        legend(*((kind, f"{name} {words.percent(m / whole)}") for kind, name, m in parts)),
        table(
            "Where the ball lay longest",
            heads,
            (_stage_row(report, s, whole, longest[0].minutes) for s in longest),
        ),
        el(
            "p",
            "From submission to closure exactly one party holds the ball at every instant; the "
            "lengths sum to the time elapsed. The supplier is the department that held the ticket "
            "last; those before it count as another department.",
            class_="note",
        ),
        soft=f"All time from submission to closure: {words.duration(whole)} over "
        f"{words.plural(report.tickets, 'ticket')}.",
    )


def _strip_parts(report: Report) -> list[tuple[str, str, float]]:
    """The ball by party; the customer's time to confirm, when the work is done, stands apart."""
    confirming = sum(s.minutes for s in report.stages if s.reason in AFTER_WORK)
    minutes = report.ball_minutes()
    minutes["customer"] -= confirming
    parts = [(party, PARTY_NAMES[party], m) for party, m in minutes.items()]
    parts.append(("confirm", "the customer, to confirm what is done", confirming))
    return [part for part in parts if part[2] > 0]


def _stage_row(report: Report, stage: Stage, whole: float, most: float) -> tuple[Child, ...]:
    name = None if stage.department_id is None else report.name(stage.department_id)
    return (
        words.holder(stage.party_kind, name, stage.reason),
        charts.bar(stage.minutes / most, stage.party_kind),
        words.duration(stage.minutes),
        words.percent(stage.minutes / whole, 1),
        words.count(stage.tickets),
        words.duration(stage.minutes / stage.tickets),
    )


def flow(report: Report) -> Markup | None:
    """Throughput and backlog over time."""
    if len(report.flow) < 2:
        return None
    closed = (
        " Every ticket in this log is closed: the log was probably drawn from closed ones, so the "
        "backlog near both ends is understated."
        if report.open_tickets == 0
        else ""
    )
    rows = (
        (words.date(p.start), words.count(p.submitted), words.count(p.done), words.count(p.backlog))
        for p in report.flow
    )
    return section(
        "flow",
        "Throughput and backlog",
        scrolling("Throughput and backlog", charts.flow(report.flow, report.flow_unit), tall=330),
        legend(("came", "submitted"), ("went", "done for good"), ("line", "open at the end")),
        more(
            "As a table",
            table("Throughput and backlog", ("From", "Submitted", "Done", "Open"), rows),
        ),
        el("p", "Done for good: resolved or ended and not reopened later." + closed, class_="note"),
    )
