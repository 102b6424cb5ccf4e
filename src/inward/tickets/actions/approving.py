"""Deciding: approve, refuse, by page or by the link of a mail; asking for approval by hand."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from inward.catalogue.approvals import Approver, Stage
from inward.directory.models import Person
from inward.kernel import outbox
from inward.kernel.errors import Conflict, Invalid, NotAllowed, RuleBroken
from inward.notify.actions import see, tell
from inward.tickets import approvals, approvers, log
from inward.tickets.actions import asking_approval
from inward.tickets.actions.asking_approval import KIND, Asking, path_of
from inward.tickets.actions.closing import checked_reason
from inward.tickets.actions.steps import begin, text_of
from inward.tickets.approvals import Opened, Round
from inward.tickets.events import TicketApproved, TicketDeclined, TicketRefused
from inward.tickets.models import EventKind, Ticket, TicketEvent
from inward.tickets.rules import Verb

APPROVER = TicketEvent.Side.APPROVER
STAGE_NAME = "Approval"


@dataclass(frozen=True)
class _Said:
    """A decision on its way into the log."""

    approved: bool
    text: str
    via: str
    reason: dict[str, str] = field(default_factory=dict)


@transaction.atomic
def ask_approval(
    *,
    actor: Person,
    ticket: Ticket,
    people: Collection[Person],
    text: str,
    quorum: str = "all",
    version: int | None = None,
    now: datetime,
) -> Ticket:
    """Ask people to approve an open ticket before work goes on; ``quorum``: all or any of them.

    ``text`` tells them what is to be decided. Approved, the ticket is what it was; refused, it
    comes back too, and who works on it decides. Raises Invalid (people, quorum, text).
    """
    ticket = begin(Verb.ASK_APPROVAL, actor=actor, ticket=ticket, version=version, now=now)
    why = text_of(text)
    _require_askable(people, ticket, quorum)
    named = Approver("people", people=tuple(dict.fromkeys(one.pk for one in people)))
    number = len(approvals.fold(log.entries_of(ticket))) + 1
    stage = Stage(STAGE_NAME, quorum, (named,))
    asking = Asking((stage,), "asked", number, why)
    asking_approval.begin_round(ticket, actor, asking, now, before=_working(ticket))
    return ticket


def _require_askable(people: Collection[Person], ticket: Ticket, quorum: str) -> None:
    if quorum not in ("any", "all"):
        raise Invalid("Any or all of them.", fields={"quorum": ["Any or all of them."]})
    if not people:
        raise Invalid("Say who is to approve.", fields={"people": ["Say who is to approve."]})
    fit = approvers.asked_people(people, ticket)
    for one in people:
        if one not in fit:
            words = f"{one.name} may not decide this: it is about them, or they have left."
            raise Invalid(words, fields={"people": [words]})


def _working(ticket: Ticket) -> str:
    """What it is again afterwards: a wait is over."""
    if ticket.category != "waiting":
        return ticket.category
    return "in_progress" if ticket.assignee_id is not None else "accepted"


@transaction.atomic
def approve(
    *,
    actor: Person,
    ticket: Ticket,
    text: str = "",
    content: str | None = None,
    via: str = "page",
    version: int | None = None,
    now: datetime,
) -> Ticket:
    """Say yes, for oneself or for whom one stands in for; the last yes lets the ticket go on.

    ``content``: the hash of what the actor saw; then other things that happened meanwhile do not
    matter. Raises Conflict (what was asked has changed), NotAllowed, RuleBroken (nobody can decide
    the next stage), Invalid (text).
    """
    seen = None if content is not None else version
    ticket = begin(Verb.APPROVE, actor=actor, ticket=ticket, version=seen, now=now)
    said = _Said(approved=True, text=text_of(text, required=False), via=via)
    return _decided(ticket, actor, said, content, now)


@transaction.atomic
def refuse(
    *,
    actor: Person,
    ticket: Ticket,
    text: str,
    reason_kind: str = "not_entitled",
    policy_reference: str = "",
    content: str | None = None,
    via: str = "page",
    version: int | None = None,
    now: datetime,
) -> Ticket:
    """Say no, of which kind and why; decisive, it declines what an offering's policy asked about.

    Raises as `approve`, and Invalid (text, reason_kind, policy_reference).
    """
    seen = None if content is not None else version
    ticket = begin(Verb.REFUSE, actor=actor, ticket=ticket, version=seen, now=now)
    reference = checked_reason(reason_kind, policy_reference)
    reason = {"reason_kind": reason_kind, "policy_reference": reference}
    said = _Said(approved=False, text=text_of(text), via=via, reason=reason)
    return _decided(ticket, actor, said, content, now)


def _decided(
    ticket: Ticket, actor: Person, said: _Said, content: str | None, now: datetime
) -> Ticket:
    round_, stage, place = _place(ticket, actor, content, now)
    see(person=actor, path=path_of(ticket), now=now)
    decision = {
        "round": round_.number, "stage": stage.number, "for": place, "by": actor.pk,
        "via": said.via, "content": round_.content, "name": stage.names.get(place, ""),
    }  # fmt: skip
    verdict = _verdict(stage, said)
    if verdict is None or (verdict and round_.following is not None):
        event = _record(ticket, actor, said, decision, {}, now)
        if verdict:
            asking_approval.open_next(ticket, round_, now)
    else:
        event = _record(ticket, actor, said, decision, _ending(round_, said, verdict), now)
        if event.category != "declined":  # that is told like every other refusal
            _tell_outcome(ticket, round_, verdict, said.text, now)
    _publish(ticket, actor, event, stage, place, said, verdict, round_)
    return ticket


def _place(
    ticket: Ticket, actor: Person, content: str | None, now: datetime
) -> tuple[Round, Opened, int]:
    """The round, the stage and whose place it is. Raises Conflict, NotAllowed, RuleBroken."""
    rounds = approvals.fold(log.entries_of(ticket))
    stage = approvals.current(rounds)
    if stage is None:
        raise RuleBroken("Nothing waits for a decision any more.")
    if content is not None and content != rounds[-1].content:
        raise Conflict("What is asked for has changed since you opened it: look at it again.")
    if actor.pk in approvers.concerned(ticket, ticket.answers):
        raise NotAllowed("Nobody decides what is about them.")
    place = stage.place_of(actor.pk, approvers.away_ids(stage.undecided, now))
    if place is None:
        raise NotAllowed("Whom you stood in for is back and decides.")
    return rounds[-1], stage, place


def _verdict(stage: Opened, said: _Said) -> bool | None:
    """What the stage comes to with this decision."""
    approved = sum(one.approved for one in stage.decisions) + said.approved
    refused = len(stage.decisions) + 1 - approved
    return approvals.verdict(stage.need, len(stage.asked), approved, refused)


def _ending(round_: Round, said: _Said, verdict: bool) -> dict[str, Any]:
    """What of the event ends the round."""
    if verdict or round_.origin != "policy":
        return {"category": round_.before}
    return {
        "category": "declined",
        "outcome": Ticket.Outcome.NOT_FULFILLED,
        "extra": said.reason,
    }


def _record(
    ticket: Ticket, actor: Person, said: _Said, decision: dict[str, Any], ending: dict[str, Any],
    now: datetime,
) -> TicketEvent:  # fmt: skip
    return log.append(
        ticket,
        at=now,
        kind=EventKind.APPROVED if said.approved else EventKind.REFUSED,
        actor=actor,
        side=APPROVER,
        category=ending.get("category", ""),
        outcome=ending.get("outcome", ""),
        text=said.text,
        data={"approval": {**decision, **said.reason}, **ending.get("extra", {})},
    )


def _publish(
    ticket: Ticket, actor: Person, event: TicketEvent, stage: Opened, place: int, said: _Said,
    verdict: bool | None, round_: Round,
) -> None:  # fmt: skip
    done = verdict is False or (verdict is True and round_.following is None)
    kind = TicketApproved if said.approved else TicketRefused
    outbox.publish(kind(ticket.pk, actor.pk, event.at, stage.name, place, done))
    if event.category == "declined":
        outbox.publish(
            TicketDeclined(
                ticket.pk, actor.pk, event.at, said.reason["reason_kind"],
                said.reason["policy_reference"],
            )
        )  # fmt: skip


def _tell_outcome(ticket: Ticket, round_: Round, approved: bool, text: str, now: datetime) -> None:
    """Who asked, and who works on it, hear how it was decided."""
    people = [one for one in (ticket.requester, ticket.beneficiary) if one is not None]
    if round_.origin == "asked" and ticket.assignee is not None:
        people.append(ticket.assignee)
    words = "Approved" if approved else "Not approved"
    title = "" if ticket.confidentiality == "restricted" else f" {ticket.title}"
    tell(
        people=people, kind=KIND, subject=f"{words}: {ticket.key}{title}",
        text="" if ticket.confidentiality == "restricted" else text, path=path_of(ticket), now=now,
    )  # fmt: skip
