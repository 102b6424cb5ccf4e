"""The network's expressions, run and turned into plain data: for the report and for the refresh."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import ibis.expr.types as ir

from inward.network import closeness, expressions, flows
from inward.network.relations import Relation, Stage

Row = dict[str, Any]


def rows(expression: ir.Table) -> list[Row]:
    """The rows of an expression on its own engine."""
    found: list[Row] = expression.to_pyarrow().to_pylist()
    return found


def tidy(value: Any) -> Any:
    """Sums of parallel threads differ in their last bits: six decimals are the same every time."""
    return round(value, 6) if isinstance(value, float) else value


def relations(cases: ir.Table, holds: ir.Table) -> list[Relation]:
    """All relations with closeness and worst stage, most tickets first."""
    if not (span := _span(cases)):
        return []
    began, middle, until = span
    worst = {
        (row.pop("supplier_id"), row.pop("customer_id")): Stage(**row)
        for row in _tidy_rows(expressions.stages(cases, holds))
    }
    found = [Relation(**row) for row in _tidy_rows(expressions.relations(cases, middle))]
    found.sort(key=lambda r: (-r.tickets, r.supplier_id or 0, r.customer_id or 0))
    days = (until - began) / timedelta(days=1)
    return [
        replace(relation, stage=worst.get((relation.supplier_id, relation.customer_id)))
        for relation in closeness.rated(found, until=until, days=days)
    ]


def months(cases: ir.Table) -> dict[tuple[int, int], dict[str, list[int]]]:
    """By (supplier, customer) and month ('2026-10'): tickets, promises decided, promises kept."""
    found: dict[tuple[int, int], dict[str, list[int]]] = {}
    for row in rows(expressions.relations_by_month(cases)):
        of_pair = found.setdefault((row["supplier_id"], row["customer_id"]), {})
        of_pair[f"{row['month']:%Y-%m}"] = [row["tickets"], row["kept_n"], row["kept"]]
    return {pair: dict(sorted(of_pair.items())) for pair, of_pair in found.items()}


def volumes(related: Sequence[Relation]) -> dict[tuple[int, int], int]:
    """Tickets by (supplier, customer), where both are known."""
    return {
        (r.supplier_id, r.customer_id): r.tickets
        for r in related
        if r.supplier_id is not None and r.customer_id is not None
    }


def _span(cases: ir.Table) -> tuple[datetime, datetime, datetime] | None:
    """First submission, the instant that halves the tickets, and the end of observation."""
    [row] = rows(
        cases.aggregate(
            began=cases.submitted_at.min(),
            middle=cases.submitted_at.epoch_seconds().quantile(0.5),
            until=cases.observed_until.max(),
        )
    )
    if row["began"] is None:
        return None
    middle = datetime.fromtimestamp(int(row["middle"]), UTC).replace(tzinfo=None)
    return row["began"], middle, row["until"] or row["began"]


def _tidy_rows(expression: ir.Table) -> list[Row]:
    return [{key: tidy(value) for key, value in row.items()} for row in rows(expression)]


def handoffs(passes: ir.Table, cases: ir.Table) -> list[flows.Flow]:
    """Hand-offs between departments, most first."""
    found = [flows.Flow(**row) for row in rows(expressions.handoffs(passes, cases))]
    return sorted(found, key=lambda flow: (-flow.handoffs, flow.from_id, flow.to_id))


def handovers(holds: ir.Table) -> dict[tuple[int, int], int]:
    """Handovers of work between people by their departments; inside one at (id, id)."""
    return {
        (row["from_id"], row["to_id"]): row["handovers"]
        for row in rows(expressions.handovers(holds))
    }


def stages(holds: ir.Table) -> list[Row]:
    """Where the ball lay over all tickets, longest first."""
    found = _tidy_rows(expressions.time_by_stage(holds))
    return sorted(found, key=_longest)


def stages_of_suppliers(cases: ir.Table, holds: ir.Table) -> list[Row]:
    """The same over all tickets (``supplier_id`` None) and for the tickets of each supplier."""
    over_all = [{"supplier_id": None, **row} for row in stages(holds)]
    of_each = _tidy_rows(expressions.time_by_stage_of_supplier(cases, holds))
    of_each = [row for row in of_each if row["supplier_id"] is not None]
    return over_all + sorted(of_each, key=lambda row: (row["supplier_id"], *_longest(row)))


def _longest(row: Row) -> tuple[Any, ...]:
    return -row["minutes"], row["party_kind"], row["department_id"] or 0, row["reason"] or ""
