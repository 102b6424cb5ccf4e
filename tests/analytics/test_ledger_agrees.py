"""The vectorised ledger equals the scalar one, event for event, on logs made at random."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import pairwise

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inward.analytics import engine, facts, ledger
from inward.tickets import ledger as scalar
from tests.support.random_logs import RandomTicket, tickets

Row = tuple[object, ...]


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with engine.scratch(threads=1) as opened:
        facts.ensure(opened)
        yield opened


def plain(at: datetime | None) -> datetime | None:
    return None if at is None else at.replace(tzinfo=None)


def load(connection: duckdb.DuckDBPyConnection, drawn: Sequence[RandomTicket]) -> None:
    connection.execute("TRUNCATE tickets; TRUNCATE events")
    for number, ticket in enumerate(drawn, start=1):
        connection.execute(
            "INSERT INTO tickets (id, key, submitted_at, observed_until) VALUES (?, ?, ?, ?)",
            [number, f"T{number}", plain(ticket.submitted_at), plain(ticket.observed_until)],
        )
        for ordinal, event in enumerate(ticket.events, start=1):
            connection.execute(
                "INSERT INTO events VALUES (?, ?, ?, 'updated', ?, ?, ?, ?, ?, NULL, ?)",
                [
                    number,
                    ordinal,
                    plain(event.at),
                    event.category,
                    event.department,
                    event.person,
                    event.waiting_on,
                    event.reason,
                    ",".join(map(str, event.awaited)) or None,
                ],
            )


def awaited(hold: scalar.Hold) -> str | None:
    """Several parties at once, as the table names them."""
    several = len(hold.parties) > 1
    return ",".join(str(each.department) for each in hold.parties) if several else None


def scalar_holds(drawn: Sequence[RandomTicket]) -> list[Row]:
    return [
        (
            number,
            seq,
            hold.party_kind,
            hold.department,
            hold.person,
            hold.reason,
            plain(hold.since),
            plain(hold.until),
            hold.minutes,
            awaited(hold),
        )
        for number, ticket in enumerate(drawn, start=1)
        for seq, hold in enumerate(
            scalar.fold(
                ticket.events,
                submitted_at=ticket.submitted_at,
                observed_until=ticket.observed_until,
            ),
            start=1,
        )
    ]


@given(st.lists(tickets(), min_size=1, max_size=6), st.sampled_from((1, 5, 1000)))
@settings(max_examples=80, deadline=None)
def test_holds_are_those_of_the_scalar_ledger(
    connection: duckdb.DuckDBPyConnection, drawn: list[RandomTicket], at_once: int
) -> None:
    load(connection, drawn)
    ledger.build(connection, events_at_once=at_once)
    found = connection.execute("SELECT * FROM holds ORDER BY ticket_id, seq").fetchall()
    assert found == scalar_holds(drawn)


@given(st.lists(tickets(), min_size=1, max_size=6))
@settings(max_examples=40, deadline=None)
def test_lives_are_those_of_the_scalar_ledger(
    connection: duckdb.DuckDBPyConnection, drawn: list[RandomTicket]
) -> None:
    load(connection, drawn)
    ledger.build(connection)
    found = connection.execute(
        "SELECT supplier_id, submitted_at, closed_at, handoffs, reopens, open"
        " FROM lives ORDER BY ticket_id"
    ).fetchall()
    assert found == [scalar_life(ticket) for ticket in drawn]


def scalar_life(ticket: RandomTicket) -> Row:
    states = scalar.states(ticket.events)
    steps = list(pairwise(states))
    handoffs = sum(a.department is not None and a.department != b.department for a, b in steps)
    reopens = sum(
        a.category in scalar.DONE and b.category != "resolved" and b.category not in scalar.TERMINAL
        for a, b in steps
    )
    end = scalar.ended_at(ticket.events)
    return (
        scalar.supplier_of(ticket.events),
        plain(scalar.started_at(ticket.events, ticket.submitted_at)),
        plain(end),
        handoffs,
        reopens,
        end is None,
    )
