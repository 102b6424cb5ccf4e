"""Sections that cut a KPI by supplier, customer, service and the rest: promises kept, how fast."""

from inward.exchange import report_charts as charts
from inward.exchange import report_words as words
from inward.exchange.report_figures import Group, Report
from inward.exchange.report_json import group_name
from inward.exchange.report_markup import Child, Markup, el, join
from inward.exchange.report_parts import more, scrolling, section, table

SHOWN = 15
CUTS = ("supplier", "customer", "service", "priority", "channel")


def promises(report: Report) -> Markup | None:
    """Promises kept: by month, by supplier and by customer, with intervals."""
    if report.usual.kept is None:
        return None
    points = [
        (g["month"], g["compliance"], g["compliance__n"])
        for g in report.cuts["month"]
        if g["compliance"] is not None
    ]
    return section(
        "promises",
        "Promises kept",
        scrolling("Promises kept by month", charts.months(points), tall=190)
        if len(points) > 1
        else None,
        [_kept_table(report, cut) for cut in CUTS],
        el(
            "p",
            "Dot: share kept; line: 95 % interval (Wilson). By month of submission. A promise is "
            "the ticket's own target to resolve, or the log's SLA flag.",
            class_="note",
        ),
    )


def _kept_table(report: Report, cut: str) -> Markup | None:
    groups = [g for g in report.cuts[cut] if g["compliance__n"]][:SHOWN]
    if len(groups) < 2:
        return None
    title = f"By {cut}"
    rows = (_kept_row(report, cut, group) for group in groups)
    written = table(title, (cut.capitalize(), "", "Kept", "of", "Median", "85 %"), rows)
    return join(el("h3", title), written) if cut == "supplier" else more(title, written)


def _kept_row(report: Report, cut: str, group: Group) -> tuple[Child, ...]:
    share, n = float(str(group["compliance"])), int(float(str(group["compliance__n"])))
    return (
        group_name(report, cut, group),
        charts.ruler(share, *words.interval(round(share * n), n)),
        words.percent(share),
        words.count(n),
        words.duration(_float(group["resolve_median"])),
        words.duration(_float(group["resolve_p85"])),
    )


def times(report: Report) -> Markup | None:
    """How fast it goes, for logs that know no promises."""
    if report.usual.kept is not None or not report.kpis["resolve_median"][1]:
        return None
    tables = [_times_table(report, cut) for cut in CUTS]
    if not any(tables):
        return None
    note = "Time from submission to the first resolution, calendar time, tickets resolved only."
    return section("times", "How fast", tables, el("p", note, class_="note"))


def _times_table(report: Report, cut: str) -> Markup | None:
    groups = [g for g in report.cuts[cut] if g["resolve_median__n"]][:SHOWN]
    if len(groups) < 2:
        return None
    most = max(_float(g["resolve_median"]) or 0.0 for g in groups) or 1.0
    heads = (cut.capitalize(), "", "Median", "85 %", "90 %", "Tickets", "Reopened")
    rows = (
        (
            group_name(report, cut, g),
            charts.bar((_float(g["resolve_median"]) or 0.0) / most, "supplier"),
            words.duration(_float(g["resolve_median"])),
            words.duration(_float(g["resolve_p85"])),
            words.duration(_float(g["resolve_p90"])),
            words.count(_float(g["volume"]) or 0),
            words.percent(_float(g["reopen_rate"])),
        )
        for g in groups
    )
    title = f"By {cut}"
    written = table(title, heads, rows)
    return join(el("h3", title), written) if cut == "supplier" else more(title, written)


def _float(value: object) -> float | None:
    return None if value is None else float(str(value))
