"""What a ticket's log amounts to: every cached column of a ticket, as one pure fold.

Definitions are those of the vectorised fold in `inward.analytics.ledger`; both must agree.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Any

from inward.tickets import ledger
from inward.tickets.ledger import DONE, TERMINAL, LedgerEvent, State

# Kinds of event by which the supplier speaks to the customer.
PUBLIC_WORDS = frozenset({"replied", "asked", "resolved", "declined"})
OWNED = frozenset({"accepted", "in_progress", "resolved"})
_NOTHING: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Entry(LedgerEvent):
    """One event of the log, with what the life of a ticket needs beyond the ledger.

    ``data``: what the event carries besides (priority, until, reason_kind, pinned versions …).
    """

    kind: str = ""
    outcome: str | None = None
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Life:
    """What is known of a ticket after its whole log. Instants are those of events.

    ``priority`` … ``calendar_version`` are None where no event of the log gives them (imported).
    """

    state: State
    supplier: int | None
    first_supplier: int | None
    departments: frozenset[int]
    submitted_at: datetime | None
    owned_at: datetime | None
    first_reply_at: datetime | None
    resolved_at: datetime | None
    # When the ticket entered the resolved, closed or other final state that it is in now.
    done_at: datetime | None
    closed_at: datetime | None
    last_event_at: datetime | None
    reopens: int
    handoffs: int
    outcome: str
    wait_until: datetime | None
    reason_kind: str
    policy_reference: str
    given: Mapping[str, Any]
    version: int


# What an event's data may say anew about the ticket; the last word holds.
GIVEN = (
    "impact", "urgency", "priority", "priority_reason", "agreement_version", "calendar_version",
    "new_title", "new_answers",
)  # fmt: skip


def live(entries: Sequence[Entry], *, submitted_at: datetime | None) -> Life:
    """The life of a ticket from its events in order (instant, then ordinal). Linear."""
    states = ledger.states(entries)
    pairs = list(zip(entries, states, strict=True))
    last = states[-1] if states else State()
    first = next((e.department for e in entries if e.department is not None), None)
    reopens, handoffs = _changes(states)
    final = last.category if last.category in TERMINAL else ""
    latest = _setter(entries)
    return Life(
        state=last,
        supplier=ledger.supplier_of(entries),
        first_supplier=first,
        departments=frozenset(e.department for e in entries if e.department is not None),
        submitted_at=_started(pairs, submitted_at),
        owned_at=next((e.at for e, s in pairs if _is_owned(s)), None),
        first_reply_at=next((e.at for e in entries if e.kind in PUBLIC_WORDS), None),
        resolved_at=_resolved(entries),
        done_at=_since(pairs, DONE | TERMINAL),
        closed_at=_since(pairs, TERMINAL) if final else None,
        last_event_at=entries[-1].at if entries else None,
        reopens=reopens,
        handoffs=handoffs,
        outcome=next((e.outcome for e in reversed(entries) if e.outcome), ""),
        wait_until=_instant(latest.get("until")) if last.category == "waiting" else None,
        reason_kind=latest.get("reason_kind", "") if final == "declined" else "",
        policy_reference=latest.get("policy_reference", "") if final == "declined" else "",
        given=_given(entries),
        version=len(entries),
    )


def _is_owned(state: State) -> bool:
    if state.category == "draft":
        return False
    return state.person is not None or state.category in OWNED


def _resolved(entries: Sequence[Entry]) -> datetime | None:
    """The first resolution; a log that knows none names its closing one (by the event's kind)."""
    return next((e.at for e in entries if "resolved" in (e.category, e.kind)), None)


def _started(
    pairs: Sequence[tuple[Entry, State]], submitted_at: datetime | None
) -> datetime | None:
    """As `ledger.started_at`, from states that are known."""
    seen = next((e.at for e, s in pairs if s.category != "draft"), None)
    return min((at for at in (submitted_at, seen) if at is not None), default=None)


def _since(pairs: Sequence[tuple[Entry, State]], categories: frozenset[str]) -> datetime | None:
    """When the last, unbroken stretch in these categories began; None if it is in none of them."""
    at: datetime | None = None
    for entry, state in reversed(pairs):
        if state.category not in categories:
            break
        at = entry.at
    return at


def _changes(states: Sequence[State]) -> tuple[int, int]:
    """How often it was reopened, and handed from one known department to another."""
    reopens = handoffs = 0
    for before, after in pairwise(states):
        left_done = before.category in DONE and after.category != "resolved"
        reopens += left_done and after.category not in TERMINAL
        handoffs += None not in (before.department, after.department) and (
            before.department != after.department
        )
    return reopens, handoffs


def _setter(entries: Sequence[Entry]) -> Mapping[str, Any]:
    """The data of the event that set the category the ticket is in."""
    return next((e.data for e in reversed(entries) if e.category is not None), _NOTHING)


def _given(entries: Sequence[Entry]) -> Mapping[str, Any]:
    found: dict[str, Any] = {}
    for entry in entries:
        if entry.data:
            found.update((name, entry.data[name]) for name in GIVEN if name in entry.data)
    return found


def _instant(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None


def priority_at(entries: Sequence[Entry], instant: datetime, otherwise: int | None) -> int | None:
    """The priority that held at an instant (the last one given at or before it)."""
    found = otherwise
    for entry in entries:
        if entry.at <= instant and "priority" in entry.data:
            found = entry.data["priority"]
    return found
