"""CSV, TSV and their kin: dialect told from the text, rows as Arrow columns of raw text.

Cut into blocks of whole records (`records`), each parsed by Arrow on its own, two at a time, in
order. Rows in = rows yielded + rejects, exactly; a row with too few or too many cells is a reject.
"""

import csv
import re
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from statistics import multimode

import numpy as np
import pyarrow as pa
from pyarrow import csv as arrow_csv

from inward.logs.batches import Batch, Reject
from inward.logs.bytestream import ByteStream
from inward.logs.errors import LogUnreadable
from inward.logs.records import Chunk, Quoting, RecordCutter

DELIMITERS = ",;\t|^~"
LOOK_AT = 200  # rows of the sample that decide about the dialect
PARSERS = 2
VALUE_LIKE = re.compile(r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}|\d{4,}$|-?\d+([.,]\d+)?$")


@dataclass(frozen=True)
class Dialect:
    """How the file is written: quoting, lines before the header, names of the columns."""

    quoting: Quoting
    skipped: int
    header: bool
    columns: tuple[str, ...]
    notes: tuple[str, ...] = ()


@dataclass
class DelimitedLog:
    """A delimited text file as a log."""

    stream: ByteStream
    dialect: Dialect
    name: str
    format: str = "csv"
    _noticed: list[str] = field(default_factory=list)

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns; doubled ones are numbered, empty ones named by their place."""
        return self.dialect.columns

    @property
    def notes(self) -> tuple[str, ...]:
        """What was noticed on opening and during the last pass."""
        return (*self.dialect.notes, *self._noticed)

    def batches(self, columns: Sequence[str]) -> Iterator[Batch]:
        """All rows in order. Memory: a few blocks of 8 MiB. About 3 million rows a second."""
        places = [self.columns.index(name) for name in columns]
        waiting: deque[Future[Batch]] = deque()
        head = self.dialect.skipped + int(self.dialect.header)
        with ThreadPoolExecutor(PARSERS) as pool:
            for chunk in self._chunks():
                taken = min(head, len(chunk.lines))
                head -= taken
                waiting.append(pool.submit(self._parse, chunk, places, taken, self.stream.done))
                if len(waiting) > PARSERS:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        self._noticed = list(self._faults())

    def _faults(self) -> Iterator[str]:
        if self.stream.cut_short:
            yield "The gzip file breaks off before its end: rows after that are missing."
        if self.stream.mended:
            yield "Some text was not UTF-8 and was read as Windows-1252."

    def _chunks(self) -> Iterator[Chunk]:
        cutter = RecordCutter(self.dialect.quoting)
        blocks = self.stream.blocks()
        blocks = _classic_mac(blocks) if _is_classic_mac(self.stream.head) else blocks
        return cutter.chunks(blocks, lambda: self.stream.cut_short)

    def _parse(self, chunk: Chunk, places: Sequence[int], head: int, done: float) -> Batch:
        """The rows of a chunk; its first ``head`` records (column names) are left out."""
        names = [f"c{place}" for place in range(len(self.columns))]
        bad: list[tuple[int, str, str]] = []
        text = _unix_ends(self.stream.valid(chunk.text))
        if not text:
            return _empty(self.columns, places, chunk.rejects, done)

        def reject(row: arrow_csv.InvalidRow) -> str:
            why = f"{row.actual_columns} cells where {row.expected_columns} are expected"
            bad.append((row.number - 1, why, row.text))
            return "skip"

        table = arrow_csv.read_csv(
            pa.py_buffer(text),
            read_options=arrow_csv.ReadOptions(
                column_names=names, use_threads=False, block_size=len(text) + 1
            ),
            parse_options=_parse_options(self.dialect.quoting, reject),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                include_columns=[names[place] for place in sorted(set(places))],
                strings_can_be_null=False,
                check_utf8=False,
            ),
        )
        lines = np.delete(chunk.lines, [number for number, _, _ in bad])
        if len(lines) != len(table):
            raise LogUnreadable(
                f"{self.name}: rows after line {chunk.lines[0]} cannot be told apart."
            )
        above = head - sum(number < head for number, _, _ in bad)
        lines, table = lines[above:], table.slice(above)
        rejects = tuple(Reject.of(int(chunk.lines[n]), w, raw) for n, w, raw in bad if n >= head)
        found = {self.columns[p]: _one(table.column(names[p])) for p in places}
        return Batch(pa.array(lines), found, (*chunk.rejects, *rejects), done)


def _parse_options(quoting: Quoting, reject: object) -> arrow_csv.ParseOptions:
    return arrow_csv.ParseOptions(
        delimiter=quoting.delimiter,
        quote_char=quoting.quote,
        escape_char=quoting.escape or False,
        newlines_in_values=True,
        ignore_empty_lines=True,
        invalid_row_handler=reject,
    )


def _one(column: pa.ChunkedArray) -> pa.Array:
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def _empty(
    columns: Sequence[str], places: Sequence[int], rejects: tuple[Reject, ...], done: float
) -> Batch:
    none = pa.array([], pa.string())
    return Batch(pa.array([], pa.int64()), {columns[p]: none for p in places}, rejects, done)


def _unix_ends(text: bytes) -> bytes:
    """Line ends as one newline; a lone carriage return inside a row becomes a space."""
    if b"\r" not in text:
        return text
    return text.replace(b"\r\n", b"\n").replace(b"\r", b" ")


def _is_classic_mac(head: bytes) -> bool:
    return b"\r" in head and b"\n" not in head


def _classic_mac(blocks: Iterator[bytes]) -> Iterator[bytes]:
    for block in blocks:
        yield block.replace(b"\r", b"\n")


def open_delimited(stream: ByteStream, name: str) -> DelimitedLog:
    """A delimited log; its dialect is told from the first 256 kB.

    Raises LogUnreadable if no row of column names can be found.
    """
    dialect = sniff(stream.head)
    if not dialect.columns:
        raise LogUnreadable(f"{name}: no column names found in the first lines.")
    kind = "tsv" if dialect.quoting.delimiter == "\t" else "csv"
    return DelimitedLog(stream, dialect, name, kind)


def sniff(head: bytes) -> Dialect:
    """Tell the dialect from the start of a file: the delimiter that divides most rows alike."""
    text = head.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
    if len(head) >= 1 << 17 and "\n" in text:
        text = text[: text.rfind("\n") + 1]
    told = re.match(r"sep=(.)\n", text)
    tried = [told.group(1)] if told else [d for d in DELIMITERS if d in text] or [","]
    best = max(tried, key=lambda d: _evenness(_rows(text, d)))
    rows = _rows(text, best)
    return _dialect(rows, Quoting(best, '"', _escape(text, best)), int(bool(told)))


def _rows(text: str, delimiter: str) -> list[list[str]]:
    """The first rows, blank lines left out; csv's own limit on cells is not ours."""
    rows: list[list[str]] = []
    try:
        for row in csv.reader(text.split("\n"), delimiter=delimiter):
            if row:
                rows.append(row)
            if len(rows) >= LOOK_AT:
                break
    except csv.Error:
        return rows or [text.split("\n", 1)[0].split(delimiter)]
    return rows


def _evenness(rows: list[list[str]]) -> tuple[float, int]:
    """How alike rows are divided, then into how many cells; one cell a row is no division."""
    widths = [len(row) for row in rows]
    usual = multimode(widths)[0] if widths else 1
    if usual < 2:
        return 0.0, usual
    return round(widths.count(usual) / len(widths), 1), usual


def _escape(text: str, delimiter: str) -> str:
    """A backslash, if quotes inside quoted cells are written with one."""
    inside = re.search(r'[^\\]\\"[^' + re.escape(delimiter) + r"\n]", text)
    return "\\" if inside and '"' in text and not re.search(r'[^"\n,;\t|]""[^"]', text) else ""


def _dialect(rows: list[list[str]], quoting: Quoting, skipped: int) -> Dialect:
    """Header, lines before it, and an unnamed first or last column."""
    rows = rows[skipped:]
    notes: list[str] = []
    width = multimode([len(row) for row in rows])[0] if rows else 0
    ahead = next((n for n, row in enumerate(rows[:20]) if len(row) >= max(2, width - 1)), 0)
    if ahead:
        notes.append(f"{ahead} lines before the column names were left out.")
    header, body = (rows[ahead] if rows else []), rows[ahead + 1 :]
    usual = multimode([len(row) for row in body])[0] if body else len(header)
    if usual == len(header) + 1:
        trailing = all(not row[-1] for row in body if len(row) == usual)
        header = [*header, ""] if trailing else ["row", *header]
    named = not any(VALUE_LIKE.match(cell.strip()) for cell in header)
    names = header if named else [""] * len(header)
    if not named:
        notes.append("The first line holds values, no names: columns are named by their place.")
    columns, doubled = _unique(names)
    if doubled:
        notes.append(f"Doubled column names were numbered: {', '.join(doubled)}.")
    return Dialect(quoting, skipped + ahead, named, columns, tuple(notes))


def _unique(names: Sequence[str]) -> tuple[tuple[str, ...], list[str]]:
    """Names made unique: 'state', 'state (2)'; an empty one is 'column 3'."""
    found: list[str] = []
    doubled: list[str] = []
    for place, raw in enumerate(names, start=1):
        name = " ".join(raw.replace("\ufeff", "").replace("\0", "").split()) or f"column {place}"
        if name in found:
            doubled.append(name)
            number = 2
            while f"{name} ({number})" in found:
                number += 1
            name = f"{name} ({number})"
        found.append(name)
    return tuple(found), doubled
