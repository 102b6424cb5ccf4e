"""The same KPIs on DuckDB and on PostgreSQL, from the same Ibis expressions."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

import duckdb
import ibis
import psycopg
import pytest

from inward.analytics import engine
from inward.measures import expressions, series
from inward.measures.cases import Tables, cases
from inward.measures.cuts import CUTS
from tests.measures import worlds
from tests.measures.postgres import copy_table
from tests.support.postgres import Server

pytestmark = pytest.mark.postgres
COPIED = ("departments", "tickets", "lives", "holds", "passes", "ratings")
Rows = list[dict[str, object]]


@pytest.fixture(scope="module")
def duck() -> Iterator[duckdb.DuckDBPyConnection]:
    with engine.scratch(threads=1) as connection:
        worlds.company(connection, tickets=200)
        yield connection


@pytest.fixture(scope="module")
def postgres_copy(
    duck: duckdb.DuckDBPyConnection, postgres_server: Server
) -> Iterator[psycopg.Connection]:
    url = postgres_server.create("measures")
    with psycopg.connect(url, autocommit=True) as connection:
        for name in COPIED:
            copy_table(duck, connection, name)
        yield connection


@pytest.fixture(scope="module")
def unbound(duck: duckdb.DuckDBPyConnection) -> Tables:
    """The tables as names and types only: what an expression means apart from any engine."""
    backend = ibis.duckdb.from_connection(duck)
    return Tables(
        *(
            ibis.table(backend.table(name).schema(), name)
            for name in ("tickets", "lives", "holds", "ratings")
        )
    )


def on_duckdb(connection: duckdb.DuckDBPyConnection, expression: ibis.Table) -> Rows:
    return as_rows(connection.execute(ibis.to_sql(expression, dialect="duckdb")))


def on_postgres(connection: psycopg.Connection, expression: ibis.Table) -> Rows:
    return as_rows(connection.execute(ibis.to_sql(expression, dialect="postgres").encode()))


def as_rows(cursor: duckdb.DuckDBPyConnection | psycopg.Cursor[tuple[object, ...]]) -> Rows:
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def assert_same(left: Rows, right: Rows, keys: Sequence[str]) -> None:
    def order(row: dict[str, object]) -> tuple[str, ...]:
        return tuple(str(row[key]) for key in keys)

    assert left
    assert len(left) == len(right)
    for ours, theirs in zip(sorted(left, key=order), sorted(right, key=order), strict=True):
        assert words(ours) == words(theirs)
        assert numbers(ours) == pytest.approx(numbers(theirs), rel=1e-9, abs=1e-9)


def numbers(row: dict[str, object]) -> dict[str, float]:
    return {k: float(v) for k, v in row.items() if isinstance(v, Decimal | int | float)}


def words(row: dict[str, object]) -> dict[str, str]:
    return {k: str(v) for k, v in row.items() if not isinstance(v, Decimal | int | float)}


@pytest.mark.parametrize("cut", CUTS)
def test_every_kpi_is_the_same_on_both_engines(
    duck: duckdb.DuckDBPyConnection, postgres_copy: psycopg.Connection, unbound: Tables, cut: str
) -> None:
    by = CUTS[cut]
    asked = expressions.figures(cases(unbound), by)
    assert_same(on_duckdb(duck, asked), on_postgres(postgres_copy, asked), by)


@pytest.mark.parametrize("unit", series.UNITS)
def test_flow_is_the_same_on_both_engines(
    duck: duckdb.DuckDBPyConnection, postgres_copy: psycopg.Connection, unbound: Tables, unit: str
) -> None:
    asked = series.flow(cases(unbound), unit)
    assert_same(on_duckdb(duck, asked), on_postgres(postgres_copy, asked), ("period",))
