"""Chasing: whom one waits for too long is asked again, and at last no more. Pure.

When the next step is due stands in the log: the question carries it (``chase_at``), and so does
every step since. So each step is done once a wait, whatever restarts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from inward.tickets.life import Entry


@dataclass(frozen=True)
class Chase:
    """How far a wait for the customer was chased: steps done, when the next is due."""

    asked_at: datetime
    steps: int
    next_at: datetime | None
    put_off: int


def fold(entries: Sequence[Entry]) -> Chase | None:
    """The chase of the wait for the customer that lasts after the log; None without one."""
    start = next((i for i in range(len(entries) - 1, -1, -1) if entries[i].category), None)
    if start is None:
        return None
    asked = entries[start]
    if (asked.category, asked.waiting_on) != ("waiting", "customer"):
        return None
    steps = [one.data for one in entries[start + 1 :] if one.kind == "chased"]
    said = [data["chase_at"] for data in (asked.data, *steps) if "chase_at" in data]
    return Chase(
        asked_at=asked.at,
        steps=sum("put_off" not in data for data in steps),
        next_at=datetime.fromisoformat(said[-1]) if said and said[-1] else None,
        put_off=sum("put_off" in data for data in steps),
    )


def columns(entries: Sequence[Entry]) -> Mapping[str, Any]:
    """The cached column by which the periodic task finds what is due."""
    found = fold(entries)
    return {"next_chase_at": found.next_at if found else None}


def days_to_next(steps: int, chase_days: Sequence[int], give_up_days: int | None) -> int | None:
    """Working days from a step (0: the question) to the next one; None: there is none."""
    if steps < len(chase_days):
        return chase_days[steps]
    return give_up_days if steps == len(chase_days) else None
