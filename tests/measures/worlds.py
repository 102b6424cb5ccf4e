"""A made-up company's year of tickets, deterministic, as fact tables on a DuckDB connection."""

import random
from datetime import datetime, timedelta

import duckdb

from inward.analytics import facts, ledger

START = datetime(2024, 1, 1)  # noqa: DTZ001 facts are UTC without zone
Step = tuple[str, str, int | None, int | None, str | None]
DEPARTMENTS = ("IT", "Finance", "HR", "Legal", "Sales", "Dispatch")


def company(connection: duckdb.DuckDBPyConnection, *, tickets: int = 400, seed: int = 7) -> None:
    """Fill the fact tables with ``tickets`` tickets and build the ledger."""
    facts.ensure(connection)
    draw = random.Random(seed)
    connection.executemany(
        "INSERT INTO departments VALUES (?, ?, ?)",
        [(i, name, 1 + i % 2) for i, name in enumerate(DEPARTMENTS, start=1)],
    )
    connection.execute("INSERT INTO services VALUES (1, 'Laptop'), (2, 'Invoice')")
    for number in range(1, tickets + 1):
        _ticket(connection, draw, number)
    ledger.build(connection)


def _ticket(connection: duckdb.DuckDBPyConnection, draw: random.Random, number: int) -> None:
    begun = START + timedelta(minutes=draw.randrange(60 * 24 * 360))
    supplier, customer = draw.sample(range(1, 7), 2)
    ended = draw.random() < 0.9
    connection.execute(
        "INSERT INTO tickets VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        [
            number,
            f"T{number}",
            customer if draw.random() < 0.95 else None,
            None,
            draw.choice((1, 2, None)),
            "incident",
            draw.choice(("Mail", "Phone", None)),
            draw.choice((1, 2, 3)),
            begun,
            datetime(2025, 1, 1),  # noqa: DTZ001
            draw.choice((True, True, False, None)),
            None,
            None,
            None,
            None,
            None,
            draw.choice((True, False, None)),
            None,
        ],
    )
    _events(connection, draw, number, begun, supplier, ended)
    if ended and draw.random() < 0.5:
        connection.execute(
            "INSERT INTO ratings VALUES (?, 'customer', ?, ?, ?)",
            [number, draw.randrange(1, 6), begun + timedelta(days=9), draw.random() < 0.1],
        )


def _events(
    connection: duckdb.DuckDBPyConnection,
    draw: random.Random,
    number: int,
    begun: datetime,
    supplier: int,
    ended: bool,
) -> None:
    steps: list[Step] = [("submitted", "submitted", supplier, None, None)]
    steps.append(("accepted", "accepted", None, draw.randrange(1, 30), None))
    steps += [
        ("handed_off", "in_progress", draw.randrange(1, 7), None, None)
        for _ in range(draw.randrange(3))
    ]
    if draw.random() < 0.4:
        steps.append(("asked", "waiting", None, None, draw.choice(("customer", "outside"))))
        steps.append(("answered", "in_progress", None, None, None))
    if ended:
        steps.append(("resolved", "resolved", None, None, None))
        if draw.random() < 0.1:
            steps.append(("reopened", "in_progress", None, None, None))
            steps.append(("resolved", "resolved", None, None, None))
        steps.append(("closed", "closed", None, None, None))
    at = begun
    for ordinal, (kind, category, department, person, waiting) in enumerate(steps, start=1):
        connection.execute(
            "INSERT INTO events VALUES (?,?,?,?,?,?,?,?,NULL,NULL,NULL)",
            [number, ordinal, at, kind, category, department, person, waiting],
        )
        at += timedelta(minutes=draw.choice((5, 45, 600, 2900)), seconds=draw.randrange(60))
