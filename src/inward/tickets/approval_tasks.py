"""Timers of approvals: reminders, and who stands in for whom by now."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q

from inward.directory.models import Absence
from inward.kernel import jobs
from inward.kernel.clock import now
from inward.kernel.errors import NotFound, RuleBroken
from inward.tickets.actions.approval_timers import remind, stand_in
from inward.tickets.models import Ticket, TicketApprover

_AT_ONCE = 200
Doing = Callable[..., Ticket]


@jobs.periodic("tickets.remind_approvers", every=timedelta(minutes=15), atomic=False)
def remind_approvers(_payload: Mapping[str, Any], *, job: jobs.Running) -> None:
    """Remind who has not decided; each ticket in its own transaction, the next slot goes on."""
    instant = now()
    due = TicketApprover.objects.filter(remind_at__lte=instant).order_by("remind_at")
    _each(due.values_list("ticket_id", flat=True)[:_AT_ONCE], remind, instant, job)


@jobs.periodic("tickets.stand_in", every=timedelta(minutes=15), atomic=False)
def find_stand_ins(_payload: Mapping[str, Any], *, job: jobs.Running) -> None:
    """Find who stands in for approvers who have gone away since they were asked, or came back."""
    instant = now()
    recent = Absence.objects.filter(
        Q(since__lte=instant, until__gt=instant) | Q(until__lte=instant, until__gt=instant - _BACK),
        person=OuterRef("person"),
    )
    moved = Q(Exists(recent)) | Q(person__is_active=False)
    asked = TicketApprover.objects.filter(moved, is_asked=True).order_by("ticket_id")
    _each(list(asked.values_list("ticket_id", flat=True)), stand_in, instant, job)


# Who was away is looked at once more after this long; `place_of` needs no such look to be right.
_BACK = timedelta(days=1)


def _each(ids: Iterable[int], do: Doing, instant: datetime, job: jobs.Running) -> None:
    for pk in dict.fromkeys(ids):
        if not job.still_held():
            return
        try:
            do(ticket=Ticket(pk=pk), now=instant)
        except (RuleBroken, NotFound):
            continue  # decided meanwhile
