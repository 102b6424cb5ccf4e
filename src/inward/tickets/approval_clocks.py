"""The clock of one stage of approval: what the agreement promises for it. Pure; derived.

The clock of the customer goes on while somebody decides: an approval is a wait inside the house;
those of the supplier stand still. How long each stage took, and whether in time, stands here.
"""

from datetime import datetime, timedelta

from inward.calendars.errors import OutOfHorizon
from inward.calendars.rules import Timeline, add, between
from inward.tickets.approvals import Opened
from inward.tickets.clocks import Clock, ClockState, Terms


def clock_of(
    stage: Opened, terms: Terms | None, *, priority: int | None, as_of: datetime, open_: bool
) -> Clock | None:
    """From the opening of the stage to its decision; None where nothing was promised for it.

    ``open_`` False: the round ended without this stage being decided (withdrawn, changed).
    """
    minutes = terms.targets.get(("approval", priority)) if terms and priority else None
    if terms is None or minutes is None or priority is None:
        return None
    budget = timedelta(minutes=minutes)
    used = between(terms.timeline, stage.at, stage.decided_at or max(as_of, stage.at))
    stopped = stage.decided_at if open_ or stage.decided_at else stage.at
    return Clock(
        kind="approval",
        state=_state(used > budget, decided=stage.decided_at is not None, open_=open_),
        priority=priority,
        budget=budget,
        used=used,
        started_at=stage.at,
        due_at=_due(terms.timeline, stage.at, budget),
        stopped_at=stopped,
        paused=False,
        pauses=(),
    )


def _state(exceeded: bool, *, decided: bool, open_: bool) -> ClockState:
    if not decided and not open_:
        return ClockState.VOID
    if exceeded:
        return ClockState.MISSED
    return ClockState.MET if decided else ClockState.RUNNING


def _due(timeline: Timeline, start: datetime, budget: timedelta) -> datetime | None:
    try:
        return add(timeline, start, budget)
    except OutOfHorizon:
        return None
