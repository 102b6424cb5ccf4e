"""Stage clocks: how long each department had a ticket that was handed on, against what it promised.

Pure; derived from the log. The clock of a department runs while it has the ball itself, in business
time of the pinned calendar: not while the customer, an approver or another department has it. The
customer's own clock does not stop for any of that but the customer. The budget is what the
department promised the one it got the ticket from (the hand-off's event pins that), else the
``stage`` target of the ticket's own agreement.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from inward.calendars.rules import between
from inward.tickets import ledger
from inward.tickets.clocks import Clock, ClockState, Pause, Terms, cut, due_at
from inward.tickets.ledger import DONE, TERMINAL, State
from inward.tickets.life import Entry, Life, priority_at

KIND = "stage"


@dataclass(frozen=True)
class Stage:
    """One department's stretch of a ticket. ``clock`` None: nothing was promised for it."""

    department: int
    since: datetime
    until: datetime | None
    used: timedelta
    clock: Clock | None


@dataclass(frozen=True)
class _Stretch:
    department: int
    since: datetime
    until: datetime | None
    minutes: Mapping[str, int]


def stages(
    entries: Sequence[Entry], life: Life, terms: Terms | None, *, priority: int | None,
    as_of: datetime,
) -> tuple[Stage, ...]:  # fmt: skip
    """The stretches of all departments that had the ticket, in order; none if it was never handed
    on, or without an agreement (no calendar says what is business time then).
    """
    if terms is None or life.submitted_at is None:
        return ()
    stretches = _stretches(entries, life.submitted_at, _end(life))
    if len(stretches) < 2:
        return ()
    paused = pauses(entries)
    return tuple(_stage(stretch, entries, terms, paused, priority, as_of) for stretch in stretches)


def _end(life: Life) -> datetime | None:
    return life.done_at if life.state.category in DONE | TERMINAL else None


def _stretches(
    entries: Sequence[Entry], submitted_at: datetime, end: datetime | None
) -> list[_Stretch]:
    found: list[_Stretch] = []
    for entry in entries:
        if entry.department is None or (found and found[-1].department == entry.department):
            continue
        since = submitted_at if not found else entry.at
        if found:
            found[-1] = _Stretch(found[-1].department, found[-1].since, since, found[-1].minutes)
        found.append(_Stretch(entry.department, since, end, _promised(entry.data)))
    return found


def _promised(data: Mapping[str, Any]) -> Mapping[str, int]:
    """Business minutes by priority, as the hand-off pinned them."""
    return dict(data.get("stage") or {})


def pauses(entries: Sequence[Entry]) -> list[Pause]:
    """When and why nobody of the department that holds the ticket had the ball, in order."""
    found: list[Pause] = []
    since: datetime | None = None
    why = ""
    for entry, state in zip(entries, ledger.states(entries), strict=True):
        reason = _elsewhere(state)
        if since is not None and reason != why:
            found.append((since, entry.at, why))
            since = None
        if reason and since is None:
            since, why = entry.at, reason
    if since is not None:
        found.append((since, None, why))
    return found


def _elsewhere(state: State) -> str:
    if state.category == "waiting" and state.waiting_on == "department":
        return "part"
    kind = ledger.party(state, None).kind
    if kind == "customer":
        return ledger.reason(state) or "customer"
    return "approval" if kind == "approver" else ""


def _stage(
    stretch: _Stretch, entries: Sequence[Entry], terms: Terms, paused: Sequence[Pause],
    priority: int | None, as_of: datetime,
) -> Stage:  # fmt: skip
    end = stretch.until or as_of
    mine = tuple(cut(paused, stretch.since, end, running=stretch.until is None))
    used = between(terms.timeline, stretch.since, end, [(a, b) for a, b, _ in mine])
    level = priority_at(entries, end, priority)
    minutes = stretch.minutes.get(str(level)) or terms.targets.get((KIND, level or 0))
    clock = None
    if minutes is not None and level is not None:
        clock = _clock(stretch, terms, mine, timedelta(minutes=minutes), used, level)
    return Stage(stretch.department, stretch.since, stretch.until, used, clock)


def _clock(
    stretch: _Stretch, terms: Terms, paused: tuple[Pause, ...], budget: timedelta,
    used: timedelta, level: int,
) -> Clock:  # fmt: skip
    held = bool(paused) and paused[-1][1] is None and stretch.until is None
    return Clock(
        kind=KIND,
        state=_state(used > budget, over=stretch.until is not None, held=held),
        priority=level,
        budget=budget,
        used=used,
        started_at=stretch.since,
        due_at=due_at(terms.timeline, stretch.since, budget, paused),
        stopped_at=stretch.until,
        paused=held,
        pauses=paused,
    )


def _state(exceeded: bool, *, over: bool, held: bool) -> ClockState:
    if exceeded:
        return ClockState.MISSED
    if over:
        return ClockState.MET
    return ClockState.PAUSED if held else ClockState.RUNNING
