"""The engine: one owner of connections, bounded, nothing left behind."""

import ast
from pathlib import Path

import pytest

from inward.analytics import engine, facts
from tests.architecture.tree import sources


def test_connections_are_opened_in_one_place_only() -> None:
    found = [
        source.name
        for source in sources()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "duckdb.connect"
    ]
    assert found == ["analytics/engine.py"]


def test_a_scratch_connection_leaves_nothing_behind(tmp_path: Path) -> None:
    with engine.scratch(memory_limit="20MB", threads=1, directory=tmp_path) as connection:
        connection.execute(
            "CREATE TABLE big AS SELECT range AS a, hash(range)::VARCHAR AS b FROM range(2000000)"
        )
        assert list(tmp_path.iterdir())
    assert list(tmp_path.iterdir()) == []


def test_what_it_may_take_is_bounded_by_the_caller() -> None:
    with engine.scratch(memory_limit="300MB", threads=1) as connection:
        row = connection.execute("SELECT current_setting('memory_limit')").fetchone()
    assert row is not None
    assert row[0].startswith("286")  # MiB


def test_extensions_are_never_fetched() -> None:
    with engine.scratch(threads=1) as connection:
        row = connection.execute(
            "SELECT current_setting('autoinstall_known_extensions')"
        ).fetchone()
    assert row == (False,)


def test_absent_fact_tables_are_made_and_those_there_are_kept() -> None:
    with engine.scratch(threads=1) as connection:
        connection.execute("CREATE TABLE raw (ticket_id BIGINT)")
        connection.execute("CREATE VIEW events AS SELECT * FROM raw")
        facts.ensure(connection)
        there = {row[0] for row in connection.execute("SHOW TABLES").fetchall()}
    assert there >= set(facts.TABLES)


def test_a_shared_file_is_made_with_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "analytics.duckdb"
    with engine.shared_file(path, threads=1) as connection:
        connection.execute("CREATE TABLE kept (a INTEGER)")
    with engine.shared_file(path, threads=1) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (0,)


@pytest.mark.parametrize("table", facts.TABLES)
def test_every_fact_table_has_known_types(table: str) -> None:
    assert set(facts.TABLES[table].values()) <= {
        "BIGINT", "INTEGER", "SMALLINT", "VARCHAR", "TIMESTAMP", "BOOLEAN",
    }  # fmt: skip
