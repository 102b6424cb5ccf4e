"""Checks of the search for ``inward doctor``: every ticket is indexed, the newest as they stand."""

from collections.abc import Iterator

from inward.kernel.invariants import Verdict, check, none_of
from inward.kernel.search import index, reading
from inward.kernel.search.expression import All, token
from inward.kernel.search.reading import Source
from inward.tickets import words
from inward.tickets.models import Ticket, TicketDepartment

AT_ONCE = 1_000
# So many of the newest tickets are looked for by their marks.
LOOKED_FOR = 200


@check("tickets: search")
def searchable() -> Verdict:
    """Every ticket can be found, and the newest by the departments and people that see them."""
    faults = [f"{key}: not indexed" for key in _missing()]
    faults += [f"{key}: indexed for others" for key in _stale()]
    return none_of(faults, fine_words="every ticket indexed (inward search rebuild does it anew)")


def _missing() -> Iterator[str]:
    after = 0
    rows = Ticket.objects.order_by("pk").values_list("pk", "key")
    while batch := list(rows.filter(pk__gt=after)[:AT_ONCE]):
        held = index.holds(words.INDEX, [pk for pk, _key in batch])
        yield from (key for pk, key in batch if pk not in held)
        after = batch[-1][0]


def _stale() -> Iterator[str]:
    newest = list(Ticket.objects.order_by("-pk")[:LOOKED_FOR])
    held: dict[int, set[int | None]] = {}
    rows = TicketDepartment.objects.filter(ticket__in=newest)
    for ticket_id, department_id in rows.values_list("ticket_id", "department_id"):
        held.setdefault(ticket_id, set()).add(department_id)
    source = Source(words.INDEX, Ticket.objects.all())
    for ticket in newest:
        marks = (token(mark) for mark in words.marks(ticket, held.get(ticket.pk, set())))
        wanted = All((index.among([ticket.pk]), *marks))
        if not reading.newest(source, wanted, limit=1):
            yield ticket.key
