"""Problems and changes: what stands behind incidents, and what is done about it when."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from inward.directory.models import Department, Person
from inward.kernel import idempotency, outbox
from inward.kernel.errors import Invalid, RuleBroken
from inward.tickets import log
from inward.tickets.actions.linking import made_link
from inward.tickets.actions.opening import Opening, opened, title_of
from inward.tickets.actions.steps import begin, text_of
from inward.tickets.events import TicketPlanned
from inward.tickets.models import EventKind, LinkKind, Ticket, TicketEvent
from inward.tickets.rules import Verb

PROBLEM, CHANGE = "problem", "change"


def open_problem(
    *, actor: Person, ticket: Ticket, title: str, text: str = "", others: Sequence[Ticket] = (),
    idempotency_key: str | None = None, version: int | None = None, now: datetime,
) -> Ticket:  # fmt: skip
    """Open a problem: the cause behind this ticket (and ``others``), which the supplier seeks.

    The department asks itself; each ticket is linked as caused by it, and who works on them is told
    when it is resolved. Returns the problem. Raises Invalid (title, text), RuleBroken (a problem,
    a change or a confidential case itself). The same ``idempotency_key`` opens one.
    """
    return _once(
        idempotency_key, actor, ticket, PROBLEM, (title, text, *(each.key for each in others)),
        lambda: _problem(actor, ticket, title, text, others, version, now),
    )  # fmt: skip


def _once(
    key: str | None, actor: Person, ticket: Ticket, kind: str, said: Sequence[str],
    do: Callable[[], Ticket],
) -> Ticket:  # fmt: skip
    """Opened once, however often it is sent: a link is no news that would stop the second."""
    return idempotency.once(
        key=key,
        actor_id=actor.pk,
        scope=f"ticket.open_{kind}",
        body={"ticket": ticket.pk, "said": list(said)},
        do=do,
        to_json=lambda made: made.pk,
        from_json=lambda pk: Ticket.objects.get(pk=pk),
    )


@transaction.atomic
def _problem(
    actor: Person, ticket: Ticket, title: str, text: str, others: Sequence[Ticket],
    version: int | None, now: datetime,
) -> Ticket:  # fmt: skip
    ids = sorted({ticket.pk, *(each.pk for each in others)})
    list(Ticket.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk"))
    first = begin(Verb.OPEN_PROBLEM, actor=actor, ticket=ticket, version=version, now=now)
    rest = [
        begin(Verb.OPEN_PROBLEM, actor=actor, ticket=each, version=None, now=now)
        for each in others
        if each.pk != first.pk
    ]
    for each in (first, *rest):
        if each.kind in {PROBLEM, CHANGE} or each.confidentiality == "restricted":
            raise RuleBroken(f"{each.key} is not one that a problem is opened for.")
    problem = opened(_opening(actor, first, PROBLEM, title, text, {}), now)
    for each in (first, *rest):
        made_link(each, LinkKind.CAUSED_BY, problem, actor, now)
    return problem


def open_change(
    *, actor: Person, ticket: Ticket, title: str, text: str = "", starts: datetime,
    ends: datetime, idempotency_key: str | None = None, version: int | None = None, now: datetime,
) -> Ticket:  # fmt: skip
    """Open a change that mends what this ticket (a problem, mostly) is about; returns the change.

    ``starts`` and ``ends``: the planned window. Raises Invalid (title, text, starts, ends).
    The same ``idempotency_key`` opens one.
    """
    return _once(
        idempotency_key, actor, ticket, CHANGE,
        (title, text, starts.isoformat(), ends.isoformat()),
        lambda: _change(actor, ticket, title, text, starts, ends, version, now),
    )  # fmt: skip


@transaction.atomic
def _change(
    actor: Person, ticket: Ticket, title: str, text: str, starts: datetime, ends: datetime,
    version: int | None, now: datetime,
) -> Ticket:  # fmt: skip
    ticket = begin(Verb.OPEN_CHANGE, actor=actor, ticket=ticket, version=version, now=now)
    if ticket.confidentiality == "restricted":
        raise RuleBroken("A change is known to all: none is opened for a confidential case.")
    data = {"planned": _window(starts, ends)}
    change = opened(_opening(actor, ticket, CHANGE, title, text, data), now)
    made_link(change, LinkKind.RELATES, ticket, actor, now)
    return change


@transaction.atomic
def plan(
    *, actor: Person, ticket: Ticket, starts: datetime, ends: datetime,
    version: int | None = None, now: datetime,
) -> Ticket:  # fmt: skip
    """Plan a change for another window. Raises Invalid (starts, ends), RuleBroken (no change)."""
    ticket = begin(Verb.PLAN, actor=actor, ticket=ticket, version=version, now=now)
    if ticket.kind != CHANGE:
        raise RuleBroken("Only a change has a planned window.")
    log.append(
        ticket, at=now, kind=EventKind.UPDATED, actor=actor, side=TicketEvent.Side.SUPPLIER,
        data={"planned": _window(starts, ends)},
    )  # fmt: skip
    outbox.publish(TicketPlanned(ticket.pk, actor.pk, now, starts, ends))
    return ticket


def _window(starts: datetime, ends: datetime) -> dict[str, str]:
    if ends <= starts:
        words = "It ends before it begins."
        raise Invalid(words, fields={"ends": [words]})
    return {"starts": starts.isoformat(), "ends": ends.isoformat()}


def _opening(
    actor: Person, ticket: Ticket, kind: str, title: str, text: str, data: dict[str, Any]
) -> Opening:
    holder = _holder(ticket)
    return Opening(
        actor=actor,
        # The department asks itself: whoever opened it works on it like all others there.
        requester=None,
        customer=holder,
        supplier=holder,
        title=title_of(title),
        text=text_of(text, required=False),
        kind=kind,
        impact=ticket.impact,
        data=data,
    )


def _holder(ticket: Ticket) -> Department:
    if ticket.supplier is None:
        raise RuleBroken("Nobody knows which department holds this ticket.")
    return ticket.supplier
