"""The course of a ticket on its page: flags, how a wait is chased, asking again when it is over."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inward.tickets import actions, chasing, policies
from inward.tickets.flags import Flag
from inward.tickets.models import Category, EventKind, Ticket, TicketEvent, WaitingOn
from inward.tickets.queries import Detail
from inward.tickets.rules import Verb
from inward.tickets.thanks import is_thanks
from inward.web.components import times
from inward.web.tickets.topic import Card, Mode, Sent, Topic

_l = gettext_lazy
FLAG_NAMES = {Flag.MAJOR: _l("Major"), Flag.ESCALATED: _l("Escalated")}
FLAG_ICONS = {Flag.MAJOR: "urgent", Flag.ESCALATED: "flag"}


@dataclass(frozen=True)
class Up:
    """A flag that is up, as the head shows it."""

    name: str
    icon: str
    since: datetime
    by: str
    reason: str


@dataclass(frozen=True)
class HeadView:
    """What stands under the title: flags, and what the customer may want to do now."""

    flags: Sequence[Up] = ()
    words: str = ""
    do: str = ""
    action: str = ""


def fits(mode: Mode, detail: Detail) -> bool:
    """Whether a mode makes sense on this ticket now, beyond what the state allows."""
    ticket = detail.ticket
    late = is_too_late(detail)
    if mode.verb == "reopen":
        return not late
    if mode.verb == "escalate":
        return not ticket.is_escalated or detail.part.leads
    return True


def fitted(mode: Mode, detail: Detail) -> Mode:
    """The mode as this ticket needs it: what is flagged can only be unflagged."""
    ticket = detail.ticket
    if mode.verb == "major" and ticket.is_major:
        return replace(mode, tab=_("Not major"), button=_("No longer major"))
    if mode.verb == "escalate" and ticket.is_escalated:
        return replace(mode, tab=_("De-escalate"), button=_("Take the escalation back"))
    if mode.verb == "follow_up" and not is_too_late(detail) and ticket.category == Category.CLOSED:
        return replace(mode, rare=True)
    return mode


def is_too_late(detail: Detail) -> bool:
    """Whether a closed ticket can be reopened no more."""
    until = detail.ticket.reopen_until
    return detail.ticket.category == Category.CLOSED and until is not None and detail.at > until


def _head(detail: Detail) -> Card | None:
    flags = _flags(detail)
    words, do, action = offer(detail) if detail.part.customer else ("", "", "")
    view = HeadView(flags, words, do, action)
    return Card("tickets/topics/life_head.html", view) if flags or words else None


def _flags(detail: Detail) -> list[Up]:
    """Flags with who raised them and why; the customer reads that it is major, and no more."""
    up: dict[Flag, TicketEvent] = {}
    for event in detail.events if policies.can_read_notes(detail.part) else ():
        if event.kind == EventKind.FLAGGED:
            _turn(up, event)
    if not policies.can_read_notes(detail.part):
        since = detail.ticket.state_since or detail.ticket.submitted_at
        return [_bare(Flag.MAJOR, since)] if detail.ticket.is_major else []
    # That a promise is late stands beside the title already.
    return [_up(flag, up[flag]) for flag in up if flag is not Flag.OVERDUE]


def _turn(up: dict[Flag, TicketEvent], event: TicketEvent) -> None:
    flag = Flag(event.data["flag"])
    if event.data.get("on"):
        up.setdefault(flag, event)
    else:
        up.pop(flag, None)


def _bare(flag: Flag, since: datetime) -> Up:
    return Up(str(FLAG_NAMES[flag]), FLAG_ICONS[flag], since, "", "")


def _up(flag: Flag, event: TicketEvent) -> Up:
    by = event.actor.name if event.actor is not None else ""
    return replace(_bare(flag, event.at), by=by, reason=str(event.data.get("reason") or ""))


def offer(detail: Detail) -> tuple[str, str, str]:
    """What the customer may want after their last words: (words, mode, words of the link)."""
    ticket = detail.ticket
    if ticket.category not in {Category.RESOLVED, Category.CLOSED} or is_too_late(detail):
        return "", "", ""
    last = detail.events[-1]
    if last.kind == EventKind.RESOLVED and last.data.get("unanswered"):
        return _("Your answer did not come, so this rests."), "reopen", _("Answer, and go on")
    if last.kind != EventKind.ANSWERED:
        return "", "", ""
    if not is_thanks(last.text):
        told = _("Your words arrived; it stays done until you say otherwise.")
        return told, "reopen", _("It is not done")
    if ticket.category == Category.RESOLVED:
        return _("Your thanks arrived."), "confirm", _("Confirm that it is done")
    return "", "", ""


def _facts(detail: Detail) -> list[tuple[str, str, str]]:
    """For whom it waits, why, and what happens next without an answer."""
    ticket = detail.ticket
    if ticket.category != Category.WAITING:
        return []
    setter = next((e for e in reversed(detail.log) if e.category is not None), None)
    more = str(setter.data.get("detail") or "") if setter is not None else ""
    why = ": ".join(part for part in (ticket.waiting_reason, more) if part)
    until = times.short(ticket.waiting_until, now=detail.at) if ticket.waiting_until else ""
    rows = [(_("Waits for"), why, _("until %s") % until if until else "")]
    if ticket.waiting_on == WaitingOn.CUSTOMER:
        rows.append((_("If nobody answers"), *_next(detail)))
    return rows


def _next(detail: Detail) -> tuple[str, str]:
    """The next step of the chase, and how often it was done: ('asked again Thu', 'once so far')."""
    found = chasing.fold(detail.log)
    if found is None or found.next_at is None:
        return "", ""
    at = times.short(found.next_at, now=detail.at)
    ends = found.steps >= len(detail.desk.windows.chase_days)
    words = _("ended %s as not fulfilled") % at if ends else _("asked again %s") % at
    return words, _("asked again %d× so far") % found.steps if found.steps else ""


def _major(sent: Sent) -> Ticket:
    return actions.mark_major(
        actor=sent.actor, ticket=sent.ticket, on=sent.get("major_on") != "0",
        reason=sent.get("major_reason"), version=sent.version, now=sent.now,
    )  # fmt: skip


def _escalate(sent: Sent) -> Ticket:
    return actions.escalate(
        actor=sent.actor, ticket=sent.ticket, on=sent.get("escalate_on") != "0",
        reason=sent.get("escalate_reason"), version=sent.version, now=sent.now,
    )  # fmt: skip


def _follow_up(sent: Sent) -> Ticket:
    return actions.follow_up(
        actor=sent.actor, ticket=sent.ticket, text=sent.text, idempotency_key=sent.key,
        version=sent.version, now=sent.now,
    )  # fmt: skip


def _told_flagged(event: TicketEvent) -> str:
    flag, on = event.data.get("flag"), event.data.get("on")
    words = {
        ("major", True): _("called it major"), ("major", False): _("calls it major no more"),
        ("escalated", True): _("escalated it"), ("escalated", False): _("took the escalation back"),
        ("overdue", True): _("saw a promise overdue"),
        ("overdue", False): _("sees no promise overdue any more"),
    }.get((str(flag), bool(on)), _("changed a flag"))  # fmt: skip
    reason = str(event.data.get("reason") or "")
    return f"{words}: {reason}" if reason else words


def _told_chased(event: TicketEvent) -> str:
    if "put_off" not in event.data:
        return _("asked again, as nobody had answered")
    if event.data["put_off"] is None:
        return _("asks no more")
    back = datetime.fromisoformat(event.data["put_off"])
    return _("puts off asking again: away until %s") % times.short(back, now=event.at)


TOPIC = Topic(
    name="life",
    modes=(
        Mode("follow_up", Verb.FOLLOW_UP, _l("Ask again about this"),
             _l("What is it now? A new ticket with the same answers, linked to this one."),
             _l("Ask again"), "message-circle-plus"),
        Mode("major", Verb.MAJOR, _l("Major"), "", _l("Call it major"), "urgent", rare=True,
             panel="tickets/topics/life_flag.html", wordless=True),
        Mode("escalate", Verb.ESCALATE, _l("Escalate"), "", _l("Escalate"), "flag", rare=True,
             panel="tickets/topics/life_flag.html", wordless=True),
    ),
    verbs={
        "major": (_major, _l("Noted, with your reason.")),
        "escalate": (_escalate, _l("Noted; those who lead are told.")),
        "follow_up": (_follow_up, _l("Asked again: this is the new ticket.")),
    },
    head=_head,
    facts=_facts,
    told={EventKind.FLAGGED: _told_flagged, EventKind.CHASED: _told_chased},
    icons={EventKind.FLAGGED: "flag", EventKind.CHASED: "bell"},
)  # fmt: skip
