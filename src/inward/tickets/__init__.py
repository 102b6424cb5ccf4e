"""Tickets: what a requester of one department asks of another, from asking to closure.

One append-only log of events a ticket; the ledger of who held the ball is a pure function of it;
clocks are functions of log, ledger and the pinned versions of agreement and calendar. Columns of
Ticket that repeat what the log says are caches, rebuilt to the same values at any time.

Terms: ticket, event, hold, ledger, clock, hand-off, outcome, reason kind.
Tables: Ticket, TicketEvent, TicketSequence, TicketDepartment, Watcher, Draft; around the
conversation TicketPresence, CannedReply, Macro, Tag, TicketTag.

Publishes: TicketSubmitted, TicketAccepted, TicketAssigned, CustomerAsked, TicketPutOnHold,
TicketResumed, CustomerAnswered, TicketHandedOff, TicketReplied, TicketNoted, TicketTagged,
TicketPrioritised,
TicketResolved, TicketConfirmed, TicketReopened, TicketClosed, TicketDeclined, TicketWithdrawn.
Hears: nothing.
"""
