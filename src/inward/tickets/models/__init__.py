"""Tables of tickets, a file a topic. What a ticket *is* follows from its log alone."""

from inward.tickets.models.approval import DecisionLink, TicketApprover
from inward.tickets.models.conversation import (
    CannedReply,
    Macro,
    Tag,
    TicketPresence,
    TicketTag,
)
from inward.tickets.models.draft import Draft
from inward.tickets.models.effort import TimeEntry, Timer
from inward.tickets.models.life import Desk
from inward.tickets.models.link import LinkKind, TicketLink
from inward.tickets.models.queue import SavedView, ServeTaste
from inward.tickets.models.recurring import RecurringTicket
from inward.tickets.models.retention import Anonymised, RetentionRule
from inward.tickets.models.routing import (
    PersonSkill,
    RoutingPlan,
    RoutingSet,
    RoutingTurn,
    Skill,
    WorkLimit,
)
from inward.tickets.models.ticket import (
    Category,
    EventKind,
    Ticket,
    TicketDepartment,
    TicketEvent,
    TicketSequence,
    WaitingOn,
    Watcher,
)

__all__ = [
    "Anonymised",
    "CannedReply",
    "Category",
    "DecisionLink",
    "Desk",
    "Draft",
    "EventKind",
    "LinkKind",
    "Macro",
    "PersonSkill",
    "RecurringTicket",
    "RetentionRule",
    "RoutingPlan",
    "RoutingSet",
    "RoutingTurn",
    "SavedView",
    "ServeTaste",
    "Skill",
    "Tag",
    "Ticket",
    "TicketApprover",
    "TicketDepartment",
    "TicketEvent",
    "TicketLink",
    "TicketPresence",
    "TicketSequence",
    "TicketTag",
    "TimeEntry",
    "Timer",
    "WaitingOn",
    "Watcher",
    "WorkLimit",
]
