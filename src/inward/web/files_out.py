"""Files that pages give: one writer, safe in whatever opens them."""

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

# A cell that begins so is a formula to a spreadsheet; an apostrophe makes it text.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_file(name: str, heads: Sequence[object], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """A CSV file to save (UTF-8 with its mark, so that spreadsheets read it right)."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([_safe(cell) for cell in heads])
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _safe(cell: object) -> object:
    """Numbers as they are, nothing as nothing, words without a formula."""
    if cell is None or isinstance(cell, int | float):
        return cell
    words = str(cell)
    return f"'{words}" if words.startswith(_FORMULA) else words
