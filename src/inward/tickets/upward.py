"""What a part tells its parent, in the transaction in which it happens to the part.

Called by the one function that appends events, so that no way of ending a part can forget it. Who
locks a part locks its parent first (`actions.steps.locked`): nobody waits for each other.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from inward.kernel import outbox
from inward.notify.actions import tell
from inward.tickets import parts
from inward.tickets.events import PartAskedAgain, PartEnded
from inward.tickets.life import Entry
from inward.tickets.models import EventKind, Ticket, TicketEvent
from inward.tickets.rules import OPEN

Append = Callable[..., TicketEvent]
Read = Callable[[Ticket], list[Entry]]

_ENDED = {
    "resolved": "finished its part of",
    "declined": "declined its part of",
    "withdrawn": "no longer has a part in",
}


@dataclass(frozen=True)
class Before:
    """What a part was before an event."""

    category: str
    supplier_id: int | None


def before(part: Ticket) -> Before:
    """To be taken before the event is appended."""
    return Before(part.category, part.supplier_id)


def tell_parent(
    part: Ticket, was: Before, event: TicketEvent, *, append: Append, read: Read
) -> None:
    """Append to the parent what the event means for it, if anything.

    A part that ended ends the parent's wait for it; one that is open again, or went to another
    department, is waited for (again) if the parent waits or may begin to. Four statements and those
    of an append, for events that move a part; none for others.
    """
    opened, open_now = was.category in OPEN, part.category in OPEN
    moved = opened and open_now and was.supplier_id != part.supplier_id
    if part.part_of_id is None or (opened == open_now and not moved):
        return
    parent = (
        Ticket.objects.select_for_update(of=("self",))
        .select_related("supplier", "assignee", "calendar_version")
        .get(pk=part.part_of_id)
    )
    if open_now:
        _asked_again(parent, part, event.at, moved=moved, append=append, log=read(parent))
    else:
        _ended(parent, part, event.at, append=append, log=read(parent))


def _ended(parent: Ticket, part: Ticket, at: datetime, *, append: Append, log: list[Entry]) -> None:
    asked = {each.id: each for each in parts.fold(log)}[part.pk]
    waited = parts.awaited(log)
    rest = [each for each in parts.fold(log) if each.id in waited and each.id != part.pk]
    state: dict[str, Any] = {}
    if part.pk in waited:
        state = _goes_on(parent, log, rest)
    data = {
        "part": part.pk, "key": part.key, "department": asked.department,
        "department_name": asked.name, "ended": _how(part), "outcome": part.outcome,
        **state.pop("data", {}),
    }  # fmt: skip
    append(
        parent, at=at, kind=EventKind.PART_ENDED, actor=None, side=TicketEvent.Side.SYSTEM,
        data=data, **state,
    )  # fmt: skip
    outbox.publish(PartEnded(parent.pk, None, at, part.pk, _how(part), bool(rest)))
    _tell(parent, part, asked.name, at)


def _how(part: Ticket) -> str:
    return part.category if part.category in _ENDED else "resolved"


def _goes_on(parent: Ticket, log: list[Entry], rest: list[parts.AskedPart]) -> dict[str, Any]:
    """The parent's state once a part it waited for ended: it waits for the rest, or works on."""
    began = next(each for each in reversed(log) if each.category is not None)
    held = {name: began.data[name] for name in ("before", "until") if name in began.data}
    if rest:
        return {
            "category": "waiting",
            "waiting_on": "department",
            "reason": began.reason or "",
            "data": {**held, **parts.wait_for(rest)},
        }
    known = str(held.get("before") or "in_progress")
    return {"category": "in_progress" if parent.assignee_id is not None else known}


def _asked_again(
    parent: Ticket, part: Ticket, at: datetime, *, moved: bool, append: Append, log: list[Entry]
) -> None:
    if part.supplier is None:
        return
    again = parts.AskedPart(part.pk, part.key, part.supplier.pk, part.supplier.name, at)
    waited = parts.awaited(log)
    known = {each.id: each for each in parts.fold(log)} | {part.pk: again}
    waits = part.pk in waited if moved else bool(waited) or parent.category in parts.MAY_WAIT
    data: dict[str, Any] = told(again, how="handed_off" if moved else "reopened")
    state: Mapping[str, Any] = {}
    if waits:
        ids = {*waited, part.pk}
        began = next(each for each in reversed(log) if each.category is not None)
        before_it = began.data.get("before") if waited else parent.category
        data |= {"before": before_it, "until": began.data.get("until")}
        data |= parts.wait_for(each for each in known.values() if each.id in ids)
        state = {"category": "waiting", "waiting_on": "department"}
    append(
        parent, at=at, kind=EventKind.PART_ASKED, actor=None, side=TicketEvent.Side.SYSTEM,
        data=data, **state,
    )  # fmt: skip
    outbox.publish(PartAskedAgain(parent.pk, None, at, part.pk, part.supplier.pk))


def told(part: parts.AskedPart, *, how: str) -> dict[str, Any]:
    """What the event of an asked part carries; ``how``: asked, reopened, handed_off."""
    return {
        "part": part.id,
        "key": part.key,
        "department": part.department,
        "department_name": part.name,
        "how": how,
    }


def _tell(parent: Ticket, part: Ticket, department: str, at: datetime) -> None:
    if parent.assignee is None:
        return
    tell(
        people=[parent.assignee],
        kind="part",
        subject=f"{department} {_ENDED[_how(part)]} {parent.key}",
        path=f"/tickets/{quote(parent.key)}/",
        once=f"part:{part.pk}:{part.version}",
        now=at,
    )
