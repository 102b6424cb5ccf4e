"""Home as its template draws it: a sentence of truth, what waits, what was asked for."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from inward.calendars.queries import timeline_of
from inward.feedback.models import Rating
from inward.overview.home import Home
from inward.overview.strip import Journey
from inward.tickets.models import Category, Ticket
from inward.tickets.queries.queue import why
from inward.web.components import times
from inward.web.components.pieces import Tone
from inward.web.components.strip import StripView
from inward.web.shell import address
from inward.web.tickets import standing
from inward.web.tickets.strips import Names, business_shows, strip_of

NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")


@dataclass(frozen=True)
class Waiting:
    """One line of 'Waits on you' with its one action; `take` is the version to take it by."""

    tone: Tone
    title: str
    sub: str
    href: str
    action: str
    primary: bool = False
    take: Ticket | None = None


@dataclass(frozen=True)
class Asked:
    """One line of 'What you asked for'."""

    ticket: Ticket
    tone: Tone
    words: str
    sub: str
    strip: StripView | None


@dataclass(frozen=True)
class Figure:
    """A figure of the week: what it says, of how many."""

    label: str
    value: str
    note: str
    href: str


def greeting(at: datetime, name: str) -> str:
    """By the reader's own clock."""
    hour = timezone.localtime(at).hour
    if hour < 12:
        return _("Good morning, %s") % name
    return (_("Good afternoon, %s") if hour < 18 else _("Good evening, %s")) % name


def waiting(home: Home) -> list[Waiting]:
    """Decisions, questions and confirmations first, then work at risk or untaken, then ratings."""
    rows = [_to_approve(home, ticket) for ticket in home.to_approve]
    rows += [_to_answer(home, ticket) for ticket in home.to_answer]
    rows += [_work(home, ticket) for ticket in home.work]
    return rows + [_rating(home, rating) for rating in home.ratings]


def _to_approve(home: Home, ticket: Ticket) -> Waiting:
    who = ticket.requester.name if ticket.requester else _("Somebody")
    sub = _("%(key)s · %(who)s asks · %(stage)s · since %(since)s") % {
        "key": ticket.key, "who": who, "stage": ticket.waiting_reason,
        "since": times.short(ticket.state_since or home.at, now=home.at),
    }  # fmt: skip
    return Waiting(Tone.YOU, ticket.title, sub, ticket_href(ticket), _("Decide"), primary=True)


def _to_answer(home: Home, ticket: Ticket) -> Waiting:
    href = f"{ticket_href(ticket)}#write"
    supplier = ticket.supplier.name if ticket.supplier else _("The supplier")
    since = _ago(ticket.state_since, home.at)
    if ticket.category == Category.RESOLVED:
        sub = _("%(key)s · %(who)s says it is done") % {"key": ticket.key, "who": supplier}
        if ticket.closes_at:
            sub += _(" · closes by itself %s") % times.short(ticket.closes_at, now=home.at)
        return Waiting(Tone.YOU, ticket.title, sub, href, _("Confirm"), primary=True)
    question = _first_line(home.journeys[ticket.pk].question) or ticket.title
    sub = _("%(key)s · %(who)s asked %(since)s · their clock stands still until you answer") % {
        "key": ticket.key, "who": supplier, "since": since,
    }  # fmt: skip
    return Waiting(Tone.YOU, question, sub, href, _("Answer"), primary=True)


def _work(home: Home, ticket: Ticket) -> Waiting:
    customer = ticket.customer.name if ticket.customer else _("unknown")
    sub = f"{ticket.key} · {customer} · {why(ticket, home.at)}"
    late = ticket.next_due is not None and ticket.next_due < home.at
    soon = ticket.next_due is not None and standing.meaning(ticket, home.person, home.at)[0]
    tone = Tone.LATE if late else Tone.RISK if soon == Tone.RISK else Tone.PLAIN
    free = ticket.assignee_id is None
    action = _("Take it") if free else _("Open")
    take = ticket if free else None
    return Waiting(tone, ticket.title, sub, ticket_href(ticket), action, take=take)


def _rating(home: Home, rating: Rating) -> Waiting:
    other = rating.supplier if rating.side == Rating.Side.CUSTOMER else rating.customer
    sub = _("%(key)s · %(who)s · until %(when)s, sealed until both sides answered") % {
        "key": rating.ticket.key, "who": other.name,
        "when": times.short(rating.window_ends, now=home.at),
    }  # fmt: skip
    title = _("How was it? %s") % rating.ticket.title
    return Waiting(Tone.PLAIN, title, sub, reverse("rating", args=[rating.pk]), _("Rate"))


def asked(home: Home) -> list[Asked]:
    """What was asked and is not over."""
    return [_asked(home, ticket) for ticket in home.asked]


def _asked(home: Home, ticket: Ticket) -> Asked:
    tone, words = standing.meaning(ticket, home.person, home.at)
    sub = standing.state_words(ticket, home.person, home.at)
    strip = slim_strip(ticket, home.journeys[ticket.pk], home)
    return Asked(ticket, tone, words, sub, strip)


def slim_strip(ticket: Ticket, journey: Journey, home: Home) -> StripView | None:
    """The strip of a line, in business time where the ticket has a calendar."""
    timeline = timeline_of(ticket.calendar_version) if ticket.calendar_version else None
    names = Names(journey.departments, _("you"), {})
    ended, dues = standing.is_over(ticket), standing.dues(ticket, home.at)
    business = business_shows(journey.holds, dues, timeline, ended=ended)
    return strip_of(
        journey.holds, names, timeline=timeline if business else None, ended=ended, dues=dues
    )


def truth(home: Home, waits: list[Waiting], rows: list[Asked]) -> str:
    """One sentence: how many things wait, how what was asked for stands."""
    first = _of_waiting(len(waits), more=home.more_work)
    return f"{first}; {_of_asked(rows)}." if rows else f"{first}."


def _of_waiting(n: int, *, more: bool) -> str:
    if not n:
        return _("Nothing waits on you")
    number = _(NUMBERS[n]) if n < len(NUMBERS) else str(n)
    if more:
        return _("More than %s things wait on you") % number.lower()
    return ngettext("%s thing waits on you", "%s things wait on you", n) % number


def _of_asked(rows: list[Asked]) -> str:
    late = sum(row.tone == Tone.LATE for row in rows)
    risk = sum(row.tone == Tone.RISK for row in rows)
    if late and len(rows) == 1:
        return _("the one thing you asked for is late")
    if late:
        return ngettext(
            "%(n)d of %(all)d things you asked for is late",
            "%(n)d of %(all)d things you asked for are late", late,
        ) % {"n": late, "all": len(rows)}  # fmt: skip
    if risk and len(rows) == 1:
        return _("the one thing you asked for is at risk")
    if risk:
        return ngettext(
            "%(n)d of %(all)d things you asked for is at risk",
            "%(n)d of %(all)d things you asked for are at risk", risk,
        ) % {"n": risk, "all": len(rows)}  # fmt: skip
    return _("nothing you asked for is late")


def figures(home: Home) -> list[Figure]:
    """What is known of promises kept; nothing is said where nothing was decided."""
    found, serve = [], address("serve")
    if home.kept_by is not None and home.kept_by.decided:
        found.append(
            Figure(
                _("Promises kept to the departments you serve"),
                f"{home.kept_by.percent} %",
                _closed_in(home.kept_by.decided, 7),
                f"{serve}?view=closed" if serve else "",
            )
        )
    if home.kept_to.decided:
        note = _closed_in(home.kept_to.decided, 30)
        href = reverse("asked")
        found.append(Figure(_("Promises kept to you"), f"{home.kept_to.percent} %", note, href))
    return found


def _closed_in(n: int, days: int) -> str:
    one, many = "%(n)d ticket closed in %(days)d days", "%(n)d tickets closed in %(days)d days"
    return ngettext(one, many, n) % {"n": n, "days": days}


def ticket_href(ticket: Ticket) -> str:
    """The address of a ticket."""
    return reverse("ticket", args=[ticket.key])


def _ago(instant: datetime | None, at: datetime) -> str:
    if instant is None:
        return ""
    return _("%s ago") % times.duration((at - instant).total_seconds() / 60)


def _first_line(text: str) -> str:
    line = next((part.strip() for part in text.splitlines() if part.strip()), "")
    return line if len(line) <= 120 else f"{line[:119].rstrip()}…"
