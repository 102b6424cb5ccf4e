"""A ticket that follows from another: a part, a split-off message, a problem, a change.

It passes no form: who opens it says in words what it is about. It has its own key, its own
agreement and its own clocks.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from inward.catalogue.models import Offering, Service
from inward.directory.folding import search_key
from inward.directory.models import Department, Person
from inward.kernel import outbox
from inward.kernel.errors import Invalid
from inward.kernel.text import one_line
from inward.tickets import log, receivers, rules
from inward.tickets.actions import asking_approval
from inward.tickets.actions.submission import next_key
from inward.tickets.events import TicketSubmitted
from inward.tickets.models import EventKind, Ticket, TicketEvent
from inward.tickets.pinning import Pins, is_own_work, pins_of


@dataclass(frozen=True)
class Opening:
    """What is to be opened: who asks whom for what. ``data`` goes into its first event.

    ``offering``: what is asked for anew, with all that must be approved of it. ``service``: what it
    belongs to where nobody asks for an offering, so that nobody need approve it.
    """

    actor: Person
    requester: Person | None
    customer: Department
    supplier: Department
    title: str
    text: str
    offering: Offering | None = None
    service: Service | None = None
    beneficiary: Person | None = None
    kind: str = "service_request"
    impact: int = 3
    urgency: int = 3
    confidentiality: str = "department"
    data: Mapping[str, Any] = field(default_factory=dict)


def title_of(value: str) -> str:
    """A title that says something. Raises Invalid (title)."""
    clean = one_line(value, field="title", max_length=rules.TITLE_LENGTH)
    if not clean:
        words = "Say in a few words what it is about."
        raise Invalid(words, fields={"title": [words]})
    return clean


def opened(asked: Opening, now: datetime) -> Ticket:
    """Make the ticket, pinned to what applies between the two departments now. Some 12 statements.

    A department promises itself nothing about its problems and changes.
    Raises RuleBroken (a confidential case that nobody there can take).
    """
    service = asked.offering.service if asked.offering is not None else asked.service
    key = next_key(asked.supplier)
    pinned = pins_of(asked.supplier, asked.customer, service, now)
    if is_own_work(asked.kind, asked.supplier.pk, asked.customer.pk):
        pinned = Pins(None, pinned.calendar)
    ticket = Ticket(
        key=key,
        title=asked.title,
        search_key=search_key(key, asked.title),
        kind=asked.kind,
        requester=asked.requester,
        beneficiary=asked.beneficiary,
        customer=asked.customer,
        service=service,
        offering=asked.offering,
        confidentiality=asked.confidentiality,
        calendar_version=pinned.calendar,
        submitted_at=now,
        last_event_at=now,
    )
    log.append(
        ticket,
        at=now,
        kind=EventKind.SUBMITTED,
        actor=asked.actor,
        side=TicketEvent.Side.CUSTOMER,
        category="submitted",
        department=asked.supplier,
        text=asked.text,
        data={**_given(asked, pinned), **asked.data},
    )
    receivers.let_in(ticket, asked.supplier, now.date())
    asking_approval.by_policy(ticket, asked.actor, now)
    outbox.publish(
        TicketSubmitted(ticket.pk, asked.actor.pk, now, asked.supplier.pk, asked.customer.pk)
    )
    return ticket


def _given(asked: Opening, pinned: Pins) -> dict[str, Any]:
    return {
        "impact": asked.impact,
        "urgency": asked.urgency,
        "priority": rules.priority_of(asked.impact, asked.urgency),
        "agreement_version": pinned.agreement.pk if pinned.agreement else None,
        "calendar_version": pinned.calendar.pk if pinned.calendar else None,
        "channel": "portal",
    }
