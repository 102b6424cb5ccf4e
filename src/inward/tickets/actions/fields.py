"""Filling in the custom fields of a ticket."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from inward.catalogue.models import FieldsVersion
from inward.catalogue.rules.fields import CustomField, edited, fields_of, validate_values
from inward.directory.models import Person
from inward.kernel.errors import Invalid, RuleBroken
from inward.tickets import log, policies
from inward.tickets.actions.steps import begin
from inward.tickets.models import EventKind, Ticket, TicketEvent
from inward.tickets.rules import Verb


@transaction.atomic
def set_fields(
    *, actor: Person, ticket: Ticket, values: Mapping[str, Any], version: int | None = None,
    now: datetime,
) -> Ticket:  # fmt: skip
    """Set custom fields: those in ``values``, others stay; '' or None empties one.

    Each side sets the fields that are its to write. What the customer's side does not see it does
    not find in the log either. Raises Invalid (by key), RuleBroken (nothing changes, no fields).
    """
    ticket = begin(Verb.SET_FIELDS, actor=actor, ticket=ticket, version=version, now=now)
    as_customer = not policies.can_read_notes(policies.read_part(actor, ticket, now))
    known = edited(_fields(ticket), by_customer=as_customer)
    strange = set(values) - {one.question.key for one in known}
    if strange:
        words = "This field is not there, or not yours to write."
        raise Invalid(words, fields={key: [words] for key in sorted(strange)})
    given = validate_values(known, values)
    changed = {key: value for key, value in given.items() if ticket.fields.get(key) != value}
    if not changed:
        raise RuleBroken("Nothing was changed.")
    log.append(
        ticket,
        at=now,
        kind=EventKind.FIELDS_SET,
        actor=actor,
        side=TicketEvent.Side.CUSTOMER if as_customer else TicketEvent.Side.SUPPLIER,
        is_note=not _seen(known, changed),
        data={"fields": changed, "fields_version": ticket.fields_version_id},
    )
    return ticket


def _fields(ticket: Ticket) -> tuple[CustomField, ...]:
    if ticket.fields_version_id is None:
        raise RuleBroken("This ticket has no custom fields.")
    return fields_of(FieldsVersion.objects.get(pk=ticket.fields_version_id).fields)


def _seen(known: tuple[CustomField, ...], changed: Mapping[str, Any]) -> bool:
    """Whether the customer may read of it: all that changed is seen by both sides."""
    both = {one.question.key for one in known if one.seen_by == "both"}
    return set(changed) <= both
