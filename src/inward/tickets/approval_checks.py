"""Checks of approvals, for ``inward doctor``: who may see a ticket because they were asked."""

from collections.abc import Iterator

from inward.kernel.invariants import Verdict, check, none_of
from inward.tickets import approvals, log
from inward.tickets.approvals import Seat
from inward.tickets.models import EventKind, Ticket, TicketApprover, TicketEvent

AT_ONCE = 1_000


def _seats() -> Iterator[tuple[int, dict[int, Seat]]]:
    """By ticket, what its log makes of its approvers; some tickets at a time."""
    asked = TicketEvent.objects.filter(kind=EventKind.APPROVAL_REQUESTED).order_by("ticket_id")
    known = list(asked.values_list("ticket_id", flat=True).distinct())
    for start in range(0, len(known), AT_ONCE):
        for ticket, entries in log.entries_of_many(known[start : start + AT_ONCE]).items():
            yield ticket, approvals.seats(approvals.fold(entries))


@check("tickets: approvers against log")
def approvers_against_log() -> Verdict:
    """Who is and was asked to approve a ticket, and thus sees it, is as its log says."""
    rows = TicketApprover.objects.values_list("ticket_id", "person_id", "is_asked", "remind_at")
    stored = {(ticket, person): Seat(asked, at) for ticket, person, asked, at in rows}
    wanted = {(ticket, who): seat for ticket, seats in _seats() for who, seat in seats.items()}
    off = {ticket for ticket, who in {*stored, *wanted}
           if stored.get((ticket, who)) != wanted.get((ticket, who))}  # fmt: skip
    keys = Ticket.objects.filter(pk__in=sorted(off)[:100]).values_list("key", flat=True)
    return none_of(list(keys), fine_words="as the log says")
