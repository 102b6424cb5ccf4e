"""Opening what is to be approved: rounds, stages, whom it is told to. Inside other actions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from inward.catalogue.approvals import Stage, stages_of, stored
from inward.directory.models import Person
from inward.kernel import outbox
from inward.notify.actions import tell
from inward.tickets import approvals, approvers, decision_links, log, windows
from inward.tickets.approvals import REMIND_FIRST, Opened, Round
from inward.tickets.events import ApprovalRequested
from inward.tickets.models import EventKind, Ticket, TicketEvent, WaitingOn

SYSTEM = TicketEvent.Side.SYSTEM
KIND = "approval"


@dataclass(frozen=True)
class Asking:
    """A round about to begin: which stages, of those the ones due, and where it comes from."""

    stages: Sequence[Stage]
    origin: str
    number: int = 1
    why: str = ""
    people: Sequence[Person] | None = None


def content_of(ticket: Ticket) -> dict[str, Any]:
    """What is asked: what a decision is bound to."""
    return {
        "title": ticket.title,
        "answers": ticket.answers,
        "form": ticket.form_version_id,
        "offering": ticket.offering_id,
        "for": ticket.beneficiary_id or ticket.requester_id,
        "price": str(price_of(ticket) or ""),
    }


def price_of(ticket: Ticket) -> Decimal | None:
    """What it costs, as far as the catalogue says; None: nobody says."""
    price = ticket.offering.price if ticket.offering is not None else None
    return Decimal(str(price)) if price is not None else None


def by_policy(ticket: Ticket, actor: Person | None, now: datetime) -> None:
    """Ask for what the offering's policy wants, of a ticket just submitted; nothing without one.

    Raises RuleBroken where nobody can decide.
    """
    stages = stages_of(ticket.offering.approval_policy) if ticket.offering is not None else ()
    if stages:
        begin_round(ticket, actor, Asking(stages, "policy"), now)


def begin_round(
    ticket: Ticket, actor: Person | None, asking: Asking, now: datetime, before: str = ""
) -> bool:
    """Pin the stages and open the first that is due; False where none is. Raises RuleBroken.

    Pinned though none is due: what is asked may change.
    """
    price = price_of(ticket)
    # Asked without a form nobody knows what a condition is about: then the stage is asked.
    due = [
        n
        for n, one in enumerate(asking.stages)
        if ticket.form_version_id is None or one.is_due(ticket.answers, price)
    ]
    pinned = {
        "round": asking.number,
        "stages": stored(asking.stages),
        "due": due,
        "content": approvals.content_hash(content_of(ticket)),
        "origin": asking.origin,
        "before": before or ticket.category,
    }
    if not due:
        log.append(
            ticket, at=now, kind=EventKind.APPROVAL_REQUESTED, actor=None, side=SYSTEM,
            data={"approval": pinned},
        )  # fmt: skip
        return False
    _open(ticket, actor, asking.stages[due[0]], {**pinned, "stage": due[0]}, asking.why, now)
    return True


def open_next(ticket: Ticket, round_: Round, now: datetime) -> bool:
    """Open the following stage of a round; False where none is left. Raises RuleBroken."""
    number = round_.following
    if number is None:
        return False
    _open(ticket, None, round_.stages[number], {"round": round_.number, "stage": number}, "", now)
    return True


def _open(
    ticket: Ticket, actor: Person | None, stage: Stage, said: Mapping[str, Any], why: str,
    now: datetime,
) -> None:  # fmt: skip
    found = approvers.found_for(ticket, stage, ticket.answers, now)
    places = [one.pk for one in found.asked]
    remind_at = windows.reminds_at(ticket, REMIND_FIRST, now)
    opened = {
        "asked": places,
        "need": approvals.needed(stage.quorum, len(places)),
        "substitutes": {str(place): one.pk for place, one in found.substitutes.items()},
        "names": {str(one.pk): one.name for one in (*found.asked, *found.substitutes.values())},
        "notes": list(found.notes),
        "remind_at": remind_at.isoformat(),
    }
    # What a policy asks, nobody asks: not who submitted the ticket either.
    asker = actor if why else None
    event = log.append(
        ticket, at=now, kind=EventKind.APPROVAL_REQUESTED, actor=asker,
        side=TicketEvent.Side.SUPPLIER if asker is not None else SYSTEM,
        category="awaiting_approval", waiting_on=WaitingOn.APPROVER, reason=stage.name, text=why,
        data={"approval": {**said, **opened}},
    )  # fmt: skip
    tell_asked(ticket, found.asked, found.substitutes, now)
    asked = (*places, *(one.pk for one in found.substitutes.values()))
    actor_id = actor.pk if actor is not None else None
    outbox.publish(ApprovalRequested(ticket.pk, actor_id, event.at, stage.name, asked))


def tell_asked(
    ticket: Ticket, asked: Iterable[Person], substitutes: Mapping[int, Person], now: datetime
) -> None:
    """Who is asked gets a mail with a link of their own; so does who stands in, instead of them.

    Whoever is away finds it on their Home and in the log. Six statements a person.
    """
    round_ = approvals.fold(log.entries_of(ticket))[-1]
    for person in asked:
        other = substitutes.get(person.pk)
        if other is None:
            tell_decider(ticket, round_, person, "", now)
            continue
        words = f"{other.name} decides in your name while you are away."
        tell(people=[person], kind=KIND, subject=subject_of(ticket), text=words,
             path=path_of(ticket), by_mail=False, now=now)  # fmt: skip
        words = f"You decide in the name of {person.name}, who is away."
        tell_decider(ticket, round_, other, words, now)


def tell_decider(
    ticket: Ticket, round_: Round, person: Person, words: str, now: datetime, once: str = ""
) -> None:
    """One person is asked to decide: notice, mail, and a link unless the case is confidential."""
    stage = round_.opened[-1]
    personal = ""
    if ticket.confidentiality != "restricted":
        personal = decision_links.made(
            ticket, person, number=round_.number, stage=stage.number, content=round_.content,
            now=now,
        )  # fmt: skip
    text = "\n\n".join(part for part in (words, _summary(ticket, stage)) if part)
    tell(
        people=[person], kind=KIND, subject=subject_of(ticket), text=text, path=path_of(ticket),
        once=once or None, personal=personal, now=now,
    )  # fmt: skip


def _summary(ticket: Ticket, stage: Opened) -> str:
    """What is asked, for the mail; of a confidential case nothing."""
    if ticket.confidentiality == "restricted":
        return "It is confidential: sign in to see what it is about."
    asker = ticket.requester.name if ticket.requester is not None else "Somebody"
    where = f" ({ticket.customer.name})" if ticket.customer is not None else ""
    return f"{asker}{where} asks for: {ticket.title}\nStage: {stage.name}"


def subject_of(ticket: Ticket) -> str:
    """The subject of what is told about its approval."""
    if ticket.confidentiality == "restricted":
        return f"Your approval is needed: {ticket.key}"
    return f"Your approval is needed: {ticket.key} {ticket.title}"


def path_of(ticket: Ticket) -> str:
    """The address of its page."""
    return f"/tickets/{ticket.key}/"
