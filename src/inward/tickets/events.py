"""What tickets tell others: ids and primitives, past tense. `at` is the instant of the event."""

from dataclasses import dataclass
from datetime import datetime

from inward.kernel.events import Event


@dataclass(frozen=True)
class TicketEventBase(Event):
    """What every event of a ticket carries. `actor_id` None: the system itself."""

    ticket_id: int
    actor_id: int | None
    at: datetime


@dataclass(frozen=True)
class TicketSubmitted(TicketEventBase):
    """Somebody asked."""

    supplier_id: int
    customer_id: int


@dataclass(frozen=True)
class TicketAccepted(TicketEventBase):
    """The supplier said yes."""

    supplier_id: int


@dataclass(frozen=True)
class TicketAssigned(TicketEventBase):
    """Somebody works on it now."""

    assignee_id: int


@dataclass(frozen=True)
class CustomerAsked(TicketEventBase):
    """The supplier asked the customer something and waits for the answer."""

    until: datetime | None


@dataclass(frozen=True)
class TicketPutOnHold(TicketEventBase):
    """The supplier waits for somebody who is not the customer, or for a date."""

    waiting_on: str
    until: datetime | None


@dataclass(frozen=True)
class TicketResumed(TicketEventBase):
    """The supplier ended a wait."""


@dataclass(frozen=True)
class CustomerAnswered(TicketEventBase):
    """The customer spoke, by whatever channel; `ended_wait`: it had been waited for."""

    channel: str
    ended_wait: bool


@dataclass(frozen=True)
class TicketHandedOff(TicketEventBase):
    """The ball went to another department, which is to accept it."""

    from_id: int
    to_id: int


@dataclass(frozen=True)
class TicketReplied(TicketEventBase):
    """The supplier wrote to the customer."""


@dataclass(frozen=True)
class TicketNoted(TicketEventBase):
    """Somebody of the supplier sides left a private note."""


@dataclass(frozen=True)
class TicketPrioritised(TicketEventBase):
    """The ticket has another priority."""

    priority: int


@dataclass(frozen=True)
class TicketResolved(TicketEventBase):
    """The supplier says it is done; the customer is to confirm."""

    outcome: str


@dataclass(frozen=True)
class TicketConfirmed(TicketEventBase):
    """The customer said it is done: closed."""

    outcome: str


@dataclass(frozen=True)
class TicketReopened(TicketEventBase):
    """It was not done after all."""


@dataclass(frozen=True)
class TicketClosed(TicketEventBase):
    """Nobody objected: closed by time."""

    outcome: str


@dataclass(frozen=True)
class TicketDeclined(TicketEventBase):
    """The supplier said no, and why."""

    reason_kind: str
    policy_reference: str


@dataclass(frozen=True)
class TicketWithdrawn(TicketEventBase):
    """The customer does not want it any more."""
