"""The one job that keeps the figures up to date.

What it does needs the analytic engine and the slices above, which a serving process never loads:
so it comes through a port, filled in `inward.config.subscriptions` with a function that loads them
when the job runs.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from inward.kernel import jobs

TASK = "analytics.refresh"
EVERY = timedelta(minutes=10)

Refresh = Callable[[jobs.Running, bool], None]

# Port: ``refresh(job, rebuild)``. Empty until it is filled at start-up.
_refresh: list[Refresh] = []


def fill(refresh: Refresh) -> None:
    """Say what a refresh does. Filled once, at start-up."""
    _refresh[:] = [refresh]


@jobs.periodic(TASK, every=EVERY, atomic=False, alone=True)
def refresh(payload: Mapping[str, Any], *, job: jobs.Running) -> None:
    """Bring facts, ledger and all results up to date; ``{"rebuild": true}`` from nothing.

    At most one runs at a time: a second process could not open the store.
    """
    for function in _refresh:
        function(job, bool(payload.get("rebuild")))


def soon() -> None:
    """Ask for a refresh now (after an import), within the caller's transaction."""
    jobs.enqueue(TASK, {}, unique_key=f"{TASK}:soon")
