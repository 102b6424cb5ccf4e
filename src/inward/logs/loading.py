"""The way in: a log file to fact tables on a DuckDB connection."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from inward.logs import facts
from inward.logs.batches import Progress, Reject
from inward.logs.errors import LogUnreadable
from inward.logs.guess import guess_mapping
from inward.logs.guesses import Guess
from inward.logs.mapping import Mapping, check
from inward.logs.reading import open_log
from inward.logs.readings import Label
from inward.logs.staging import Staging

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True)
class LoadedLog:
    """What was read. ``rows`` = ``accepted`` + ``rejected``, exactly.

    ``events``: rows of the events table (in a log of one row a ticket: filled dates).
    ``as_of``: the last instant of the log, until which its open tickets are observed.
    ``customers``, ``suppliers``: distinct known names in the mapped columns over accepted rows;
    None where no column is mapped.
    """

    mapping: Mapping
    guess: Guess | None
    source: str
    rows: int
    accepted: int
    rejected: int
    tickets: int
    events: int
    first_at: datetime | None
    as_of: datetime | None
    warnings: tuple[str, ...]
    customers: int | None = None
    suppliers: int | None = None


def load(
    connection: "DuckDBPyConnection",
    path: Path,
    mapping: Mapping | None,
    *,
    progress: Progress | None = None,
    titles: bool = False,
) -> LoadedLog:
    """Read a log into the tables ``departments, people, services, tickets, events, rejects,
    log_info`` of the connection, replacing those that are there.

    ``titles``: keep the tickets' titles too, in ``log_titles`` (ticket_id, title).
    What the mapping leaves out is guessed. Raises LogUnreadable and MappingWrong. Cost: about a
    million events a second, memory some 150 bytes an event.
    """
    reader = open_log(path, mapping.encoding if mapping else "")
    guess = None
    if mapping is None or mapping.guess or not mapping.formats:
        guess = guess_mapping(reader, mapping)
        mapping = (mapping or Mapping()).over(guess.mapping)
    chosen = check(mapping, reader.columns, reader.name)
    return _load(connection, Staging(reader, chosen, progress, titles=titles), guess)


def _load(connection: "DuckDBPyConnection", staging: Staging, guess: Guess | None) -> LoadedLog:
    staging.run(connection)
    refused = _refused_rows(connection, staging)
    late = int(connection.execute("SELECT coalesce(sum(bad), 0) FROM log_staging").fetchall()[0][0])
    if len(refused) == staging.rows - len(staging.rejects):
        facts.drop_scratch(connection)
        raise LogUnreadable(_nothing_left(staging, [*staging.rejects, *refused]))
    named = facts.count_named(connection, staging)
    labels = facts.build(connection, staging)
    rejects = sorted([*staging.rejects, *refused], key=lambda r: r.line)
    _write_rejects(connection, rejects)
    facts.drop_scratch(connection)
    noticed = [*staging.reader.notes, *(guess.notes if guess else ())]
    warnings = [*noticed, *_warnings(labels, late)]
    log = _loaded(connection, staging, guess, len(rejects), warnings)
    log = replace(log, customers=named["customers"], suppliers=named["suppliers"])
    _write_info(connection, log)
    return log


def _refused_rows(connection: "DuckDBPyConnection", staging: Staging) -> list[Reject]:
    """Rows without ticket or date, with what stands in them (a second, rare pass over the log)."""
    date = "moment_0_" if staging.mapping.semantics == "rows" else "at_"
    rows = connection.execute(
        "SELECT line, case_key IS NULL AS nameless FROM log_staging"
        f" WHERE case_key IS NULL OR {date} IS NULL ORDER BY line"
    ).fetchnumpy()
    lines = np.asarray(rows["line"], np.int64)
    if not len(lines):
        return []
    nameless = dict(zip(lines.tolist(), rows["nameless"].tolist(), strict=True))
    column = staging.moments[0] if staging.moments else staging.mapping.columns["at"][0]
    return list(_described(staging, lines, nameless, column))


def _described(
    staging: Staging, lines: NDArray[np.int64], nameless: dict[int, bool], column: str
) -> Iterator[Reject]:
    used = staging.mapping.used()
    for batch in staging.reader.batches(used):
        numbers = batch.lines.to_numpy()
        hits = np.flatnonzero(np.isin(numbers, lines))
        for row in hits.tolist():
            cells = {name: batch.columns[name][row].as_py() for name in used}
            line = int(numbers[row])
            yield Reject.of(line, _why(cells, nameless[line], column), _as_text(cells))


def _why(cells: dict[str, str | None], nameless: bool, column: str) -> str:
    if nameless:
        return "the ticket's number is missing"
    if not (cells[column] or "").strip():
        return f"the date in {column!r} is missing"
    return f"the date in {column!r} is not understood"


def _as_text(cells: dict[str, str | None]) -> str:
    return "; ".join(f"{name}={(value or '')[:200]}" for name, value in cells.items())


def _nothing_left(staging: Staging, rejects: list[Reject]) -> str:
    first = f" First: line {rejects[0].line}: {rejects[0].reason}." if rejects else ""
    formats = ", ".join(staging.mapping.formats) or "iso"
    name = staging.reader.name
    return f"{name}: not one row could be read (dates as {formats}).{first}"


def _warnings(labels: list[Label], late: int) -> list[str]:
    found = []
    unread = [label.name for label in labels if not label.read]
    if unread:
        shown = ", ".join(repr(name) for name in unread[:12])
        more = f" and {len(unread) - 12} more" if len(unread) > 12 else ""
        found.append(f"Labels not understood (state unknown or unchanged): {shown}{more}.")
    if late:
        found.append(f"{late} optional dates could not be read and were left empty.")
    return found


def _write_rejects(connection: "DuckDBPyConnection", rejects: list[Reject]) -> None:
    rows = pa.table(
        {
            "line": pa.array([r.line for r in rejects], pa.int64()),
            "reason": pa.array([r.reason for r in rejects], pa.string()),
            "raw": pa.array([r.raw for r in rejects], pa.string()),
        }
    )
    connection.register("log_rows", rows)
    connection.execute("CREATE OR REPLACE TABLE rejects AS SELECT * FROM log_rows")
    connection.unregister("log_rows")


def _loaded(
    connection: "DuckDBPyConnection",
    staging: Staging,
    guess: Guess | None,
    rejected: int,
    warnings: list[str],
) -> LoadedLog:
    events, first_at, as_of = connection.execute(
        "SELECT count(*), min(at_), max(at_) FROM log_events"
    ).fetchall()[0]
    tickets = connection.execute("SELECT count(*) FROM tickets").fetchall()[0][0]
    return LoadedLog(
        mapping=staging.mapping,
        guess=guess,
        source=staging.mapping.source or staging.reader.name,
        rows=staging.rows,
        accepted=staging.rows - rejected,
        rejected=rejected,
        tickets=tickets,
        events=events,
        first_at=first_at and first_at.replace(tzinfo=UTC),
        as_of=as_of and as_of.replace(tzinfo=UTC),
        warnings=tuple(warnings),
    )


def _write_info(connection: "DuckDBPyConnection", log: LoadedLog) -> None:
    connection.execute(
        "CREATE OR REPLACE TABLE log_info (source VARCHAR, semantics VARCHAR, rows_in BIGINT,"
        " accepted BIGINT, rejected BIGINT, first_at TIMESTAMP, last_at TIMESTAMP,"
        " warnings VARCHAR[])"
    )
    first, last = (at and at.replace(tzinfo=None) for at in (log.first_at, log.as_of))
    connection.execute(
        "INSERT INTO log_info VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [log.source, log.mapping.semantics, log.rows, log.accepted, log.rejected, first, last,
         list(log.warnings)],
    )  # fmt: skip
