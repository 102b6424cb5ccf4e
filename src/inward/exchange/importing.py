"""A foreign log into the application: people, departments, services, tickets, events.

With side effects off: nobody is told of anything, no clock runs. In batches of 1,000 tickets, each
with the note of how far it came in one transaction: whatever breaks it, the same import goes on
where it stopped, and done twice it changes nothing. Reads through the same fact tables as the
report, so that both count alike.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TypeVar

import duckdb
from django.db import transaction

from inward.analytics import tasks
from inward.catalogue.imports import services_of_source
from inward.directory.imports import departments_of_source, people_of_source
from inward.exchange.import_rows import (
    Ids,
    imported_tickets,
    names_of,
    suppliers_of_services,
)
from inward.exchange.models import ImportRun
from inward.kernel import audit, jobs
from inward.logs.batches import Progress
from inward.logs.loading import LoadedLog
from inward.logs.toml_text import to_toml
from inward.tickets.imports import Imported, ImportedTicket, import_tickets

T = TypeVar("T")
BATCH = 1_000
SOURCE_LENGTH = 100
COUNTS = (
    "tickets_new", "tickets_changed", "tickets_same",
    "events_new", "events_corrected", "events_same",
)  # fmt: skip


@dataclass(frozen=True)
class ImportResult:
    """What an import did; counts of a resumed one include what its earlier tries did."""

    source: str
    rows: int
    accepted: int
    rejected: int
    tickets: int
    events: int
    departments: int
    people: int
    services: int
    resumed_at: int
    tickets_new: int = 0
    tickets_changed: int = 0
    tickets_same: int = 0
    events_new: int = 0
    events_corrected: int = 0
    events_same: int = 0
    warnings: tuple[str, ...] = ()


def import_log(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    loaded: LoadedLog,
    *,
    source: str,
    now: datetime,
    progress: Progress | None = None,
) -> ImportResult:
    """Bring a loaded log in; goes on with an unfinished import of the same file and mapping.

    ``source`` names where it comes from: with it every ticket, person and department is found
    again. Linear: about 5,000 events a second on SQLite. Raises what `departments_of_source` does.
    """
    source = source[:SOURCE_LENGTH]
    run = _run(path, loaded, source, now)
    resumed_at = run.position
    ids, warnings = _names(connection, source, now)
    cases = imported_tickets(connection, ids, after=run.position)
    for batch in _batches(cases):
        _write(run, source, batch)
        if progress:
            progress(run.position / max(loaded.tickets, 1))
    _finish(run, now)
    return ImportResult(
        source=source,
        rows=loaded.rows,
        accepted=loaded.accepted,
        rejected=loaded.rejected,
        tickets=loaded.tickets,
        events=loaded.events,
        departments=len(ids.departments),
        people=len(ids.people),
        services=len(ids.services),
        resumed_at=resumed_at,
        warnings=(*loaded.warnings, *warnings),
        **{name: getattr(run, name) for name in COUNTS},
    )


def planned(loaded: LoadedLog, connection: duckdb.DuckDBPyConnection, source: str) -> ImportResult:
    """What an import would bring in (a dry run); nothing is written, so nothing is new or same."""
    sizes = {
        name: len(names_of(connection, name)) for name in ("departments", "people", "services")
    }
    return ImportResult(
        source=source[:SOURCE_LENGTH],
        rows=loaded.rows,
        accepted=loaded.accepted,
        rejected=loaded.rejected,
        tickets=loaded.tickets,
        events=loaded.events,
        resumed_at=0,
        warnings=loaded.warnings,
        **sizes,
    )


def as_json(result: ImportResult) -> dict[str, object]:
    """The result for machines: the same names, lists for tuples."""
    return {**asdict(result), "warnings": list(result.warnings)}


def _run(path: Path, loaded: LoadedLog, source: str, now: datetime) -> ImportRun:
    """The unfinished run of the very same rows, else a new one."""
    mapping = to_toml(replace(loaded.mapping, source=""))
    digest = _digest(path, mapping)
    broken = ImportRun.objects.filter(source=source, digest=digest, finished_at=None).order_by(
        "-pk"
    )
    return broken.first() or ImportRun.objects.create(
        source=source,
        file_name=path.name[-300:],
        digest=digest,
        mapping=mapping,
        started_at=now,
        tickets=loaded.tickets,
        rows=loaded.rows,
        rejected=loaded.rejected,
    )


def _digest(path: Path, mapping: str) -> str:
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256")
    found.update(mapping.encode())
    return found.hexdigest()


def _names(
    connection: duckdb.DuckDBPyConnection, source: str, now: datetime
) -> tuple[Ids, list[str]]:
    """Departments, people and services of the log as rows of ours."""
    departments = names_of(connection, "departments")
    people = names_of(connection, "people")
    services = names_of(connection, "services")
    department_ids = departments_of_source(source, departments.values(), now=now)
    person_ids = people_of_source(source, people.values(), now=now)
    suppliers = suppliers_of_services(connection)
    supplied = {
        name: department_ids[suppliers[name]] for name in services.values() if name in suppliers
    }
    service_ids = services_of_source(source, supplied, now=now)
    lost = len(services) - len(supplied)
    warnings = [f"{lost} services that no known department supplied were left out."] if lost else []
    ids = Ids(
        {number: department_ids[name] for number, name in departments.items()},
        {number: person_ids[name] for number, name in people.items()},
        {number: service_ids[name] for number, name in services.items() if name in service_ids},
    )
    return ids, warnings


@transaction.atomic
def _write(run: ImportRun, source: str, batch: list[ImportedTicket]) -> Imported:
    """One batch and the note of it: both or neither."""
    done = import_tickets(source, batch)
    run.position += len(batch)
    for name in COUNTS:
        setattr(run, name, getattr(run, name) + getattr(done, name))
    run.save(update_fields=["position", *COUNTS])
    return done


@transaction.atomic
def _finish(run: ImportRun, now: datetime) -> None:
    run.finished_at = now
    run.save(update_fields=["finished_at"])
    counts = {name: getattr(run, name) for name in COUNTS}
    audit.record(
        actor_id=None,
        action="log.imported",
        subject="import",
        subject_id=run.pk,
        detail={"source": run.source, "file": run.file_name, "rejected": run.rejected, **counts},
        at=now,
    )
    if run.tickets_new == run.tickets:
        tasks.soon()
    else:
        # Tickets already told may reach further now, which no event says: read all anew.
        jobs.enqueue(tasks.TASK, {"rebuild": True}, unique_key=f"{tasks.TASK}:rebuild")


def _batches(cases: Iterable[T]) -> Iterator[list[T]]:
    iterator = iter(cases)
    while batch := list(islice(iterator, BATCH)):
        yield batch
