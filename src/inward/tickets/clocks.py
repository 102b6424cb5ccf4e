"""Clocks: what was promised, what is used of it, when it falls due. Pure; derived, never counted.

A clock runs in business time from the submission. It stands still exactly while the ledger says
that the customer holds the ball (asked back, resolved and not yet reopened): the customer's clock
never stops for internal waits. The clocks of the supplier, ``own`` and ``first_reply``, stand still
also while somebody is to approve: the ticket has not reached the supplier, or has left it for that
long. What was paused is taken out of the open set, not added to the due
date. The budget is the target of the priority that holds now, or held when the clock stopped.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from inward.calendars import explain as explaining
from inward.calendars.errors import OutOfHorizon
from inward.calendars.rules import Timeline, add, between, due
from inward.tickets import ledger
from inward.tickets.ledger import DONE, TERMINAL
from inward.tickets.life import Entry, Life, priority_at

KINDS = ("own", "first_reply", "resolve")
OF_SUPPLIER = frozenset({"own", "first_reply"})
APPROVAL = "approval"
_NOTHING = timedelta()

Pause = tuple[datetime, datetime | None, str]
"""Since, until (None while it lasts), why."""


class ClockState(StrEnum):
    """Where a clock stands. ``VOID``: the ticket ended otherwise before the promise was due."""

    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    MISSED = "missed"
    VOID = "void"


@dataclass(frozen=True)
class Clock:
    """One promise of a ticket at one instant, in business time of the pinned calendar.

    ``due_at`` None: unknown, since a pause stands before it (``left`` remains of the budget).
    ``left`` is negative once the budget is exceeded. ``stopped_at`` None: still running or paused;
    a clock that is ``MISSED`` and not stopped goes on counting.
    """

    kind: str
    state: ClockState
    priority: int
    budget: timedelta
    used: timedelta
    started_at: datetime
    due_at: datetime | None
    stopped_at: datetime | None
    paused: bool
    pauses: tuple[Pause, ...]

    @property
    def left(self) -> timedelta:
        """What remains of the budget; negative: by how much it is exceeded."""
        return self.budget - self.used

    @property
    def met(self) -> bool | None:
        """True, False, or None while undecided or void."""
        if self.state is ClockState.MISSED:
            return False
        return True if self.state is ClockState.MET else None

    @property
    def counts(self) -> bool:
        """Whether time passes for it now: open and not paused."""
        return self.stopped_at is None and not self.paused


@dataclass(frozen=True)
class Terms:
    """What was promised: business minutes by (kind, priority), and the calendar they count in."""

    targets: Mapping[tuple[str, int], int]
    timeline: Timeline


def clocks(
    entries: Sequence[Entry], life: Life, terms: Terms | None, *, priority: int | None,
    as_of: datetime,
) -> tuple[Clock, ...]:  # fmt: skip
    """The clocks of a ticket as they stand at ``as_of`` (not before its last event).

    ``priority`` is that of the ticket where its log names none. Without terms (no agreement,
    imported) there are none.
    """
    if terms is None or life.submitted_at is None:
        return ()
    of_customer, of_supplier = pauses(entries), pauses(entries, of_supplier=True)
    held = {kind: of_supplier if kind in OF_SUPPLIER else of_customer for kind in KINDS}
    found = (_clock(kind, entries, life, terms, held[kind], priority, as_of) for kind in KINDS)
    return tuple(clock for clock in found if clock is not None)


def pauses(entries: Sequence[Entry], *, of_supplier: bool = False) -> list[Pause]:
    """When and why the customer held the ball, in order; the last may still last (until None).

    ``of_supplier``: for the clocks of the supplier, with the stretches of approval besides.
    """
    found: list[Pause] = []
    since: datetime | None = None
    why = ""
    for entry, state in zip(entries, ledger.states(entries), strict=True):
        kind = ledger.party(state, None).kind
        approving = of_supplier and kind == "approver"
        holds = kind == "customer" or approving
        reason = APPROVAL if approving else ledger.reason(state) or ""
        if since is not None and (not holds or reason != why):
            found.append((since, entry.at, why))
            since = None
        if holds and since is None:
            since, why = entry.at, reason
    if since is not None:
        found.append((since, None, why))
    return found


def _clock(
    kind: str, entries: Sequence[Entry], life: Life, terms: Terms, paused: Sequence[Pause],
    priority: int | None, as_of: datetime,
) -> Clock | None:  # fmt: skip
    start = life.submitted_at
    stopped, void = _stop(kind, life)
    end = stopped or as_of
    level = priority_at(entries, end, priority)
    minutes = terms.targets.get((kind, level)) if level is not None else None
    if start is None or level is None or minutes is None:
        return None
    budget = timedelta(minutes=minutes)
    mine = tuple(cut(paused, start, end, running=stopped is None))
    used = between(terms.timeline, start, end, [(a, b) for a, b, _ in mine])
    held = bool(mine) and mine[-1][1] is None
    return Clock(
        kind=kind,
        state=_state(used > budget, stopped is not None, void, held),
        priority=level,
        budget=budget,
        used=used,
        started_at=start,
        due_at=due_at(terms.timeline, start, budget, mine),
        stopped_at=stopped,
        paused=held and stopped is None,
        pauses=mine,
    )


def _stop(kind: str, life: Life) -> tuple[datetime | None, bool]:
    """When a clock stopped, and whether it did so without having been fulfilled."""
    final = life.state.category
    ended = life.done_at if final in TERMINAL - DONE else None
    reached = {
        "own": life.owned_at,
        "first_reply": life.first_reply_at,
        "resolve": life.done_at if final in DONE else None,
    }[kind]
    if reached is not None and (ended is None or reached <= ended):
        return reached, False
    if ended is None and final in DONE:
        # Resolved without anybody having owned or answered it: nothing more is to come.
        ended = life.done_at
    return ended, ended is not None


def _state(exceeded: bool, stopped: bool, void: bool, held: bool) -> ClockState:
    if exceeded:
        return ClockState.MISSED
    if stopped:
        return ClockState.VOID if void else ClockState.MET
    return ClockState.PAUSED if held else ClockState.RUNNING


def cut(paused: Sequence[Pause], start: datetime, end: datetime, *, running: bool) -> list[Pause]:
    """The pauses that began before the clock stopped (or now); one that outlasts it has no end."""
    return [
        (max(since, start), until if until is not None and until <= end else None, why)
        for since, until, why in paused
        if (since < end or (running and since == end)) and (until is None or until > start)
    ]


def due_at(
    timeline: Timeline, start: datetime, budget: timedelta, paused: Sequence[Pause]
) -> datetime | None:
    """When a budget is used up; None: unknown while a pause lasts, or beyond all calendars."""
    try:
        return due(timeline, start, budget, [(a, b) for a, b, _ in paused]).at
    except OutOfHorizon:
        return None  # promised for a day that no calendar reaches


def projected(clock: Clock, timeline: Timeline, expected_end: datetime) -> datetime | None:
    """When a paused clock would be due if its wait ended at ``expected_end``; None if it runs."""
    if not clock.paused or clock.state is ClockState.MISSED:
        return None
    try:
        return add(timeline, expected_end, clock.left)
    except OutOfHorizon:
        return None


def explain(clock: Clock, timeline: Timeline, *, as_of: datetime) -> explaining.Explanation:
    """The timeline that makes a due date believable: open from…to, paused by…, holiday….

    Runs from the submission to the due instant, to where the clock stopped if that is later, or to
    ``as_of`` while the due instant is unknown.
    """
    reached = clock.stopped_at or as_of
    end = max(reached, clock.due_at) if clock.due_at is not None else reached
    return explaining.explain(timeline, clock.started_at, end, clock.pauses)


def next_due(found: Sequence[Clock]) -> datetime | None:
    """The earliest due instant of a clock that counts now; one missed already included."""
    return min((c.due_at for c in found if c.counts and c.due_at is not None), default=None)
