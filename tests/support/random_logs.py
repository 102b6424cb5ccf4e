"""Random tickets for property tests: any order of categories, gaps, equal instants, unknowns."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from hypothesis import strategies as st

from inward.tickets.ledger import LedgerEvent

EPOCH = datetime(2024, 1, 1, tzinfo=UTC)
CATEGORIES = (
    "draft",
    "submitted",
    "awaiting_approval",
    "accepted",
    "in_progress",
    "waiting",
    "resolved",
    "closed",
    "declined",
    "withdrawn",
    "merged",
    "unknown",
)
WAITS = ("customer", "outside", "department", "approver", "date", "unknown")

T = TypeVar("T")


@dataclass(frozen=True)
class RandomTicket:
    """One ticket's log: events in order, the submission as its source gave it (or None)."""

    events: tuple[LedgerEvent, ...]
    submitted_at: datetime | None
    observed_until: datetime


def maybe(values: st.SearchStrategy[T]) -> st.SearchStrategy[T | None]:
    """The values or None."""
    return st.one_of(st.none(), values)


@st.composite
def tickets(draw: st.DrawFn, *, min_events: int = 0, max_events: int = 9) -> RandomTicket:
    """A ticket with up to ``max_events`` events; steps of zero minutes happen."""
    at = EPOCH + timedelta(minutes=draw(st.integers(0, 500)))
    first, events = at, []
    for _ in range(draw(st.integers(min_events, max_events))):
        events.append(draw(_event(at)))
        at += timedelta(minutes=draw(st.sampled_from((0, 0, 1, 7, 60, 1441))))
    given = draw(maybe(st.integers(-90, 90)))
    submitted = None if given is None else first + timedelta(minutes=given)
    until = at + timedelta(minutes=draw(st.integers(0, 2000)))
    return RandomTicket(tuple(events), submitted, max(until, submitted or until))


@st.composite
def _event(draw: st.DrawFn, at: datetime) -> LedgerEvent:
    category = draw(maybe(st.sampled_from(CATEGORIES)))
    waits = category in {"waiting", "awaiting_approval"}
    # Waits for parts are drawn often, so that several follow each other.
    parts = draw(st.sets(st.integers(1, 4), max_size=3)) if draw(st.booleans()) else set()
    if parts:
        category, waits = draw(st.sampled_from(("waiting", "in_progress"))), True
    return LedgerEvent(
        awaited=tuple(sorted(parts)),
        at=at,
        category=category,
        department=draw(maybe(st.integers(1, 3))),
        person=draw(maybe(st.integers(1, 3))),
        waiting_on=draw(maybe(st.sampled_from((*WAITS, *["department"] * 6)))) if waits else None,
        reason=draw(maybe(st.sampled_from(("parts", "budget")))),
    )
