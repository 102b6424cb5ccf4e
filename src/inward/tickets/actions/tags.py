"""Tagging: a supplier sorts its tickets by words of its own."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from inward.directory.models import Person
from inward.kernel import outbox
from inward.tickets import log, tags
from inward.tickets.actions.steps import begin
from inward.tickets.events import TicketTagged
from inward.tickets.models import EventKind, Tag, Ticket, TicketEvent, TicketTag
from inward.tickets.rules import Verb


@transaction.atomic
def tag(
    *,
    actor: Person,
    ticket: Ticket,
    add: Iterable[str] = (),
    remove: Iterable[str] = (),
    version: int | None = None,
    now: datetime,
) -> Ticket:
    """Add tags and take some away; what changes nothing is no event.

    New words join the vocabulary of the department that holds the ticket; those of restricted
    tickets do not. The customer's side never sees them. Raises Invalid (tag).
    """
    ticket = begin(Verb.TAG, actor=actor, ticket=ticket, version=version, now=now)
    before = tags.fold(log.entries_of(ticket))
    added, removed = tags.changed(before, add, remove)
    if not added and not removed:
        return ticket
    event = log.append(
        ticket, at=now, kind=EventKind.TAGGED, actor=actor, side=TicketEvent.Side.SUPPLIER,
        is_note=True, data={"added": added, "removed": removed},
    )  # fmt: skip
    remember(ticket, added, removed)
    outbox.publish(TicketTagged(ticket.pk, actor.pk, event.at))
    return ticket


def remember(ticket: Ticket, added: Sequence[str], removed: Sequence[str]) -> None:
    """The cache of the ticket, and the vocabulary of who holds it."""
    TicketTag.objects.filter(ticket=ticket, key__in=[tags.key_of(one) for one in removed]).delete()
    TicketTag.objects.bulk_create(
        [TicketTag(ticket=ticket, name=name, key=tags.key_of(name)) for name in added],
        ignore_conflicts=True,
    )
    if ticket.supplier_id is None or ticket.confidentiality == "restricted":
        return  # the words of a confidential case are nobody else's suggestions
    words = [Tag(department_id=ticket.supplier_id, name=n, key=tags.key_of(n)) for n in added]
    Tag.objects.bulk_create(words, ignore_conflicts=True)


def suggested_tags(department_id: int | None, typed: str, *, limit: int = 12) -> list[str]:
    """Words of a department's vocabulary that begin so, in order. One statement."""
    if department_id is None:
        return []
    found = Tag.objects.filter(department_id=department_id, key__startswith=tags.key_of(typed))
    return list(found.order_by("key").values_list("name", flat=True)[:limit])
