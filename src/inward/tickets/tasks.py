"""Timers: a resolved ticket that nobody confirmed closes after the customer's working days."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from inward.kernel import jobs
from inward.kernel.clock import now
from inward.kernel.errors import NotFound, RuleBroken
from inward.tickets.actions.closing import close
from inward.tickets.actions.recurring import submit_due
from inward.tickets.actions.presence import forget_gone
from inward.tickets.models import RecurringTicket, Ticket

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


@jobs.periodic("tickets.forget_gone", every=timedelta(minutes=10))
def forget_who_is_gone(_payload: Mapping[str, Any], *, job: jobs.Running) -> None:  # noqa: ARG001
    """Clear away who had a ticket open and has gone."""
    forget_gone(now=now())


@jobs.periodic("tickets.recurring", every=timedelta(minutes=5), atomic=False)
def recurring(_payload: Mapping[str, Any], *, job: jobs.Running) -> None:
    """Submit the recurring requests that are due, each in its own transaction."""
    instant = now()
    due = RecurringTicket.objects.filter(next_at__lte=instant).order_by("next_at")
    for one in due[:_AT_ONCE]:
        if not job.still_held():
            return
        submit_due(recurring=one, now=instant)
