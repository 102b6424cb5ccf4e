"""The queue as its template draws it: tabs with counts, lines with ball and least slack."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inward.calendars.errors import OutOfHorizon
from inward.calendars.queries import timeline_of
from inward.calendars.rules import between
from inward.directory.models import Department, Person
from inward.tickets.models import Category, Ticket, WaitingOn
from inward.tickets.queries import Row, View
from inward.tickets.queries.queue import AT_RISK
from inward.web.components import times
from inward.web.components.pieces import Slack, Tab, Tone
from inward.web.serve.narrowing import Shown

VIEWS: Mapping[View, str | Promise] = {
    View.NEXT: gettext_lazy("Next best"),
    View.UNASSIGNED: gettext_lazy("Unassigned"),
    View.MINE: gettext_lazy("Mine"),
    View.AT_RISK: gettext_lazy("At risk"),
    View.WAITING: gettext_lazy("Waiting on customer"),
    View.ON_HOLD: gettext_lazy("Waiting on others"),
    View.RESOLVED: gettext_lazy("To be confirmed"),
    View.CLOSED: gettext_lazy("Closed"),
}
# What an empty view says, and what to do first.
EMPTY: Mapping[View, tuple[str | Promise, str | Promise]] = {
    View.NEXT: (
        gettext_lazy("Nothing to do for anybody"),
        gettext_lazy("What colleagues ask of your department comes here, the most urgent first."),
    ),
    View.UNASSIGNED: (
        gettext_lazy("Everything has somebody"),
        gettext_lazy("Tickets that nobody has taken yet stand here."),
    ),
    View.MINE: (
        gettext_lazy("You have nothing in hand"),
        gettext_lazy("Take a ticket from Next best: it is yours until you pass it on."),
    ),
    View.AT_RISK: (
        gettext_lazy("No promise is at risk"),
        gettext_lazy("What is late, or due within four hours, stands here."),
    ),
    View.WAITING: (
        gettext_lazy("No customer owes an answer"),
        gettext_lazy("Tickets whose clock stands still until the customer answers stand here."),
    ),
    View.ON_HOLD: (
        gettext_lazy("Nobody else is waited for"),
        gettext_lazy("Tickets that wait for somebody outside, a department or a date stand here."),
    ),
    View.RESOLVED: (
        gettext_lazy("Nothing waits to be confirmed"),
        gettext_lazy("What you resolve stands here until the customer confirms it."),
    ),
    View.CLOSED: (
        gettext_lazy("Nothing closed yet"),
        gettext_lazy("What is over stands here, the last first."),
    ),
}
PROMISES: Mapping[str, str | Promise] = {
    "own": gettext_lazy("take"),
    "first_reply": gettext_lazy("first reply"),
    "resolve": gettext_lazy("resolve"),
}
_MINUTE = 60


@dataclass(frozen=True)
class Ball:
    """Who has the ball: kind of party and name; strong: it is the reader's turn."""

    party: str
    words: str
    mine: bool = False


@dataclass(frozen=True)
class Line:
    """One ticket of the list. `value` is its key with the version that was seen."""

    ticket: Ticket
    customer: str
    ball: Ball
    slack: Slack
    due: str
    why: str
    href: str
    preview: str

    @property
    def value(self) -> str:
        """What a checkbox sends."""
        return f"{self.ticket.key}:{self.ticket.version}"


def tabs(shown: Shown, counts: Mapping[View, int]) -> list[Tab]:
    """One tab a view with how many stand there."""
    return [
        Tab(name, shown.query(view=view), view is shown.view, counts[view])
        for view, name in VIEWS.items()
    ]


def departments(shown: Shown, served: Sequence[Department]) -> list[Tab]:
    """What the queue can be narrowed to; nothing where one works for one department only."""
    if len(served) < 2:
        return []
    every = Tab(_("All"), shown.query(department=None), shown.department is None)
    some = [Tab(one.name, shown.query(department=one), one == shown.department) for one in served]
    return [every, *some]


def lines(rows: Iterable[Row], person: Person, at: datetime) -> list[Line]:
    """The rows of one page."""
    return [_line(row, person, at) for row in rows]


def _line(row: Row, person: Person, at: datetime) -> Line:
    ticket = row.ticket
    return Line(
        ticket=ticket,
        customer=ticket.customer.name if ticket.customer else _("unknown"),
        ball=ball(ticket, person),
        slack=slack(ticket, at),
        due=times.full(ticket.next_due) if ticket.next_due else "",
        why=row.why,
        href=reverse("ticket", args=[ticket.key]),
        preview=reverse("serve-preview", args=[ticket.key]),
    )


def ball(ticket: Ticket, person: Person) -> Ball:
    """Who has the ball, from where the supplier stands."""
    if ticket.category == Category.WAITING:
        return _awaited(ticket)
    if ticket.category == Category.RESOLVED:
        return Ball("customer", _("customer"))
    if ticket.category == Category.AWAITING_APPROVAL:
        return Ball("approver", _("approver"))
    if ticket.closed_at is not None:
        return Ball("unknown", _("nobody"))
    if ticket.assignee is None:
        return Ball("supplier", _("unassigned"))
    mine = ticket.assignee_id == person.pk
    return Ball("supplier", _("you") if mine else ticket.assignee.get_short_name(), mine)


def _awaited(ticket: Ticket) -> Ball:
    return {
        WaitingOn.CUSTOMER.value: Ball("customer", _("customer")),
        WaitingOn.OUTSIDE.value: Ball("outside", _("outside")),
        WaitingOn.DEPARTMENT.value: Ball("department", _("department")),
        WaitingOn.APPROVER.value: Ball("approver", _("approver")),
        WaitingOn.DATE.value: Ball("supplier", _("a date")),
    }.get(ticket.waiting_on, Ball("unknown", _("unknown")))


def slack(ticket: Ticket, at: datetime) -> Slack:
    """How much of the promise that is due next is used, in the open hours of its calendar."""
    if ticket.closed_at is not None:
        return _kept(ticket)
    if ticket.category == Category.RESOLVED:
        closes = _("closes %s") % times.short(ticket.closes_at, now=at) if ticket.closes_at else ""
        return Slack(100, Tone.REST, closes or _("to be confirmed"))
    if ticket.next_due is None:
        still = ticket.category == Category.WAITING and ticket.waiting_on == WaitingOn.CUSTOMER
        return Slack(50 if still else 0, Tone.REST, _("stands still") if still else _("no promise"))
    left, used = _measured(ticket, ticket.next_due, at)
    late = ticket.next_due < at
    risky = late or ticket.next_due - at <= AT_RISK
    tone = Tone.LATE if late else Tone.RISK if risky else Tone.ONTIME
    words = _("%(what)s %(left)s over") if late else _("%(what)s %(left)s")
    said = words % {"what": promise(ticket), "left": _span(left)}
    return Slack(100 * used, tone, said)


def _span(minutes: float) -> str:
    """'3 h 10', and from ten hours on whole hours: nobody plans such a slack by the minute."""
    return times.business(minutes) if minutes < 600 else f"{minutes / 60:,.0f} h"


def _kept(ticket: Ticket) -> Slack:
    if ticket.met_resolve is None:
        return Slack(100, Tone.REST, Category(ticket.category).label.lower())
    kept = ticket.met_resolve
    return Slack(100, Tone.REST if kept else Tone.LATE, _("kept") if kept else _("was late"))


def promise(ticket: Ticket) -> str:
    """Which promise is due next, in a word or two."""
    kinds = (kind for kind in PROMISES if getattr(ticket, f"due_{kind}") == ticket.next_due)
    kind = next(kinds, None)
    return str(PROMISES[kind]) if kind else _("due")


def _measured(ticket: Ticket, due: datetime, at: datetime) -> tuple[float, float]:
    """Minutes between now and the due instant, and the share of the way to it that is gone."""
    begun = min(ticket.submitted_at, due)
    try:
        left, whole = _open(ticket, *sorted((at, due))), _open(ticket, begun, due)
    except OutOfHorizon:
        return (abs((due - at).total_seconds()) / _MINUTE), 1.0
    if due < at:
        return left, 1.0
    return left, 1 - left / whole if whole else 1.0


def _open(ticket: Ticket, since: datetime, until: datetime) -> float:
    if ticket.calendar_version is None:
        return (until - since).total_seconds() / _MINUTE
    timeline = timeline_of(ticket.calendar_version)
    return between(timeline, since, until).total_seconds() / _MINUTE
