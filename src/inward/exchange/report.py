"""The report of a log without any database: fact tables in, `Report` out.

Ledger in `inward.analytics`, KPIs in `inward.measures`, relations in `inward.network`; here they
are only asked and put side by side. Needs no Django set-up.
"""

from datetime import datetime, timedelta
from typing import Any

import duckdb
import ibis
import ibis.expr.types as ir

from inward.analytics import facts, ledger
from inward.exchange.report_figures import Counter, Group, Handoffs, Period, Report, Source, Stage
from inward.measures import expressions, series
from inward.measures.cases import cases, tables
from inward.measures.cuts import CUTS
from inward.network import action, flows, silos
from inward.network import gather as gathered
from inward.network.closed_groups import closed_groups
from inward.network.gather import rows, tidy

SHOWN_PER_GROUP = (
    "volume",
    "backlog",
    "own_median",
    "resolve_median",
    "resolve_p85",
    "resolve_p90",
    "compliance",
    "reopen_rate",
    "handoffs_per_ticket",
    "ping_pong_rate",
    "ball_share_supplier",
    "ball_share_department",
    "ball_share_customer",
    "ball_share_approver",
    "ball_share_outside",
    "ball_share_unknown",
)
MOST_PERIODS = 600
SHOWN = ("supplier", "customer", "service", "channel", "priority", "month")


class EmptyLog(ValueError):
    """The log holds no ticket that was ever submitted: there is nothing to report."""


def gather(connection: duckdb.DuckDBPyConnection, source: Source) -> Report:
    """Build ledger and measures over the fact tables of ``connection`` and collect the figures.

    Adds the tables lives, holds, passes and cases. Raises EmptyLog. Deterministic. Cost: about
    1 s plus 2 s a million events on two cores.
    """
    facts.ensure(connection)
    ledger.build(connection)
    backend = ibis.duckdb.from_connection(connection)
    source_tables = tables(backend)
    wide = backend.create_table("cases", cases(source_tables), overwrite=True)
    span = _span(connection)
    named = {"customers": source.customers, "suppliers": source.suppliers}
    counts = _counts(connection) | {side: n for side, n in named.items() if n is not None}
    related = gathered.relations(wide, source_tables.holds)
    return Report(
        source=source,
        began=span[0],
        until=span[1],
        **counts,
        kpis=_kpis(wide),
        cuts={cut: _cut(wide, cut) for cut in SHOWN},
        **_flow(wide, *span),
        relations=related,
        closed_groups=closed_groups(gathered.volumes(related)),
        usual=action.usual(related),
        advice=action.to_act_on(related),
        stages=[Stage(**row) for row in gathered.stages(source_tables.holds)],
        **_handoffs(backend.table("passes"), wide, source_tables.holds),
        departments=_names(connection, "departments"),
        services=_names(connection, "services"),
    )


def _span(connection: duckdb.DuckDBPyConnection) -> tuple[datetime, datetime]:
    row = connection.execute("SELECT min(submitted_at), max(ends_at) FROM lives").fetchone()
    until = connection.execute("SELECT max(observed_until) FROM tickets").fetchone()
    if row is None or row[0] is None:
        raise EmptyLog
    return row[0], max(row[1], until[0]) if until and until[0] else row[1]


def _counts(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """Counts that are not KPIs but control figures of the log itself."""
    met, missed, customers, handed, reopened = _one(
        connection,
        "SELECT count(*) FILTER (sla_flag), count(*) FILTER (NOT sla_flag),"
        " count(DISTINCT customer_id), sum(source_handoffs),"
        " CASE WHEN count(source_reopens) > 0 THEN count(*) FILTER (source_reopens > 0) END"
        " FROM tickets",
    )
    derived_handoffs, derived_reopened, open_tickets, drafts = _one(
        connection,
        "SELECT sum(handoffs), count(*) FILTER (reopens > 0),"
        " count(*) FILTER (open AND submitted_at IS NOT NULL),"
        " count(*) FILTER (submitted_at IS NULL) FROM lives",
    )
    return {
        "tickets": _one(connection, "SELECT count(*) FROM tickets")[0],
        "events": _one(connection, "SELECT count(*) FROM events")[0],
        "open_tickets": open_tickets,
        "never_submitted": drafts,
        "suppliers": _one(connection, "SELECT count(DISTINCT department_id) FROM events")[0],
        "customers": customers,
        "sla": (met, missed) if met + missed else None,
        "reopened": Counter(derived_reopened, reopened),
        "handoffs": _counted(connection, int(derived_handoffs or 0), handed),
    }


def _counted(connection: duckdb.DuckDBPyConnection, derived: int, source: int | None) -> Handoffs:
    """Hand-offs, and what explains the difference to the source's counter if it has one."""
    if source is None:
        return Handoffs(derived, None)
    direct, unknown = _one(
        connection,
        "SELECT count(*) FILTER (department_id <> before),"
        " count(*) FILTER (number > 1 AND (department_id IS NULL) <> (before IS NULL))"
        " FROM (SELECT department_id, lag(department_id) OVER w AS before,"
        " row_number() OVER w AS number FROM events"
        ' WINDOW w AS (PARTITION BY ticket_id ORDER BY "at", ordinal))',
    )
    return Handoffs(derived, int(source), direct, unknown)


def _one(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[Any, ...]:
    row = connection.execute(query).fetchone()
    assert row is not None  # an aggregate without groups always has one row
    return row


def _names(connection: duckdb.DuckDBPyConnection, table: str) -> dict[int, str]:
    return dict(connection.execute(f"SELECT id, name FROM {table}").fetchall())


def _kpis(wide: ir.Table) -> dict[str, tuple[float | None, int]]:
    clocked = bool(wide.resolve_business_minutes.count().to_pyarrow().as_py())
    keys = [key for key in expressions.MEASURES if clocked or "_business_" not in key]
    row = rows(expressions.figures(wide, (), keys))[0]
    return {key: (tidy(row[key]), int(row[f"{key}__n"] or 0)) for key in keys}


def _cut(wide: ir.Table, cut: str) -> list[Group]:
    """The figures of one cut, largest group first."""
    by = CUTS[cut]
    found = rows(expressions.figures(wide, by, SHOWN_PER_GROUP))
    found = [{key: tidy(value) for key, value in row.items()} for row in found]
    if cut == "month":
        return sorted(found, key=lambda row: row["month"])
    return sorted(found, key=lambda row: (-row["volume"], str(row[by[0]])))


def _flow(wide: ir.Table, began: datetime, until: datetime) -> dict[str, Any]:
    days = (until - began).days
    unit = "day" if days <= 45 else "week" if days <= 800 else "month"
    found = [
        Period(r["period"], r["submitted"], r["done"], r["backlog"])
        for r in rows(series.flow(wide, unit))
    ]
    return {"flow_unit": unit, "flow": _gapless(found, unit)}


def _gapless(periods: list[Period], unit: str) -> list[Period]:
    """The periods with the quiet ones between them, so that a chart keeps time; a log with a date
    of another century is left as it is."""
    filled: list[Period] = []
    for period in periods:
        while filled and (start := _next(filled[-1].start, unit)) < period.start:
            filled.append(Period(start, 0, 0, filled[-1].backlog))
            if len(filled) > MOST_PERIODS:
                return periods
        filled.append(period)
    return filled


def _next(start: datetime, unit: str) -> datetime:
    if unit == "month":
        return (start.replace(day=1) + timedelta(days=32)).replace(day=1)
    return start + timedelta(days=7 if unit == "week" else 1)


def _handoffs(passes: ir.Table, wide: ir.Table, holds: ir.Table) -> dict[str, Any]:
    moved = gathered.handoffs(passes, wide)
    return {
        "flows": moved,
        "ping_pong": flows.ping_pong(moved),
        "circles": flows.circles(moved, at_least=flows.often(moved)),
        "silos": silos.of_flows(gathered.handovers(holds)),
    }
