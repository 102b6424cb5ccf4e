"""Macros: keeping them, and doing their steps to a ticket, all or none."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from inward.directory.models import Department, Person
from inward.directory.queries import department_for, person_for
from inward.kernel import idempotency
from inward.kernel.errors import InwardError, NotFound, RuleBroken
from inward.tickets import canned, macros, sharing, together
from inward.tickets.actions import closing, waiting, work
from inward.tickets.actions.canned import begun, name_of, removed, saved
from inward.tickets.actions.steps import begin, locked
from inward.tickets.actions.tags import tag
from inward.tickets.macros import ME, Step
from inward.tickets.models import Macro, Ticket
from inward.tickets.rules import Verb


@transaction.atomic
def save_macro(
    *,
    actor: Person,
    name: str,
    steps: Sequence[Mapping[str, Any]],
    owner: Person | None = None,
    department: Department | None = None,
    macro: Macro | None = None,
    now: datetime,
) -> Macro:
    """Write a macro, or other steps of one: of a person, a department, or everybody's.

    Raises Invalid (name, steps, and the kind of the step), NotAllowed, NotFound.
    """
    item = begun(Macro, actor, macro, owner, department, now)
    item.name = name_of(name)
    item.steps = macros.checked(steps)
    return saved(item, actor, now)


@transaction.atomic
def remove_macro(*, actor: Person, macro: Macro, now: datetime) -> None:
    """Take a macro away; what was done by it stays. Raises NotAllowed, NotFound."""
    removed(Macro, macro, actor, now)


def run_macro(
    *,
    actor: Person,
    ticket: Ticket,
    macro: Macro,
    version: int | None = None,
    idempotency_key: str | None = None,
    now: datetime,
) -> Ticket:
    """Do all steps of a macro to a ticket in one transaction, or none of them.

    Each step is the ordinary action with its own rights and rules; the events it leaves carry
    ``macro`` (id, name, run) and stand as one entry on the page. A step that changes nothing (it is
    theirs already, has the tag already) is passed over. Raises what the steps raise, naming the
    step; NotFound for a macro that is not the actor's to use; RuleBroken where nothing changes.
    """

    def do() -> Ticket:
        usable = sharing.usable(Macro.objects.all(), actor, now).filter(pk=macro.pk).first()
        if usable is None:
            raise NotFound("There is no such macro.")
        fresh = begin(Verb.TAG, actor=actor, ticket=ticket, version=version, now=now)
        return _done(usable, actor, fresh, now)

    return idempotency.once(
        key=idempotency_key,
        actor_id=actor.pk,
        scope="ticket.macro",
        body={"ticket": ticket.pk, "macro": macro.pk},
        do=do,
        to_json=lambda made: made.pk,
        from_json=lambda pk: Ticket.objects.get(pk=pk),
    )


def _done(macro: Macro, actor: Person, ticket: Ticket, now: datetime) -> Ticket:
    run = ticket.version + 1
    with together.marked(macro={"id": macro.pk, "name": macro.name, "run": run}):
        for number, step in enumerate(macros.steps_of(macro.steps), 1):
            try:
                _DO[step.do](actor, locked(ticket), step, now)
            except InwardError as error:
                raise macros.named(error, number, step) from error
    after = locked(ticket)
    if after.version < run:
        raise RuleBroken("All this is so already.")
    return after


def _assign(actor: Person, ticket: Ticket, step: Step, now: datetime) -> None:
    to = step.given["to"]
    person = actor if to == ME else person_for(actor, to)
    if ticket.assignee_id != person.pk:
        work.assign(actor=actor, ticket=ticket, person=person, now=now)


def _prioritise(actor: Person, ticket: Ticket, step: Step, now: datetime) -> None:
    level = step.given["priority"]
    if ticket.priority != level:
        work.prioritise(
            actor=actor, ticket=ticket, impact=ticket.impact, urgency=ticket.urgency,
            priority=level, reason="by macro", now=now,
        )  # fmt: skip


def _tag(actor: Person, ticket: Ticket, step: Step, now: datetime) -> None:
    tag(actor=actor, ticket=ticket, add=step.given["add"], remove=step.given["remove"], now=now)


def _said(actor: Person, ticket: Ticket, step: Step, *, for_customer: bool) -> str:
    """The step's words with the variables as their readers may read them."""
    text = step.text("text")
    given = canned.given_for(ticket, actor, text)
    return canned.fill(text, given, for_customer=for_customer).text


def _note(actor: Person, ticket: Ticket, step: Step, now: datetime) -> None:
    text = _said(actor, ticket, step, for_customer=False)
    work.note(actor=actor, ticket=ticket, text=text, now=now)


def _reply(actor: Person, ticket: Ticket, step: Step, now: datetime) -> None:
    text = _said(actor, ticket, step, for_customer=True)
    work.reply(actor=actor, ticket=ticket, text=text, now=now)


def _hold(actor: Person, ticket: Ticket, step: Step, now: datetime) -> None:
    days = step.number("days")
    waiting.hold(
        actor=actor, ticket=ticket, waiting_on=step.text("waiting_on"), reason=step.text("reason"),
        until=now + timedelta(days=days) if days else None, now=now,
    )  # fmt: skip


def _hand_off(actor: Person, ticket: Ticket, step: Step, now: datetime) -> None:
    department = department_for(actor, step.given["department"])
    work.hand_off(
        actor=actor, ticket=ticket, department=department, reason=step.text("reason"), now=now
    )


def _resolve(actor: Person, ticket: Ticket, step: Step, now: datetime) -> None:
    text = _said(actor, ticket, step, for_customer=True)
    closing.resolve(actor=actor, ticket=ticket, outcome=step.text("outcome"), text=text, now=now)


_DO: Mapping[str, Callable[[Person, Ticket, Step, datetime], None]] = {
    "assign": _assign,
    "prioritise": _prioritise,
    "tag": _tag,
    "note": _note,
    "reply": _reply,
    "hold": _hold,
    "hand_off": _hand_off,
    "resolve": _resolve,
}
