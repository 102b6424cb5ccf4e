"""Merging: two tickets about one thing go on as one; it can be undone."""

from datetime import datetime
from typing import Any

from django.db import transaction

from inward.directory.models import Person
from inward.kernel import outbox
from inward.kernel.errors import Invalid, NotAllowed, RuleBroken
from inward.tickets import links, log, policies
from inward.tickets.actions.drafts import move_drafts
from inward.tickets.actions.linking import locked_both, seen
from inward.tickets.actions.parting import open_parts
from inward.tickets.actions.steps import begin, locked
from inward.tickets.events import TicketMerged, TicketUnmerged
from inward.tickets.life import Entry
from inward.tickets.models import EventKind, Ticket, TicketEvent, Watcher
from inward.tickets.rules import STEPS, Verb

SUPPLIER = TicketEvent.Side.SUPPLIER


@transaction.atomic
def merge(
    *, actor: Person, ticket: Ticket, into: Ticket, confirmed: bool = False,
    version: int | None = None, now: datetime,
) -> Ticket:  # fmt: skip
    """Let a ticket go on in another one; returns the merged one, whose page leads there.

    Who asked and who watched it follow the other one; what people were typing goes along. The actor
    serves both. Across customer departments ``confirmed`` must be said: people of one then read
    what the other wrote. Raises Invalid (other, confirmed), NotAllowed, RuleBroken (another class
    of confidentiality, a part, one with open parts, one that is over or merged itself).
    """
    locked_both(ticket, into)
    ticket = begin(Verb.MERGE, actor=actor, ticket=ticket, version=version, now=now)
    seen(actor, into, now)
    into = locked(into)
    if not policies.can(Verb.MERGE, policies.read_part(actor, into, now)):
        raise NotAllowed(f"Only the department that holds {into.key} can do this.")
    _require_possible(ticket, into)
    _require_confirmed(ticket, into, confirmed=confirmed)
    added = _carry_people(ticket, into)
    _say_merged(ticket, into, actor, added, now)
    move_drafts(source=ticket, target=into)
    outbox.publish(TicketMerged(ticket.pk, actor.pk, now, into.pk))
    return ticket


def _require_possible(ticket: Ticket, into: Ticket) -> None:
    if ticket.pk == into.pk:
        words = "A ticket is not merged into itself."
        raise Invalid(words, fields={"other": [words]})
    if into.category not in STEPS[Verb.MERGE].sources:
        raise RuleBroken(f"{into.key} is over: merge into one that goes on.")
    if ticket.confidentiality != into.confidentiality:
        raise RuleBroken(
            "They are not equally confidential: link them instead, so that nobody sees too much."
        )
    if ticket.confidentiality == "restricted" and ticket.requester_id != into.requester_id:
        raise RuleBroken("Confidential cases of different people are never merged: link them.")
    if ticket.part_of_id is not None:
        raise RuleBroken("It is a part of another ticket, which waits for it: link it instead.")
    if open_parts(ticket).exists():
        raise RuleBroken("Parts of it are still open: end or withdraw them first.")


def _require_confirmed(ticket: Ticket, into: Ticket, *, confirmed: bool) -> None:
    if ticket.customer_id == into.customer_id or confirmed:
        return
    one, other = ticket.customer, into.customer
    words = (
        f"{ticket.key} is of {one or 'nobody known'}, {into.key} of {other or 'nobody known'}: who"
        " asked for the one will read the other. Confirm that you want this."
    )
    raise Invalid(words, fields={"confirmed": [words]})


def _carry_people(ticket: Ticket, into: Ticket) -> list[int]:
    """Who asked for or watched the one watches the other; the ids of those who did not yet."""
    rows = Watcher.objects.filter(ticket__in=(ticket, into))
    watching = list(rows.values_list("ticket_id", "person_id"))
    here = {person for at, person in watching if at == into.pk}
    coming = {person for at, person in watching if at == ticket.pk}
    coming |= {pk for pk in (ticket.requester_id, ticket.beneficiary_id) if pk is not None}
    added = sorted(coming - here - {into.requester_id, into.beneficiary_id})
    Watcher.objects.bulk_create(
        [Watcher(ticket=into, person_id=pk) for pk in added], ignore_conflicts=True
    )
    return added


def _say_merged(
    ticket: Ticket, into: Ticket, actor: Person, added: list[int], now: datetime
) -> None:
    log.append(
        ticket, at=now, kind=EventKind.MERGED, actor=actor, side=SUPPLIER, category="merged",
        data={"into": into.pk, "key": into.key},
    )  # fmt: skip
    log.append(
        into, at=now, kind=EventKind.MERGED_IN, actor=actor, side=SUPPLIER,
        data={"from": ticket.pk, "key": ticket.key, "watchers": added},
    )  # fmt: skip


@transaction.atomic
def unmerge(*, actor: Person, ticket: Ticket, version: int | None = None, now: datetime) -> Ticket:
    """Let a merged ticket go on by itself again, as what it was before.

    Who came along to the other one follows it no more. Raises RuleBroken (merged elsewhere).
    """
    found = links.merged_into(log.entries_of(ticket))
    into = Ticket.objects.filter(pk=found[0]).first() if found is not None else None
    if into is None:
        begin(Verb.UNMERGE, actor=actor, ticket=ticket, version=version, now=now)
        raise RuleBroken("It was merged in another system: nothing here can undo that.")
    locked_both(ticket, into)
    ticket = begin(Verb.UNMERGE, actor=actor, ticket=ticket, version=version, now=now)
    into = locked(into)
    log.append(
        ticket, at=now, kind=EventKind.UNMERGED, actor=actor, side=SUPPLIER,
        **_former(log.entries_of(ticket), into),
    )  # fmt: skip
    log.append(
        into, at=now, kind=EventKind.UNMERGED, actor=actor, side=SUPPLIER,
        data={"from": ticket.pk, "key": ticket.key},
    )  # fmt: skip
    _send_home(ticket, into)
    outbox.publish(TicketUnmerged(ticket.pk, actor.pk, now, into.pk))
    return ticket


def _former(entries: list[Entry], into: Ticket) -> dict[str, Any]:
    """The state before the merge: of the last event with a category that was not 'merged'."""
    before = next(
        each
        for each in reversed(entries)
        if each.category is not None and each.category != "merged"
    )
    told = {
        name: before.data[name]
        for name in ("until", "before", "closes_at", "chase_at", "awaited", "awaited_parts",
                     "awaited_names")
        if name in before.data
    }  # fmt: skip
    return {
        "category": before.category,
        "waiting_on": before.waiting_on or "",
        "reason": before.reason or "",
        "data": {**told, "into": into.pk, "key": into.key},
    }


def _send_home(ticket: Ticket, into: Ticket) -> None:
    """Whoever the merge made a watcher of the other one follows it no more."""
    came = [
        each.data["watchers"]
        for each in log.entries_of(into)
        if each.kind == "merged_in" and each.data["from"] == ticket.pk
    ]
    Watcher.objects.filter(ticket=into, person_id__in=came[-1] if came else ()).delete()
