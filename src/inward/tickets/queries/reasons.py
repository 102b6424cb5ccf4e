"""In words why a ticket stands where it stands in the queue, and how that is worked out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inward.tickets.models import Category, Ticket
from inward.tickets.rules import HEAD_START, UNPROMISED_DAYS

_WEIGHTS: Mapping[int, str | Promise] = {
    1: gettext_lazy("The organisation or an end customer waits."),
    2: gettext_lazy("A department waits."),
}
# Which of the running promises is due next: how it is told when it is due, and when it is late.
_DUE: Mapping[str, tuple[str | Promise, str | Promise]] = {
    "own": (gettext_lazy("Taking it due in %s."), gettext_lazy("Taking it late by %s.")),
    "first_reply": (
        gettext_lazy("First reply due in %s."),
        gettext_lazy("First reply late by %s."),
    ),
    "resolve": (gettext_lazy("Resolution due in %s."), gettext_lazy("Resolution late by %s.")),
    "": (gettext_lazy("It is due in %s."), gettext_lazy("It is late by %s.")),
}


@dataclass(frozen=True)
class Reckoning:
    """How the place of one ticket is worked out: an instant, moved earlier by who waits.

    ``due``: the promise that is due next; None: nothing is promised and ``day`` stands for it (so
    many ``days`` after it was asked). ``head_start``: by how much earlier it counts. ``counts_as``:
    the instant that the queue is sorted by.
    """

    due: datetime | None
    day: datetime
    days: int
    head_start: timedelta
    counts_as: datetime


def reckoning(ticket: Ticket) -> Reckoning | None:
    """How a ticket of the queue got its place; None for what is no work."""
    if ticket.queue_at is None:
        return None
    days = UNPROMISED_DAYS.get(ticket.priority or 3, 5)
    return Reckoning(
        due=ticket.next_due,
        day=ticket.submitted_at + timedelta(days=days),
        days=days,
        head_start=timedelta(minutes=HEAD_START.get(ticket.impact, 0)),
        counts_as=ticket.queue_at,
    )


def why(ticket: Ticket, at: datetime) -> str:
    """In words why a ticket stands where it stands in the queue."""
    if ticket.category in {Category.RESOLVED, Category.CLOSED}:
        return _("The customer is to confirm.") if ticket.closes_at else _("Done.")
    weight = _WEIGHTS.get(ticket.impact, "")
    return f"{_due_words(ticket, at)} {weight}".rstrip()


def _due_words(ticket: Ticket, at: datetime) -> str:
    if ticket.category == Category.WAITING and ticket.next_due is None:
        since = ticket.state_since or ticket.submitted_at
        return _("The clock stands still: waiting for %s.") % span(at - since)
    if ticket.next_due is None:
        return _("Nothing promised; asked %s ago.") % span(at - ticket.submitted_at)
    due, late = _DUE[_promise(ticket)]
    if ticket.next_due < at:
        return str(late) % span(at - ticket.next_due)
    return str(due) % span(ticket.next_due - at)


def _promise(ticket: Ticket) -> str:
    """Which of the running clocks is due next."""
    kinds = ("own", "first_reply", "resolve")
    return next((k for k in kinds if getattr(ticket, f"due_{k}") == ticket.next_due), "")


def span(length: timedelta) -> str:
    """A length of calendar time in its two greatest units: '2 d 4 h', '3 h 10 min', '5 min'."""
    minutes = max(0, int(length.total_seconds() // 60))
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = [(days, _("d")), (hours, _("h")), (rest, _("min"))]
    first = next((i for i, (number, _unit) in enumerate(parts) if number), 2)
    told = [f"{number} {unit}" for number, unit in parts[first : first + 2] if number]
    return " ".join(told) or _("less than a minute")
