"""Telling people: who asked hears of their ticket, who works on it what changed, leads of flags.

Each handler tells once, however often it runs: the key is the event's place in the log.
"""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from inward.directory.events import DepartmentCreated
from inward.directory.models import Person
from inward.directory.queries import LEADING, active_memberships
from inward.notify.actions import tell
from inward.tickets.actions.mentioning import SAID_LENGTH, called, path_of
from inward.tickets.actions.settings import open_desk
from inward.tickets.events import (
    CustomerAnswered,
    CustomerAsked,
    CustomerChased,
    TicketAssigned,
    TicketClosed,
    TicketDeclined,
    TicketEventBase,
    TicketFlagged,
    TicketReopened,
    TicketReplied,
    TicketResolved,
)
from inward.tickets.models import EventKind, Ticket, TicketEvent
from inward.tickets.thanks import is_thanks

_READ = ("requester", "beneficiary", "assignee", "supplier")


def open_desk_of(event: DepartmentCreated, *, now: datetime) -> None:  # noqa: ARG001 (a handler's)
    """A new department begins with what the organisation says for all."""
    open_desk(department_id=event.department_id)


def tell_asked(event: CustomerAsked, *, now: datetime) -> None:
    """Who asked is asked back."""
    _tell_customer(event, EventKind.ASKED, "asked", _("%(by)s asks you about %(what)s"), now)


def tell_replied(event: TicketReplied, *, now: datetime) -> None:
    """Who asked gets a reply."""
    _tell_customer(event, EventKind.REPLIED, "replied", _("%(by)s replied on %(what)s"), now)


def tell_resolved(event: TicketResolved, *, now: datetime) -> None:
    """Who asked is to confirm."""
    subject = _("Done? Please confirm: %(what)s")
    if event.actor_id is None:
        subject = _("No answer came, so it rests: %(what)s")
    _tell_customer(event, EventKind.RESOLVED, "resolved", subject, now)


def tell_declined(event: TicketDeclined, *, now: datetime) -> None:
    """Who asked hears a no, and why."""
    _tell_customer(event, EventKind.DECLINED, "declined", _("%(by)s declined %(what)s"), now)


def tell_closed(event: TicketClosed, *, now: datetime) -> None:
    """Time closed what nobody confirmed."""
    subject = _("Closed, as nobody objected: %(what)s")
    _tell_customer(event, EventKind.CLOSED, "closed", subject, now)


def tell_chased(event: CustomerChased, *, now: datetime) -> None:
    """Whoever could answer is asked again, in the words of the question."""
    subject = _("Still waiting for your answer: %(what)s")
    _tell_customer(event, EventKind.ASKED, "chased", subject, now)


def tell_assigned(event: TicketAssigned, *, now: datetime) -> None:
    """Somebody gave it to them."""
    ticket, person = _ticket(event), Person.objects.filter(pk=event.assignee_id).first()
    if ticket is not None and person is not None:
        said = _event(event, EventKind.ASSIGNED)
        _tell(event, ticket, [person], "assigned", _("%(who)s gave you %(what)s"), "", said, now)


def tell_answered(event: CustomerAnswered, *, now: datetime) -> None:
    """The customer spoke; mere thanks make no mail."""
    subject = _("%(who)s answered on %(what)s")
    _tell_assignee(event, EventKind.ANSWERED, "answered", subject, now)


def tell_reopened(event: TicketReopened, *, now: datetime) -> None:
    """It was not done after all."""
    subject = _("%(who)s reopened %(what)s")
    _tell_assignee(event, EventKind.REOPENED, "reopened", subject, now)


def tell_flagged(event: TicketFlagged, *, now: datetime) -> None:
    """Leads and heads of the supplier hear of what is called major or escalated."""
    ticket = _ticket(event)
    if (
        ticket is None
        or not event.on
        or ticket.supplier is None
        or ticket.confidentiality == "restricted"
    ):
        return
    led = active_memberships(now.date()).filter(department=ticket.supplier, role__in=LEADING)
    people = [seat.person for seat in led.select_related("person")]
    words = _("Major: %(what)s") if event.flag == "major" else _("Escalated: %(what)s")
    said = _event(event, EventKind.FLAGGED)
    reason = str(said.data.get("reason", "")) if said is not None else ""
    _tell(event, ticket, people, f"flag_{event.flag}", words, reason, said, now)


def _tell_customer(
    event: TicketEventBase, kind: EventKind, name: str, words: str, now: datetime
) -> None:
    ticket = _ticket(event)
    if ticket is None:
        return
    people = [one for one in (ticket.requester, ticket.beneficiary) if one is not None]
    said = _event(event, kind)
    _tell(event, ticket, people, name, words, said.text if said else "", said, now)


def _tell_assignee(
    event: TicketEventBase, kind: EventKind, name: str, words: str, now: datetime
) -> None:
    ticket = _ticket(event)
    if ticket is None or ticket.assignee is None:
        return
    said = _event(event, kind)
    _tell(event, ticket, [ticket.assignee], name, words, said.text if said else "", said, now)


def _tell(
    event: TicketEventBase, ticket: Ticket, people: Iterable[Person], name: str, words: str,
    text: str, said: TicketEvent | None, now: datetime,
) -> None:  # fmt: skip
    """Never who did it; of a restricted ticket its key and address alone."""
    actor = said.actor.name if said is not None and said.actor is not None else _("The system")
    by = ticket.supplier.name if ticket.supplier is not None else _("The supplier")
    restricted = ticket.confidentiality == "restricted"
    tell(
        people=[person for person in people if person.pk != event.actor_id],
        kind=name,
        subject=words % {"what": called(ticket), "by": by, "who": actor},
        text="" if restricted else text[:SAID_LENGTH],
        path=path_of(ticket, f"#e{said.ordinal}" if said is not None else ""),
        once=f"{name}:{ticket.pk}:{event.at.isoformat()}",
        by_mail=not (name == "answered" and is_thanks(text)),
        now=now,
    )


def _ticket(event: TicketEventBase) -> Ticket | None:
    return Ticket.objects.select_related(*_READ).filter(pk=event.ticket_id).first()


def _event(event: TicketEventBase, kind: EventKind) -> TicketEvent | None:
    """What was said: the last event of this kind up to then."""
    found = TicketEvent.objects.filter(ticket_id=event.ticket_id, kind=kind, at__lte=event.at)
    return found.select_related("actor").order_by("-ordinal").first()
