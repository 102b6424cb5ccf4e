"""The scorecard of a department as its template draws it, and its figures as rows of a file."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from inward.directory.models import Department
from inward.measures.definitions import PARTY_NAMES
from inward.measures.queries import GroupFigures
from inward.network.models import StageFigure
from inward.network.relations import Relation
from inward.overview.scorecard import Scorecard
from inward.web.components import times
from inward.web.components.chart import ChartSeries, ChartView
from inward.web.components.pieces import Kpi, Tone
from inward.web.components.strip import StripView
from inward.web.see import figures, presenting
from inward.web.see.figures import FEW
from inward.web.see.mirror import ball_strip

FILES = ("flow", "kept", "pace")
MONTHS = 24


@dataclass(frozen=True)
class Row:
    """One relation of the department: with whom, how many, how well."""

    name: str
    href: str
    tickets: str
    tickets_href: str
    kept: str
    tone: Tone
    median: str
    rated: str


@dataclass(frozen=True)
class Worst:
    """A place where the ball lies long."""

    party: str
    who: str
    reason: str
    share: str
    time: str
    tickets: str


def cards(card: Scorecard) -> list[Kpi]:
    """How it serves: promises, pace, backlog, ping-pong, rating."""
    code, found = card.department.code, card.figures
    recent, before = _last_two(card)

    def opens(**given: str) -> str:
        return figures.tickets_href(supplier=code, **given)

    return [
        figures.share_kpi(
            "compliance", _("Promises kept"), found, href=opens(met="no"),
            change=figures.trend("compliance", recent, before),
        ),
        figures.time_kpi(
            _("Median to resolve"), found, href=opens(state="closed"),
            change=figures.trend("resolve_business_median", recent, before),
        ),
        _count("backlog", _("Backlog"), found, opens(state="open")),
        figures.share_kpi("reopen_rate", _("Reopened"), found, href=opens(reopened="yes")),
        figures.share_kpi(
            "ping_pong_rate", _("Ping-pong"), found, href=opens(),
            change=figures.trend("ping_pong_rate", recent, before),
        ),
        figures.rating_kpi(_("Rated by those served"), found),
    ]  # fmt: skip


def _last_two(card: Scorecard) -> tuple[GroupFigures | None, GroupFigures | None]:
    """The last complete month and the one before."""
    this = card.fresh.refreshed_at.date().replace(day=1) if card.fresh else None
    done = [m for m in card.months if this is None or (m.period and m.period < this)]
    return (done[-1] if done else None), (done[-2] if len(done) > 1 else None)


def _count(key: str, label: str, found: GroupFigures, href: str) -> Kpi:
    value = found.value(key)
    age = found.value("backlog_age_median")
    note = _("median age %s") % times.duration(age) if age is not None else ""
    shown = figures.number(value) if value is not None else "–"
    return Kpi(label, shown, "", href, None, note, figures.why_href(key))


def charts(card: Scorecard) -> list[ChartView]:
    """What came and went, promises kept, pace: month by month."""
    if len(card.flow) < 2:
        return []
    return [_flow(card), _kept(card), _pace(card)]


def _file(card: Scorecard, what: str) -> str:
    return reverse("see-department-figures", args=[card.department.code, what])


def _flow(card: Scorecard) -> ChartView:
    rows = card.flow[-MONTHS:]
    n = sum(row.submitted for row in rows)
    return ChartView(
        "flow",
        _("Tickets asked and done a month, and open at its end"),
        _("tickets"),
        tuple(figures.month_short(row.period) for row in rows),
        (
            ChartSeries(_("asked"), tuple(row.submitted for row in rows), "bar", "supplier"),
            ChartSeries(_("done"), tuple(row.done for row in rows), "bar", "rest"),
            ChartSeries(_("open"), tuple(row.backlog for row in rows), "line", "risk"),
        ),
        _("n = %s tickets. Done: resolved or ended and not reopened afterwards.")
        % figures.number(n),
        _file(card, "flow"),
    )


def _monthly(
    card: Scorecard, key: str, scale: float, digits: int
) -> tuple[tuple[str, ...], tuple[float | None, ...], int]:
    rows = card.months[-MONTHS:]
    labels = tuple(figures.month_short(row.period) for row in rows if row.period)
    values = tuple(
        round(value * scale, digits)
        if (value := row.value(key)) is not None and row.n(key) >= FEW
        else None
        for row in rows
        if row.period
    )
    return labels, values, sum(row.n(key) for row in rows)


def _kept(card: Scorecard) -> ChartView:
    labels, values, n = _monthly(card, "compliance", 100, 1)
    return ChartView(
        "kept",
        _("Promises kept, by month of asking"),
        "%",
        labels,
        (ChartSeries(_("kept"), values, "line", "ontime"),),
        _("n = %s decided promises; months with fewer than five are left out.") % figures.number(n),
        _file(card, "kept"),
    )


def _pace(card: Scorecard) -> ChartView:
    labels, values, n = _monthly(card, "resolve_business_median", 1 / 60, 1)
    _labels, plain, _n = _monthly(card, "resolve_median", 1 / 60, 1)
    return ChartView(
        "pace",
        _("Median hours to resolve, by month of asking"),
        "h",
        labels,
        (
            ChartSeries(_("business time"), values, "line", "supplier"),
            ChartSeries(_("calendar time"), plain, "line", "rest", dashed=True),
        ),
        _("n = %s resolved tickets; months with fewer than five are left out.") % figures.number(n),
        _file(card, "pace"),
    )


def rows_of_file(card: Scorecard, what: str) -> tuple[list[str], list[Sequence[object]]]:
    """Heads and rows of the file beside a chart; the same figures as the chart draws."""
    chart = {"flow": _flow, "kept": _kept, "pace": _pace}[what](card)
    unit = f" ({chart.unit})" if chart.unit else ""
    heads = [_("month"), *(one.name + unit for one in chart.series)]
    return heads, [[label, *values] for label, values in chart.table]


def serves(card: Scorecard) -> list[Row]:
    """Whom it serves."""
    return [
        _row(card, relation, relation.customer_id, card.department.code, "")
        for relation in card.serves
    ]


def depends(card: Scorecard) -> list[Row]:
    """Whom it depends on."""
    return [
        _row(card, relation, relation.supplier_id, "", card.department.code)
        for relation in card.depends
    ]


def _row(
    card: Scorecard, relation: Relation, other_id: int | None, supplier: str, customer: str
) -> Row:
    other = card.departments[other_id or 0]
    kept, told = relation.compliance, relation.kept_n >= FEW
    median = relation.resolve_median
    own = other.pk == card.department.pk
    return Row(
        name=_("itself") if own else other.name,
        href="" if own else _mirror(card.department, other, serving=bool(supplier)),
        tickets=figures.number(relation.tickets),
        tickets_href=figures.tickets_href(
            supplier=supplier or other.code, customer=customer or other.code
        ),
        kept=f"{figures.percent(kept)} %" if kept is not None and told else _("n < 5"),
        tone=figures.tone(kept) if kept is not None and told else Tone.REST,
        median=times.duration(median) if median is not None and relation.resolve_n >= FEW else "–",
        rated=f"{relation.score_mean:.1f}" if relation.score_mean is not None else "–",
    )


def _mirror(department: Department, other: Department, *, serving: bool) -> str:
    pair = (department, other) if serving else (other, department)
    return presenting.relation_href(*pair)


def worst(card: Scorecard) -> list[Worst]:
    """Where the ball lies longest in its tickets, until the work is done."""
    whole = sum(card.ball.values()) or 1.0
    return [
        Worst(
            party=stage.party_kind,
            who=_who(card, stage),
            reason=stage.reason or "",
            share=f"{figures.percent(stage.minutes / whole)} %",
            time=times.duration(stage.minutes / max(stage.tickets, 1)),
            tickets=figures.number(stage.tickets),
        )
        for stage in card.stages
    ]


def _who(card: Scorecard, stage: StageFigure) -> str:
    named = stage.party_kind in {"supplier", "department"}
    at = card.departments.get(getattr(stage, "department_id", None) or 0) if named else None
    return at.name if at else str(_(PARTY_NAMES[stage.party_kind]))


def ball(card: Scorecard) -> StripView | None:
    """Where the ball lies over all, as one bar."""
    if not sum(card.ball.values()):
        return None
    return ball_strip(card.ball, card.department.name, _("customer"))
