"""Who is let into a restricted ticket when it reaches a department: one person, not all."""

from datetime import date

from inward.directory.models import Department, Person
from inward.directory.queries import heads_of
from inward.kernel.errors import RuleBroken
from inward.tickets.models import Ticket, Watcher


def receiver_of(ticket: Ticket, department: Department, on: date) -> Person:
    """The service's owner at its own supplier, else the nearest head; never who asked.

    Raises RuleBroken where there is nobody: a case that nobody could read must not be taken.
    """
    owner = ticket.service.owner if ticket.service is not None else None
    own = ticket.service is not None and ticket.service.supplier_id == department.pk
    people = [owner] if owner is not None and own and owner.is_active else []
    for person in [*people, *heads_of(department, on)]:
        if person.pk not in (ticket.requester_id, ticket.beneficiary_id):
            return person
    raise RuleBroken(f"Nobody at {department.name} can take a confidential case at present.")


def let_in(ticket: Ticket, department: Department, on: date) -> None:
    """Make the receiver of a restricted ticket a watcher of it. Raises RuleBroken."""
    if ticket.confidentiality == "restricted":
        receiver = receiver_of(ticket, department, on)
        Watcher.objects.get_or_create(ticket=ticket, person=receiver)
