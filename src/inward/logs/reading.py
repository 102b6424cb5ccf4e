"""Opening a log of any of the known formats. The format is told by the first bytes."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from inward.logs.batches import Reader
from inward.logs.bytestream import open_bytes
from inward.logs.delimited import open_delimited
from inward.logs.errors import LogUnreadable
from inward.logs.parquet import open_parquet
from inward.logs.xes import open_xes

ENDINGS = re.compile(r"(\.(csv|tsv|txt|xes|xml|parquet|pq))?(\.gz)?$", re.IGNORECASE)
SAMPLE_ROWS = 20_000
NOT_TABLES = {
    "a web page": (b"<!doctype html", b"<html"),
    "JSON": (b'{"', b"[{", b"{ ", b"{\n", b"{\r", b"[ {", b"[\n", b"[\r"),
}
XES_ROWS = 6_000  # reading XML is dear, and its traces need no telling apart


@dataclass(frozen=True)
class Sample:
    """The first rows of a log: its columns in order and their values, None where missing."""

    name: str
    values: dict[str, list[str | None]]

    @property
    def rows(self) -> int:
        """How many rows were looked at."""
        return len(next(iter(self.values.values()), []))


def open_log(path: Path, encoding: str = "") -> Reader:
    """Open a CSV, TSV, XES or Parquet file, compressed with gzip or not.

    ``encoding``: that of a text without byte order mark; told from the text if left out.
    Reads its beginning only. Raises LogUnreadable with what to do about it.
    """
    name = source_name(path)
    if _starts_with(path, b"PAR1"):
        return open_parquet(path, name)
    stream = open_bytes(path, encoding)
    start = stream.head.lstrip(b"\xef\xbb\xbf \t\r\n")[:40].lower()
    for what, beginnings in NOT_TABLES.items():
        if start.startswith(beginnings):
            raise LogUnreadable(f"{name} is {what}: export the log as CSV, XES or Parquet.")
    if _is_xml(stream.head):
        return open_xes(stream, name)
    return open_delimited(stream, name)


def source_name(path: Path) -> str:
    """The file's name without its endings: the name of the source unless another is given."""
    return ENDINGS.sub("", path.name) or path.name


def sample(reader: Reader) -> Sample:
    """The first 20,000 rows of a log (XES: 6,000). Raises LogUnreadable if it has none."""
    rows = XES_ROWS if reader.format == "xes" else SAMPLE_ROWS
    values: dict[str, list[str | None]] = {name: [] for name in reader.columns}
    for batch in reader.batches(reader.columns):
        for name, column in batch.columns.items():
            values[name].extend(column.slice(0, rows - len(values[name])).to_pylist())
        if _length(values.values()) >= rows:
            break
    if _length(values.values()) == 0:
        raise LogUnreadable(f"{reader.name}: there is no row below the column names.")
    return Sample(reader.name, values)


def _length(columns: Iterable[list[str | None]]) -> int:
    return len(next(iter(columns), []))


def _starts_with(path: Path, magic: bytes) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(len(magic)) == magic
    except OSError as error:
        raise LogUnreadable(f"{path}: cannot be opened ({error.strerror}).") from error


def _is_xml(head: bytes) -> bool:
    return head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
