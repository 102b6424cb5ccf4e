"""The timer of routing: tickets of silent assignees go back to the queue."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from inward.kernel import jobs
from inward.kernel.clock import now
from inward.tickets.actions.taking_back import due_to_take_back, take_back


@jobs.periodic("tickets.take_back", every=timedelta(minutes=15), atomic=False)
def take_back_silent(_payload: Mapping[str, Any], *, job: jobs.Running) -> None:
    """Take back what is due, each ticket in its own transaction; the next slot takes the rest."""
    instant = now()
    for ticket, department, hours in list(due_to_take_back(instant)):
        if not job.still_held():
            return
        take_back(ticket_id=ticket, department_id=department, hours=hours, now=instant)
