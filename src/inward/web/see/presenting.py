"""The company as its template draws it: cards, matrix, map, relations to act on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from inward.directory.models import Department
from inward.measures.definitions import PARTY_NAMES
from inward.network.action import in_words
from inward.network.queries import ToActOn
from inward.network.relations import Relation, Stage
from inward.overview.see import Cell, See
from inward.web.components import times
from inward.web.components.company_map import CompanyMapView, MapEdge, MapNode
from inward.web.components.matrix import MatrixCell, MatrixHead, MatrixRow, MatrixView, size_of
from inward.web.components.pieces import Kpi, Tab, Tone
from inward.web.see import figures
from inward.web.see.figures import FEW

MOST_IN_MATRIX = 20
MOST_ON_MAP = 16
MOST_EDGES = 44


@dataclass(frozen=True)
class Act:
    """A relation to act on: who for whom, why, where the ball lies, and where to look."""

    tone: Tone
    supplier: str
    customer: str
    reasons: Sequence[str]
    stage: str
    href: str
    tickets: str


def lede(see: See) -> str:
    """'21 Nov 2025 – 21 Nov 2026 · 12 departments, 8,858 tickets'."""
    total = sum(r.tickets for r in see.relations) + see.unknown
    sides = {r.supplier_id for r in see.relations} | {r.customer_id for r in see.relations}
    words = ngettext("%d department", "%d departments", len(sides)) % len(sides)
    when = figures.month_name(see.month) if see.month else _span(see)
    tickets = figures.number(see.figures.value("volume") or total) if see.month else total
    shown = tickets if isinstance(tickets, str) else figures.number(tickets)
    return f"{when} · {words}, {shown} {_('tickets')}"


def _span(see: See) -> str:
    if not see.relations:
        return _("no relation yet")
    first = min(r.first_at for r in see.relations).date()
    last = max(r.last_at for r in see.relations).date()
    return f"{figures.day(first)} – {figures.day(last)}"


def periods(see: See) -> list[Tab]:
    """All of it, or one month."""
    every = [Tab(_("All"), "?", see.month is None)]
    newest = list(reversed(see.months))[:12]
    return every + [
        Tab(figures.month_tab(month), f"?month={month:%Y-%m}", month == see.month)
        for month in newest
    ]


def compared(see: See) -> str:
    """What the arrows compare."""
    if see.recent is None or see.before is None:
        return ""
    recent, before = see.recent.period, see.before.period
    if recent is None or before is None:
        return ""
    return _("Arrows: %(recent)s against %(before)s.") % {
        "recent": figures.month_name(recent), "before": figures.month_name(before)
    }  # fmt: skip


def cards(see: See) -> list[Kpi]:
    """Promises, pace, whom the ball waits for, ratings."""
    month = f"{see.month:%Y-%m}" if see.month else ""
    change = {key: figures.trend(key, see.recent, see.before) for key in TRENDED}
    pace = "resolve_business_median"
    pace = pace if see.figures.value(pace) is not None else "resolve_median"
    return [
        figures.share_kpi(
            "compliance", _("Promises kept"), see.figures, change=change["compliance"],
            href=figures.tickets_href(month=month, met="no"),
        ),
        figures.time_kpi(
            _("Median to resolve"), see.figures, change=change[pace],
            href=figures.tickets_href(month=month, state="closed"),
        ),
        figures.share_kpi(
            "ball_share_customer", _("Time the ball lay with the customer"), see.figures,
            change=change["ball_share_customer"], with_interval=False,
            href=figures.tickets_href(month=month),
        ),
        _rated(see),
    ]  # fmt: skip


TRENDED = ("compliance", "resolve_business_median", "resolve_median", "ball_share_customer")


def _rated(see: See) -> Kpi:
    """Ratings are released for all tickets only: a month could be taken out of two releases."""
    label = _("Rated by those served")
    if see.month is None:
        return figures.rating_kpi(label, see.figures)
    note = _("not told by month: batches of ratings stay whole")
    return Kpi(label, "–", note=note, why=figures.why_href("satisfaction_customer"))


def matrix(see: See) -> MatrixView:
    """Customer × supplier in an order in which clusters show; the largest of each."""
    asked, served = _sums(see.cells)
    rows, columns = _largest(see.rows, asked), _largest(see.columns, served)
    most = max((one.tickets for pair, one in see.cells.items() if pair[0] != pair[1]), default=1)
    acted = {(a.relation.supplier_id, a.relation.customer_id) for a in see.act}
    return MatrixView(
        caption=_("Customer (row) × supplier (column): promises kept, in %"),
        columns=tuple(_head(see, key) for key in columns),
        rows=tuple(
            MatrixRow(
                _head(see, row),
                tuple(_cell(see, row, column, most, acted) for column in columns),
                figures.number(asked.get(row, 0)),
                _("tickets asked"),
            )
            for row in rows
        ),
        totals=tuple(figures.number(served.get(key, 0)) for key in columns),
        grand_total=figures.number(sum(one.tickets for one in see.cells.values())),
        total_label=_("tickets"),
    )


def _largest(order: Sequence[int], totals: Mapping[int, int]) -> list[int]:
    """The departments with most tickets, in the order given."""
    kept = set(sorted(order, key=lambda key: (-totals.get(key, 0), key))[:MOST_IN_MATRIX])
    return [key for key in order if key in kept]


def left_out(see: See) -> str:
    """What of the matrix is not shown, in words; '' if all is."""
    hidden = max(len(see.rows), len(see.columns)) - MOST_IN_MATRIX
    said = []
    if hidden > 0:
        said.append(_("%d smaller departments are not in the picture.") % hidden)
    if see.unknown:
        said.append(_("%s tickets name no department on one side.") % figures.number(see.unknown))
    return " ".join(said)


def _sums(cells: Mapping[tuple[int, int], Cell]) -> tuple[dict[int, int], dict[int, int]]:
    """Tickets by customer and by supplier."""
    asked: dict[int, int] = {}
    served: dict[int, int] = {}
    for (supplier, customer), one in cells.items():
        asked[customer] = asked.get(customer, 0) + one.tickets
        served[supplier] = served.get(supplier, 0) + one.tickets
    return asked, served


def _head(see: See, key: int) -> MatrixHead:
    one = see.departments[key]
    return MatrixHead(one.name, reverse("see-department", args=[one.code]))


def _cell(
    see: See, row: int, column: int, most: int, acted: set[tuple[int | None, int | None]]
) -> MatrixCell:  # fmt: skip
    own = row == column
    relation = see.cells.get((column, row))
    if relation is None:
        return MatrixCell(own=own)
    supplier, customer = see.departments[column], see.departments[row]
    kept = relation.compliance
    if kept is None or relation.kept_n < FEW:
        few = ngettext(
            "%(supplier)s for %(customer)s: %(n)d ticket, fewer than five decided",
            "%(supplier)s for %(customer)s: %(n)d tickets, fewer than five decided",
            relation.tickets,
        ) % {"supplier": supplier.name, "customer": customer.name, "n": relation.tickets}
        return MatrixCell(suppressed=True, title=few, own=own)
    return MatrixCell(
        value=figures.percent(kept),
        tone=figures.tone(kept),
        size=size_of(relation.tickets, most),
        href=relation_href(supplier, customer),
        title=relation_title(supplier, customer, relation),
        act=(column, row) in acted,
        own=own,
    )


def relation_title(supplier: Department, customer: Department, relation: Cell) -> str:
    """'IT for Marketing: 88 % of 212 promises kept, 240 tickets, median 9 h 10'."""
    said = {
        "supplier": supplier.name,
        "customer": customer.name,
        "tickets": figures.number(relation.tickets),
        "n": figures.number(relation.kept_n),
    }
    if relation.compliance is None or relation.kept_n < FEW:
        return _("%(supplier)s for %(customer)s: %(tickets)s tickets, too few decided") % said
    said["kept"] = figures.percent(relation.compliance)
    words = _("%(supplier)s for %(customer)s: %(kept)s %% of %(n)s promises kept, "
              "%(tickets)s tickets")  # fmt: skip
    return words % said


def relation_href(supplier: Department, customer: Department) -> str:
    """The mirror of two departments; of one and the same, its scorecard."""
    if supplier.pk == customer.pk:
        return reverse("see-department", args=[supplier.code])
    return reverse("see-relation", args=[supplier.code, customer.code])


def company_map(see: See) -> CompanyMapView:
    """Who serves whom: the largest departments and their strongest relations."""
    asked, served = _sums(see.cells)
    volumes = {key: asked.get(key, 0) + served.get(key, 0) for key in {*asked, *served}}
    shown = set(sorted(volumes, key=lambda key: (-volumes[key], key))[:MOST_ON_MAP])
    order = [key for key in see.rows if key in shown]
    order += [key for key in see.columns if key in shown and key not in order]
    nodes = tuple(
        MapNode(
            str(key), see.departments[key].name, served.get(key, 0),
            reverse("see-department", args=[see.departments[key].code]),
        )
        for key in order
    )  # fmt: skip
    drawn = sorted(
        (pair for pair in see.cells if set(pair) <= shown and pair[0] != pair[1]),
        key=lambda pair: (-see.cells[pair].tickets, pair),
    )
    edges = tuple(_edge(see, pair) for pair in drawn[:MOST_EDGES])
    return CompanyMapView(_("Who serves whom"), nodes, edges)


def _edge(see: See, pair: tuple[int, int]) -> MapEdge:
    supplier, customer, flow = see.departments[pair[0]], see.departments[pair[1]], see.cells[pair]
    told = flow.compliance is not None and flow.kept_n >= FEW
    agreed = pair in see.agreed
    title = relation_title(supplier, customer, flow)
    return MapEdge(
        str(supplier.pk),
        str(customer.pk),
        flow.tickets,
        figures.tone(flow.compliance or 0.0) if told else Tone.REST,
        title if agreed else title + " · " + _("nothing agreed"),
        relation_href(supplier, customer),
        agreed,
    )


def silos(see: See) -> list[str]:
    """What is known of departments that keep to themselves, in sentences."""
    said = [_closed(see, group) for group in see.whole.get("closed_groups") or []]
    found = see.whole.get("silos") or {}
    index, chance = found.get("index"), found.get("by_chance")
    if index is not None and chance is not None and found.get("internal"):
        said.append(
            _("Work changes hands between departments in %(share)s %% of all handovers between "
              "people; by chance it would be %(chance)s %%.") % {
                "share": figures.percent((index + 1) / 2),
                "chance": figures.percent((chance + 1) / 2),
            }
        )  # fmt: skip
    return said


def _closed(see: See, group: Mapping[str, Any]) -> str:
    names = [see.departments[key].name for key in group["members"] if key in see.departments]
    asked, by_chance = group["asked"] or 1, figures.percent(group["by_chance"])
    return _("%(names)s keep to themselves: %(share)s %% of what they ask stays among them "
             "(by chance %(chance)s %%).") % {
        "names": get_text_list(names, _("and")),
        "share": figures.percent(group["inside"] / asked),
        "chance": by_chance,
    }  # fmt: skip


def to_act_on(see: See) -> list[Act]:
    """The relations to act on, the heaviest first."""
    return [_act(one, see.departments) for one in see.act]


def _act(one: ToActOn, departments: Mapping[int, Department]) -> Act:
    relation = one.relation
    supplier = departments[relation.supplier_id or 0]
    customer = departments.get(relation.customer_id or 0)
    return Act(
        tone=_urgency(relation),
        supplier=supplier.name,
        customer=customer.name if customer else _("unknown"),
        reasons=reasons(one, supplier.name),
        stage=stage_words(relation.stage, departments),
        href=relation_href(supplier, customer) if customer else "",
        tickets=figures.tickets_href(
            supplier=supplier.code, customer=customer.code if customer else "", met="no"
        ),
    )


def _urgency(relation: Relation) -> Tone:
    kept = relation.compliance
    return Tone.LATE if kept is not None and kept < figures.KEPT_FAIRLY else Tone.RISK


def reasons(one: ToActOn, supplier: str) -> list[str]:
    """Each reason as a clause, the heaviest first."""
    return [in_words(reason, supplier, times.duration, one.relation) for reason in one.reasons]


def stage_words(stage: Stage | None, departments: Mapping[int, Department]) -> str:
    """'38 % of the time the ball lies with the customer (cost centre)'; '' where nobody knows."""
    if stage is None or stage.party_kind == "unknown" or stage.share < 0.05:
        return ""
    at = departments.get(stage.department_id or 0)
    who = at.name if at and stage.party_kind in {"supplier", "department"} else None
    words = _("%(share)s %% of the time the ball lies with %(who)s") % {
        "share": figures.percent(stage.share), "who": who or _(PARTY_NAMES[stage.party_kind])
    }  # fmt: skip
    return f"{words} ({stage.reason})" if stage.reason else words
