"""Checks of what stands between tickets, for ``inward doctor``: links and parts."""

from collections.abc import Iterator

from inward.kernel.invariants import Verdict, check, none_of
from inward.tickets import links, log, parts
from inward.tickets.life import Entry
from inward.tickets.models import EventKind, Ticket, TicketEvent, TicketLink
from inward.tickets.rules import OPEN

AT_ONCE = 1_000
_LINKING = (EventKind.LINKED, EventKind.UNLINKED, EventKind.SPLIT)


def _logs(kinds: tuple[str, ...]) -> Iterator[tuple[int, list[Entry]]]:
    """The logs, by ticket, that hold an event of these kinds; some at a time."""
    ids = TicketEvent.objects.filter(kind__in=kinds).order_by("ticket_id")
    known = list(ids.values_list("ticket_id", flat=True).distinct())
    for start in range(0, len(known), AT_ONCE):
        yield from log.entries_of_many(known[start : start + AT_ONCE]).items()


@check("tickets: links against log")
def links_against_log() -> Verdict:
    """Each link stands in both logs, and its row says the same."""
    said: dict[bool, set[tuple[int, str, int]]] = {True: set(), False: set()}
    for ticket, entries in _logs(_LINKING):
        for link in links.fold(entries):
            pair = (ticket, link.other) if link.out else (link.other, ticket)
            said[link.out].add((pair[0], link.kind, pair[1]))
    rows = set(TicketLink.objects.values_list("source_id", "kind", "target_id"))
    faults = [f"{_told(link)}: in one log only" for link in said[True] ^ said[False]]
    faults += [f"{_told(link)}: row and log differ" for link in rows ^ said[True]]
    return none_of(sorted(faults), fine_words="in both logs")


def _told(link: tuple[int, str, int]) -> str:
    source, kind, target = link
    return f"ticket {source} {kind} ticket {target}"


@check("tickets: parts against their tickets")
def parts_against_tickets() -> Verdict:
    """What a ticket knows of its parts is how they stand, and those it waits for are open."""
    faults = []
    for ticket, entries in _logs((EventKind.PART_ASKED,)):
        asked = parts.fold(entries)
        ids = [part.id for part in asked]
        now = dict(Ticket.objects.filter(pk__in=ids).values_list("pk", "category"))
        faults += [
            f"{part.key}, a part of ticket {ticket}: ended in one log only"
            for part in asked
            if (now.get(part.id) in OPEN) == bool(part.ended)
        ]
        closed = [each for each in parts.awaited(entries) if now.get(each) not in OPEN]
        faults += [f"ticket {ticket} waits for part {each}, which is over" for each in closed]
    orphans = Ticket.objects.filter(part_of__isnull=False).exclude(
        part_of__events__kind=EventKind.PART_ASKED
    )
    keys = orphans.values_list("key", flat=True)
    faults += [f"{key}: its parent does not know it" for key in keys]
    return none_of(faults, fine_words="as they stand")
