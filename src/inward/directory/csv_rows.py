"""Files of people and departments, row by row: what a row says, or why it is not taken. Pure.

Columns are found by their names in the first row, in any order and case; others are left alone. An
empty cell says nothing: it never empties what is known.
"""

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from inward.directory import rules
from inward.directory.models import Department, Membership, Person
from inward.directory.problems import Problems
from inward.kernel.errors import Invalid
from inward.kernel.sheets import safe_cell
from inward.kernel.text import fold, one_line

LARGEST = 25 * 1024 * 1024
MOST_ROWS = 200_000
PEOPLE = (
    "name", "email", "department", "role", "manager", "position", "employment", "time_zone",
)  # fmt: skip
DEPARTMENTS = ("name", "code", "kind", "parent", "head")


@dataclass(frozen=True)
class Row:
    """A row as it stands in the file: its line (of the first character), its cells by column."""

    line: int
    cells: tuple[str, ...]
    values: Mapping[str, str]


@dataclass(frozen=True)
class RowError:
    """A row that was not taken, and why."""

    line: int
    reason: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A file: `kind` people or departments, its header, its rows, those that cannot be read."""

    kind: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    errors: tuple[RowError, ...]

    @property
    def ignored(self) -> tuple[str, ...]:
        """The names of columns that mean nothing here."""
        known = PEOPLE if self.kind == "people" else DEPARTMENTS
        return tuple(name for name in self.header if column_of(name) not in known)


@dataclass(frozen=True)
class Said:
    """What a row says, cleaned: only of cells that are not empty."""

    row: Row
    values: Mapping[str, Any]

    def get(self, column: str) -> Any:
        """The cleaned value of a column, or None."""
        return self.values.get(column)


def read_table(data: bytes) -> Table:
    """Read a CSV file (UTF-8, UTF-16 with mark, or Windows-1252; comma, semicolon or tab).

    It lists departments if it has a column `code` and none `email`. Raises Invalid when it is too
    large, has no header or lacks a column that is needed.
    """
    if len(data) > LARGEST:
        raise _refused(f"The file is larger than {LARGEST // 1024 // 1024} MB.")
    text = _decoded(data)
    header, rows, errors = _split(text)
    columns = [column_of(name) for name in header]
    kind = "departments" if "code" in columns and "email" not in columns else "people"
    _check_header(kind, columns)
    read = [_row(line, cells, columns) for line, cells in rows]
    return Table(kind, tuple(header), tuple(read), tuple(errors))


def column_of(name: str) -> str:
    """The column a header means: 'Time zone' → time_zone, 'E-Mail' → email."""
    folded = fold(name.strip()).replace("-", "").replace(" ", "_")
    return {"e_mail": "email", "mail": "email", "timezone": "time_zone"}.get(folded, folded)


def person_said(row: Row) -> Said | RowError:
    """What a row says of a person; the address is needed, for it is how they are found again."""
    return _said(row, _PERSON, needed=("name", "email"))


def department_said(row: Row) -> Said | RowError:
    """What a row says of a department; the code is needed, for it is how it is found again."""
    return _said(row, _DEPARTMENT, needed=("name", "code"))


def error_of(row: Row, refused: Invalid | Exception) -> RowError:
    """A refusal of a row, in one line: 'email: …; role: …'."""
    fields = getattr(refused, "fields", None)
    detail = getattr(refused, "detail", str(refused))
    reason = "; ".join(
        f"{name}: {words}" if name else words
        for name, sentences in (fields or {"": (detail,)}).items()
        for words in sentences
    )
    return RowError(row.line, reason, row.cells)


def unique(saids: Iterable[Said], column: str) -> tuple[list[Said], list[RowError]]:
    """Rows whose `column` came before in the file are refused, naming the first."""
    first: dict[Any, int] = {}
    kept: list[Said] = []
    errors: list[RowError] = []
    for said in saids:
        key = said.get(column)
        if key in first:
            words = f"{column}: {key} stands in line {first[key]} already."
            errors.append(RowError(said.row.line, words, said.row.cells))
            continue
        first[key] = said.row.line
        kept.append(said)
    return kept, errors


def settled(
    saids: list[Said], key: str, above: str, known_above: Mapping[str, str | None]
) -> tuple[list[Said], list[RowError]]:
    """Keep the rows whose `above` (manager, parent) exists and leads to no cycle.

    `known_above` has what is known already, with what stands above it. Refusing one row may undo
    what others point to, so this goes on until nothing changes. Cost: rows × rounds, rounds being
    few (each refuses a row).
    """
    kept, errors = list(saids), list[RowError]()
    while True:
        above_of = dict(known_above) | {
            said.get(key): said.get(above) or known_above.get(said.get(key)) for said in kept
        }
        lost = _lost(kept, key, above, above_of)
        if not lost:
            return kept, errors
        errors.extend(lost.values())
        kept = [said for said in kept if said.row.line not in lost]


def rejects_csv(table: Table, errors: Iterable[RowError]) -> str:
    """The refused rows as CSV with line and reason before them; safe to open in a spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["line", "reason", *map(safe_cell, table.header)])
    for error in sorted(errors, key=lambda e: e.line):
        writer.writerow([error.line, safe_cell(error.reason), *map(safe_cell, error.cells)])
    return out.getvalue()


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _split(text: str) -> tuple[list[str], list[tuple[int, list[str]]], list[RowError]]:
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    # Not strict: a stray quote is data, and the row is judged by what it says.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows: list[tuple[int, list[str]]] = []
    errors: list[RowError] = []
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((line, cells))
            if len(rows) > MOST_ROWS:
                raise _refused(f"The file has more than {MOST_ROWS:,} rows.")
            line = reader.line_num + 1
    except csv.Error as broken:
        errors.append(RowError(line, f"From here on the file cannot be read: {broken}.", ()))
    if not rows:
        raise _refused("The file is empty.")
    header = [cell.strip() for cell in rows[0][1]]
    return header, rows[1:], errors


def _check_header(kind: str, columns: list[str]) -> None:
    needed = ("name", "email") if kind == "people" else ("name", "code")
    missing = [name for name in needed if name not in columns]
    if missing:
        raise _refused(
            f"The first row must name the columns; {' and '.join(missing)} is missing. People: "
            f"{', '.join(PEOPLE)}. Departments: {', '.join(DEPARTMENTS)}."
        )
    known = [name for name in columns if name in {*PEOPLE, *DEPARTMENTS}]
    twice = sorted({name for name in known if known.count(name) > 1})
    if twice:
        raise _refused(f"The column {twice[0]} stands there twice.")


def _row(line: int, cells: list[str], columns: list[str]) -> Row:
    values = dict(zip(columns, cells, strict=False))
    if len(cells) > len(columns):
        values["\x00extra"] = "more cells than columns"
    return Row(line, tuple(cells), values)


def _said(
    row: Row, checks: Mapping[str, Callable[[str], Any]], needed: tuple[str, ...]
) -> Said | RowError:
    if "\x00extra" in row.values:
        return RowError(row.line, "This row has more cells than the first one.", row.cells)
    problems, values = Problems(), {}
    for column, check in checks.items():
        cell = row.values.get(column, "")
        if cell.strip():
            values[column] = problems.attempt(lambda c=check, v=cell: c(v), None)  # type: ignore[misc]
        elif column in needed:
            problems.add(column, "is missing.")
    try:
        problems.refuse()
    except Invalid as refused:
        return error_of(row, refused)
    return Said(row, values)


def _lost(
    saids: list[Said], key: str, above: str, above_of: Mapping[str, str | None]
) -> dict[int, RowError]:
    """The rows to refuse, by line: those pointing at what is unknown, else those of a cycle."""
    unknown = {
        s.row.line: RowError(s.row.line, f"{above}: {s.get(above)} is not known.", s.row.cells)
        for s in saids
        if s.get(above) is not None and s.get(above) not in above_of
    }
    if unknown:
        return unknown
    return {
        s.row.line: RowError(s.row.line, f"{above}: this leads back to {s.get(key)}.", s.row.cells)
        for s in saids
        if s.get(above) is not None and _in_cycle(s.get(key), above_of)
    }


def _in_cycle(start: str, above_of: Mapping[str, str | None]) -> bool:
    seen: set[str] = set()
    current = above_of.get(start)
    while current is not None and current != start and current not in seen:
        seen.add(current)
        current = above_of.get(current)
    return current == start


def _chosen(choices: Iterable[tuple[str, str]], field: str) -> Callable[[str], str]:
    """Accepts a choice by its value or by the words shown for it."""
    by_words = {fold(words): value for value, words in choices}
    by_words |= {fold(value.replace("_", " ")): value for value in by_words.values()}

    def check(cell: str) -> str:
        found = by_words.get(fold(cell.strip()).replace("_", " "))
        return rules.choice_of(found or cell.strip(), by_words.values(), field=field)

    return check


def _reference(field: str) -> Callable[[str], str]:
    return lambda cell: one_line(cell, field=field, max_length=200)


_PERSON: dict[str, Callable[[str], Any]] = {
    "name": rules.name_of,
    "email": rules.email_of,
    "department": _reference("department"),
    "role": _chosen(Membership.Role.choices, "role"),
    "manager": lambda cell: rules.email_of(cell, field="manager"),
    "position": _chosen(Person.Position.choices, "position"),
    "employment": _chosen(Person.Employment.choices, "employment"),
    "time_zone": rules.time_zone_of,
}
_DEPARTMENT: dict[str, Callable[[str], Any]] = {
    "name": rules.name_of,
    "code": rules.code_of,
    "kind": _chosen(Department.Kind.choices, "kind"),
    "parent": lambda cell: rules.code_of(cell, field="parent"),
    "head": lambda cell: rules.email_of(cell, field="head"),
}


def _refused(words: str) -> Invalid:
    return Invalid(words, fields={"file": [words]})
