"""A ticket as a line of the queue: who has the ball, least slack, the columns one chose."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inward.calendars.errors import OutOfHorizon
from inward.calendars.queries import timeline_of
from inward.calendars.rules import between
from inward.directory.models import Person
from inward.tickets.desk import desk_of
from inward.tickets.models import Category, Ticket, WaitingOn
from inward.tickets.queries.reasons import why
from inward.tickets.queries.vocabulary import AT_RISK, PRIORITIES
from inward.web.components import times
from inward.web.components.pieces import Slack, Tone

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
class Cell:
    """What stands in a column that is words alone; ``title``: the whole of it."""

    name: str
    label: str
    words: str
    title: str = ""


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
    marks: Sequence[tuple[str, str]]
    cells: Sequence[Cell]

    @property
    def value(self) -> str:
        """What a checkbox sends."""
        return f"{self.ticket.key}:{self.ticket.version}"


def lines(
    tickets: Iterable[Ticket], person: Person, at: datetime, columns: Sequence[tuple[str, str]],
    tags: Mapping[int, Sequence[str]],
) -> list[Line]:  # fmt: skip
    """The tickets of one page; ``tags``: names of tags by ticket, where that column is shown."""
    return [line(one, person, at, columns, tags.get(one.pk, ())) for one in tickets]


def line(
    ticket: Ticket, person: Person, at: datetime, columns: Sequence[tuple[str, str]],
    tags: Sequence[str] = (),
) -> Line:  # fmt: skip
    """One ticket as a line."""
    return Line(
        ticket=ticket,
        customer=ticket.customer.name if ticket.customer else _("unknown"),
        ball=ball(ticket, person),
        slack=slack(ticket, at),
        due=times.full(ticket.next_due) if ticket.next_due else "",
        why=why(ticket, at),
        href=reverse("ticket", args=[ticket.key]),
        preview=beside(ticket.key, columns),
        marks=_marks(ticket),
        cells=[
            Cell(name, label, *_cell(name, ticket, at, tags))
            for name, label in columns
            if name not in {"ball", "slack"}
        ],
    )


def beside(key: str, columns: Sequence[tuple[str, str]]) -> str:
    """The address of a ticket beside a list with these columns: it draws its row anew."""
    names = ",".join(name for name, _label in columns)
    return f"{reverse('serve-preview', args=[key])}?columns={names}"


def _marks(ticket: Ticket) -> list[tuple[str, str]]:
    """Tone and words of what makes a ticket stand out."""
    found = []
    if ticket.is_major:
        found.append((Tone.LATE.value, _("major")))
    if ticket.impact == 1:
        found.append((Tone.LATE.value, _("the organisation waits")))
    if ticket.is_escalated:
        found.append((Tone.RISK.value, _("escalated")))
    if ticket.confidentiality == "restricted":
        found.append((Tone.REST.value, _("restricted")))
    return found


_Said = Callable[[Ticket, datetime], str]
_WORDS: Mapping[str, _Said] = {
    "assignee": lambda t, _at: t.assignee.name if t.assignee else "–",
    "priority": lambda t, _at: str(PRIORITIES.get(str(t.priority), "–")),
    "state": lambda t, _at: desk_of(t).label(t.category),
    "requester": lambda t, _at: t.requester.name if t.requester else "–",
    "customer": lambda t, _at: t.customer.name if t.customer else "–",
    "supplier": lambda t, _at: t.supplier.name if t.supplier else "–",
    "service": lambda t, _at: t.service.name if t.service else "–",
    "offering": lambda t, _at: t.offering.name if t.offering else "–",
    "asked": lambda t, at: times.short(t.submitted_at, now=at),
    "due": lambda t, at: times.short(t.next_due, now=at) if t.next_due else "–",
    "changed": lambda t, at: times.short(t.last_event_at, now=at),
}
_TITLES: Mapping[str, Callable[[Ticket], datetime | None]] = {
    "asked": lambda t: t.submitted_at,
    "due": lambda t: t.next_due,
    "changed": lambda t: t.last_event_at,
}


def _cell(name: str, ticket: Ticket, at: datetime, tags: Sequence[str]) -> tuple[str, str]:
    if name == "tags":
        return ", ".join(tags), ""
    instant = _TITLES[name](ticket) if name in _TITLES else None
    return _WORDS[name](ticket, at), times.full(instant) if instant else ""


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
    department = ticket.awaited or _("department")
    return {
        WaitingOn.CUSTOMER.value: Ball("customer", _("customer")),
        WaitingOn.OUTSIDE.value: Ball("outside", _("outside")),
        WaitingOn.DEPARTMENT.value: Ball("department", department),
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
        return Slack(100, Tone.REST, desk_of(ticket).label(ticket.category).lower())
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
