"""Business minutes of the lives, for tickets whose calendar is known: vectorised, to the second."""

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from inward.calendars import facts as calendar_facts
from inward.calendars.reading import definition_from_json
from inward.calendars.timeline import Timeline
from inward.calendars.vectors import Table

MEASURED = ("owned", "first_reply", "resolved")
COLUMNS = {"owned": "own", "first_reply": "first_reply", "resolved": "resolve"}

Seconds = NDArray[np.int64]


def fill(connection: duckdb.DuckDBPyConnection) -> None:
    """Set the business columns of `lives` where `tickets` names a calendar.

    Counted in the newest version of the ticket's calendar; tickets without one keep NULL. Cost:
    some seconds for a million tickets.
    """
    used = {
        row[0]
        for row in connection.execute("SELECT DISTINCT calendar_id FROM tickets").fetchall()
        if row[0] is not None
    }
    for calendar_id, definition in _newest(used).items():
        _fill_one(connection, calendar_id, Timeline(definition_from_json(definition)))


def _newest(used: set[int]) -> dict[int, object]:
    """The newest definition of each calendar: versions are told oldest first."""
    return {
        version.calendar_id: version.definition
        for version in calendar_facts.calendar_versions()
        if version.calendar_id in used
    }


def _fill_one(connection: duckdb.DuckDBPyConnection, calendar_id: int, timeline: Timeline) -> None:
    rows = connection.execute(
        "SELECT l.ticket_id, epoch(l.submitted_at)::BIGINT AS submitted,"
        " epoch(l.owned_at)::BIGINT AS owned, epoch(l.first_reply_at)::BIGINT AS first_reply,"
        " epoch(l.resolved_at)::BIGINT AS resolved"
        " FROM lives l JOIN tickets t ON t.id = l.ticket_id"
        " WHERE t.calendar_id = ? AND l.submitted_at IS NOT NULL",
        [calendar_id],
    ).to_arrow_table()
    if not rows.num_rows:
        return
    minutes = _minutes(rows, timeline)
    connection.register("clocked", pa.table({"ticket_id": rows["ticket_id"], **minutes}))
    assigned = ", ".join(
        f"{column}_business_minutes = clocked.{instant}" for instant, column in COLUMNS.items()
    )
    connection.execute(
        f"UPDATE lives SET {assigned} FROM clocked WHERE lives.ticket_id = clocked.ticket_id"
    )
    connection.unregister("clocked")


def _minutes(rows: pa.Table, timeline: Timeline) -> dict[str, pa.Array]:
    begun = _seconds(rows["submitted"])
    ends = {name: rows[name].fill_null(0) for name in MEASURED}
    latest = max([int(begun.max()), *(int(_seconds(end).max()) for end in ends.values())])
    table = Table(timeline, since=int(begun.min()), until=latest)
    found = {}
    for name, end in ends.items():
        missing = rows[name].is_null().combine_chunks().to_numpy(zero_copy_only=False)
        until = np.where(missing, begun, _seconds(end))
        found[name] = pa.array(table.between(begun, until) / 60, mask=missing)
    return found


def _seconds(column: pa.ChunkedArray) -> Seconds:
    return np.asarray(column.combine_chunks().to_numpy(zero_copy_only=False), dtype=np.int64)
