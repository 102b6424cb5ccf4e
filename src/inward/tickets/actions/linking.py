"""Links: what one ticket is to another; and what an end means for those linked to it."""

from datetime import datetime
from urllib.parse import quote

from django.db import transaction

from inward.directory.models import Person
from inward.kernel import outbox
from inward.kernel.errors import Invalid, NotFound, RuleBroken
from inward.notify.actions import tell
from inward.tickets import link_cache, links, log
from inward.tickets.actions.steps import begin, locked
from inward.tickets.events import TicketsLinked, TicketsUnlinked
from inward.tickets.links import ORDERING, Link
from inward.tickets.models import EventKind, LinkKind, Ticket, TicketEvent, TicketLink
from inward.tickets.rules import OPEN, Verb
from inward.tickets.visibility import visible_to


def locked_both(one: Ticket, other: Ticket) -> tuple[Ticket, Ticket]:
    """Two tickets, locked from the older to the younger, so that nobody waits in a circle.

    Parents of parts come before both. Raises NotFound.
    """
    parents = [each.part_of_id for each in (one, other) if each.part_of_id is not None]
    ids = sorted({one.pk, other.pk, *parents})
    list(Ticket.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk"))
    return locked(one), locked(other)


def seen(actor: Person, other: Ticket, now: datetime) -> None:
    """Raises NotFound for a ticket the actor does not see."""
    if not visible_to(actor, now).filter(pk=other.pk).exists():
        raise NotFound("There is no such ticket.")


@transaction.atomic
def link(
    *, actor: Person, ticket: Ticket, kind: str, other: Ticket, version: int | None = None,
    now: datetime,
) -> Ticket:  # fmt: skip
    """Say what the ticket is to another one that the actor sees; both logs tell it.

    What blocks a ticket keeps it from being resolved: only who serves it may say so. Raises Invalid
    (kind, other), NotAllowed, RuleBroken (they are linked so already; each would wait for the
    other).
    """
    if kind not in LinkKind.values:
        words = "Choose what it is to the other one."
        raise Invalid(words, fields={"link": [words]})
    if kind in ORDERING:
        link_cache.lock_order()
    locked_both(ticket, other)
    ticket = begin(Verb.LINK, actor=actor, ticket=ticket, version=version, now=now)
    seen(actor, other, now)
    if kind == LinkKind.BLOCKS:
        other = begin(Verb.LINK, actor=actor, ticket=other, version=None, now=now)
    other = locked(other)
    _require_possible(ticket, kind, other)
    made_link(ticket, kind, other, actor, now)
    return ticket


def _require_possible(ticket: Ticket, kind: str, other: Ticket) -> None:
    if ticket.pk == other.pk:
        words = "A ticket is not linked to itself."
        raise Invalid(words, fields={"other": [words]})
    pair = [(ticket.pk, other.pk), (other.pk, ticket.pk)]
    there = TicketLink.objects.filter(kind=kind, source__in=pair[0], target__in=pair[0])
    if (*there.values_list("source_id", "target_id"),) and (
        kind in {LinkKind.RELATES, LinkKind.DUPLICATES}
        or there.filter(source=ticket, target=other).exists()
    ):
        raise RuleBroken(f"{ticket.key} and {other.key} are linked so already.")
    if kind in ORDERING and link_cache.would_circle(waiting=other.pk, awaited=ticket.pk):
        raise RuleBroken(f"{ticket.key} waits for {other.key} already: each would wait forever.")


def made_link(
    ticket: Ticket, kind: str, other: Ticket, actor: Person, now: datetime,
    side: str = TicketEvent.Side.SUPPLIER,
) -> None:  # fmt: skip
    """Link two locked tickets: an event on each, and the row for the other direction."""
    _said(EventKind.LINKED, ticket, kind, other, actor, now, side)
    link_cache.remember(ticket, Link(kind, True, other.pk, other.key))
    outbox.publish(TicketsLinked(ticket.pk, actor.pk, now, kind, other.pk))


def _said(
    event: EventKind, ticket: Ticket, kind: str, other: Ticket, actor: Person, now: datetime,
    side: str = TicketEvent.Side.SUPPLIER,
) -> None:  # fmt: skip
    for one, two, out in ((ticket, other, True), (other, ticket, False)):
        log.append(
            one, at=now, kind=event, actor=actor, side=side,
            data=links.data_of(kind, two.pk, two.key, out=out),
        )  # fmt: skip


@transaction.atomic
def unlink(
    *, actor: Person, ticket: Ticket, kind: str, other: Ticket, version: int | None = None,
    now: datetime,
) -> Ticket:  # fmt: skip
    """Say that two tickets are not that to each other any more, whichever way round it was.

    Raises NotFound (no such link, or a ticket the actor does not see).
    """
    locked_both(ticket, other)
    ticket = begin(Verb.LINK, actor=actor, ticket=ticket, version=version, now=now)
    seen(actor, other, now)
    other = locked(other)
    standing = [
        each
        for each in links.fold(log.entries_of(ticket))
        if each.kind == kind and each.other == other.pk
    ]
    if not standing:
        raise NotFound("They are not linked so.")
    one, two = (ticket, other) if standing[0].out else (other, ticket)
    _said(EventKind.UNLINKED, one, kind, two, actor, now)
    link_cache.forget(ticket, standing[0])
    outbox.publish(TicketsUnlinked(one.pk, actor.pk, now, kind, two.pk))
    return ticket


def require_not_blocked(ticket: Ticket) -> None:
    """Raises RuleBroken while something that blocks the ticket is open. One statement."""
    blocking = TicketLink.objects.filter(
        target=ticket, kind=LinkKind.BLOCKS, source__category__in=OPEN
    )
    keys = list(blocking.order_by("source_id").values_list("source__key", flat=True)[:5])
    if keys:
        raise RuleBroken(f"{', '.join(keys)} blocks it and is open: end that, or unlink it.")


_DEPENDENT = {
    LinkKind.DUPLICATES: "What {key} repeats is done",
    LinkKind.CAUSED_BY: "What caused {key} is done",
}


def tell_dependents(ticket: Ticket, now: datetime) -> None:
    """Tell who works on its duplicates and on what it caused that it is done. One statement.

    They are told of their own ticket alone: the other one they may not see.
    """
    rows = TicketLink.objects.filter(
        target=ticket, kind__in=list(_DEPENDENT), source__category__in=OPEN
    ).select_related("source__assignee")
    for row in rows:
        if row.source.assignee is not None:
            tell(
                people=[row.source.assignee],
                kind="linked",
                subject=_DEPENDENT[LinkKind(row.kind)].format(key=row.source.key),
                text=row.source.title,
                path=f"/tickets/{quote(row.source.key)}/",
                once=f"done:{ticket.pk}:{ticket.version}:{row.source_id}",
                now=now,
            )
