"""Indexing tickets that were there before the search, or anew: in jobs, newest first."""

from collections.abc import Mapping
from typing import Any

from inward.kernel import jobs
from inward.tickets import words
from inward.tickets.models import Ticket

# A transaction of some half a second: on SQLite nobody else writes meanwhile.
AT_ONCE = 1_000
TASK = "tickets.index"


@jobs.task(TASK)
def index(payload: Mapping[str, Any], *, job: jobs.Running) -> None:  # noqa: ARG001
    """Index the newest thousand tickets below an id, then ask for the next thousand."""
    below = Ticket.objects.filter(pk__lt=payload["before"]).order_by("-pk")
    ids = list(below.values_list("pk", flat=True)[:AT_ONCE])
    if ids:
        words.put_many(ids)
        jobs.enqueue(TASK, {"before": ids[-1]}, unique_key=TASK)


def index_all() -> None:
    """Ask for every ticket to be indexed anew; searches find the old words until then."""
    newest = Ticket.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    jobs.enqueue(TASK, {"before": newest + 1}, unique_key=TASK)
