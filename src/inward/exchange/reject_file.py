"""The file of rows that could not be taken in: line, reason, text; safe in a spreadsheet."""

import csv
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from inward.kernel.sheets import safe_cell

AT_ONCE = 10_000


def write_rejects(connection: duckdb.DuckDBPyConnection, target: Path) -> int:
    """Write the connection's ``rejects`` table, by line; returns how many.

    The file takes the target's place only when it is complete. Raises OSError.
    """
    count = 0
    with replacing(target) as part, part.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(("line", "reason", "text"))
        cursor = connection.execute("SELECT line, reason, raw FROM rejects ORDER BY line")
        while rows := cursor.fetchmany(AT_ONCE):
            writer.writerows((line, safe_cell(why), safe_cell(text)) for line, why, text in rows)
            count += len(rows)
    return count


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """A file beside the target that takes its place when it is complete."""
    if not target.parent.is_dir():
        raise FileNotFoundError(f"{target} cannot be written: there is no folder {target.parent}.")
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    os.close(handle)
    part = Path(name)
    try:
        yield part
        part.chmod(0o644)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
