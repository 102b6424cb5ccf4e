"""From the staging table to the fact tables, by SQL over whole tables.

Leaves on the connection: ``departments, people, services, tickets, rejects, log_info`` and, as a
view over the narrow table ``log_events``, ``events`` (with the extra columns ``label, actor_id,
source_ordinal, line`` for the import).
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pyarrow as pa

from inward.logs import facts_sql as sql
from inward.logs.readings import Label, flags, labels, performer_of, priorities
from inward.logs.staging import Staging

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SCRATCH = ("log_staging", "log_cases", "log_placed", "log_moments")


def build(connection: "DuckDBPyConnection", staging: Staging) -> list[Label]:
    """Make the fact tables of a staged log; returns the labels with their meanings."""
    found = _dimensions(connection, staging)
    shape = sql.Shape(staging)
    for statement in shape.statements():
        connection.execute(statement)
    return found


def count_named(connection: "DuckDBPyConnection", staging: Staging) -> dict[str, int | None]:
    """Distinct known names in the columns of both sides over accepted rows; before `build`."""
    shape = sql.Shape(staging)
    return {
        side: _distinct(connection, role, shape.accepted) if role in shape.staged else None
        for side, role in (("customers", "customer"), ("suppliers", "department"))
    }


def _distinct(connection: "DuckDBPyConnection", column: str, condition: str) -> int:
    query = f"SELECT count(DISTINCT {column}) FROM log_staging WHERE {condition}"
    return int(connection.execute(query).fetchall()[0][0])


def drop_scratch(connection: "DuckDBPyConnection") -> None:
    """Drop the tables that only the building needed."""
    for name in SCRATCH:
        connection.execute(f"DROP TABLE IF EXISTS {name}")


def _dimensions(connection: "DuckDBPyConnection", staging: Staging) -> list[Label]:
    mapping, names = staging.mapping, staging.names
    departments = names["departments"]
    found = labels(names["labels"].names, mapping)
    role_rows = _roles(staging)
    label_departments = [
        departments.number(x.role) if x.role and x.performer == "supplier" else None for x in found
    ]
    constants = {
        "supplier": departments.number(mapping.constants.get("supplier", "")),
        "customer": departments.number(mapping.constants.get("customer", "")),
        "service": names["services"].number(mapping.constants.get("service", "")),
    }
    staging.constants = {name: number for name, number in constants.items() if number}
    parents = [staging.parents.get(n) for n in range(1, len(departments) + 1)]
    _table(connection, "departments", departments.names, parent_id=(parents, pa.int64()))
    _table(connection, "people", names["people"].names)
    _table(connection, "services", names["services"].names)
    _table(connection, "log_kinds", names["kinds"].names)
    _table(connection, "log_channels", names["channels"].names)
    priority = priorities(names["priorities"].names)
    _table(connection, "log_priorities", names["priorities"].names, rank=(priority, pa.int16()))
    kept = flags(names["flags"].names, mapping.column("sla") or "", mapping)
    _table(connection, "log_flags", names["flags"].names, kept=(kept, pa.bool_()))
    _table(connection, "log_roles", names["roles"].names, **role_rows)
    _table(
        connection, "log_labels", [x.name for x in found],
        category=([x.category for x in found], pa.string()),
        waiting_on=([x.waiting_on for x in found], pa.string()),
        kind=([x.kind for x in found], pa.string()),
        last=([x.last for x in found], pa.string()),
        performer=([x.performer for x in found], pa.string()),
        department_id=(label_departments, pa.int32()),
    )  # fmt: skip
    return found


def _roles(staging: Staging) -> dict[str, tuple[Sequence[object], pa.DataType]]:
    """Who performs in each role and, where it is a supplier, the department it stands for."""
    roles = staging.names["roles"].names
    performers = [performer_of(role, staging.mapping) for role in roles]
    departments = [
        staging.names["departments"].number(role) if who == "supplier" else None
        for role, who in zip(roles, performers, strict=True)
    ]
    return {"performer": (performers, pa.string()), "department_id": (departments, pa.int32())}


def _table(
    connection: "DuckDBPyConnection",
    name: str,
    names: list[str],
    **columns: tuple[Sequence[object], pa.DataType],
) -> None:
    """A small table of numbered names with further columns."""
    rows = pa.table(
        {
            "id": pa.array(range(1, len(names) + 1), pa.int64()),
            "name": pa.array(names, pa.string()),
            **{column: pa.array(values, kind) for column, (values, kind) in columns.items()},
        }
    )
    connection.register("log_rows", rows)
    connection.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT * FROM log_rows")
    connection.unregister("log_rows")
