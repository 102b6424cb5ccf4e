"""Results of the measures as rows: computed on the analytic store, written in the main database."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import ibis.expr.types as ir

from inward.measures import expressions, release, series
from inward.measures.cuts import CUTS, STORED
from inward.measures.models import Figure, FlowFigure

AT_ONCE = 2_000
FLOW_UNITS = ("week", "month")
_COLUMNS = {"month": "period", "week": "period"}


@dataclass(frozen=True)
class Rows:
    """What will stand in the tables, computed and not yet written."""

    figures: list[Figure]
    flow: list[FlowFigure]


def computed(cases: ir.Table) -> Rows:
    """All results of the measures over ``cases`` (`inward.measures.cases`)."""
    figures = [figure for cut in STORED for figure in _figures(cases, cut)]
    return Rows(figures, [*_flow(cases), *_flow_of_suppliers(cases)])


def write(rows: Rows) -> None:
    """Replace the results by these. Within the caller's transaction."""
    Figure.objects.all().delete()
    FlowFigure.objects.all().delete()
    Figure.objects.bulk_create(rows.figures, batch_size=AT_ONCE)
    FlowFigure.objects.bulk_create(rows.flow, batch_size=AT_ONCE)


def _figures(cases: ir.Table, cut: str) -> list[Figure]:
    """A row for each group and KPI that has a value; groups with an unknown name are left out."""
    by, keys = CUTS[cut], STORED[cut]
    rows = expressions.figures(cases, by, keys).to_pyarrow().to_pylist()
    rows = [row for row in rows if all(row[column] is not None for column in by)]
    told = release.suppressed(cut, rows, by)
    return [figure for row in told for figure in _of_group(cut, row, by)]


def _of_group(cut: str, row: Mapping[str, Any], by: tuple[str, ...]) -> list[Figure]:
    group = {_COLUMNS.get(column, column): _plain(row[column]) for column in by}
    return [
        Figure(cut=cut, kpi=key, value=row[key], n=int(row[f"{key}__n"] or 0), **group)
        for key in STORED[cut] or expressions.MEASURES
        if row[key] is not None
    ]


def _plain(value: Any) -> Any:
    return value.date() if isinstance(value, datetime) else value


def _flow(cases: ir.Table) -> list[FlowFigure]:
    return [
        _flow_row(unit, row)
        for unit in FLOW_UNITS
        for row in series.flow(cases, unit).to_pyarrow().to_pylist()
    ]


def _flow_of_suppliers(cases: ir.Table) -> list[FlowFigure]:
    rows = series.flow_by(cases, "month", "supplier_id").to_pyarrow().to_pylist()
    return [_flow_row("month", row) for row in rows if row["supplier_id"] is not None]


def _flow_row(unit: str, row: Mapping[str, Any]) -> FlowFigure:
    period: date = row["period"].date()
    return FlowFigure(
        unit=unit,
        period=period,
        supplier_id=row.get("supplier_id"),
        submitted=row["submitted"],
        done=row["done"],
        backlog=row["backlog"],
    )
