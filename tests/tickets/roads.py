"""Roads to every category of ticket, and every verb with what it needs. For tests."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import transaction

from inward.directory.models import Person
from inward.tickets import actions
from inward.tickets.models import Ticket
from inward.tickets.rules import Verb
from tests.support.world_promises import Promises, ask_for_laptop, later

TEN, THIRTY, FIFTY = later(10), later(30), later(50)

# Categories an own ticket can reach.
REACHED = (
    "submitted", "accepted", "in_progress", "waiting", "resolved", "closed", "declined",
    "withdrawn",
)  # fmt: skip


@contextmanager
def undone() -> Iterator[None]:
    """What is done within is not done after: several tries on one world."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def taken(w: Promises, ticket: Ticket, now: datetime = TEN) -> Ticket:
    """Ian takes it."""
    return actions.assign(actor=w.ian, ticket=ticket, person=w.ian, now=now)


def resolved(w: Promises, ticket: Ticket, now: datetime = THIRTY) -> Ticket:
    """Ian resolves it."""
    return actions.resolve(actor=w.ian, ticket=ticket, outcome="fulfilled", now=now)


def brought_to(w: Promises, category: str) -> Ticket:
    """Mara's ticket with IT in that category, taken at minute 10, ended by minute 40."""
    ticket = ask_for_laptop(w)
    if category == "submitted":
        return ticket
    if category == "accepted":
        return actions.accept(actor=w.ian, ticket=ticket, now=later(10))
    ticket = taken(w, ticket)
    road: dict[str, Callable[[], Ticket]] = {
        "in_progress": lambda: ticket,
        "waiting": lambda: actions.ask_customer(
            actor=w.ian, ticket=ticket, text="Which one?", now=later(20)
        ),
        "resolved": lambda: resolved(w, ticket),
        "closed": lambda: actions.confirm(actor=w.mara, ticket=resolved(w, ticket), now=later(40)),
        "declined": lambda: actions.decline(
            actor=w.ian, ticket=ticket, reason_kind="capacity", text="Not now.", now=later(30)
        ),
        "withdrawn": lambda: actions.withdraw(actor=w.mara, ticket=ticket, now=later(30)),
    }
    return road[category]()


def do(
    w: Promises, verb: Verb, ticket: Ticket, actor: Person, now: datetime = FIFTY, **said: Any
) -> Ticket:
    """The verb, with something sensible for what it needs."""
    return VERBS[verb](w, ticket, actor, {"now": now, **said})


Doing = Callable[[Promises, Ticket, Person, dict[str, Any]], Ticket]


def _followed_up(ticket: Ticket, actor: Person, said: dict[str, Any]) -> Ticket:
    """The first ticket, as the others give it; the follow-up is another one."""
    actions.follow_up(actor=actor, ticket=ticket, **{"text": "It is back.", **said})
    return Ticket.objects.get(pk=ticket.pk)


VERBS: dict[Verb, Doing] = {
    Verb.ACCEPT: lambda w, t, a, s: actions.accept(actor=a, ticket=t, **s),
    Verb.ASSIGN: lambda w, t, a, s: actions.assign(actor=a, ticket=t, **{"person": w.iris, **s}),
    Verb.ASK: lambda w, t, a, s: actions.ask_customer(actor=a, ticket=t, **{"text": "Which?", **s}),
    Verb.RESUME: lambda w, t, a, s: actions.resume(actor=a, ticket=t, **s),
    Verb.ANSWER: lambda w, t, a, s: actions.answer(actor=a, ticket=t, **{"text": "This.", **s}),
    Verb.HAND_OFF: lambda w, t, a, s: actions.hand_off(
        actor=a, ticket=t, **{"department": w.finance, "reason": "Needs a budget", **s}
    ),
    Verb.REPLY: lambda w, t, a, s: actions.reply(actor=a, ticket=t, **{"text": "Soon.", **s}),
    Verb.NOTE: lambda w, t, a, s: actions.note(actor=a, ticket=t, **{"text": "Hm.", **s}),
    Verb.PRIORITISE: lambda w, t, a, s: actions.prioritise(
        actor=a, ticket=t, **{"impact": 2, "urgency": 2, **s}
    ),
    Verb.TAG: lambda w, t, a, s: actions.tag(
        actor=a, ticket=t, **{"add": [f"tag {t.version}"], **s}
    ),
    Verb.REPIN: lambda w, t, a, s: actions.repin(
        actor=a, ticket=t, **{"reason": "Better promise", **s}
    ),
    Verb.RESOLVE: lambda w, t, a, s: actions.resolve(
        actor=a, ticket=t, **{"outcome": "fulfilled", **s}
    ),
    Verb.CONFIRM: lambda w, t, a, s: actions.confirm(actor=a, ticket=t, **s),
    Verb.REOPEN: lambda w, t, a, s: actions.reopen(
        actor=a, ticket=t, **{"text": "Still broken.", **s}
    ),
    Verb.DECLINE: lambda w, t, a, s: actions.decline(
        actor=a, ticket=t, **{"reason_kind": "capacity", "text": "No.", **s}
    ),
    Verb.WITHDRAW: lambda w, t, a, s: actions.withdraw(actor=a, ticket=t, **s),
    Verb.MAJOR: lambda w, t, a, s: actions.mark_major(
        actor=a, ticket=t, **{"reason": "All wait", "on": not t.is_major, **s}
    ),
    Verb.ESCALATE: lambda w, t, a, s: actions.escalate(
        actor=a, ticket=t, **{"reason": "Stuck", "on": not t.is_escalated, **s}
    ),
    Verb.FOLLOW_UP: lambda w, t, a, s: _followed_up(t, a, s),
}

# Somebody who may do each verb to Mara's ticket with IT.
DOER = dict.fromkeys(VERBS, "ian") | {
    Verb.ANSWER: "mara", Verb.CONFIRM: "mara", Verb.REOPEN: "mara", Verb.WITHDRAW: "mara",
    Verb.REPIN: "iris", Verb.MAJOR: "iris", Verb.FOLLOW_UP: "mara",
}  # fmt: skip
