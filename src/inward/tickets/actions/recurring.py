"""Requests that come again by rule: set up, stop, submit what is due."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import transaction

from inward.catalogue.models import Offering
from inward.catalogue.queries import checked_answers, current_form, offering_for
from inward.directory.models import Person
from inward.directory.queries import primary_department
from inward.kernel import idempotency
from inward.kernel.errors import Invalid, InwardError, NotFound
from inward.kernel.text import one_line
from inward.notify.actions import tell
from inward.tickets import recurrence, rules
from inward.tickets.actions.steps import text_of
from inward.tickets.actions.submission import submit
from inward.tickets.models import RecurringTicket, Ticket
from inward.tickets.recurrence import Rule

MOST = 100


def repeat(
    *,
    actor: Person,
    offering: Offering,
    rule: Rule,
    first_on: date,
    ends_on: date | None = None,
    title: str = "",
    text: str = "",
    answers: Mapping[str, Any] | None = None,
    urgency: int = 3,
    idempotency_key: str | None = None,
    now: datetime,
) -> RecurringTicket:
    """Have an offering asked for by rule from ``first_on``, in the actor's name.

    The same ``idempotency_key`` sets it up once. Raises NotFound (an offering the actor may not ask
    for), Invalid (of the rule, the days, the answers as `submit` does; ``frequency`` for more than
    a hundred recurring requests).
    """
    said = _Said(offering, rule, first_on, ends_on, title, text, answers or {}, urgency)
    return idempotency.once(
        key=idempotency_key,
        actor_id=actor.pk,
        scope="ticket.repeat",
        body={
            "offering": offering.pk, "title": title, "text": text, "rule": _stored(rule),
            "first_on": first_on.isoformat(), "ends_on": ends_on.isoformat() if ends_on else "",
        },
        do=lambda: _set_up(actor, said, now),
        to_json=lambda made: made.pk,
        from_json=lambda pk: RecurringTicket.objects.get(pk=pk),
    )  # fmt: skip


@dataclass(frozen=True)
class _Said:
    """What is to be asked for again, and when."""

    offering: Offering
    rule: Rule
    first_on: date
    ends_on: date | None
    title: str
    text: str
    answers: Mapping[str, Any]
    urgency: int


@transaction.atomic
def _set_up(actor: Person, said: _Said, now: datetime) -> RecurringTicket:
    offering, rule, urgency = said.offering, said.rule, said.urgency
    first_on, ends_on = said.first_on, said.ends_on
    found = offering_for(actor, offering.pk, now.date())
    customer = primary_department(actor, now.date())
    if customer is None:
        raise _wrong("customer", "Ask for a department that you belong to.")
    if RecurringTicket.objects.filter(requester=actor, next_at__isnull=False).count() >= MOST:
        raise _wrong("frequency", f"At most {MOST} recurring requests a person.")
    if ends_on is not None and ends_on < first_on:
        raise _wrong("ends_on", "The end lies before the beginning.")
    rules.priority_of(found.default_impact, urgency)
    return RecurringTicket.objects.create(
        requester=actor,
        customer=customer,
        offering=found,
        title=one_line(said.title, field="title", max_length=rules.TITLE_LENGTH),
        text=text_of(said.text, required=False),
        answers=checked_answers(actor, current_form(found), dict(said.answers)),
        urgency=urgency,
        rule=_stored(recurrence.checked(rule)),
        first_on=first_on,
        next_at=_next(rule, now, first_on, ends_on),
        ends_on=ends_on,
        created_at=now,
    )


def _stored(rule: Rule) -> dict[str, Any]:
    return {**asdict(rule), "at": rule.at.isoformat(), "weekdays": list(rule.weekdays)}


def rule_of(stored: Mapping[str, Any]) -> Rule:
    """The rule of a row."""
    return Rule(
        frequency=stored["frequency"],
        interval=stored["interval"],
        at=time.fromisoformat(stored["at"]),
        zone=stored["zone"],
        weekdays=tuple(stored["weekdays"]),
        day=stored["day"],
    )


def _next(rule: Rule, after: datetime, first: date, ends: date | None) -> datetime | None:
    due = recurrence.next_after(rule, after, first)
    return None if ends is not None and due.date() > ends else due


@transaction.atomic
def stop_repeating(*, actor: Person, recurring: RecurringTicket) -> RecurringTicket:
    """End a recurring request of the actor's; what it asked for before stays. Raises NotFound."""
    mine = RecurringTicket.objects.select_for_update()
    found = mine.filter(pk=recurring.pk, requester=actor).first()
    if found is None:
        raise NotFound("There is no such recurring request.")
    found.next_at = None
    found.save(update_fields=["next_at"])
    return found


@transaction.atomic
def submit_due(*, recurring: RecurringTicket, now: datetime) -> Ticket | None:
    """Submit a recurring request that is due and set its next day, in one transaction.

    Slots missed while nothing ran are not made up for: one ticket, then the next day to come. One
    that can no longer be asked for is stopped and its requester told why. None: nothing was due.
    """
    rows = RecurringTicket.objects.select_for_update(of=("self",)).select_related("requester")
    found = rows.filter(pk=recurring.pk, next_at__lte=now).select_related("offering").first()
    if found is None or found.next_at is None:
        return None
    try:
        ticket = _submitted(found, now)
    except InwardError as error:
        _stop_for(found, error, now)
        return None
    found.next_at = _next(rule_of(found.rule), now, found.first_on, found.ends_on)
    found.save(update_fields=["next_at"])
    return ticket


def _submitted(found: RecurringTicket, now: datetime) -> Ticket:
    if not found.requester.is_active:
        raise NotFound("Who set this up works here no more.")
    slot = found.next_at.isoformat() if found.next_at else ""
    with transaction.atomic():
        return submit(
            actor=found.requester, offering=found.offering, title=found.title, text=found.text,
            answers=found.answers, urgency=found.urgency, customer=found.customer,
            channel="recurring", idempotency_key=f"recurring:{found.pk}:{slot}", now=now,
        )  # fmt: skip


def _stop_for(found: RecurringTicket, error: InwardError, now: datetime) -> None:
    found.next_at, found.trouble = None, error.detail[:500]
    found.save(update_fields=["next_at", "trouble"])
    tell(
        people=[found.requester], kind="recurring", once=f"recurring:{found.pk}:stopped",
        subject=f"A recurring request was stopped: {found}",
        text=f"{error.detail} Set it up again if you still need it.",
        path="/asked/recurring/", now=now,
    )  # fmt: skip


def _wrong(field: str, words: str) -> Invalid:
    return Invalid(words, fields={field: [words]})
