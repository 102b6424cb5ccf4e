"""The same relations, stages and hand-offs on DuckDB and on PostgreSQL."""

from collections.abc import Callable
from datetime import UTC, datetime

import duckdb
import ibis
import ibis.expr.types as ir
import psycopg
import pytest

from inward.measures.cases import Tables, cases
from inward.network import expressions
from tests.measures.test_portable import (
    assert_same,
    duck,
    on_duckdb,
    on_postgres,
    postgres_copy,
    unbound,
)

__all__ = ["duck", "postgres_copy", "unbound"]

pytestmark = pytest.mark.postgres
PAIR = ("supplier_id", "customer_id")
SPLIT = datetime(2025, 1, 15, tzinfo=UTC).replace(tzinfo=None)


@pytest.mark.parametrize(
    ("asked", "keys"),
    [
        (lambda t, p: expressions.relations(cases(t), SPLIT), PAIR),
        (lambda t, p: expressions.relations_by_month(cases(t)), (*PAIR, "month")),
        (lambda t, p: expressions.stages(cases(t), t.holds), PAIR),
        (
            lambda t, p: expressions.time_by_stage(t.holds),
            ("party_kind", "department_id", "reason"),
        ),
        (lambda t, p: expressions.handoffs(p, cases(t)), ("from_id", "to_id")),
    ],
    ids=["relations", "by month", "stages", "time by stage", "hand-offs"],
)
def test_the_network_is_the_same_on_both_engines(
    duck: duckdb.DuckDBPyConnection,
    postgres_copy: psycopg.Connection,
    unbound: Tables,
    asked: Callable[[Tables, ir.Table], ir.Table],
    keys: tuple[str, ...],
) -> None:
    backend = ibis.duckdb.from_connection(duck)
    passes = ibis.table(backend.table("passes").schema(), "passes")
    expression = asked(unbound, passes)
    assert_same(on_duckdb(duck, expression), on_postgres(postgres_copy, expression), keys)
