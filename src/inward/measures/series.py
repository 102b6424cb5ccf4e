"""Flow over time: what came in, what was done, what stood open at the end of each period."""

import ibis
import ibis.expr.types as ir

UNITS = {"month": "M", "week": "W", "day": "D"}


def flow(cases: ir.Table, unit: str) -> ir.Table:
    """Per period (start of month, ISO week or day): submitted, done, and the backlog at its end.

    Done means finally done: resolved or ended and not re-opened afterwards. Periods in which
    nothing came or went are absent.
    """
    step = UNITS[unit]
    came = cases.select(period=cases.submitted_at.truncate(step), came=1, went=0)
    done = cases.filter(cases.done_at.notnull())
    went = done.select(period=done.done_at.truncate(step), came=0, went=1)
    moved = ibis.union(came, went)
    summed = moved.group_by("period").aggregate(submitted=moved.came.sum(), done=moved.went.sum())
    running = ibis.window(order_by=summed.period, preceding=None, following=0)
    return summed.mutate(
        backlog=summed.submitted.sum().over(running) - summed.done.sum().over(running)
    ).order_by("period")
