"""Parts: ask another department for one, call it off, and what open parts mean at the end."""

from datetime import datetime
from typing import Any

from django.db import transaction

from inward.catalogue.models import Offering
from inward.catalogue.queries import offering_for
from inward.directory.models import Department, Person
from inward.kernel import idempotency, outbox
from inward.kernel.errors import Invalid, NotFound, RuleBroken
from inward.tickets import log, parts, upward
from inward.tickets.actions.opening import Opening, opened, title_of
from inward.tickets.actions.steps import begin, locked, text_of
from inward.tickets.events import PartAsked, TicketWithdrawn
from inward.tickets.models import EventKind, Ticket, TicketEvent
from inward.tickets.rules import OPEN, Verb

SUPPLIER = TicketEvent.Side.SUPPLIER
CALLED_OFF = "It is not needed any more."


def ask_part(
    *,
    actor: Person,
    ticket: Ticket,
    department: Department,
    title: str,
    text: str = "",
    offering: Offering | None = None,
    waits: bool = True,
    urgency: int | None = None,
    idempotency_key: str | None = None,
    version: int | None = None,
    now: datetime,
) -> Ticket:
    """Ask another department for a part; returns that part, a ticket of its own.

    Its requester is the actor, its customer the department that holds the ticket, its promise the
    agreement of these two. ``offering``: one of the department's, for its service's agreement.
    ``urgency``: by default the ticket's. ``waits``: the ticket waits for it (unless it waits for
    somebody else already). The ticket cannot be resolved while the part is open. Raises Invalid
    (department, offering, title, text, urgency), NotFound (an offering the actor may not ask for).
    """

    def do() -> Ticket:
        parent = begin(Verb.ASK_PART, actor=actor, ticket=ticket, version=version, now=now)
        found = _offering(actor, offering, department, now)
        asked = _opening(actor, parent, department, found, title, text, urgency)
        part = opened(asked, now)
        _tell_parent(parent, part, actor, waits=waits, now=now)
        return part

    return idempotency.once(
        key=idempotency_key,
        actor_id=actor.pk,
        scope="ticket.ask_part",
        body={"ticket": ticket.pk, "department": department.pk, "title": title, "text": text},
        do=do,
        to_json=lambda made: made.pk,
        from_json=lambda pk: Ticket.objects.get(pk=pk),
    )


def _offering(
    actor: Person, wanted: Offering | None, department: Department, now: datetime
) -> Offering | None:
    if wanted is None:
        return None
    found = offering_for(actor, wanted.pk, now.date())
    if found.service.supplier_id != department.pk:
        words = f"{department.name} does not offer this."
        raise Invalid(words, fields={"offering": [words]})
    return found


def _opening(
    actor: Person, parent: Ticket, department: Department, offering: Offering | None, title: str,
    text: str, urgency: int | None,
) -> Opening:  # fmt: skip
    holder = parent.supplier
    if holder is None or department.pk == holder.pk or department.closed_at is not None:
        words = "Choose another department that exists."
        raise Invalid(words, fields={"department": [words]})
    own = offering.confidentiality if offering is not None else "department"
    return Opening(
        actor=actor,
        requester=actor,
        customer=holder,
        supplier=department,
        title=title_of(title),
        text=text_of(text, required=False),
        offering=offering,
        kind=offering.kind if offering is not None else "service_request",
        impact=parent.impact,
        urgency=urgency if urgency is not None else parent.urgency,
        # A part tells of what it is a part of: it is no less confidential.
        confidentiality="restricted" if parent.confidentiality == "restricted" else own,
        data={"part_of": {"id": parent.pk, "key": parent.key}},
    )


def _tell_parent(
    parent: Ticket, part: Ticket, actor: Person, *, waits: bool, now: datetime
) -> None:
    department = part.supplier
    assert department is not None  # it was asked for a moment ago
    entries = log.entries_of(parent)
    asked = parts.AskedPart(part.pk, part.key, department.pk, department.name, now)
    waited = parts.awaited(entries)
    waits = waits and (bool(waited) or parent.category in parts.MAY_WAIT)
    data: dict[str, Any] = upward.told(asked, how="asked")
    state: dict[str, Any] = {}
    if waits:
        others = [each for each in parts.fold(entries) if each.id in waited]
        data |= {"before": _before(parent, entries), **parts.wait_for([*others, asked])}
        state = {"category": "waiting", "waiting_on": "department"}
    log.append(
        parent, at=now, kind=EventKind.PART_ASKED, actor=actor, side=SUPPLIER, data=data, **state
    )
    outbox.publish(PartAsked(parent.pk, actor.pk, now, part.pk, department.pk, waits))


def _before(parent: Ticket, entries: list[Any]) -> str:
    if parent.category != "waiting":
        return parent.category
    began = next(each for each in reversed(entries) if each.category is not None)
    return str(began.data.get("before") or "in_progress")


@transaction.atomic
def call_off_part(
    *, actor: Person, ticket: Ticket, part: int, text: str = "", version: int | None = None,
    now: datetime,
) -> Ticket:  # fmt: skip
    """Take back what another department was asked for, by the part's id; returns the parent.

    For all who serve the parent, not only who asked. Raises NotFound (no open part of it).
    """
    parent = begin(Verb.CALL_OFF_PART, actor=actor, ticket=ticket, version=version, now=now)
    found = Ticket.objects.filter(pk=part, part_of=parent, category__in=OPEN).first()
    if found is None:
        raise NotFound("There is no such open part.")
    _called_off(found, actor, text_of(text, required=False), now)
    return locked(parent)


def _called_off(part: Ticket, actor: Person | None, text: str, now: datetime) -> None:
    """Withdraw a part and, before it, the open parts of that. ``actor`` None: time did it."""
    part = without_parts(locked(part), actor, now)
    event = log.append(
        part, at=now, kind=EventKind.WITHDRAWN, actor=actor, side=TicketEvent.Side.CUSTOMER,
        category="withdrawn", text=text or CALLED_OFF,
    )  # fmt: skip
    outbox.publish(TicketWithdrawn(part.pk, actor.pk if actor else None, event.at))


def without_parts(ticket: Ticket, actor: Person | None, now: datetime) -> Ticket:
    """The locked ticket after its open parts were withdrawn, as it is then. One statement where it
    has none.
    """
    found = list(open_parts(ticket))
    for part in found:
        _called_off(part, actor, "", now)
    return locked(ticket) if found else ticket


def open_parts(ticket: Ticket) -> Any:
    """The parts of a ticket that somebody still works on, in order of key."""
    return Ticket.objects.filter(part_of=ticket, category__in=OPEN).order_by("pk")


def require_no_open_parts(ticket: Ticket) -> None:
    """Raises RuleBroken, in words, while a department still works on a part. One statement."""
    found = list(open_parts(ticket).values_list("supplier__name", "key")[:5])
    if found:
        named = ", ".join(f"{name} ({key})" for name, key in found)
        raise RuleBroken(
            f"Parts of it are still open: {named}. Wait for them, or withdraw them with it."
        )
