"""Tables of tickets, a file a topic. What a ticket *is* follows from its log alone."""

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
    "Category",
    "Draft",
    "EventKind",
    "Ticket",
    "TicketDepartment",
    "TicketEvent",
    "TicketSequence",
    "WaitingOn",
    "Watcher",
]
