"""Timers: a resolved ticket that nobody confirmed closes after the customer's working days."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from inward.kernel import jobs
from inward.kernel.clock import now
from inward.kernel.errors import NotFound, RuleBroken
from inward.tickets.actions.closing import close
from inward.tickets.models import Ticket

_AT_ONCE = 200


@jobs.periodic("tickets.close_silent", every=timedelta(minutes=15), atomic=False)
def close_silent(_payload: Mapping[str, Any], *, job: jobs.Running) -> None:
    """Close what is due, each ticket in its own transaction; the next slot takes what is left."""
    instant = now()
    due = Ticket.objects.filter(closes_at__lte=instant, category="resolved")
    for ticket in due.order_by("closes_at")[:_AT_ONCE]:
        if not job.still_held():
            return
        try:
            close(ticket=ticket, now=instant)
        except (RuleBroken, NotFound):
            continue  # confirmed or reopened meanwhile
