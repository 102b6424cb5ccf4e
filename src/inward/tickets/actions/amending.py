"""Changing what one asked for: what was approved before is void and asked anew."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from inward.catalogue.approvals import Stage
from inward.catalogue.queries import checked_answers
from inward.directory.models import Person
from inward.kernel import outbox
from inward.kernel.errors import RuleBroken
from inward.kernel.text import one_line
from inward.tickets import approvals, log, rules
from inward.tickets.actions import asking_approval
from inward.tickets.actions.asking_approval import Asking, content_of
from inward.tickets.actions.steps import begin, locked
from inward.tickets.approvals import Round
from inward.tickets.events import ApprovalVoided, TicketAmended
from inward.tickets.models import EventKind, Ticket, TicketEvent
from inward.tickets.rules import Verb

CUSTOMER, SYSTEM = TicketEvent.Side.CUSTOMER, TicketEvent.Side.SYSTEM


@transaction.atomic
def amend(
    *,
    actor: Person,
    ticket: Ticket,
    answers: Mapping[str, Any],
    title: str = "",
    version: int | None = None,
    now: datetime,
) -> Ticket:
    """Change answers and title before work began; answers fit the form as it was asked.

    Approvals of the old content are void, those still needed are asked anew. ``title`` '': as it
    was. Raises Invalid (answers by key, title), RuleBroken (no form, nothing changed, nobody can
    decide).
    """
    ticket = begin(Verb.AMEND, actor=actor, ticket=ticket, version=version, now=now)
    if ticket.form_version is None:
        raise RuleBroken("This was asked without a form.")
    fresh = checked_answers(actor, ticket.form_version, answers)
    name = one_line(title, field="title", max_length=rules.TITLE_LENGTH) or ticket.title
    if (fresh, name) == (ticket.answers, ticket.title):
        raise RuleBroken("Nothing has changed.")
    event = _write(ticket, actor, fresh, name, now)
    outbox.publish(TicketAmended(ticket.pk, actor.pk, event.at))
    void_if_changed(ticket, actor, now)
    return ticket


def _write(
    ticket: Ticket, actor: Person, answers: dict[str, Any], title: str, now: datetime
) -> TicketEvent:
    old = {"title": ticket.title, "answers": ticket.answers}
    old["content"] = approvals.content_hash(content_of(ticket))
    return log.append(
        ticket, at=now, kind=EventKind.UPDATED, actor=actor, side=CUSTOMER,
        data={"new_title": title, "new_answers": answers, "amended": old},
    )  # fmt: skip


@transaction.atomic
def ask_anew(*, ticket: Ticket, now: datetime) -> Ticket:
    """Void what waits for approval if what is asked is another thing by now (its price). Raises
    NotFound, RuleBroken (nobody can decide it).
    """
    ticket = locked(ticket)
    void_if_changed(ticket, None, now)
    return ticket


def void_if_changed(ticket: Ticket, actor: Person | None, now: datetime) -> None:
    """End what was asked about another content than the ticket's, and ask anew. Raises RuleBroken.

    For every action that changes what was asked; the ticket is locked.
    """
    rounds = approvals.fold(log.entries_of(ticket))
    standing = approvals.standing_content(rounds)
    if not standing or standing == approvals.content_hash(content_of(ticket)):
        return
    before = _before(ticket, rounds[-1])
    if rounds[-1].opened:
        _void(ticket, actor, before, rounds[-1], now)
    stages, origin = _stages(rounds)
    asking_approval.begin_round(
        ticket, actor, Asking(stages, origin, len(rounds) + 1), now, before=before
    )


def _void(ticket: Ticket, actor: Person | None, before: str, last: Round, now: datetime) -> None:
    event = log.append(
        ticket, at=now, kind=EventKind.APPROVAL_VOIDED, actor=actor,
        side=CUSTOMER if actor is not None else SYSTEM, category=before,
        data={"approval": {"round": last.number, "why": "content", "content": last.content}},
    )  # fmt: skip
    outbox.publish(ApprovalVoided(ticket.pk, event.actor_id, event.at))


def _before(ticket: Ticket, last: Round) -> str:
    """The category the ticket comes back to."""
    return last.before if ticket.category == "awaiting_approval" else ticket.category


def _stages(rounds: Sequence[Round]) -> tuple[tuple[Stage, ...], str]:
    """What must be asked again: the policy's stages, then what was asked by hand since."""
    policy = [one for one in rounds if one.origin == "policy"]
    since = [one for one in rounds if one.origin == "asked" and one.state in ("open", "approved")]
    by_hand = tuple(stage for one in since for stage in one.stages)
    if policy:
        return policy[-1].stages + by_hand, "policy"
    return by_hand, "asked"
