"""The application's analytic store: facts from the main database, kept up to date.

The store is disposable: a missing, damaged or outrun file is rebuilt from the slices' facts to the
same values. Only the refresh job opens it (`inward.analytics.tasks`).
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from inward.analytics import business, engine, facts, ledger
from inward.catalogue import facts as catalogue_facts
from inward.directory import facts as directory_facts
from inward.feedback import facts as feedback_facts
from inward.tickets import facts as ticket_facts

FILE_NAME = "analytics.duckdb"
SHAPE = 2  # rises when the tables below change: a store of another shape is rebuilt
REBUILD_AFTER = timedelta(days=1)
MEMORY_LIMIT = "1GB"
LOADED = "loaded_tickets"  # as told; the view `tickets` fills in until when each is observed

_ARROW = {
    "BIGINT": pa.int64(),
    "INTEGER": pa.int32(),
    "SMALLINT": pa.int16(),
    "VARCHAR": pa.string(),
    "TIMESTAMP": pa.timestamp("us"),
    "BOOLEAN": pa.bool_(),
}

Batches = Iterable[list[tuple[Any, ...]]]


@dataclass(frozen=True)
class Loaded:
    """What stands in the store: up to which event, how many tickets and events."""

    event_id: int
    tickets: int
    events: int


@contextmanager
def refreshed(
    home: Path, *, now: datetime, rebuild: bool = False
) -> Iterator[tuple[duckdb.DuckDBPyConnection, Loaded]]:
    """The store in ``home`` with facts and ledger as of ``now``.

    Reads what changed since the last time; all of it when asked to, once a day, after the main
    database went back (a restore), and when the file is no store of this shape. Raises
    duckdb.IOException if another process holds the file.
    """
    path = home / FILE_NAME
    _discard_if_unusable(path)
    with engine.shared_file(path, memory_limit=MEMORY_LIMIT) as connection:
        instant = now.astimezone(UTC).replace(tzinfo=None)
        if rebuild or _outrun(connection, instant):
            _begin_anew(connection, instant)
        _load(connection, now)
        _observe(connection, instant)
        ledger.build(connection)
        business.fill(connection)
        yield connection, _loaded(connection)


def _discard_if_unusable(path: Path) -> None:
    if not path.exists():
        return
    try:
        with engine.shared_file(path, memory_limit=MEMORY_LIMIT) as connection:
            shape = connection.execute("SELECT max(shape) FROM progress").fetchone()
    except duckdb.Error as error:
        if "lock" in str(error).lower():  # another process has it: it is not ours to remove
            raise
        shape = None
    if shape != (SHAPE,):
        path.unlink()
        path.with_name(path.name + ".wal").unlink(missing_ok=True)


def _outrun(connection: duckdb.DuckDBPyConnection, instant: datetime) -> bool:
    """Whether the store is new, a day old, or ahead of the main database."""
    there = connection.execute("SHOW TABLES").fetchall()
    if ("progress",) not in there:
        return True
    row = connection.execute("SELECT event_id, rebuilt_at FROM progress").fetchone()
    if row is None:
        return True
    event_id, rebuilt_at = row
    return bool(instant - rebuilt_at >= REBUILD_AFTER or event_id > ticket_facts.watermark())


def _begin_anew(connection: duckdb.DuckDBPyConnection, instant: datetime) -> None:
    connection.execute("DROP VIEW IF EXISTS tickets")
    for name, columns in facts.TABLES.items():
        listed = ", ".join(f'"{column}" {kind}' for column, kind in columns.items())
        connection.execute(f"CREATE OR REPLACE TABLE {_table(name)} ({listed})")
    connection.execute(
        "CREATE OR REPLACE TABLE progress AS"
        " SELECT 0::BIGINT AS event_id, ?::TIMESTAMP AS rebuilt_at, ?::INTEGER AS shape",
        [instant, SHAPE],
    )


def _table(name: str) -> str:
    return LOADED if name == "tickets" else name


def _load(connection: duckdb.DuckDBPyConnection, now: datetime) -> None:
    """Bring the facts up to date in one transaction of the store: all of it or nothing."""
    row = connection.execute("SELECT event_id FROM progress").fetchone()
    since = int(row[0]) if row else 0
    until = ticket_facts.watermark()  # before the rows: what comes meanwhile comes again
    connection.execute("BEGIN")
    _replace_all(connection, "departments", directory_facts.department_rows())
    _replace_all(connection, "services", catalogue_facts.service_rows())
    _upsert(connection, "tickets", ticket_facts.ticket_rows(since), ("id",))
    _upsert(connection, "events", ticket_facts.event_rows(since), ("ticket_id", "ordinal"))
    # After the tickets: a batch is withheld whose ticket moved meanwhile, none told of a moved one.
    _replace_all(connection, "ratings", feedback_facts.rating_rows(now))
    # Reasons of our own tickets are what people typed: no figure repeats words of a conversation.
    connection.execute(
        "UPDATE events SET reason = NULL WHERE reason IS NOT NULL AND ticket_id IN"
        f" (SELECT id FROM {LOADED} WHERE observed_until IS NULL)"
    )
    connection.execute("UPDATE progress SET event_id = ?", [until])
    connection.execute("COMMIT")


def _replace_all(connection: duckdb.DuckDBPyConnection, name: str, batches: Batches) -> None:
    connection.execute(f"DELETE FROM {name}")
    _upsert(connection, name, batches, ())


def _upsert(
    connection: duckdb.DuckDBPyConnection, name: str, batches: Batches, key: tuple[str, ...]
) -> None:
    """Insert rows; those with the same key go first (what is read overlaps)."""
    same = " AND ".join(f"old.{column} = staged.{column}" for column in key)
    for batch in batches:
        if not batch:
            continue
        connection.register("staged", _arrow(name, batch))
        if key:
            connection.execute(f"DELETE FROM {_table(name)} old USING staged WHERE {same}")
        connection.execute(f"INSERT INTO {_table(name)} SELECT * FROM staged")
        connection.unregister("staged")


def _arrow(name: str, batch: list[tuple[Any, ...]]) -> pa.Table:
    columns = facts.TABLES[name]
    values = zip(*batch, strict=True)
    arrays = [
        pa.array(column, _ARROW[kind])
        for column, kind in zip(values, columns.values(), strict=True)
    ]
    return pa.Table.from_arrays(arrays, names=list(columns))


def _observe(connection: duckdb.DuckDBPyConnection, instant: datetime) -> None:
    """Tickets of our own are observed until now, imported ones until the end of their log."""
    connection.execute(
        f"CREATE OR REPLACE VIEW tickets AS SELECT * REPLACE (coalesce(observed_until,"
        f" TIMESTAMP '{instant.isoformat(sep=' ')}') AS observed_until) FROM {LOADED}"
    )


def _loaded(connection: duckdb.DuckDBPyConnection) -> Loaded:
    row = connection.execute(
        "SELECT (SELECT event_id FROM progress), (SELECT count(*) FROM tickets),"
        " (SELECT count(*) FROM events)"
    ).fetchone()
    assert row is not None  # a select of three scalars has one row
    return Loaded(*row)
