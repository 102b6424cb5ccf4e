"""Timers of tickets: closing what nobody confirmed, asking again, and seeing what is overdue."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet

from inward.kernel import jobs
from inward.kernel.clock import now
from inward.kernel.errors import NotFound, RuleBroken
from inward.tickets.actions.chasing import chase
from inward.tickets.actions.closing import close
from inward.tickets.actions.flags import sweep_overdue
from inward.tickets.models import Ticket

_AT_ONCE = 200


@jobs.periodic("tickets.close_silent", every=timedelta(minutes=15), atomic=False)
def close_silent(_payload: Mapping[str, Any], *, job: jobs.Running) -> None:
    """Close what is due, each ticket in its own transaction; the next slot takes what is left."""
    instant = now()
    due = Ticket.objects.filter(closes_at__lte=instant, category="resolved")
    _each(due.order_by("closes_at"), lambda one: close(ticket=one, now=instant), job)


@jobs.periodic("tickets.chase_silent", every=timedelta(minutes=15), atomic=False)
def chase_silent(_payload: Mapping[str, Any], *, job: jobs.Running) -> None:
    """Ask again whom tickets wait for, or give up; each ticket in its own transaction."""
    instant = now()
    due = Ticket.objects.filter(next_chase_at__lte=instant)
    _each(due.order_by("next_chase_at"), lambda one: chase(ticket=one, now=instant), job)


def _each(due: QuerySet[Ticket], step: Callable[[Ticket], Ticket], job: jobs.Running) -> None:
    for ticket in due[:_AT_ONCE]:
        if not job.still_held():
            return
        try:
            step(ticket)
        except (RuleBroken, NotFound):
            continue  # answered, confirmed or reopened meanwhile


@jobs.periodic("tickets.sweep_overdue", every=timedelta(minutes=5), atomic=False)
def sweep(_payload: Mapping[str, Any], *, job: jobs.Running) -> None:
    """Raise and take back 'overdue', some hundred tickets a transaction, until none is left."""
    instant = now()
    while job.still_held() and sweep_overdue(now=instant, limit=_AT_ONCE) == _AT_ONCE:
        pass
