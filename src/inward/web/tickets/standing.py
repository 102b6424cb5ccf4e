"""Where a ticket stands, in words and in one of the five meanings: for lists and heads of pages."""

from datetime import datetime

from django.utils.translation import gettext as _

from inward.directory.models import Person
from inward.tickets.desk import desk_of
from inward.tickets.models import Category, Ticket, WaitingOn
from inward.tickets.queries.queue import AT_RISK
from inward.tickets.rules import DONE
from inward.web.components import times
from inward.web.components.pieces import Tone
from inward.web.tickets.strips import Due


def holder(ticket: Ticket, person: Person) -> tuple[str, str]:
    """Kind of party and name of who has the ball now."""
    customer = _("you") if is_customer(ticket, person) else customer_name(ticket)
    if ticket.category == Category.WAITING:
        parties = {
            WaitingOn.CUSTOMER: ("customer", customer),
            WaitingOn.OUTSIDE: ("outside", _("somebody outside")),
            WaitingOn.DEPARTMENT: ("department", ticket.awaited or _("another department")),
        }
        if ticket.waiting_on in parties:
            return parties[WaitingOn(ticket.waiting_on)]
    if ticket.category == Category.RESOLVED:
        return "customer", customer
    if ticket.category == Category.AWAITING_APPROVAL:
        return "approver", _("an approver")
    supplier = ticket.supplier.name if ticket.supplier else _("nobody known")
    return ("supplier" if ticket.supplier else "unknown"), supplier


def is_customer(ticket: Ticket, person: Person) -> bool:
    """Whether the person asked for it, or it is for them."""
    return person.pk in (ticket.requester_id, ticket.beneficiary_id)


def customer_name(ticket: Ticket) -> str:
    """What the customer is called by others: the first name, else the department."""
    if ticket.requester is not None:
        return ticket.requester.get_short_name()
    return ticket.customer.name if ticket.customer else _("the customer")


def label(ticket: Ticket, person: Person, category: str = "") -> str:
    """What this person reads for the ticket's category (or another one): the desk's own word."""
    mine = is_customer(ticket, person)
    return desk_of(ticket).label(category or ticket.category, for_customer=mine)


def is_over(ticket: Ticket) -> bool:
    """Whether nobody has the ball any more."""
    return ticket.closed_at is not None


def meaning(ticket: Ticket, person: Person, at: datetime) -> tuple[Tone, str]:
    """The meaning and its words: 'on time', 'late by 2 h', 'waits on you', 'done'."""
    if is_over(ticket):
        return Tone.REST, label(ticket, person).lower()
    kind, _name = holder(ticket, person)
    if kind == "customer":
        if is_customer(ticket, person):
            return Tone.YOU, _("waits on you")
        words = _("to be confirmed") if ticket.category == Category.RESOLVED else _("asked back")
        return Tone.REST, words
    running = [due for due in (ticket.due_resolve, ticket.next_due) if due is not None]
    if running:
        tone, words = _due(min(running), at)  # the worst of the promises
        return tone, _before_end(ticket, words) if tone == Tone.LATE else words
    if ticket.category == Category.WAITING:
        return Tone.REST, _("waiting")
    return Tone.PLAIN, _("no date promised")


def _due(due: datetime, at: datetime) -> tuple[Tone, str]:
    minutes = (due - at).total_seconds() / 60
    if minutes < 0:
        return Tone.LATE, _("late by %s") % times.duration(-minutes)
    return (Tone.RISK, _("at risk")) if due - at <= AT_RISK else (Tone.ONTIME, _("on time"))


def _before_end(ticket: Ticket, words: str) -> str:
    """Which promise is late, where it is not the end itself."""
    if ticket.next_due in (None, ticket.due_resolve):
        return words
    if ticket.next_due == ticket.due_own:
        return _("not taken, %s") % words
    return _("no reply, %s") % words


def dues(ticket: Ticket, at: datetime) -> list[Due]:
    """The promised end as the ticket's columns know it."""
    if ticket.due_resolve is None or ticket.category in DONE:
        return []
    label = _("due %s") % times.short(ticket.due_resolve, now=at)
    tone = Tone.LATE if ticket.due_resolve < at else Tone.PLAIN
    return [Due(ticket.due_resolve, label, tone)]


def state_words(ticket: Ticket, person: Person, at: datetime) -> str:
    """'IT has the ball · due Thu 12:00': one quiet line of a list."""
    kind, name = holder(ticket, person)
    if is_over(ticket):
        closed = ticket.closed_at or at
        return _("%(state)s %(when)s") % {
            "state": label(ticket, person), "when": times.short(closed, now=at)
        }  # fmt: skip
    if kind == "customer" and is_customer(ticket, person):
        ball = _("You have the ball")
    else:
        ball = _("%s has the ball") % (name[:1].upper() + name[1:])
    until = ticket.waiting_until
    parts = [ball]
    if ticket.category == Category.WAITING and until is not None:
        parts.append(_("until %s") % times.short(until, now=at))
    parts += [due.label for due in dues(ticket, at)]
    return " · ".join(parts)
