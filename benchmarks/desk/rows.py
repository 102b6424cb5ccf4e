"""Rows of models in bulk: INSERT of many on SQLite, COPY on PostgreSQL.

Columns that are not given hold the default of their field.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model


class _Table:
    """The columns of a model, what they hold by default, and rows not yet written."""

    def __init__(self, model: type[Model]) -> None:
        self.name = model._meta.db_table
        fields = [field for field in model._meta.concrete_fields if not field.primary_key]
        self.columns = [field.column for field in fields]
        self.defaults = {field.column: _plain(field.get_default()) for field in fields}
        self.rows: list[tuple[Any, ...]] = []


class Bulk:
    """Collects rows by model and writes them so many at once, in the caller's transaction."""

    def __init__(self, connection: BaseDatabaseWrapper, at_once: int) -> None:
        self.connection, self.at_once = connection, at_once
        self.tables: dict[type[Model], _Table] = {}

    def add(self, model: type[Model], row: Mapping[str, Any]) -> None:
        """One row; an ``id`` in it is written too (then in all rows of that model)."""
        table = self.tables.get(model)
        if table is None:
            table = self.tables[model] = _Table(model)
            if "id" in row:
                table.columns = ["id", *table.columns]
        whole = {**table.defaults, **row}
        table.rows.append(tuple([_stored(whole[column]) for column in table.columns]))
        if len(table.rows) >= self.at_once:
            self._write(table)

    def flush(self) -> None:
        """Write what is left."""
        for table in self.tables.values():
            self._write(table)

    def _write(self, table: _Table) -> None:
        names = ", ".join(f'"{column}"' for column in table.columns)
        with self.connection.cursor() as cursor:
            if self.connection.vendor == "postgresql":
                with cursor.copy(f'COPY "{table.name}" ({names}) FROM STDIN') as copy:
                    for row in table.rows:
                        copy.write_row(row)
            else:
                marks = ", ".join("?" * len(table.columns))
                statement = f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})'
                # Past Django's cursor, which would rewrite the marks of each row.
                cursor.connection.executemany(statement, table.rows)
        table.rows.clear()

    def restart_ids(self, *models: type[Model]) -> None:
        """Let the next ids follow those that were written (PostgreSQL)."""
        if self.connection.vendor != "postgresql":
            return
        with self.connection.cursor() as cursor:
            for model in models:
                table = model._meta.db_table
                cursor.execute(
                    f"SELECT setval(pg_get_serial_sequence('{table}', 'id'),"
                    f" (SELECT COALESCE(max(id), 1) FROM {table}))"
                )


def _plain(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, dict | list) else value


def _stored(value: Any) -> Any:
    """Instants as both databases read them (UTC, without zone, as Django writes them), JSON."""
    if isinstance(value, datetime):
        return str(value)[:-6]
    return json.dumps(value) if isinstance(value, dict | list) else value
