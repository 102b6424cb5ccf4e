"""The only place where DuckDB connections are opened.

`scratch` is for a report: nothing remains of it. `shared_file` is the application's own store; a
second process is refused by DuckDB even for reading, so only the one leased refresh job opens it.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

MEMORY_LIMIT = "2GB"

Settings = dict[str, str | bool | int | float | list[str]]


def _settings(spill: Path, memory_limit: str, threads: int) -> Settings:
    # Extensions are never fetched: the engine reads our own files and tables only.
    return {
        "memory_limit": memory_limit,
        "threads": str(threads),
        "temp_directory": str(spill),
        "autoinstall_known_extensions": "false",
    }


def _opened(where: str, settings: Settings) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(where, config=settings)
    # Its own progress bar would be drawn over what a command writes.
    connection.execute("SET enable_progress_bar = false")
    return connection


@contextmanager
def scratch(
    *, memory_limit: str = MEMORY_LIMIT, threads: int | None = None, directory: Path | None = None
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection of its own in memory, spilling beyond ``memory_limit`` into a directory that is
    removed at the end.

    ``memory_limit`` bounds the engine's buffers, not the whole process: rows handed to Python and
    parsing buffers come on top (measured: about 1 GB at ten million events).
    """
    with tempfile.TemporaryDirectory(prefix="inward-", dir=directory) as spill:
        settings = _settings(Path(spill), memory_limit, threads or os.cpu_count() or 1)
        connection = _opened(":memory:", settings)
        try:
            yield connection
        finally:
            connection.close()


@contextmanager
def shared_file(
    path: Path, *, memory_limit: str = MEMORY_LIMIT, threads: int | None = None
) -> Iterator[duckdb.DuckDBPyConnection]:
    """The application's analytic store, made if it is absent.

    Raises duckdb.IOException if another process has it open. The file holds nothing that the main
    database does not: a damaged one may be deleted.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    spill = path.with_suffix(".spill")
    settings = _settings(spill, memory_limit, threads or os.cpu_count() or 1)
    connection = _opened(str(path), settings)
    try:
        yield connection
    finally:
        connection.close()
