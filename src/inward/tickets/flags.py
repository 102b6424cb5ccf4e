"""Flags of a ticket: major, overdue, escalated. They come and go; none is ever a state. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from inward.tickets.life import Entry


class Flag(StrEnum):
    """What a ticket may be called beside its state."""

    MAJOR = "major"
    OVERDUE = "overdue"
    ESCALATED = "escalated"


@dataclass(frozen=True)
class Raised:
    """A flag that is up: since when and why."""

    flag: Flag
    since: datetime
    reason: str


def fold(entries: Sequence[Entry]) -> dict[Flag, Raised]:
    """The flags that are up after the whole log. Linear."""
    found: dict[Flag, Raised] = {}
    for entry in entries:
        if entry.kind != "flagged":
            continue
        flag = Flag(entry.data["flag"])
        if not entry.data.get("on"):
            found.pop(flag, None)
        elif flag not in found:
            found[flag] = Raised(flag, entry.at, str(entry.data.get("reason") or ""))
    return found


def columns(entries: Sequence[Entry], next_due: datetime | None) -> Mapping[str, Any]:
    """The cached columns. A ticket is overdue only while a promise runs: a pause hides it."""
    up = fold(entries)
    return {
        "is_major": Flag.MAJOR in up,
        "is_escalated": Flag.ESCALATED in up,
        "is_overdue": Flag.OVERDUE in up and next_due is not None,
    }
