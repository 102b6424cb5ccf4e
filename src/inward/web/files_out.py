"""Files that pages give: to be saved, never opened in the page."""

from collections.abc import Iterable, Sequence

from django.http import HttpResponse

from inward.kernel.sheets import csv_parts


def csv_file(name: str, heads: Sequence[object], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """A CSV file to save (UTF-8 with its mark, so that spreadsheets read it right)."""
    content = b"".join(csv_parts([str(head) for head in heads], rows))
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
