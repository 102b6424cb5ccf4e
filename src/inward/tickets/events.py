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
class TicketTagged(TicketEventBase):
    """The supplier sorted it by other tags than before."""


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


@dataclass(frozen=True)
class PartAsked(TicketEventBase):
    """Another department was asked for a part; `waits`: the ticket waits for it."""

    part_id: int
    supplier_id: int
    waits: bool


@dataclass(frozen=True)
class PartAskedAgain(TicketEventBase):
    """A part is open again, or another department has it now."""

    part_id: int
    supplier_id: int


@dataclass(frozen=True)
class PartEnded(TicketEventBase):
    """A part was resolved, declined or withdrawn; `others`: more parts are waited for."""

    part_id: int
    how: str
    others: bool


@dataclass(frozen=True)
class TicketsLinked(TicketEventBase):
    """A ticket is something (kind) to another."""

    kind: str
    other_id: int


@dataclass(frozen=True)
class TicketsUnlinked(TicketEventBase):
    """A ticket is that no longer to the other."""

    kind: str
    other_id: int


@dataclass(frozen=True)
class TicketMerged(TicketEventBase):
    """A ticket goes on in another one."""

    into_id: int


@dataclass(frozen=True)
class TicketUnmerged(TicketEventBase):
    """A ticket goes on by itself again."""

    from_id: int


@dataclass(frozen=True)
class TicketSplit(TicketEventBase):
    """A message of a ticket became a ticket of its own."""

    made_id: int


@dataclass(frozen=True)
class CustomerChased(TicketEventBase):
    """Nobody answered what was asked: asked again, for the `step`-th time."""

    step: int


@dataclass(frozen=True)
class TicketFlagged(TicketEventBase):
    """A ticket is called major or escalated (`on`), or no longer."""

    flag: str
    on: bool


@dataclass(frozen=True)
class TicketOverdue(TicketEventBase):
    """A promise that runs is late."""


@dataclass(frozen=True)
class TicketFollowedUp(TicketEventBase):
    """The customer asked again about a ticket that is over: by another one."""

    new_ticket_id: int


@dataclass(frozen=True)
class DeskChanged(Event):
    """A department (None: the organisation) changed how it works its tickets; `part` says what."""

    department_id: int | None
    part: str
    at: datetime


@dataclass(frozen=True)
class ApprovalRequested(TicketEventBase):
    """A stage of approval is open; `person_ids` are asked, substitutes included."""

    stage: str
    person_ids: tuple[int, ...]


@dataclass(frozen=True)
class TicketApproved(TicketEventBase):
    """Somebody said yes for `place_id`; `done`: nothing is left to be approved."""

    stage: str
    place_id: int
    done: bool


@dataclass(frozen=True)
class TicketRefused(TicketEventBase):
    """Somebody said no for `place_id`; `done`: that decided it."""

    stage: str
    place_id: int
    done: bool


@dataclass(frozen=True)
class ApprovalVoided(TicketEventBase):
    """What was asked has changed: decisions made on it count no more."""


@dataclass(frozen=True)
class TicketAmended(TicketEventBase):
    """Who asked changed what they ask for."""


@dataclass(frozen=True)
class TicketStepDone(TicketEventBase):
    """A step of the checklist was ticked, or its tick taken back (`done` False)."""

    step: str
    done: bool


@dataclass(frozen=True)
class TicketPlanned(TicketEventBase):
    """A change has another planned window."""

    starts: datetime
    ends: datetime
