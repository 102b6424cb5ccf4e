"""Parquet: rows as columns of text, so that all formats pass through the same mapping."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
from pyarrow import compute, parquet

from inward.logs.batches import Batch
from inward.logs.errors import LogUnreadable

ROWS = 1 << 17


@dataclass
class ParquetLog:
    """A Parquet file as a log."""

    path: Path
    name: str
    columns: tuple[str, ...]
    notes: tuple[str, ...] = ()
    format: str = "parquet"

    def batches(self, columns: Sequence[str]) -> Iterator[Batch]:
        """All rows in order, 131,072 at a time."""
        first = 1
        try:
            with parquet.ParquetFile(self.path) as file:
                total = max(file.metadata.num_rows, 1)
                for rows in file.iter_batches(ROWS, columns=list(columns)):
                    count = rows.num_rows
                    lines = pa.array(range(first, first + count), pa.int64())
                    found = {name: as_text(rows.column(name)) for name in columns}
                    first += count
                    yield Batch(lines, found, (), min((first - 1) / total, 1.0))
        except (pa.ArrowException, OSError) as error:
            raise LogUnreadable(f"{self.name}: the Parquet data are damaged ({error}).") from error


def as_text(column: pa.Array) -> pa.Array:
    """Any flat column as text; instants with a zone as ISO in UTC with a final Z."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return as_text(column.cast(kind.value_type))
    if pa.types.is_string(kind):
        return column
    if pa.types.is_timestamp(kind):
        text = column.cast(pa.timestamp("us"), safe=False).cast(pa.string())
        return compute.binary_join_element_wise(text, "Z", "") if kind.tz else text
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        values = (v and v.decode("utf-8", "replace") for v in column.to_pylist())
        return pa.array(values, pa.string())
    return column.cast(pa.string())


def open_parquet(path: Path, name: str) -> ParquetLog:
    """A Parquet log. Raises LogUnreadable if it is damaged or has no row."""
    try:
        with parquet.ParquetFile(path) as file:
            schema, rows = file.schema_arrow, file.metadata.num_rows
    except (pa.ArrowException, OSError) as error:
        raise LogUnreadable(f"{name}: the Parquet data are damaged ({error}).") from error
    flat = [f.name for f in schema if not pa.types.is_nested(f.type)]
    if not flat or rows == 0:
        raise LogUnreadable(f"{name}: the file holds no row.")
    nested = [f.name for f in schema if pa.types.is_nested(f.type)]
    notes = (f"Nested columns were left out: {', '.join(nested)}.",) if nested else ()
    return ParquetLog(path, name, tuple(dict.fromkeys(flat)), notes)
