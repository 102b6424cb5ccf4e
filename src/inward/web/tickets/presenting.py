"""The page of a ticket as components: conversation, log, strip, clocks, facts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext as _

from inward.catalogue.forms import AnsweredQuestion
from inward.catalogue.models import Offering
from inward.kernel.files import PICTURES
from inward.tickets import approvals, attachments, parts
from inward.tickets.clocks import Clock, ClockState
from inward.tickets.models import Category, EventKind, Ticket, TicketEvent
from inward.tickets.queries import Detail
from inward.tickets.rules import IMPACTS, PRIORITY_NAMES, URGENCIES, Verb
from inward.web.components import pieces, times
from inward.web.components.pieces import Crumb, Message, Tab, Tone
from inward.web.components.strip import StripToggle, StripView
from inward.web.shell import address
from inward.web.tickets import grouping, marking, stage_words, standing, words
from inward.web.tickets.explaining import day
from inward.web.tickets.strips import Due, Names, business_shows, strip_of
from inward.web.tickets.topics import TOPICS, life

CLOCK_NAMES = {"own": "Someone takes it", "first_reply": "First reply", "resolve": "Done"}
SPOKEN = frozenset({EventKind.REPLIED, EventKind.ANSWERED, EventKind.NOTED, EventKind.ASKED})
MARKED = ("resolve", "first_reply")


@dataclass(frozen=True)
class LogRow:
    """One event of the log: number, instant, words, the state after it."""

    number: str
    at: datetime
    words: str
    state: str
    note: bool
    anchor: str


@dataclass(frozen=True)
class File:
    """An attachment: its name and the one address where it is read."""

    name: str
    href: str


@dataclass(frozen=True)
class Answered:
    """An answer beside the question as it was asked."""

    label: str
    text: str
    files: Sequence[File]


def crumbs(detail: Detail) -> list[Crumb]:
    """The way here: from what I asked, or from the queue."""
    serve = address("serve")
    ticket = detail.ticket
    first = Crumb(_("Home"), reverse("home"))
    if serve and detail.part.supplier_side and not detail.part.customer:
        first = Crumb(_("Serve"), serve)
    middle = [Crumb(ticket.service.name)] if ticket.service else []
    return [first, *middle, Crumb(ticket.key)]


def conversation(detail: Detail, since: str = "") -> list[Message]:
    """Words as messages, what happened without words, or by a macro at once, as one quiet line.

    That nobody had to approve it is for the log alone.
    ``since``: the version the reader saw; what others did after it is marked as new.
    """
    links = marking.links_of(detail)
    seen = int(since) if since.isdecimal() and len(since) < 10 else detail.ticket.version
    found: list[Message] = []
    for group in grouping.runs([e for e in detail.events if not approvals.asked_nobody(e.data)]):
        messages = [_message(detail, event, links) for event in group]
        fresh = group[0].ordinal > seen and group[0].actor_id != detail.person.pk
        shown = grouping.entry(detail, group, messages)
        found += (replace(one, fresh=True) for one in shown) if fresh else shown
    return found


def _message(detail: Detail, event: TicketEvent, links: marking.Links) -> Message:
    anchor = f"e{event.ordinal}"
    if not event.text and event.kind not in SPOKEN and not event.data.get(attachments.DATA):
        icon = words.ICONS.get(EventKind(event.kind), "transfer")
        told = words.happened(event, detail)
        return Message("event", "", event.at, meta=told, icon=icon, anchor=anchor)
    note = event.is_note
    meta = [] if note else [one for one in (_side(detail, event), words.said(event)) if one]
    return Message(
        kind="note" if note else "reply",
        by=words.who(event),
        at=event.at,
        html=marking.html_of(event, detail.ticket.key, links),
        meta=" · ".join(meta),
        only=_only(detail),
        anchor=anchor,
        files=attached(detail.ticket, event),
        menu=_menu(detail, event),
    )


def _menu(detail: Detail, event: TicketEvent) -> list[tuple[str, str]]:
    """What may be done with a message: make it a ticket of its own."""
    if event.is_note or not event.text or event.ordinal == 1 or Verb.SPLIT not in detail.verbs:
        return []
    return [(f"?do=split&message={event.ordinal}#write", _("Split off"))]


def attached(ticket: Ticket, event: TicketEvent) -> list[pieces.Attached]:
    """The files of an event with the one address where each is read; pictures can be looked at."""
    found = []
    for file in attachments.of(event.data):
        href = reverse("file", args=[file.token, ticket.key])
        look = f"{href}?look=1" if file.kind in PICTURES else ""
        found.append(pieces.Attached(file.name, href, filesizeformat(file.size), look))
    return found


def _only(detail: Detail) -> str:
    names = sorted(one.name for one in detail.departments.values())
    if len(names) <= 1:
        return _("Only %s sees this") % (names[0] if names else _("the supplier"))
    return _("Only %(some)s and %(last)s see this") % {
        "some": ", ".join(names[:-1]), "last": names[-1]
    }  # fmt: skip


def _side(detail: Detail, event: TicketEvent) -> str:
    ticket = detail.ticket
    if event.side == TicketEvent.Side.CUSTOMER:
        return ticket.customer.name if ticket.customer else ""
    # Who decides speaks for neither side.
    return "" if event.side == TicketEvent.Side.APPROVER else _holding(detail, event)


def _holding(detail: Detail, event: TicketEvent) -> str:
    """The department that held the ball when it was said."""
    last = None
    # Who hands off still has it when saying why.
    until = event.ordinal - 1 if event.kind == EventKind.HANDED_OFF else event.ordinal
    for one in detail.log[:until]:
        last = one.department if one.department is not None else last
    department = detail.departments.get(last) if last is not None else None
    return department.name if department else ""


def log_rows(detail: Detail) -> list[LogRow]:
    """All that happened and may be seen, in order."""
    return [_log_row(detail, group) for group in grouping.runs(detail.events)]


def _log_row(detail: Detail, group: Sequence[TicketEvent]) -> LogRow:
    """One event, or all that a macro did at once."""
    first, last = group[0], group[-1]
    category = next((one.category for one in reversed(group) if one.category), "")
    many = grouping.is_run(group)
    return LogRow(
        number=f"{first.ordinal}–{last.ordinal}" if first is not last else str(first.ordinal),
        at=first.at,
        words=grouping.told(detail, group) if many else words.happened(first, detail),
        state=standing.label(detail.ticket, detail.person, category) if category else "",
        note=all(one.is_note for one in group),
        anchor=f"e{first.ordinal}",
    )


def tabs(detail: Detail, current: str) -> list[Tab]:
    """Conversation, log and the tabs of the topics."""
    said = sum(bool(event.text) for event in detail.events)
    found = [
        Tab(_("Conversation"), "?", current == "conversation", said or None),
        Tab(_("Log"), "?tab=log", current == "log", len(detail.events)),
    ]
    for topic in TOPICS:
        words = topic.tab.words(detail) if topic.tab is not None else None
        if topic.tab is not None and words is not None:
            here, count = f"?tab={topic.name}", topic.tab.count(detail)
            found.append(Tab(words, here, current == topic.name, count))
    return found


def strip(detail: Detail, wanted: str, tab: str) -> StripView | None:
    """Who held the ball, with the due dates.

    `wanted`: business, calendar, or '' for the one that tells more.
    """
    timeline = detail.terms.timeline if detail.terms else None
    ended, dues = standing.is_over(detail.ticket), _dues(detail)
    shows = business_shows(detail.holds, dues, timeline, ended=ended)
    business = timeline is not None and (wanted == "business" or (wanted != "calendar" and shows))
    toggle = None
    if timeline is not None:
        prefix = "?" if tab == "conversation" else f"?tab={tab}&"
        toggle = StripToggle(f"{prefix}time=business", f"{prefix}time=calendar", business=business)
    return strip_of(
        detail.holds, _names(detail), timeline=timeline if business else None, ended=ended,
        dues=dues, toggle=toggle,
    )  # fmt: skip


def _names(detail: Detail) -> Names:
    ticket = detail.ticket
    customer = _("you") if detail.part.customer else standing.customer_name(ticket)
    people = {e.person_id: e.person.name for e in detail.events if e.person_id and e.person}
    people |= {e.actor_id: e.actor.name for e in detail.events if e.actor_id and e.actor}
    departments = parts.asked_names(detail.log)
    departments |= {pk: one.name for pk, one in detail.departments.items()}
    return Names(departments, customer, people)


def _dues(detail: Detail) -> list[Due]:
    """Marks: the end first, then the first reply."""
    found = {clock.kind: clock for clock in detail.clocks}
    marks = []
    for kind in MARKED:
        clock = found.get(kind)
        if clock is None or clock.due_at is None:
            continue
        if clock.stopped_at is not None and clock.due_at > detail.at:
            continue  # kept already: nothing is to come
        name = _("due") if kind == "resolve" else _("reply")
        tone = {True: Tone.ONTIME, False: Tone.LATE, None: Tone.PLAIN}[clock.met]
        marks.append(Due(clock.due_at, f"{name} {times.short(clock.due_at, now=detail.at)}", tone))
    return marks


def clocks(detail: Detail) -> list[pieces.Clock]:
    """The promises, each with the address of its why."""
    own = [_clock(detail, clock) for clock in detail.clocks]
    return [*own, *stage_words.rows(detail, _clock_words)]


def _clock(detail: Detail, clock: Clock) -> pieces.Clock:
    tone, told = _clock_words(clock, detail.at)
    expected = detail.projection(clock)
    note = _("due %s if the wait ends as expected") % day(expected) if expected else ""
    why = f"?why={clock.kind}#why" if clock.due_at or clock.paused else ""
    return pieces.Clock(_(CLOCK_NAMES[clock.kind]), tone, told, note, why)


def _clock_words(clock: Clock, at: datetime) -> tuple[Tone, str]:
    used, budget = _business(clock.used), _business(clock.budget)
    left = _business(clock.left)
    if clock.state is ClockState.MET:
        return Tone.ONTIME, _("kept, %(used)s of %(budget)s") % {"used": used, "budget": budget}
    if clock.state is ClockState.MISSED:
        over = _business(-clock.left)
        due = _(", was due %s") % times.short(clock.due_at, now=at) if clock.due_at else ""
        return Tone.LATE, _("%(over)s over%(due)s") % {"over": over, "due": due}
    if clock.state is ClockState.PAUSED:
        return Tone.REST, _("stands still, %s left") % left
    if clock.state is ClockState.VOID:
        return Tone.REST, _("no longer counts")
    due = times.short(clock.due_at, now=at) if clock.due_at else "?"
    tone = Tone.RISK if clock.left * 4 < clock.budget else Tone.ONTIME
    return tone, _("%(left)s left, due %(due)s") % {"left": left, "due": due}


def _business(length: timedelta) -> str:
    return times.business(length.total_seconds() / 60)


def facts(detail: Detail) -> list[tuple[str, str, str]]:
    """(name, value, small note) of what holds now; the ball stands apart."""
    ticket = detail.ticket
    rows = [
        (_("State"), standing.label(ticket, detail.person), _state_note(ticket, detail.at)),
        (_("Priority"), *_priority(detail)),
        (_("Offering"), ticket.offering.name if ticket.offering else "", _form(ticket)),
        (_("Asked by"), _asked_by(ticket), ""),
        (_("For"), ticket.beneficiary.name if ticket.beneficiary else "", ""),
        (_("Works on it"), ticket.assignee.name if ticket.assignee else _("nobody yet"), ""),
        (_("Agreement"), *_agreement(ticket)),
        (_("Seen by"), _class(ticket), ""),
        (_("Outcome"), ticket.get_outcome_display(), ""),
        (_("Came by"), ticket.channel if ticket.channel != "portal" else "", ticket.source),
        *(row for topic in TOPICS if topic.facts is not None for row in topic.facts(detail)),
    ]
    return [row for row in rows if row[1]]


def _state_note(ticket: Ticket, at: datetime) -> str:
    if ticket.category == Category.RESOLVED and ticket.closes_at:
        return _("closes by itself %s") % times.short(ticket.closes_at, now=at)
    if ticket.category == Category.CLOSED and ticket.reopen_until and ticket.reopen_until > at:
        return _("may be reopened until %s") % times.short(ticket.reopen_until, now=at)
    return ""


def _priority(detail: Detail) -> tuple[str, str]:
    ticket = detail.ticket
    if ticket.priority is None:
        return "", ""
    name = f"{ticket.priority} {_(PRIORITY_NAMES.get(ticket.priority, '')).lower()}"
    if ticket.priority_reason:
        return name, _set_by(detail) % ticket.priority_reason
    if ticket.source:
        return name, ""
    return name, f"{_(IMPACTS[ticket.impact])} × {_(URGENCIES[ticket.urgency]).lower()}"


def _set_by(detail: Detail) -> str:
    """A rule of routing names itself, a person says why."""
    last = next((e for e in reversed(detail.events) if "priority_reason" in e.data), None)
    by_rule = last is not None and last.actor_id is None
    return _("set %s") if by_rule else _("set by hand: %s")


def _form(ticket: Ticket) -> str:
    return _("form %d") % ticket.form_version.number if ticket.form_version else ""


def _asked_by(ticket: Ticket) -> str:
    names = [ticket.requester.name if ticket.requester else "", str(ticket.customer or "")]
    return ", ".join(name for name in names if name)


def _agreement(ticket: Ticket) -> tuple[str, str]:
    version = ticket.agreement_version
    if version is None:
        return _("none"), ""
    return version.agreement.name, _("version %d") % version.number


def _class(ticket: Ticket) -> str:
    return dict(Offering.Confidentiality.choices).get(ticket.confidentiality, "")


def answered(ticket: Ticket, rows: Sequence[AnsweredQuestion]) -> list[Answered]:
    """The form as it was asked and answered, files with their address."""
    return [
        Answered(
            row.label,
            "" if row.files else row.text,
            [File(name, reverse("file", args=[token, ticket.key])) for token, name in row.files],
        )
        for row in rows
    ]


def callout(detail: Detail) -> str:
    """What the customer is to do now, in a sentence; '' if nothing."""
    ticket = detail.ticket
    if not detail.part.customer or life.offer(detail)[0]:
        return ""  # or it is said below the title already
    supplier = ticket.supplier.name if ticket.supplier else _("The supplier")
    if ticket.category == Category.RESOLVED:
        return _("%s says it is done. Confirm, or say what is missing.") % supplier
    if standing.holder(ticket, detail.person)[0] == "customer" and not standing.is_over(ticket):
        return _("%s asked you something. Their clock stands still until you answer.") % supplier
    return ""
