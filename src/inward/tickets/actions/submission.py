"""Asking: from a form to a submitted ticket with its promise."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db.models import F

from inward.catalogue.models import FormVersion, Offering
from inward.catalogue.policies import can_ask_for
from inward.catalogue.queries import checked_answers, checklist_of, current_form, offering_for
from inward.catalogue.rules import questions_of
from inward.directory.folding import search_key
from inward.directory.models import Department, Person
from inward.directory.queries import departments_of, primary_department
from inward.kernel import idempotency, outbox
from inward.kernel.errors import Invalid
from inward.kernel.text import one_line
from inward.notify.actions import tell
from inward.tickets import bundles, log, receivers, rules
from inward.tickets.actions import asking_approval
from inward.tickets.actions.drafts import clear_draft, offering_place
from inward.tickets.actions.linking import made_link
from inward.tickets.actions.steps import text_of
from inward.tickets.checklist import steps_data
from inward.tickets.events import TicketSubmitted
from inward.tickets.models import EventKind, LinkKind, Ticket, TicketEvent, TicketSequence
from inward.tickets.pinning import Pins, pins
from inward.tickets.prices import price_data

CHANNEL_LENGTH = 60
RESTRICTED = Offering.Confidentiality.RESTRICTED


@dataclass(frozen=True)
class _Asked:
    """What was asked, checked."""

    offering: Offering
    customer: Department
    form: FormVersion
    title: str
    text: str
    urgency: int
    priority: int
    channel: str
    confidentiality: str
    answers: dict[str, Any] = field(default_factory=dict)


def submit(
    *,
    actor: Person,
    offering: Offering,
    title: str = "",
    text: str = "",
    answers: Mapping[str, Any] | None = None,
    urgency: int = 3,
    customer: Department | None = None,
    beneficiary: Person | None = None,
    channel: str = "portal",
    idempotency_key: str | None = None,
    now: datetime,
) -> Ticket:
    """Ask for an offering. The ticket pins the agreement and the calendar that apply now.

    Where its form has a plan, the parts that the answers start are submitted with it, each a ticket
    of its own and a child of this one: all or none. ``beneficiary``: a colleague of a department of
    the actor's, or who reports to them; they are told.

    ``customer``: one of the actor's departments (default: the primary one). ``title``: by default
    the offering's name with the first answer. The same ``idempotency_key`` gives the ticket made
    the first time. Raises NotFound (an offering the actor may not ask for), Invalid (answers by
    key, title, text, urgency, customer, beneficiary), RuleBroken (a confidential case nobody can
    take), Conflict (key used for something else). Some 15 statements.
    """
    raw = dict(answers or {})
    body = {
        "offering": offering.pk, "title": title, "text": text, "answers": raw, "urgency": urgency,
        "customer": customer.pk if customer else None,
        "beneficiary": beneficiary.pk if beneficiary else None,
    }  # fmt: skip

    def do() -> Ticket:
        found = offering_for(actor, offering.pk, now.date())
        asked = _checked(actor, found, title, text, raw, urgency, customer, channel, now)
        return _with_parts(actor, _beneficiary(actor, beneficiary, now), asked, now)

    return idempotency.once(
        key=idempotency_key,
        actor_id=actor.pk,
        scope="ticket.submit",
        body=body,
        do=do,
        to_json=lambda made: made.pk,
        from_json=lambda pk: Ticket.objects.get(pk=pk),
    )


def _checked(
    actor: Person, offering: Offering, title: str, text: str, answers: Mapping[str, Any],
    urgency: int, customer: Department | None, channel: str, now: datetime,
) -> _Asked:  # fmt: skip
    form = current_form(offering)
    checked = checked_answers(actor, form, answers)
    return _Asked(
        offering=offering,
        customer=_customer(actor, customer, now),
        form=form,
        title=one_line(title, field="title", max_length=rules.TITLE_LENGTH)
        or _default_title(offering, form, checked),
        text=text_of(text, required=False),
        urgency=urgency,
        priority=rules.priority_of(offering.default_impact, urgency),
        channel=one_line(channel, field="channel", max_length=CHANNEL_LENGTH),
        confidentiality=offering.confidentiality,
        answers=checked,
    )


def _default_title(offering: Offering, form: FormVersion, answers: Mapping[str, Any]) -> str:
    """Of a confidential case the title tells nothing: others may stand behind whoever reads it."""
    if offering.confidentiality == Offering.Confidentiality.RESTRICTED:
        return offering.name
    return rules.title_of(offering.name, questions_of(form.fields), answers)[: rules.TITLE_LENGTH]


def _customer(actor: Person, wanted: Department | None, now: datetime) -> Department:
    """The department that asks: one the actor belongs to. Raises Invalid (customer)."""
    if wanted is None:
        found = primary_department(actor, now.date())
    else:
        found = departments_of(actor, now.date()).filter(pk=wanted.pk).first()
    if found is None:
        words = "Ask for a department that you belong to."
        raise Invalid(words, fields={"customer": [words]})
    return found


def _beneficiary(actor: Person, wanted: Person | None, now: datetime) -> Person | None:
    """For whom it is asked, None for oneself. Raises Invalid (beneficiary)."""
    if wanted is None or wanted.pk == actor.pk:
        return None
    words = ""
    if not wanted.is_active:
        words = f"{wanted.name} works here no more."
    elif not can_ask_for(actor, wanted, now.date()):
        words = "You may ask for colleagues of your own departments and for who reports to you."
    if words:
        raise Invalid(words, fields={"beneficiary": [words]})
    return wanted


def _with_parts(actor: Person, beneficiary: Person | None, asked: _Asked, now: datetime) -> Ticket:
    """The ticket, and one of its own for each part its plan asks along: all of them or none."""
    ticket = _submitted(actor, beneficiary, asked, now)
    due = bundles.due(asked.form, asked.answers)
    for part in due.parts:
        child = _submitted(actor, beneficiary, _part(asked, part), now)
        made_link(child, LinkKind.CHILD_OF, ticket, actor, now)
    if due.gone:
        _tell_gone(ticket, due.gone, now)
    clear_draft(person=actor, place=offering_place(asked.offering))
    if beneficiary is not None:
        tell(
            people=[beneficiary], kind="asked_for_you", subject=f"{actor.name} asked for you",
            text=f"{ticket.key} {ticket.title}", path=f"/tickets/{ticket.key}/", now=now,
        )  # fmt: skip
    return ticket


def _tell_gone(ticket: Ticket, names: Sequence[str], now: datetime) -> None:
    """What the plan asks along but nobody offers any more is for those who serve to see to."""
    log.append(
        ticket,
        at=now,
        kind=EventKind.NOTED,
        actor=None,
        side=TicketEvent.Side.SYSTEM,
        text=f"Not asked along, since it is offered no more: {', '.join(names)}.",
        is_note=True,
    )


def _part(asked: _Asked, part: bundles.Along) -> _Asked:
    """What a part asks: with its own form, impact and title; else as the whole."""
    return replace(
        asked,
        offering=part.offering,
        form=part.form,
        title=part.title or _default_title(part.offering, part.form, part.answers),
        priority=rules.priority_of(part.offering.default_impact, asked.urgency),
        # What is confidential as a whole is so in its parts.
        confidentiality=RESTRICTED
        if asked.confidentiality == RESTRICTED
        else part.offering.confidentiality,
        answers=part.answers,
    )


def _submitted(actor: Person, beneficiary: Person | None, asked: _Asked, now: datetime) -> Ticket:
    supplier = asked.offering.service.supplier
    key = next_key(supplier)
    pinned = pins(supplier, asked.customer, asked.offering, now)
    ticket = Ticket(
        key=key,
        title=asked.title,
        search_key=search_key(key, asked.title),
        kind=asked.offering.kind,
        requester=actor,
        beneficiary=beneficiary,
        customer=asked.customer,
        service=asked.offering.service,
        offering=asked.offering,
        form_version=asked.form,
        fields_version_id=asked.offering.fields_version_id,
        answers=asked.answers,
        channel=asked.channel,
        confidentiality=asked.confidentiality,
        calendar_version=pinned.calendar,
        submitted_at=now,
        last_event_at=now,
    )
    log.append(
        ticket,
        at=now,
        kind=EventKind.SUBMITTED,
        actor=actor,
        side=TicketEvent.Side.CUSTOMER,
        category="submitted",
        department=supplier,
        text=asked.text,
        data=_given(asked, pinned),
    )
    receivers.let_in(ticket, supplier, now.date())
    asking_approval.by_policy(ticket, actor, now)
    outbox.publish(TicketSubmitted(ticket.pk, actor.pk, now, supplier.pk, asked.customer.pk))
    return ticket


def _given(asked: _Asked, pinned: Pins) -> dict[str, Any]:
    return {
        "impact": asked.offering.default_impact,
        "urgency": asked.urgency,
        "priority": asked.priority,
        "agreement_version": pinned.agreement.pk if pinned.agreement else None,
        "calendar_version": pinned.calendar.pk if pinned.calendar else None,
        "channel": asked.channel,
        **price_data(asked.offering),
        **steps_data(checklist_of(asked.offering)),
    }


def next_key(department: Department) -> str:
    """The next key of a department's tickets: IT-1042. Two at once wait for each other.

    Two queries. Keys of a department begin with its code, which nobody else has.
    """
    mine = TicketSequence.objects.filter(department=department)
    if not mine.update(last=F("last") + 1):
        TicketSequence.objects.bulk_create(
            [TicketSequence(department=department)], ignore_conflicts=True
        )
        mine.update(last=F("last") + 1)
    return f"{department.code}-{mine.values_list('last', flat=True).get()}"
