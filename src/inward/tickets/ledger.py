"""The ledger: who held the ball, from submission to closure, without gap or overlap.

A pure function of a ticket's events (no clock, no database). The vectorised twin over whole tables
is `inward.analytics.ledger`; both must agree event for event.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

TERMINAL = frozenset({"closed", "declined", "withdrawn", "merged"})
DONE = frozenset({"resolved", "closed"})
SUPPLIER_SIDE = frozenset({"submitted", "accepted", "in_progress"})
AWAITED = frozenset({"customer", "outside", "approver", "department"})
PARTIES = ("supplier", "department", "customer", "approver", "outside", "unknown")
# Parties that are a department of ours: the hold says which one and, if known, who of it.
NAMED = frozenset({"supplier", "department"})


class Party(NamedTuple):
    """Who holds the ball: a kind of party and, where it is one of ours, the department."""

    kind: str
    department: int | None


@dataclass(frozen=True, slots=True)
class LedgerEvent:
    """One event of the log, with what it changed; None means unchanged (see the glossary: event).

    ``category`` is the status category after the event, ``department`` the one holding on the
    supplier side, ``person`` its assignee, ``waiting_on`` whom a wait names, ``awaited`` the
    departments whose parts a wait for departments is for.
    """

    at: datetime
    category: str | None = None
    department: int | None = None
    person: int | None = None
    waiting_on: str | None = None
    reason: str | None = None
    awaited: tuple[int, ...] = field(default=(), kw_only=True)


@dataclass(frozen=True, slots=True)
class Hold:
    """One stretch of time in which one party held the ball: ``since`` included, ``until`` not.

    ``parties`` is the sorted set of those awaited (several only where work runs in parallel);
    ``party_kind`` and ``department`` name the one the time is booked to: the one of them that
    answered last; of several that never answered, or at one instant, the first of the set.
    """

    parties: tuple[Party, ...]
    party_kind: str
    department: int | None
    person: int | None
    since: datetime
    until: datetime
    reason: str | None = None

    @property
    def minutes(self) -> float:
        """Length in calendar minutes."""
        return (self.until - self.since).total_seconds() / 60


@dataclass(frozen=True, slots=True)
class State:
    """What is known after an event: the forward fill of all events up to it."""

    category: str = "submitted"
    department: int | None = None
    person: int | None = None
    waiting_on: str | None = None
    reason: str | None = None
    awaited: tuple[int, ...] = ()


def after(state: State, event: LedgerEvent) -> State:
    """The state after one more event.

    A wait's partner, reason and departments belong to the event that set the category; the
    assignee to the last event that named a department or a person.
    """
    if event.category is not None:
        state = replace(
            state,
            category=event.category,
            waiting_on=event.waiting_on,
            reason=event.reason,
            awaited=_awaited(event),
        )
    if event.department is not None:
        state = replace(state, department=event.department, person=event.person)
    elif event.person is not None:
        state = replace(state, person=event.person)
    return state


def _awaited(event: LedgerEvent) -> tuple[int, ...]:
    waits = event.category == "waiting" and event.waiting_on == "department"
    return tuple(sorted(set(event.awaited))) if waits else ()


def states(events: Sequence[LedgerEvent]) -> list[State]:
    """The state after each event, in order."""
    found: list[State] = []
    state = State()
    for event in events:
        state = after(state, event)
        found.append(state)
    return found


def supplier_of(events: Sequence[LedgerEvent]) -> int | None:
    """The accountable department: the last one known in the whole log."""
    known = [event.department for event in events if event.department is not None]
    return known[-1] if known else None


def started_at(events: Sequence[LedgerEvent], submitted_at: datetime | None) -> datetime | None:
    """When the ledger begins: the earlier of the given submission and the first event not a draft.

    None if the ticket was never submitted: a log of drafts only, whatever submission was given.
    """
    if not events:
        return submitted_at
    seen = (e.at for e, s in zip(events, states(events), strict=True) if s.category != "draft")
    first = next(seen, None)
    if first is None or submitted_at is None:
        return first
    return min(submitted_at, first)


def ended_at(events: Sequence[LedgerEvent]) -> datetime | None:
    """When the ticket entered the terminal category that it did not leave again; None if open."""
    end: datetime | None = None
    for event, state in zip(events, states(events), strict=True):
        if state.category not in TERMINAL:
            end = None
        elif end is None:
            end = event.at
    return end


def party(state: State, supplier: int | None) -> Party:
    """Who holds the ball in a state, given the department that is accountable in the end.

    Of several that are awaited the first; `booked` says to whom the time goes.
    """
    kind = _kind(state, supplier)
    if state.awaited:
        return Party(kind, state.awaited[0])
    return Party(kind, state.department if kind in NAMED else None)


def _kind(state: State, supplier: int | None) -> str:
    category = state.category
    if category == "waiting" and state.waiting_on in AWAITED:
        return str(state.waiting_on)
    if category in SUPPLIER_SIDE or (category == "waiting" and state.waiting_on == "date"):
        if state.department is None:
            return "unknown"
        return "supplier" if state.department == supplier else "department"
    if category == "awaiting_approval":
        return "approver"
    if category in DONE or category in TERMINAL or category == "draft":
        return "customer"
    return "unknown"


def reason(state: State) -> str | None:
    """Why the ball lies there, as the log says it; the pauses of the life cycle have fixed words.

    ``confirmation``: resolved, the customer is to confirm. ``closed``: closed but re-opened later.
    ``draft``: given back to the customer to complete.
    """
    if state.category == "resolved":
        return "confirmation"
    if state.category in TERMINAL:
        return "closed"
    if state.category == "draft":
        return "draft"
    return state.reason


def fold(
    events: Sequence[LedgerEvent], *, submitted_at: datetime | None, observed_until: datetime
) -> list[Hold]:
    """The ledger of one ticket: holds in time order whose lengths sum to the elapsed time.

    ``events`` must stand in their order (instant, then ordinal). Runs from the submission to the
    final closure, else to ``observed_until`` (or the last event, if that is later). Empty if the
    ticket was never submitted. Linear in the number of events.
    """
    start = started_at(events, submitted_at)
    if start is None:
        return []
    last = events[-1].at if events else start
    end = ended_at(events) or max(observed_until, last, start)
    supplier = supplier_of(events)
    return _merged(_holds(events, start, end, supplier))


def _holds(
    events: Sequence[LedgerEvent], start: datetime, end: datetime, supplier: int | None
) -> Iterator[Hold]:
    """One hold between each two instants at which something happened, empty ones left out."""
    # Before the first event the ball lay with whom it names first: no wait can have begun yet.
    before = State("submitted", events[0].department, events[0].person) if events else State()
    known = states(events)
    marks = [(start, before), *zip((e.at for e in events), known, strict=True)]
    booking = [None, *booked(known)]
    for ((since, state), (until, _)), answerer in zip(
        pairwise([*marks, (end, before)]), booking, strict=True
    ):
        since, until = max(since, start), min(until, end)
        if since < until:
            yield _hold(state, answerer, supplier, since, until)


def _hold(
    state: State, answerer: int | None, supplier: int | None, since: datetime, until: datetime
) -> Hold:
    why = reason(state)
    if answerer is not None:
        parties = tuple(Party("department", each) for each in state.awaited)
        return Hold(parties, "department", answerer, None, since, until, why)
    holder = party(state, supplier)
    person = state.person if holder.kind in NAMED else None
    return Hold((holder,), holder.kind, holder.department, person, since, until, why)


def booked(known: Sequence[State]) -> list[int | None]:
    """To which of the awaited departments the time after each event goes; None: none is awaited.

    To the one that is awaited longest from there on, for it answers last; the first of the set
    where that says nothing. Linear, going backwards: until where each is awaited unbroken.
    """
    found: list[int | None] = []
    ends: dict[int, int] = {}
    for place in range(len(known) - 1, -1, -1):
        ends = {each: ends.get(each, place) for each in known[place].awaited}
        found.append(min(ends, key=lambda each: (-ends[each], each), default=None))
    return found[::-1]


def _merged(holds: Iterator[Hold]) -> list[Hold]:
    """Adjacent holds of the same party, person and reason become one."""
    merged: list[Hold] = []
    for hold in holds:
        if merged and _same(merged[-1], hold):
            merged[-1] = replace(merged[-1], until=hold.until)
        else:
            merged.append(hold)
    return merged


def _same(left: Hold, right: Hold) -> bool:
    return (left.parties, left.person, left.reason) == (right.parties, right.person, right.reason)
