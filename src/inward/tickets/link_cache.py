"""The cache of links for the other direction, and which tickets wait for which."""

from collections.abc import Collection, Sequence

from django.db import connection
from django.db.models import Q

from inward.tickets import links
from inward.tickets.life import Entry
from inward.tickets.links import Link
from inward.tickets.models import LinkKind, Ticket, TicketLink

# The number of the lock under which the order of tickets changes; any will do.
_ORDER = 7_010_016


def remember(ticket: Ticket, link: Link) -> None:
    """Write the row of a link; it stands with the one that is something to the other."""
    source, target = (ticket.pk, link.other) if link.out else (link.other, ticket.pk)
    row = TicketLink(source_id=source, kind=link.kind, target_id=target)
    TicketLink.objects.bulk_create([row], ignore_conflicts=True)


def forget(ticket: Ticket, link: Link) -> None:
    """Remove the row of a link."""
    source, target = (ticket.pk, link.other) if link.out else (link.other, ticket.pk)
    TicketLink.objects.filter(source_id=source, kind=link.kind, target_id=target).delete()


def rebuild(ticket: Ticket, entries: Sequence[Entry]) -> None:
    """Write the rows of a ticket anew from its log. Two statements."""
    wanted = {(link.kind, link.other) for link in links.fold(entries) if link.out}
    stored = TicketLink.objects.filter(source=ticket)
    stale = [row.pk for row in stored if (row.kind, row.target_id) not in wanted]
    if stale:
        TicketLink.objects.filter(pk__in=stale).delete()
    rows = [TicketLink(source=ticket, kind=kind, target_id=other) for kind, other in wanted]
    TicketLink.objects.bulk_create(rows, ignore_conflicts=True)


def awaits(ticket_ids: Collection[int]) -> dict[int, frozenset[int]]:
    """Which tickets each of these waits for: its children, its parts, those that block it.

    Two statements.
    """
    found: dict[int, set[int]] = {}
    ordering = TicketLink.objects.filter(
        Q(kind=LinkKind.CHILD_OF) | Q(kind=LinkKind.BLOCKS), target_id__in=ticket_ids
    )
    for source, target in ordering.values_list("source_id", "target_id"):
        found.setdefault(target, set()).add(source)
    parts = Ticket.objects.filter(part_of_id__in=ticket_ids).values_list("part_of_id", "pk")
    for parent, part in parts:
        if parent is not None:
            found.setdefault(parent, set()).add(part)
    return {ticket: frozenset(others) for ticket, others in found.items()}


def would_circle(waiting: int, awaited: int) -> bool:
    """Whether ``awaited`` waits for ``waiting`` already: level by level, two statements each."""
    edges: dict[int, frozenset[int]] = {}
    ahead = {awaited}
    while ahead and waiting not in ahead:
        found = awaits(ahead)
        edges |= {each: found.get(each, frozenset()) for each in ahead}
        ahead = {other for others in found.values() for other in others} - set(edges)
    return links.waits_in_circle(edges, waiting, awaited)


def lock_order() -> None:
    """Let nobody else change which ticket waits for which until the transaction ends.

    Two who make one half of a circle each would not see each other's half. To be taken before any
    ticket is locked. SQLite has one writer at a time anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ORDER])
