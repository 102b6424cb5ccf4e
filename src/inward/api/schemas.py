"""What the API takes and gives. Unknown keys are refused; instants are ISO 8601 with offset."""

from datetime import datetime
from typing import Any

from ninja import Schema
from pydantic import AwareDatetime, ConfigDict, Field


class Said(Schema):
    """A body: unknown keys are refused, so that nothing is silently dropped."""

    model_config = ConfigDict(extra="forbid")


class Named(Schema):
    """A person, department, service or offering by id and name."""

    id: int
    name: str


class OfferingOut(Schema):
    """One thing one can ask for."""

    id: int
    name: str
    description: str
    kind: str
    service: Named
    supplier: Named


class TicketRow(Schema):
    """A ticket in a list."""

    key: str
    title: str
    kind: str
    category: str
    waiting_on: str
    priority: int | None
    customer: Named | None
    supplier: Named | None
    assignee: Named | None
    submitted_at: datetime
    next_due: datetime | None
    version: int


class EventOut(Schema):
    """One event of the log, if one may read it."""

    ordinal: int
    at: datetime
    kind: str
    actor: Named | None
    category: str
    department: Named | None
    person: Named | None
    waiting_on: str
    reason: str
    outcome: str
    text: str
    is_note: bool


class HoldOut(Schema):
    """An interval of the ledger: who held the ball, since when, until when."""

    party: str
    department: str | None
    since: datetime
    until: datetime
    reason: str | None


class TicketOut(TicketRow):
    """A ticket with its log and its ledger; `verbs`: what one may do with it now."""

    requester: Named | None
    outcome: str
    reason_kind: str
    resolved_at: datetime | None
    closed_at: datetime | None
    answers: dict[str, Any]
    events: list[EventOut]
    holds: list[HoldOut]
    verbs: list[str]


class TicketPage(Schema):
    """A page of tickets; `next` as `after` gives the following one."""

    rows: list[TicketRow]
    next: str | None


class Ask(Said):
    """What is asked: an offering, its questions answered, its urgency (1 high … 3 can wait)."""

    offering: int
    title: str = ""
    text: str = ""
    answers: dict[str, Any] = Field(default_factory=dict)
    urgency: int = 3


class Text(Said):
    """Words, as Markdown."""

    text: str


class AskBack(Said):
    """A question to the customer; `until`: when one will ask again."""

    text: str
    reason: str = ""
    until: AwareDatetime | None = None


class HandOff(Said):
    """Pass the ball to another department, saying why."""

    department: int
    reason: str


class Resolve(Said):
    """What the customer got: fulfilled, partly, not_fulfilled."""

    outcome: str
    text: str = ""


class Decline(Said):
    """Why not: policy (with its reference), not_entitled, out_of_scope, duplicate, capacity."""

    reason_kind: str
    text: str
    policy_reference: str = ""


class SomeText(Said):
    """Words, or none."""

    text: str = ""
