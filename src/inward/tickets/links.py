"""Links between tickets, as the log of one of them tells them. Pure.

Both logs tell of a link: ``out`` on the one that is something (blocks, duplicates …) to the other.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from inward.tickets.life import Entry
from inward.tickets.models import LinkKind

# Edges along which work waits for work: a circle of them would never end.
# Where the data of such an event names the other ticket.
OTHER = ("other", "into", "from")
ORDERING = frozenset({LinkKind.BLOCKS, LinkKind.CHILD_OF})


@dataclass(frozen=True)
class Link:
    """What this ticket is to another (``out``), or the other to this one."""

    kind: str
    out: bool
    other: int
    key: str


def data_of(kind: str, other: int, key: str, *, out: bool) -> dict[str, Any]:
    """What the events ``linked`` and ``unlinked`` carry."""
    return {"link": kind, "other": other, "key": key, "out": out}


def fold(entries: Iterable[Entry]) -> tuple[Link, ...]:
    """The links that stand, in the order they were made. Linear."""
    found: dict[tuple[str, bool, int], Link] = {}
    for entry in entries:
        if entry.kind in ("linked", "split"):
            link = _link(entry.data)
            found[link.kind, link.out, link.other] = link
        elif entry.kind == "unlinked":
            gone = _link(entry.data)
            found.pop((gone.kind, gone.out, gone.other), None)
    return tuple(found.values())


def _link(data: Mapping[str, Any]) -> Link:
    kind = data.get("link", LinkKind.RELATES.value)
    return Link(kind, data["out"], data["other"], data["key"])


def named(entries: Iterable[Entry]) -> frozenset[int]:
    """Every ticket that the events of links, merges and splits name, whether they still hold."""
    kinds = ("linked", "unlinked", "split", "merged", "merged_in", "unmerged")
    told = (entry.data for entry in entries if entry.kind in kinds)
    return frozenset(data[name] for data in told for name in OTHER if name in data)


def merged_into(entries: Iterable[Entry]) -> tuple[int, str] | None:
    """The ticket that this one was merged into and its key; None if it was not, or no more."""
    found: tuple[int, str] | None = None
    for entry in entries:
        if entry.kind == "merged" and "into" in entry.data:
            found = entry.data["into"], entry.data["key"]
        elif entry.kind == "unmerged" and "into" in entry.data:
            found = None
    return found


def merged_in(entries: Iterable[Entry]) -> dict[int, str]:
    """The tickets merged into this one: key by id, in that order."""
    found: dict[int, str] = {}
    for entry in entries:
        if entry.kind == "merged_in":
            found[entry.data["from"]] = entry.data["key"]
        elif entry.kind == "unmerged" and "from" in entry.data:
            found.pop(entry.data["from"], None)
    return found


def waits_in_circle(edges: Mapping[int, frozenset[int]], waiting: int, awaited: int) -> bool:
    """Whether ``awaited`` waits (by whatever way) for ``waiting`` already. Linear in edges."""
    seen, ahead = set[int](), [awaited]
    while ahead:
        at = ahead.pop()
        if at == waiting:
            return True
        if at not in seen:
            seen.add(at)
            ahead.extend(edges.get(at, frozenset()))
    return False
