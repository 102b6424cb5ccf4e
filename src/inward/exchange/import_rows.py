"""From the fact tables of a loaded log to the cases that `tickets.imports` takes.

Numbers of the log's departments, people and services become ids of our rows; each event gets the
key by which it is found again: the log's own ordinal where it has one, else its instant and label;
the n-th of the same key within a ticket has '#n' behind it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

import duckdb

from inward.logs.names import tidy
from inward.tickets.imports import ImportedEvent, ImportedTicket

AT_ONCE = 20_000
KINDS = (
    ("incident", "incid|störung|stoerung|panne|guasto|melding|fault|alert"),
    ("complaint", "complain|beschwerde|reclam|klacht|réclam"),
    ("question", "question|frage|domanda|pregunta|vraag|inquiry|enquiry"),
    ("problem", "problem"),
    ("change", "change|änderung|cambio|wijziging|mudança"),
)

TICKETS = """
    SELECT id, key, customer_id, requester_id, service_id, kind, channel, priority, submitted_at,
           observed_until, sla_flag, source_handoffs, source_reopens, title
    FROM tickets LEFT JOIN log_titles ON ticket_id = id WHERE id > ? ORDER BY id"""

EVENTS = """
    WITH keyed AS (
      SELECT *, coalesce(source_ordinal::VARCHAR,
                         substr(md5(concat_ws('|', e.at::VARCHAR, label)), 1, 24)) AS base
      FROM events AS e WHERE ticket_id > ?
    ), numbered AS (
      SELECT *, row_number() OVER (PARTITION BY ticket_id, base ORDER BY ordinal) AS nth FROM keyed
    )
    SELECT ticket_id, n.at, kind, base || CASE WHEN nth > 1 THEN '#' || nth ELSE '' END,
           category, department_id, person_id, waiting_on, reason, outcome, actor_id, label
    FROM numbered AS n ORDER BY ticket_id, ordinal"""

SUPPLIERS = """
    WITH last AS (
      SELECT ticket_id, arg_max(department_id, ordinal) AS supplier FROM events GROUP BY ticket_id
    ), counted AS (
      SELECT service_id, supplier, count(*) AS times
      FROM tickets JOIN last ON ticket_id = id
      WHERE service_id IS NOT NULL AND supplier IS NOT NULL GROUP BY ALL
    )
    SELECT s.name, d.name FROM (
      SELECT service_id, first(supplier ORDER BY times DESC, supplier) AS supplier
      FROM counted GROUP BY service_id
    ) JOIN services s ON s.id = service_id JOIN departments d ON d.id = supplier ORDER BY s.id"""


@dataclass(frozen=True)
class Ids:
    """Our ids of the log's numbered names."""

    departments: Mapping[int, int]
    people: Mapping[int, int]
    services: Mapping[int, int]


def names_of(connection: duckdb.DuckDBPyConnection, table: str) -> dict[int, str]:
    """Number → name of all departments, people or services of the log."""
    return dict(connection.execute(f"SELECT id, name FROM {table} ORDER BY id").fetchall())


def suppliers_of_services(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Service → the department that most often supplied it; those nobody supplied are left out."""
    return dict(connection.execute(SUPPLIERS).fetchall())


def imported_tickets(
    connection: duckdb.DuckDBPyConnection, ids: Ids, after: int
) -> Iterator[ImportedTicket]:
    """The cases in the order of their numbers, those after a number; memory: a batch of rows."""
    tickets = _rows(connection.cursor(), TICKETS, after)
    events = groupby(_rows(connection.cursor(), EVENTS, after), key=itemgetter(0))
    for ticket, (number, rows) in zip(tickets, events, strict=True):
        if ticket[0] != number:
            raise ValueError(
                f"ticket {ticket[0]} and the events of {number} do not belong together"
            )
        yield _ticket(ticket, [_event(row, ids) for row in rows], ids)


def _rows(cursor: duckdb.DuckDBPyConnection, sql: str, after: int) -> Iterator[tuple[Any, ...]]:
    cursor.execute(sql, [after])
    while rows := cursor.fetchmany(AT_ONCE):
        yield from rows


def _event(row: tuple[Any, ...], ids: Ids) -> ImportedEvent:
    (_, at, kind, key, category, department, person, waiting_on, reason, outcome, actor, label) = (
        row
    )
    return ImportedEvent(
        at.replace(tzinfo=UTC), kind, key, category, ids.departments.get(department),
        ids.people.get(person), waiting_on, reason, outcome, ids.people.get(actor), label or "",
    )  # fmt: skip


def _ticket(row: tuple[Any, ...], events: list[ImportedEvent], ids: Ids) -> ImportedTicket:
    (_, key, customer, requester, service, kind, channel, priority, submitted, until, sla, handoffs,
     reopens, title) = row  # fmt: skip
    return ImportedTicket(
        external_id=key[:300],
        title=tidy(title or "") or key,
        events=events,
        requester_id=ids.people.get(requester),
        customer_id=ids.departments.get(customer),
        service_id=ids.services.get(service),
        kind=kind_of(kind),
        channel=channel or "",
        priority=priority,
        submitted_at=_utc(submitted),
        observed_until=_utc(until),
        sla_flag=sla,
        source_handoffs=_count(handoffs),
        source_reopens=_count(reopens),
    )


def kind_of(word: str | None) -> str:
    """Our kind of ticket for the log's word; a service request where it says nothing we know."""
    told = (word or "").casefold()
    for kind, beginnings in KINDS:
        if any(beginning in told for beginning in beginnings.split("|")):
            return kind
    return "service_request"


def _utc(at: datetime | None) -> datetime | None:
    return at.replace(tzinfo=UTC) if at is not None else None


def _count(value: int | None) -> int | None:
    return value if value is not None and value >= 0 else None
