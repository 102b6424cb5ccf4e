"""Time worked: a tab with the entries of a ticket, to book and to correct, and one's timer."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inward.kernel.errors import Invalid
from inward.tickets import actions, effort
from inward.tickets.models import EventKind, Ticket, TicketEvent, Timer
from inward.tickets.queries import Detail
from inward.tickets.rules import Verb
from inward.web.tickets.topic import Card, Sent, TabOf, Topic


@dataclass(frozen=True)
class Row:
    """One entry: who, what, when, how long, in words; ``mine``: this person may correct it."""

    ordinal: int
    who: str
    activity: str
    on: date
    told: str
    minutes: int
    note: str
    corrected: str
    mine: bool


@dataclass(frozen=True)
class View:
    """The tab: entries, sums, what one may do, the timer that runs."""

    rows: Sequence[Row]
    sums: Sequence[tuple[str, str]]
    total: str
    may_book: bool
    activities: Sequence[tuple[str, str]]
    today: date
    timer: Timer | None
    runs_here: bool
    version: int


def _entries(detail: Detail) -> list[effort.Entry]:
    booked = [(e.ordinal, e.data) for e in detail.events if e.kind == EventKind.TIME_BOOKED]
    return effort.entries(booked)


def _words(detail: Detail) -> str | None:
    if Verb.BOOK_TIME not in detail.verbs:
        return None
    total = sum(entry.minutes for entry in _entries(detail))
    return _("Time %s") % effort.told(total) if total else _("Time")


def _body(detail: Detail) -> Card | None:
    """The tab for those who may book; one statement more for the timer."""
    if Verb.BOOK_TIME not in detail.verbs:
        return None
    entries = _entries(detail)
    timer = Timer.objects.select_related("ticket").filter(person=detail.person).first()
    view = View(
        rows=[_row(detail, entry) for entry in entries],
        sums=_sums(detail, entries),
        total=effort.told(sum(entry.minutes for entry in entries)),
        may_book=True,
        activities=[(key, _(name)) for key, name in effort.ACTIVITIES.items()],
        today=detail.at.date(),
        timer=timer,
        runs_here=timer is not None and timer.ticket_id == detail.ticket.pk,
        version=detail.ticket.version,
    )
    return Card("tickets/topics/effort.html", view)


def _row(detail: Detail, entry: effort.Entry) -> Row:
    return Row(
        ordinal=entry.ordinal,
        who=_names(detail).get(entry.person_id, ""),
        activity=_(effort.ACTIVITIES.get(entry.activity, entry.activity)),
        on=entry.on,
        told=effort.told(entry.minutes),
        minutes=entry.minutes,
        note=entry.note,
        corrected=entry.corrected,
        mine=entry.person_id == detail.person.pk or detail.part.leads,
    )


def _names(detail: Detail) -> dict[int, str]:
    return {e.actor_id: e.actor.name for e in detail.events if e.actor_id and e.actor}


def _sums(detail: Detail, entries: Sequence[effort.Entry]) -> list[tuple[str, str]]:
    """Time by person, the longest first; nothing where one person did it all."""
    by_person: Counter[int] = Counter()
    for entry in entries:
        by_person[entry.person_id] += entry.minutes
    names = _names(detail)
    told = [(names.get(who, ""), effort.told(n)) for who, n in by_person.most_common()]
    return told if len(told) > 1 else []


def _on(sent: Sent) -> date | None:
    typed = sent.get("on")
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError:
        words = _("Write a date like 2025-03-31.")
        raise Invalid(words, fields={"on": [words]}) from None


def _book(s: Sent) -> Ticket:
    return actions.book_time(
        actor=s.actor, ticket=s.ticket, minutes=effort.minutes_of(s.get("minutes")),
        activity=s.get("activity"), on=_on(s), note=s.get("note"), idempotency_key=s.key, now=s.now,
    )  # fmt: skip


def _correct(s: Sent) -> Ticket:
    ordinal = s.get("ordinal")
    typed = s.get("minutes")
    return actions.correct_time(
        actor=s.actor, ticket=s.ticket,
        ordinal=int(ordinal) if ordinal.isdecimal() and len(ordinal) < 10 else 0,
        minutes=0 if typed == "0" else effort.minutes_of(typed), reason=s.get("reason"), now=s.now,
    )  # fmt: skip


def _start(s: Sent) -> Ticket:
    return actions.start_timer(
        actor=s.actor, ticket=s.ticket, activity=s.get("activity") or "work", now=s.now
    )


def _stop(s: Sent) -> Ticket:
    actions.stop_timer(actor=s.actor, note=s.get("note"), now=s.now)
    return s.ticket


def _drop(s: Sent) -> Ticket:
    actions.drop_timer(actor=s.actor)
    return s.ticket


def _told(event: TicketEvent) -> str:
    told = effort.told(int(event.data["minutes"]))
    if "corrects" in event.data:
        words = _("corrected a booked time to %(time)s: %(why)s")
        return words % {"time": told, "why": event.data.get("reason", "")}
    activity = _(effort.ACTIVITIES.get(event.data["activity"], event.data["activity"]))
    return _("booked %(time)s: %(what)s") % {"time": told, "what": activity.lower()}


_l = gettext_lazy
TOPIC = Topic(
    name="time",
    verbs={
        "book_time": (_book, _l("Booked.")),
        "correct_time": (_correct, _l("Corrected; what was booked first stays in the log.")),
        "start_timer": (_start, _l("Your timer runs on this ticket.")),
        "stop_timer": (_stop, _l("Stopped and booked.")),
        "drop_timer": (_drop, _l("The timer is forgotten; nothing was booked.")),
    },
    tab=TabOf(words=_words, body=_body),
    told={EventKind.TIME_BOOKED: _told},
    icons={EventKind.TIME_BOOKED: "clock-hour-4"},
)
