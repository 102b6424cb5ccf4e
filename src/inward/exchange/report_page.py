"""The report as one self-contained HTML page: no script, no other file, strict policy."""

from collections.abc import Iterator
from dataclasses import replace

from inward.exchange import report_cuts as cuts
from inward.exchange import report_sections as sections
from inward.exchange import report_words as words
from inward.exchange.report_figures import Report
from inward.exchange.report_markup import Child, Markup, el, join
from inward.exchange.report_parts import more, section
from inward.exchange.report_style import CSS
from inward.exchange.report_summary import sentences
from inward.measures.definitions import BY_KEY

LONGEST = 80  # characters of a name
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def written(report: Report) -> str:
    """The whole document. The same report gives the same bytes."""
    report = _legible(report)
    title = f"Who serves whom: {report.source.name}"
    head = el(
        "head",
        el("meta", charset="utf-8"),
        el("meta", http_equiv="Content-Security-Policy", content=POLICY),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("meta", name="color-scheme", content="light dark"),
        el("meta", name="robots", content="noindex"),
        el("title", title),
        el("style", Markup(CSS)),
    )
    body = el("body", _header(report), el("main", _body(report)), _footer())
    return "<!doctype html>\n" + el("html", head, body, lang="en") + "\n"


def _legible(report: Report) -> Report:
    """Names and reasons cut to a length that a page can bear; the JSON has them whole."""
    return replace(
        report,
        departments={key: words.cut(name, LONGEST) for key, name in report.departments.items()},
        services={key: words.cut(name, LONGEST) for key, name in report.services.items()},
        stages=[
            replace(s, reason=s.reason and words.cut(s.reason, LONGEST)) for s in report.stages
        ],
    )


PLACES = (
    ("act", "To act on"),
    ("matrix", "Matrix"),
    ("map", "Map"),
    ("promises", "Promises"),
    ("times", "How fast"),
    ("ball", "Where the ball lies"),
    ("handoffs", "Hand-offs"),
    ("flow", "Flow"),
    ("notes", "Notes"),
)


def _header(report: Report) -> Markup:
    counted = (
        (report.tickets, "ticket"),
        (report.events, "event"),
        (report.suppliers, "supplier"),
        (report.customers, "customer"),
    )
    counts = (words.plural(number, one) for number, one in counted if number)
    span = f"{words.date(report.began)} – {words.date(report.until)}"
    return el(
        "header",
        el("div", "in", el("b", "ward"), class_="mark"),
        el("h1", "Who serves whom, how well, and where it breaks"),
        el("p", " · ".join((report.source.name, span, *counts)), class_="soft"),
    )


def _body(report: Report) -> Iterator[Child]:
    made = {
        "act": sections.act(report),
        "matrix": sections.matrix(report),
        "map": sections.map_of_company(report),
        "promises": cuts.promises(report),
        "times": cuts.times(report),
        "ball": sections.ball(report),
        "handoffs": sections.handoffs(report),
        "flow": sections.flow(report),
        "notes": _notes(report),
    }
    yield el(
        "nav",
        (el("a", name, href=f"#{key}") for key, name in PLACES if made[key] is not None),
        aria_label="Sections",
    )
    short = el("section", el("h2", "In short"), el("div", sentences(report), class_="lead"))
    yield el("div", short, el("div", _cards(report), class_="cards"), class_="top")
    yield from made.values()


def _cards(report: Report) -> Iterator[Markup]:
    yield _card("Tickets", words.count(report.tickets), f"{words.count(report.events)} events")
    if report.usual.kept is not None:
        decided = report.kpis["compliance"][1]
        low, high = words.interval(round(report.usual.kept * decided), decided)
        yield _card(
            "Promises kept",
            words.percent(report.usual.kept, 1),
            f"95 %: {low * 100:.1f}–{high * 100:.1f}",
        )
    median, n = report.kpis["resolve_median"]
    if n:
        late = words.duration(report.value("resolve_p85"))
        yield _card("Median to resolve", words.duration(median), f"85 % within {late}")
    owned, n = report.kpis["own_median"]
    if n:
        yield _card("Median to own", words.duration(owned), f"{words.count(n)} tickets")
    yield _card(
        "Hand-offs per ticket",
        words.decimal(report.value("handoffs_per_ticket")),
        f"{words.percent(report.value('ping_pong_rate'))} ping-pong",
    )
    reopened = report.reopened.derived if report.reopened.source is None else report.reopened.source
    rate = words.percent(report.value("reopen_rate"), 1)
    yield _card("Reopened", words.count(reopened), f"{rate} of those resolved")
    peak = max((period.backlog for period in report.flow), default=0)
    yield _card(
        "Backlog at the end",
        words.count(report.value("backlog") or 0),
        f"at most {words.count(peak)}",
    )


def _card(name: str, value: str, beside: str) -> Markup:
    return el(
        "div",
        el("div", name, class_="k"),
        el("div", value, class_="v"),
        el("div", beside, class_="s"),
        class_="card",
    )


def _notes(report: Report) -> Markup:
    source = report.source
    read = f"{words.plural(report.events, 'row')} read, {words.count(source.rejected)} rejected."
    reopened = report.reopened
    counted = (
        f"Reopened tickets: {words.count(reopened.source)} by the source's own counter, "
        f"{words.count(reopened.derived)} by their events (a change from resolved or closed back "
        "to work)."
        if reopened.source is not None
        else None
    )
    columns = el(
        "dl", ((el("dt", meaning), el("dd", column)) for meaning, column in source.columns)
    )
    return section(
        "notes",
        "About the data",
        el("p", f"{source.name} ({source.format}): {read}"),
        el("p", counted) if counted else None,
        el("p", _drafts(report)) if report.never_submitted else None,
        el("ul", (el("li", note) for note in source.notes)) if source.notes else None,
        more("How the columns were read", columns) if source.columns else None,
        more("Definitions", el("dl", _definitions(report))),
        el(
            "p",
            "Times are calendar time; medians and other quantiles are interpolated between ranks. "
            "Unknown departments are shown as 'unknown' and never ranked. Observed closeness: A is "
            "the nearest 5 % of pairs, then E 10 %, I 15 %, O 20 %, U the rest (Muther 1961).",
            class_="note",
        ),
    )


def _drafts(report: Report) -> str:
    number = words.plural(report.never_submitted, "ticket")
    return f"{number} never submitted (drafts only): counted as tickets, in no other figure."


def _definitions(report: Report) -> Iterator[Child]:
    for key, (value, _) in report.kpis.items():
        if value is not None and key in BY_KEY:
            yield join(el("dt", BY_KEY[key].name), el("dd", BY_KEY[key].formula))


def _footer() -> Markup:
    return el(
        "footer",
        "Made by Inward, the open-source platform for internal customers. This page "
        "is one file: it asks nothing of any network.",
    )
