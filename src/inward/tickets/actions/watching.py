"""Watchers: people who follow a ticket. Who is added sees all but the notes."""

from datetime import datetime

from django.db import transaction

from inward.directory.models import Person
from inward.kernel import audit
from inward.kernel.errors import Invalid, NotAllowed, NotFound
from inward.notify.actions import tell
from inward.tickets import policies
from inward.tickets.actions.mentioning import called, path_of
from inward.tickets.actions.steps import locked
from inward.tickets.models import Ticket, Watcher
from inward.tickets.readers import sights
from inward.tickets.visibility import visible_to


@transaction.atomic
def add_watcher(*, actor: Person, ticket: Ticket, person: Person, now: datetime) -> Ticket:
    """Let a person follow the ticket; whoever sees it may add themselves.

    Raises NotFound, NotAllowed, Invalid (a person who has left).
    """
    ticket = _begun(actor, ticket, person, now)
    if not person.is_active:
        words = f"{person.name} works here no more."
        raise Invalid(words, fields={"person": [words]})
    _, added = Watcher.objects.get_or_create(ticket=ticket, person=person)
    if added:
        _record(actor, "ticket.watcher_added", ticket, person, now)
    if added and person.pk != actor.pk:
        _tell(actor, ticket, person, now)
    return ticket


def _tell(actor: Person, ticket: Ticket, person: Person, now: datetime) -> None:
    """Whoever is made a watcher is told by whom, and what they will read."""
    notes = sights([person], ticket, now)[person.pk].notes
    tell(
        people=[person],
        kind="watch",
        subject=f"{actor.name} made you a watcher of {called(ticket)}",
        text="You read what is written to and fro and what happens"
        + (", and the notes of the department." if notes else ", not the department's notes."),
        path=path_of(ticket),
        now=now,
    )


@transaction.atomic
def remove_watcher(*, actor: Person, ticket: Ticket, person: Person, now: datetime) -> Ticket:
    """Let a person follow the ticket no longer. Raises NotFound, NotAllowed."""
    ticket = _begun(actor, ticket, person, now)
    removed, _ = Watcher.objects.filter(ticket=ticket, person=person).delete()
    if removed:
        _record(actor, "ticket.watcher_removed", ticket, person, now)
    return ticket


def _begun(actor: Person, ticket: Ticket, person: Person, now: datetime) -> Ticket:
    """Locked, and the actor may: for themselves if they see it, for others if they take part."""
    ticket = locked(ticket)
    part = policies.read_part(actor, ticket, now)
    if policies.can_watch_for(part):
        return ticket
    if not visible_to(actor, now).filter(pk=ticket.pk).exists():
        raise NotFound("There is no such ticket.")
    if actor.pk != person.pk:
        raise NotAllowed("Only those who take part choose who else follows.")
    return ticket


def _record(actor: Person, action: str, ticket: Ticket, person: Person, now: datetime) -> None:
    audit.record(
        actor_id=actor.pk,
        action=action,
        subject="ticket",
        subject_id=ticket.pk,
        detail={"person": person.pk},
        at=now,
    )
