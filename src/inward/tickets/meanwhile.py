"""What happened to a ticket since somebody looked, in a sentence."""

from inward.kernel.errors import Conflict
from inward.tickets.models import EventKind, Ticket, TicketEvent


class Stale(Conflict):
    """Something happened since the actor looked; sent again with the version of now, it is done."""


# What nobody need know before they write.
_QUIET = frozenset(
    {
        EventKind.TAGGED, EventKind.TIME_BOOKED, EventKind.LINKED, EventKind.UNLINKED,
        EventKind.CHASED, EventKind.FLAGGED,
    }
)  # fmt: skip

_SAID = {
    EventKind.ACCEPTED: "accepted it",
    EventKind.ASSIGNED: "assigned it",
    EventKind.ASKED: "asked the customer",
    EventKind.ANSWERED: "answered",
    EventKind.HANDED_OFF: "handed it off",
    EventKind.REPLIED: "replied",
    EventKind.NOTED: "left a note",
    EventKind.RESOLVED: "resolved it",
    EventKind.CONFIRMED: "confirmed it",
    EventKind.REOPENED: "reopened it",
    EventKind.CLOSED: "closed it",
    EventKind.DECLINED: "declined it",
    EventKind.WITHDRAWN: "withdrew it",
    EventKind.UPDATED: "changed it",
    EventKind.APPROVAL_REQUESTED: "asked for approval",
    EventKind.APPROVED: "approved it",
    EventKind.REFUSED: "refused it",
    EventKind.APPROVAL_VOIDED: "changed what was to be approved",
    EventKind.FIELDS_SET: "filled in fields",
    EventKind.STEP_DONE: "ticked off a step",
    EventKind.PART_ASKED: "asked another department for a part",
    EventKind.PART_ENDED: "ended a part of it",
    EventKind.MERGED: "merged it",
    EventKind.MERGED_IN: "merged another ticket in",
    EventKind.UNMERGED: "undid a merge",
    EventKind.SPLIT: "made a ticket of a message",
}
_MOST = 4


def told(ticket: Ticket, version: int, *, with_notes: bool) -> str:
    """'Ian replied, Iris handed it off'; '' where nothing happened that the reader may see."""
    later = TicketEvent.objects.filter(ticket=ticket, ordinal__gt=version)
    events = later.exclude(kind__in=_QUIET).order_by("ordinal")
    if not with_notes:
        events = events.filter(is_note=False)
    rows = list(events.values_list("actor__name", "kind"))
    told = [f"{name or 'The system'} {_SAID.get(EventKind(kind), kind)}" for name, kind in rows]
    more = len(told) - _MOST
    return ", ".join(told[:_MOST]) + (f" and {more} more" if more > 0 else "")
