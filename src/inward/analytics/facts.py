"""The fact tables: one schema for the report path and the database path.

Instants are UTC without zone. Unknown is NULL. `departments` holds customers too: a department
both asks and serves. People's names stay in `people`; no measure reads them. `awaited` of an event:
the departments whose parts are waited for after it, as rising ids with commas between ('3,7').
"""

from collections.abc import Mapping

import duckdb

TABLES: Mapping[str, Mapping[str, str]] = {
    "departments": {"id": "BIGINT", "name": "VARCHAR", "parent_id": "BIGINT"},
    "people": {"id": "BIGINT", "name": "VARCHAR"},
    "services": {"id": "BIGINT", "name": "VARCHAR"},
    "tickets": {
        "id": "BIGINT", "key": "VARCHAR", "customer_id": "BIGINT", "requester_id": "BIGINT",
        "service_id": "BIGINT", "kind": "VARCHAR", "channel": "VARCHAR", "priority": "SMALLINT",
        "submitted_at": "TIMESTAMP", "observed_until": "TIMESTAMP", "sla_flag": "BOOLEAN",
        "source_handoffs": "INTEGER", "source_reopens": "INTEGER", "decline_reason": "VARCHAR",
        "met_own": "BOOLEAN", "met_first_reply": "BOOLEAN", "met_resolve": "BOOLEAN",
        "calendar_id": "BIGINT",
    },
    "events": {
        "ticket_id": "BIGINT", "ordinal": "INTEGER", "at": "TIMESTAMP", "kind": "VARCHAR",
        "category": "VARCHAR", "department_id": "BIGINT", "person_id": "BIGINT",
        "waiting_on": "VARCHAR", "reason": "VARCHAR", "outcome": "VARCHAR",
        "awaited": "VARCHAR",
    },
    "ratings": {
        "ticket_id": "BIGINT", "side": "VARCHAR", "score": "SMALLINT", "at": "TIMESTAMP",
        "policy_refusal": "BOOLEAN",
    },
}  # fmt: skip


def ensure(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the fact tables that are absent, empty (a foreign log has, for one, no ratings)."""
    there = {row[0] for row in connection.execute("SHOW TABLES").fetchall()}
    for name, columns in TABLES.items():
        if name in there:  # as a table or as a view: a reader may keep a narrower one below
            continue
        listed = ", ".join(f'"{column}" {kind}' for column, kind in columns.items())
        connection.execute(f"CREATE TABLE {name} ({listed})")
