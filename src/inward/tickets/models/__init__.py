"""Tables of tickets, a file a topic. What a ticket *is* follows from its log alone."""

from inward.tickets.models.conversation import (
    CannedReply,
    Macro,
    Tag,
    TicketPresence,
    TicketTag,
)
from inward.tickets.models.ticket import (
    Category,
    Draft,
    EventKind,
    Ticket,
    TicketDepartment,
    TicketEvent,
    TicketSequence,
    WaitingOn,
    Watcher,
)

__all__ = [
    "CannedReply",
    "Category",
    "Draft",
    "EventKind",
    "Macro",
    "Tag",
    "Ticket",
    "TicketDepartment",
    "TicketEvent",
    "TicketPresence",
    "TicketSequence",
    "TicketTag",
    "WaitingOn",
    "Watcher",
]
