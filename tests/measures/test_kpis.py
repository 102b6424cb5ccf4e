"""KPIs on a log small enough to count by hand, and their definitions."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import duckdb
import ibis
import pytest

from inward.analytics import engine, facts, ledger
from inward.measures import expressions, series
from inward.measures.cases import cases, tables
from inward.measures.cuts import CUTS, STORED
from inward.measures.definitions import BY_KEY, KPIS

START = datetime(2024, 3, 4, 9)  # noqa: DTZ001 facts are UTC without zone
END = START + timedelta(days=10)
IT, HR, SALES = 1, 2, 3
Step = tuple[int, str, str, int | None, str | None]

# Ticket, customer, flag, then (minutes, kind, category, department, waiting on).
LOG: dict[int, tuple[int | None, bool | None, list[Step]]] = {
    1: (SALES, True, [(0, "submitted", "submitted", IT, None),
                      (10, "accepted", "in_progress", IT, None),
                      (70, "resolved", "resolved", None, None),
                      (100, "closed", "closed", None, None)]),
    2: (SALES, False, [(0, "submitted", "submitted", IT, None),
                       (20, "handed_off", "in_progress", HR, None),
                       (50, "handed_off", "in_progress", IT, None),
                       (60, "asked", "waiting", None, "customer"),
                       (120, "answered", "in_progress", None, None),
                       (170, "resolved", "resolved", None, None),
                       (200, "reopened", "in_progress", None, None),
                       (260, "resolved", "resolved", None, None)]),
    3: (HR, None, [(0, "submitted", "submitted", None, None)]),
}  # fmt: skip


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with engine.scratch(threads=1) as opened:
        facts.ensure(opened)
        for number, (customer, flag, steps) in LOG.items():
            opened.execute(
                "INSERT INTO tickets (id, key, customer_id, sla_flag, submitted_at, observed_until)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                [number, f"T{number}", customer, flag, START, END],
            )
            for ordinal, (minutes, kind, category, department, waiting) in enumerate(steps, 1):
                opened.execute(
                    "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, NULL, ?, NULL, NULL, NULL)",
                    [number, ordinal, START + timedelta(minutes=minutes), kind, category,
                     department, waiting],
                )  # fmt: skip
        opened.execute(
            "INSERT INTO ratings VALUES (1, 'customer', 5, ?, false), (2, 'customer', 2, ?, false),"
            " (3, 'customer', 1, ?, true)",
            [START, START, START],
        )
        ledger.build(opened)
        yield opened


@pytest.fixture(scope="module")
def wide(connection: duckdb.DuckDBPyConnection) -> ibis.Table:
    return cases(tables(ibis.duckdb.from_connection(connection)))


@pytest.fixture(scope="module")
def overall(wide: ibis.Table) -> dict[str, float]:
    [row] = expressions.figures(wide, ()).to_pyarrow().to_pylist()
    return dict(row)


@pytest.mark.parametrize(
    ("key", "value", "n"),
    [
        ("volume", 3, 3),
        ("backlog", 1, 3),
        ("backlog_age_median", 10 * 1440, 1),
        ("own_median", 15, 2),
        ("first_reply_median", 65, 2),
        ("resolve_median", 120, 2),
        ("resolve_p90", 160, 2),
        ("compliance", 0.5, 2),
        ("resolution_rate", 2 / 3, 3),
        ("reopen_rate", 0.5, 2),
        ("handoffs_per_ticket", 2 / 3, 3),
        ("ping_pong_rate", 1 / 3, 3),
        ("satisfaction_customer", 3.5, 2),
    ],
)
def test_each_kpi_is_what_one_counts_by_hand(
    overall: dict[str, float], key: str, value: float, n: int
) -> None:
    assert overall[key] == pytest.approx(value)
    assert overall[f"{key}__n"] == n


def test_ball_shares_add_up_to_one(overall: dict[str, float]) -> None:
    shares = {key: value for key, value in overall.items() if key.startswith("ball_share_")}
    assert sum(v for k, v in shares.items() if not k.endswith("__n")) == pytest.approx(1)


def test_ball_time_is_booked_to_who_held_the_ball(connection: duckdb.DuckDBPyConnection) -> None:
    found = dict(
        connection.execute(
            "SELECT party_kind, sum(minutes) FROM holds WHERE ticket_id = 2 GROUP BY 1"
        ).fetchall()
    )
    confirming = 30 + (END - START) / timedelta(minutes=1) - 260
    assert found == {"supplier": 20 + 10 + 50 + 60, "department": 30, "customer": 60 + confirming}


def test_a_refusal_on_policy_is_not_counted_against_the_supplier(
    overall: dict[str, float],
) -> None:
    assert overall["satisfaction_customer__n"] == 2


def test_flow_counts_what_came_what_went_and_what_is_open(wide: ibis.Table) -> None:
    [row] = series.flow(wide, "month").to_pyarrow().to_pylist()
    assert (row["submitted"], row["done"], row["backlog"]) == (3, 2, 1)


def test_flow_of_each_supplier_runs_on_its_own(wide: ibis.Table) -> None:
    rows = series.flow_by(wide, "month", "supplier_id").to_pyarrow().to_pylist()
    assert {row["supplier_id"]: row["backlog"] for row in rows} == {IT: 0, None: 1}


def test_every_kpi_has_one_definition_and_one_expression() -> None:
    assert len(BY_KEY) == len(KPIS)
    assert set(BY_KEY) == set(expressions.MEASURES)


def test_definitions_say_unit_direction_formula_and_source() -> None:
    for kpi in KPIS:
        assert kpi.unit in {"count", "minutes", "share", "per_ticket", "score"}
        assert kpi.better in {"higher", "lower", "neither"}
        assert kpi.formula.endswith(".")
        assert kpi.source


def test_what_is_stored_are_known_cuts_of_known_kpis() -> None:
    for cut, keys in STORED.items():
        assert cut in CUTS
        assert set(keys or ()) <= set(BY_KEY)
