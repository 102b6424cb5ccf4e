"""Results of the network as rows: computed on the analytic store, written in the main database."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any

import ibis.expr.types as ir

from inward.measures import release
from inward.network import action, flows, gather, seriation, silos
from inward.network.closed_groups import closed_groups
from inward.network.models import (
    DepartmentPlace,
    HandoffFigure,
    NetworkFigure,
    RelationFigure,
    StageFigure,
)
from inward.network.queries import PLAIN
from inward.network.relations import Relation

AT_ONCE = 2_000
MOST_ORDERED = 300  # departments a side that are put in order: the cost grows with the cube


@dataclass(frozen=True)
class Rows:
    """What will stand in the tables, computed and not yet written."""

    relations: list[RelationFigure]
    handoffs: list[HandoffFigure]
    stages: list[StageFigure]
    places: list[DepartmentPlace]
    figures: list[NetworkFigure]


def computed(cases: ir.Table, holds: ir.Table, passes: ir.Table) -> Rows:
    """All results of the network over the tables of the store."""
    related = _released(gather.relations(cases, holds))
    moved = gather.handoffs(passes, cases)
    between = gather.handovers(holds)
    circles = flows.circles(moved, at_least=flows.often(moved))
    return Rows(
        relations=_relations(related, gather.months(cases)),
        handoffs=[
            HandoffFigure(
                from_department_id=flow.from_id,
                to_department_id=flow.to_id,
                handoffs=flow.handoffs,
                returned=flow.returned,
                tickets=flow.tickets,
                kept_n=flow.kept_n,
                kept=flow.kept,
            )
            for flow in moved
        ],
        stages=[StageFigure(**row) for row in gather.stages_of_suppliers(cases, holds)],
        places=_places(related),
        figures=[
            NetworkFigure(name="silos", data=asdict(silos.of_flows(between))),
            NetworkFigure(
                name="closed_groups",
                data=[asdict(group) for group in closed_groups(gather.volumes(related))],
            ),
            NetworkFigure(name="circles", data=[list(circle) for circle in circles]),
        ],
    )


def write(rows: Rows) -> None:
    """Replace the results by these. Within the caller's transaction."""
    for model in (RelationFigure, HandoffFigure, StageFigure, DepartmentPlace, NetworkFigure):
        model._default_manager.all().delete()
    RelationFigure.objects.bulk_create(rows.relations, batch_size=AT_ONCE)
    HandoffFigure.objects.bulk_create(rows.handoffs, batch_size=AT_ONCE)
    StageFigure.objects.bulk_create(rows.stages, batch_size=AT_ONCE)
    DepartmentPlace.objects.bulk_create(rows.places, batch_size=AT_ONCE)
    NetworkFigure.objects.bulk_create(rows.figures)


def _released(related: Sequence[Relation]) -> list[Relation]:
    """The relations with their ratings withheld where they may not be told."""
    told = release.of_relations({(r.supplier_id, r.customer_id): r.score_n for r in related})
    return [
        r if (r.supplier_id, r.customer_id) in told else replace(r, score_n=0, score_mean=None)
        for r in related
    ]


def _relations(related: Sequence[Relation], months: Mapping[Any, Any]) -> list[RelationFigure]:
    advised = action.to_act_on(related, limit=100)
    places = {
        (a.relation.supplier_id, a.relation.customer_id): (rank, a)
        for rank, a in enumerate(advised, start=1)
    }
    return [
        _row(r, places.get((r.supplier_id, r.customer_id)),
             months.get((r.supplier_id, r.customer_id), {}))
        for r in related
    ]  # fmt: skip


def _row(
    relation: Relation, advised: tuple[int, action.Advice] | None, months: Mapping[str, Any]
) -> RelationFigure:
    plain: dict[str, Any] = {name: _aware(getattr(relation, name)) for name in PLAIN}
    return RelationFigure(
        **plain,
        closeness=asdict(relation.closeness) if relation.closeness else None,
        stage=asdict(relation.stage) if relation.stage else None,
        months=months,
        act_rank=advised[0] if advised else None,
        reasons=[asdict(reason) for reason in advised[1].reasons] if advised else [],
    )


def _aware(value: Any) -> Any:
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) else value


def _places(related: Sequence[Relation]) -> list[DepartmentPlace]:
    """Rows and columns of the largest departments, so that clusters show."""
    known = [r for r in related if r.supplier_id is not None and r.customer_id is not None]
    rows = _largest([(r.customer_id or 0, r.tickets) for r in known])
    columns = _largest([(r.supplier_id or 0, r.tickets) for r in known])
    weights = [[0.0] * len(columns) for _ in rows]
    row_at, column_at = _index(rows), _index(columns)
    for r in known:
        if r.customer_id in row_at and r.supplier_id in column_at:
            weights[row_at[r.customer_id]][column_at[r.supplier_id]] = float(r.tickets)
    row_order, column_order = seriation.order(weights)
    row_place = {rows[i]: place for place, i in enumerate(row_order)}
    column_place = {columns[i]: place for place, i in enumerate(column_order)}
    return [
        DepartmentPlace(department_id=d, row=row_place.get(d), column=column_place.get(d))
        for d in sorted(row_place.keys() | column_place.keys())
    ]


def _largest(pairs: Sequence[tuple[int, int]]) -> list[int]:
    totals: dict[int, int] = {}
    for key, n in pairs:
        totals[key] = totals.get(key, 0) + n
    return sorted(totals, key=lambda key: (-totals[key], key))[:MOST_ORDERED]


def _index(keys: Sequence[int]) -> dict[int | None, int]:
    return {key: i for i, key in enumerate(keys)}
