"""Events of a ticket in words: what stands in its conversation and in its log."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from inward.tickets.models import EventKind, Ticket, TicketEvent
from inward.tickets.queries import Detail
from inward.tickets.rules import PRIORITY_NAMES
from inward.web.tickets.topics import TOPICS

ICONS = {
    EventKind.SUBMITTED: "message-circle-plus",
    EventKind.ACCEPTED: "check",
    EventKind.ASSIGNED: "user-check",
    EventKind.HANDED_OFF: "arrows-exchange",
    EventKind.RESOLVED: "circle-check",
    EventKind.CONFIRMED: "thumb-up",
    EventKind.REOPENED: "refresh",
    EventKind.CLOSED: "circle-check",
    EventKind.DECLINED: "ban",
    EventKind.WITHDRAWN: "arrow-back-up",
    EventKind.UPDATED: "adjustments-horizontal",
    **{EventKind(kind): icon for topic in TOPICS for kind, icon in topic.icons.items()},
}
OUTCOMES = {
    "fulfilled": "fulfilled", "partly": "partly fulfilled", "not_fulfilled": "not fulfilled"
}  # fmt: skip
WAITS = {"outside": "somebody outside", "department": "another department", "date": "a date"}


def who(event: TicketEvent) -> str:
    """Who did it, by name."""
    return event.actor.name if event.actor is not None else _("The system")


def happened(event: TicketEvent, detail: Detail) -> str:
    """'Iris Ingwer gave it to Ian Iversen': a sentence without full stop, for who reads it."""
    if event.label and event.kind == EventKind.UPDATED:
        return _("state: %s") % event.label
    whole = _WHOLE[event.kind](event) if event.kind in _WHOLE else ""
    return whole or f"{who(event)} {_told(event, detail)}"


def _told(event: TicketEvent, detail: Detail) -> str:
    if event.kind in _TOLD_TO:
        return _TOLD_TO[event.kind](event, detail)
    if event.kind == EventKind.UPDATED and "watcher" in event.data:
        return _followed(event, detail)
    words = _SAID.get(event.kind)
    return words(event) if words is not None else EventKind(event.kind).label.lower()


def _followed(event: TicketEvent, detail: Detail) -> str:
    """Who it is stands with those who follow it; whoever stopped that is not named."""
    name = next((one.name for one in detail.watchers if one.pk == event.data["watcher"]), "")
    return _("let %s follow it, by a rule") % (name or _("somebody"))


def said(event: TicketEvent) -> str:
    """What a word in the conversation was besides a word: 'asked back, clock stands still'."""
    words = {
        EventKind.ASKED: _asked(event),
        EventKind.HANDED_OFF: _handed_off(event),
        EventKind.RESOLVED: _("says it is done: %s") % _(OUTCOMES.get(event.outcome, "done")),
        EventKind.CONFIRMED: _("confirmed that it is done"),
        EventKind.REOPENED: _("reopened it"),
        EventKind.WITHDRAWN: _("withdrew it"),
        EventKind.DECLINED: _declined(event),
        EventKind.SUBMITTED: _("asked for this"),
    }
    told = {kind: tell for topic in TOPICS for kind, tell in topic.told.items()}.get(event.kind)
    return words.get(EventKind(event.kind)) or (told(event) if told is not None else "")


def _asked(event: TicketEvent) -> str:
    """Only a question to the customer stops the clock."""
    if event.waiting_on in WAITS:
        return _updated(event)
    return _("asked back; the clock stands still until the answer")


def _assigned(event: TicketEvent) -> str:
    if event.person_id == event.actor_id or event.person is None:
        return _("took it")
    return _("gave it to %s") % event.person.name


def _handed_off(event: TicketEvent) -> str:
    name = event.department.name if event.department is not None else _("another department")
    return _("handed it to %(who)s: %(why)s") % {"who": name, "why": event.reason}


def _declined(event: TicketEvent) -> str:
    kinds = dict(Ticket.ReasonKind.choices)
    reason = kinds.get(event.data.get("reason_kind", ""), "")
    told = _("declined it: %s") % str(reason).lower() if reason else _("declined it")
    reference = event.data.get("policy_reference")
    return f"{told} ({reference})" if reference else told


def _updated(event: TicketEvent) -> str:
    if event.category == "waiting":
        whom = _(WAITS.get(event.waiting_on, "an answer"))
        why = ": ".join(one for one in (event.reason, str(event.data.get("detail", ""))) if one)
        return _("waits for %(whom)s: %(why)s") % {"whom": whom, "why": why}
    if "amended" in event.data:
        return _("changed what is asked for")
    if "repinned" in event.data:
        return _("put it under the agreement of today: %s") % str(event.data["repinned"])
    if "taken_back" in event.data:
        return _("put it back into the queue")
    if "unassigned" in event.data:
        return _("found nobody to give it to")
    if "priority" in event.data:
        level = _(PRIORITY_NAMES.get(event.data["priority"], "unknown")).lower()
        reason = str(event.data.get("priority_reason") or "")
        told = _("made its priority %s") % level
        return f"{told}: {reason}" if reason else told
    return _("goes on with it") if event.category else _("changed it")


_SAID: dict[str, Callable[[TicketEvent], str]] = {
    EventKind.SUBMITTED: lambda _event: _("asked for this"),
    EventKind.ACCEPTED: lambda _event: _("accepted it"),
    EventKind.ASSIGNED: _assigned,
    EventKind.ASKED: lambda _event: _("asked back"),
    EventKind.ANSWERED: lambda _event: _("answered"),
    EventKind.HANDED_OFF: _handed_off,
    EventKind.REPLIED: lambda _event: _("replied"),
    EventKind.NOTED: lambda _event: _("left a note"),
    EventKind.RESOLVED: said,
    EventKind.CONFIRMED: said,
    EventKind.REOPENED: said,
    EventKind.CLOSED: lambda _event: _("closed it: nobody objected in time"),
    EventKind.DECLINED: _declined,
    EventKind.WITHDRAWN: said,
    EventKind.UPDATED: _updated,
    **{kind: told for topic in TOPICS for kind, told in topic.told.items()},
}
_TOLD_TO = {kind: told for topic in TOPICS for kind, told in topic.told_to.items()}
_WHOLE = {kind: told for topic in TOPICS for kind, told in topic.whole.items()}
