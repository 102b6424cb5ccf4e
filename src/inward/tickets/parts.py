"""Parts: what a ticket asked other departments for, as its log tells it. Pure.

A part is a ticket of its own under its own agreement. Its parent's log says when it was asked and
how it ended; while the parent waits, the event that began the wait names the parts waited for.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from inward.tickets.life import Entry

NAMES_LENGTH = 300
# From these a ticket may begin to wait for a part; another wait goes on as it is.
MAY_WAIT = frozenset({"submitted", "accepted", "in_progress"})


@dataclass(frozen=True)
class AskedPart:
    """One part: the ticket asked, of which department (by its name then), and how it ended.

    ``ended``: resolved, declined, withdrawn; '' while it is open.
    """

    id: int
    key: str
    department: int
    name: str
    since: datetime
    ended: str = ""
    until: datetime | None = None
    outcome: str = ""


def fold(entries: Iterable[Entry]) -> tuple[AskedPart, ...]:
    """The parts in the order they were first asked. A reopened part is open again. Linear."""
    found: dict[int, AskedPart] = {}
    for entry in entries:
        if entry.kind == "part_asked":
            before = found.get(entry.data["part"])
            since = before.since if before is not None else entry.at
            found[entry.data["part"]] = _asked(entry.data, since)
        elif entry.kind == "part_ended" and entry.data["part"] in found:
            asked = found[entry.data["part"]]
            found[asked.id] = replace(
                asked,
                ended=entry.data["ended"],
                until=entry.at,
                outcome=entry.data.get("outcome", ""),
            )
    return tuple(found.values())


def _asked(data: Mapping[str, Any], since: datetime) -> AskedPart:
    return AskedPart(data["part"], data["key"], data["department"], data["department_name"], since)


def asked_names(entries: Iterable[Entry]) -> dict[int, str]:
    """The names, by id, of the departments that were ever asked for a part. Linear."""
    return {
        each.data["department"]: each.data["department_name"]
        for each in entries
        if each.kind == "part_asked"
    }


def still_open(found: Iterable[AskedPart]) -> list[AskedPart]:
    """Those that have not ended."""
    return [part for part in found if not part.ended]


def awaited(entries: Sequence[Entry]) -> tuple[int, ...]:
    """The parts that the ticket waits for now, by id; empty if it waits for none."""
    last = next((each for each in reversed(entries) if each.category is not None), None)
    if last is None or last.category != "waiting":
        return ()
    return tuple(last.data.get("awaited_parts", ()))


def wait_for(found: Iterable[AskedPart]) -> dict[str, Any]:
    """What the data of an event says that begins a wait for these parts; {} without any."""
    parts = list(found)
    if not parts:
        return {}
    return {
        "awaited": sorted({part.department for part in parts}),
        "awaited_parts": sorted(part.id for part in parts),
        "awaited_names": names_of(part.name for part in parts),
    }


def names_of(names: Iterable[str]) -> str:
    """'Finance, HR and Legal': each once, by name, in at most 300 characters."""
    *some, last = sorted(set(names))
    said = f"{', '.join(some)} and {last}" if some else last
    return said if len(said) <= NAMES_LENGTH else f"{said[: NAMES_LENGTH - 1]}…"


def columns(entries: Sequence[Entry]) -> dict[str, Any]:
    """The cached columns of a ticket that follow from parts: whose parts it waits for, of what
    ticket it is a part.
    """
    last = next((each for each in reversed(entries) if each.category is not None), None)
    waits = last is not None and last.category == "waiting"
    return {
        "awaited": last.data.get("awaited_names", "") if last is not None and waits else "",
        "part_of_id": parent_of(entries),
    }


def parent_of(entries: Sequence[Entry]) -> int | None:
    """The ticket this one is a part of; its first event says so."""
    given = entries[0].data.get("part_of") if entries else None
    return given["id"] if given else None
