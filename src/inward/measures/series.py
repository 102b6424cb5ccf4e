"""Flow over time: what came in, what was done, what stood open at the end of each period."""

import ibis
import ibis.expr.types as ir

UNITS = {"month": "M", "week": "W", "day": "D"}


def flow(cases: ir.Table, unit: str) -> ir.Table:
    """Per period (start of month, ISO week or day): submitted, done, and the backlog at its end.

    Done means finally done: resolved or ended and not re-opened afterwards. Periods in which
    nothing came or went are absent.
    """
    return _flow(cases, unit, ())


def flow_by(cases: ir.Table, unit: str, column: str) -> ir.Table:
    """The same for each value of a column of ``cases``."""
    return _flow(cases, unit, (column,))


def _flow(cases: ir.Table, unit: str, by: tuple[str, ...]) -> ir.Table:
    step = UNITS[unit]
    came = cases.select(*by, period=cases.submitted_at.truncate(step), came=1, went=0)
    done = cases.filter(cases.done_at.notnull())
    went = done.select(*by, period=done.done_at.truncate(step), came=0, went=1)
    moved = ibis.union(came, went)
    summed = moved.group_by([*by, "period"]).aggregate(
        submitted=moved.came.sum(), done=moved.went.sum()
    )
    running = ibis.window(
        group_by=[summed[column] for column in by] or None,
        order_by=summed.period,
        preceding=None,
        following=0,
    )
    return summed.mutate(
        backlog=summed.submitted.sum().over(running) - summed.done.sum().over(running)
    ).order_by([*by, "period"])
