"""Tables that leave as files: CSV and XLSX, row by row, safe in whatever opens them.

The one place that writes cells. A spreadsheet takes text that begins with ``=``, ``+``, ``-`` or
``@`` for a formula and would run it: an apostrophe before it, in values and headings alike, makes
it text again.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import xlsxwriter

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
# What XML cannot hold; and what no cell of a spreadsheet may be longer than.
_NOT_XML = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])
_LONGEST_CELL = 32_000
_ROWS_AT_ONCE = 500

Cell = str | int | float | datetime | None


def safe_cell(value: str) -> str:
    """A cell that no spreadsheet runs as a formula, and that UTF-8 can hold."""
    storable = value.encode("utf-8", "replace").decode("utf-8")
    return f"'{storable}" if storable.lstrip(" ").startswith(_FORMULA) else storable


def csv_parts(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """A CSV file in parts, UTF-8 with its mark, so that spreadsheets read it right.

    Instants as ISO 8601 in UTC. Cost: linear, some hundred rows in memory at once.
    """
    text = io.StringIO()
    writer = csv.writer(text)
    text.write("\ufeff")
    writer.writerow([safe_cell(head) for head in heads])
    for number, row in enumerate(rows, 1):
        writer.writerow([_written(cell) for cell in row])
        if number % _ROWS_AT_ONCE == 0:
            yield _taken(text)
    yield _taken(text)


def _taken(text: io.StringIO) -> bytes:
    """What was written since, leaving the buffer empty."""
    found = text.getvalue().encode("utf-8", "replace")
    text.seek(0)
    text.truncate()
    return found


def _written(cell: object) -> object:
    """Numbers as they are, nothing as nothing, instants in UTC, words without a formula."""
    if cell is None or isinstance(cell, int | float):
        return cell
    if isinstance(cell, datetime):
        return cell.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return safe_cell(str(cell))


def write_xlsx(
    target: Path, heads: Sequence[str], rows: Iterable[Sequence[object]], *, sheet: str
) -> int:
    """An XLSX file of one sheet with fixed headings; returns how many rows it has.

    Text is text whatever it begins with: no formula is ever written. Instants are UTC. Cost:
    linear; a row in memory at a time.
    """
    book = xlsxwriter.Workbook(str(target), {"constant_memory": True, "strings_to_urls": False})
    try:
        page = book.add_worksheet(sheet[:31])
        bold = book.add_format({"bold": True})
        instant = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        page.freeze_panes(1, 0)
        page.set_column(0, max(0, len(heads) - 1), 18)
        for column, head in enumerate(heads):
            page.write_string(0, column, _plain(safe_cell(head)), bold)
        number = 0
        for number, row in enumerate(rows, 1):
            for column, cell in enumerate(row):
                _put(page, number, column, cell, instant)
        return number
    finally:
        book.close()


def _put(
    page: "xlsxwriter.worksheet.Worksheet", row: int, column: int, cell: object, instant: object
) -> None:
    if cell is None:
        return
    if isinstance(cell, int | float):
        page.write_number(row, column, cell)
    elif isinstance(cell, datetime):
        page.write_datetime(row, column, cell.astimezone(UTC).replace(tzinfo=None), instant)
    else:
        page.write_string(row, column, _plain(safe_cell(str(cell))))


def _plain(text: str) -> str:
    return text.translate(_NOT_XML)[:_LONGEST_CELL]
