"""The queue as a file and on paper: what the list shows through the same filter, nothing more."""

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inward.directory.models import Person
from inward.kernel import audit
from inward.kernel.clock import now
from inward.kernel.errors import NotFound
from inward.kernel.sheets import csv_parts, write_xlsx
from inward.tickets import queries
from inward.tickets.models import Category, Ticket
from inward.tickets.queries.columns import COLUMNS
from inward.tickets.queries.queue import MOST_AT_ONCE
from inward.tickets.queries.tagging import tags_of
from inward.tickets.queries.vocabulary import KINDS, PRIORITIES
from inward.web.components import times
from inward.web.doors import signed_in
from inward.web.serve import presenting
from inward.web.serve.lines import lines
from inward.web.serve.narrowing import Shown, place
from inward.web.serve.page import Desk, desk_of

MOST_ROWS = 100_000
MOST_PRINTED = 500
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Value = Callable[[Ticket], object]
_NAMED: Mapping[str, Callable[[Ticket], object]] = {
    "assignee": lambda t: t.assignee.name if t.assignee else None,
    "priority": lambda t: str(PRIORITIES.get(str(t.priority), "")) or None,
    "state": lambda t: str(Category(t.category).label),
    "requester": lambda t: t.requester.name if t.requester else None,
    "customer": lambda t: t.customer.name if t.customer else None,
    "supplier": lambda t: t.supplier.name if t.supplier else None,
    "service": lambda t: t.service.name if t.service else None,
    "offering": lambda t: t.offering.name if t.offering else None,
    "asked": lambda t: t.submitted_at,
    "due": lambda t: t.next_due,
    "changed": lambda t: t.last_event_at,
}
# What every file has, whatever the list shows; the list's own columns follow.
_ALWAYS: Sequence[tuple[str | Promise, Value]] = (
    (gettext_lazy("Key"), lambda t: t.key),
    (gettext_lazy("Title"), lambda t: t.title),
    (gettext_lazy("Kind"), lambda t: str(KINDS.get(t.kind, t.kind))),
)
# In place of the ball and the bar, which are pictures of these.
_INSTEAD: Mapping[str, Sequence[str]] = {
    "ball": ("state", "assignee"),
    "slack": ("due",),
}
_LAST: Sequence[tuple[str | Promise, Value]] = (
    (gettext_lazy("Waits for"), lambda t: t.waiting_on or None),
    (gettext_lazy("Resolved"), lambda t: t.resolved_at),
    (gettext_lazy("Closed"), lambda t: t.closed_at),
)


@signed_in("POST")
def export(request: HttpRequest, person: Person, at: datetime, kind: str) -> HttpResponseBase:
    """The whole filter as CSV or XLSX, up to 100,000 rows; who took what stands in the audit."""
    if kind not in {"csv", "xlsx"}:
        raise NotFound(_("Files come as csv or xlsx."))
    desk = desk_of(person, at)
    shown = desk.shown(place(request.POST.dict()))
    table = _Table(desk, shown)
    _record(person, "begun", kind, shown, at)
    name = f"tickets-{at:%Y-%m-%d}.{kind}"
    if kind == "csv":
        parts = _recorded(csv_parts(table.heads, table.rows()), table, person, shown)
        response: StreamingHttpResponse = StreamingHttpResponse(
            parts, content_type="text/csv; charset=utf-8"
        )
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
    return _workbook(table, person, shown, name)


class _Table:
    """Headings and rows of an export; counts what it gave."""

    def __init__(self, desk: Desk, shown: Shown) -> None:
        self.desk, self.shown, self.given = desk, shown, 0
        names = [name for name, _label in presenting.columns_of(shown, desk.kept)]
        meant = dict.fromkeys(one for name in names for one in _INSTEAD.get(name, (name,)))
        self.tagged = "tags" in meant
        chosen = [(str(COLUMNS[one]), one) for one in meant]
        self.names = [one for _label, one in chosen]
        always = [str(label) for label, _value in _ALWAYS]
        last = [str(label) for label, _value in _LAST]
        self.heads = [*always, *(label for label, _one in chosen), *last]

    def rows(self) -> Iterator[list[object]]:
        """In batches that follow each other by key: a row is given once, however long it takes."""
        desk, after = self.desk, self.shown.after
        cut = desk.cut(self.shown, desk.resolved(self.shown))
        while self.given < MOST_ROWS:
            limit = min(MOST_AT_ONCE, MOST_ROWS - self.given)
            page = queries.listed_in(
                desk.person, cut, desk.at, standing=desk.standing, after=after, limit=limit
            )
            tags = _tags(page.rows, desk) if self.tagged else {}
            for ticket in page.rows:
                self.given += 1
                yield self._row(ticket, tags)
            after = page.next
            if after is None:
                return

    def _row(self, ticket: Ticket, tags: Mapping[int, str]) -> list[object]:
        chosen = [
            tags.get(ticket.pk) if one == "tags" else _NAMED[one](ticket) for one in self.names
        ]
        first = [value(ticket) for _label, value in _ALWAYS]
        return [*first, *chosen, *(value(ticket) for _label, value in _LAST)]


def _tags(tickets: Sequence[Ticket], desk: Desk) -> dict[int, str]:
    found = tags_of([one.pk for one in tickets], desk.person, desk.standing)
    return {ticket: ", ".join(names) for ticket, names in found.items()}


def _recorded(
    parts: Iterator[bytes], table: _Table, person: Person, shown: Shown
) -> Iterator[bytes]:
    """The parts; how many rows left is recorded however it ends."""
    try:
        yield from parts
    finally:
        _record(person, "ended", "csv", shown, now(), table.given)


def _workbook(table: _Table, person: Person, shown: Shown, name: str) -> FileResponse:
    """Written to a file without a name first: a workbook is complete or none."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "tickets.xlsx"
        write_xlsx(target, table.heads, table.rows(), sheet=_("Tickets"))
        opened = target.open("rb")
    _record(person, "ended", "xlsx", shown, now(), table.given)
    return FileResponse(opened, as_attachment=True, filename=name, content_type=XLSX)


def _record(
    person: Person, step: str, kind: str, shown: Shown, at: datetime, rows: int | None = None
) -> None:
    """Who takes which filter along; at the end how many rows."""
    detail = {"kind": kind, "filter": shown.query()[:2_000]}
    audit.record(
        actor_id=person.pk, action=f"queue.export_{step}", subject="person", subject_id=person.pk,
        detail=detail if rows is None else detail | {"rows": rows}, at=at,
    )  # fmt: skip


@signed_in("GET")
def printed(request: HttpRequest, person: Person, at: datetime) -> HttpResponse:
    """The list as one page for paper: its first 500 rows, with what was asked for."""
    desk = desk_of(person, at)
    shown = desk.shown(request.GET)
    resolved = desk.resolved(shown)
    page = queries.listed_in(
        person, desk.cut(shown, resolved), at, standing=desk.standing, after=shown.after,
        limit=MOST_PRINTED,
    )  # fmt: skip
    columns = presenting.columns_of(shown, desk.kept)
    context = {
        "shown": shown,
        "view": shown.saved.name if shown.saved else presenting.VIEWS[shown.view],
        "chips": presenting.chips(shown, resolved),
        "columns": columns,
        "lines": lines(page.rows, person, at, columns, {}),
        "more": page.next is not None,
        "at": times.full(at),
        "back": shown.query(),
    }
    return render(request, "serve/print.html", context)
