"""Copies tables of a DuckDB connection to PostgreSQL, for the portability tests."""

import duckdb
import psycopg

TYPES = {"DOUBLE": "double precision", "HUGEINT": "bigint"}


def copy_table(source: duckdb.DuckDBPyConnection, target: psycopg.Connection, name: str) -> None:
    """One table with its rows."""
    columns = source.execute(f"DESCRIBE {name}").fetchall()
    listed = ", ".join(f'"{column[0]}" {TYPES.get(column[1], column[1])}' for column in columns)
    target.execute(f"CREATE TABLE {name} ({listed})".encode())
    with target.cursor() as cursor, cursor.copy(f"COPY {name} FROM STDIN".encode()) as copy:
        for row in source.execute(f"SELECT * FROM {name}").fetchall():
            copy.write_row(row)
