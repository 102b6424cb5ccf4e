"""Who may do what to a ticket: from memberships and from the relation to *this* ticket.

There are no 'agent accounts': who asked is the customer's side, who serves in the department that
holds the ball is the supplier's. Administrators have no part in a ticket by being such. Restricted
tickets are seen and worked only by those who take part: requester, beneficiary, assignee, watchers,
and by those who are or were asked to approve them.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef

from inward.directory.models import Person
from inward.tickets.desk import RANKS, desk_of, may
from inward.tickets.models import Ticket, TicketApprover, TicketDepartment, Watcher
from inward.tickets.rules import Verb, possible
from inward.tickets.visibility import Standing, standing_of


@dataclass(frozen=True)
class Part:
    """A person's part in one ticket at an instant.

    ``customer``: asked for it, or is the one it is for. ``serves``, ``leads``: works for, or leads,
    the department that holds the ball (or heads one above it). ``supplier_side``: belongs to a
    department that holds or held it, or heads above one. ``takes_part``: customer, assignee or
    watcher.
    """

    customer: bool
    serves: bool
    leads: bool
    supplier_side: bool
    takes_part: bool
    # By role in the department that holds the ball: member 1, agent 2, lead 3, head 4 (see `desk`).
    rank: int = 0
    # Is or was asked to approve it; and: their decision is awaited now.
    approver: bool = False
    decides: bool = False


NO_PART = Part(customer=False, serves=False, leads=False, supplier_side=False, takes_part=False)


def read_part(person: Person, ticket: Ticket, at: datetime) -> Part:
    """The person's part in the ticket. Three queries, for heads four."""
    standing = standing_of(person, at)
    watches, approver, decides = _seats(person, ticket)
    held = TicketDepartment.objects.filter(ticket=ticket).values_list("department_id", flat=True)
    return part_of(
        person, ticket, standing, watches=watches, held=list(held), approver=approver,
        decides=decides,
    )  # fmt: skip


def _seats(person: Person, ticket: Ticket) -> tuple[bool, bool, bool]:
    """Whether the person watches it; is or was asked to approve it; is asked now. One query."""
    asked = TicketApprover.objects.filter(ticket=OuterRef("pk"), person=person)
    watches = Watcher.objects.filter(ticket=OuterRef("pk"), person=person)
    row = Ticket.objects.filter(pk=ticket.pk).values_list(
        Exists(watches), Exists(asked), Exists(asked.filter(is_asked=True))
    )
    return row.first() or (False, False, False)


def part_of(
    person: Person, ticket: Ticket, standing: Standing, *, watches: bool, held: Collection[int],
    approver: bool = False, decides: bool = False,
) -> Part:  # fmt: skip
    """The person's part, from what was read before. ``held``: departments that had the ball."""
    if not person.is_active:
        return NO_PART
    customer = person.pk in (ticket.requester_id, ticket.beneficiary_id)
    takes_part = customer or person.pk == ticket.assignee_id or watches
    if ticket.confidentiality == "restricted" and not (takes_part or approver):
        return NO_PART
    owns = _owns(person, ticket)
    return Part(
        customer=customer,
        serves=owns or ticket.supplier_id in standing.serving,
        leads=owns or ticket.supplier_id in standing.leading,
        supplier_side=owns or not standing.departments.isdisjoint(held),
        takes_part=takes_part,
        rank=_rank(ticket, standing, owns=owns),
        approver=approver,
        # Whatever lists say: nobody decides what they asked for or is for them.
        decides=decides and not customer,
    )


def _rank(ticket: Ticket, standing: Standing, *, owns: bool) -> int:
    """The highest role in the holding department; the service's owner counts as a lead."""
    if ticket.supplier_id in standing.headed:
        return RANKS["head"]
    if owns or ticket.supplier_id in standing.leading:
        return RANKS["lead"]
    if ticket.supplier_id in standing.serving:
        return RANKS["agent"]
    return RANKS["member"] if ticket.supplier_id in standing.member else 0


def works_there(person: Person, ticket: Ticket, at: datetime) -> bool:
    """Whether a person can be given the ticket: they serve in the department that holds it.

    Being given a restricted ticket is what lets them see it.
    """
    if not person.is_active:
        return False
    return _owns(person, ticket) or ticket.supplier_id in standing_of(person, at).serving


def _owns(person: Person, ticket: Ticket) -> bool:
    """The owner of the service works its tickets while its own department holds them."""
    service = ticket.service
    if service is None or ticket.supplier_id is None:
        return False
    return service.owner_id == person.pk and service.supplier_id == ticket.supplier_id


_BY_CUSTOMER: Callable[[Part], bool] = lambda part: part.customer  # noqa: E731
_BY_SERVING: Callable[[Part], bool] = lambda part: part.serves  # noqa: E731

_WHO: Mapping[Verb, Callable[[Part], bool]] = {
    Verb.ACCEPT: _BY_SERVING,
    Verb.ASSIGN: _BY_SERVING,
    Verb.ASK: _BY_SERVING,
    Verb.RESUME: _BY_SERVING,
    Verb.ANSWER: _BY_CUSTOMER,
    Verb.HAND_OFF: _BY_SERVING,
    Verb.REPLY: _BY_SERVING,
    # Not the one it is about: whoever asked does not write or read what is noted on it.
    Verb.NOTE: lambda part: part.supplier_side and not part.customer,
    # Which of the fields, the action says.
    Verb.SET_FIELDS: lambda part: part.serves or part.customer,
    Verb.BOOK_TIME: lambda part: part.supplier_side and not part.customer,
    Verb.PRIORITISE: _BY_SERVING,
    Verb.REPIN: lambda part: part.leads,
    # Not by whoever asked, though they work there: tags are the supplier's, as notes are.
    Verb.TAG: lambda part: part.serves and not part.customer,
    Verb.TICK: lambda part: part.serves and not part.customer,
    Verb.ASK_PART: _BY_SERVING,
    Verb.CALL_OFF_PART: _BY_SERVING,
    Verb.LINK: _BY_SERVING,
    Verb.SPLIT: _BY_SERVING,
    Verb.MERGE: _BY_SERVING,
    Verb.UNMERGE: _BY_SERVING,
    Verb.OPEN_PROBLEM: _BY_SERVING,
    Verb.OPEN_CHANGE: _BY_SERVING,
    Verb.PLAN: _BY_SERVING,
    Verb.RESOLVE: _BY_SERVING,
    Verb.CONFIRM: _BY_CUSTOMER,
    Verb.REOPEN: lambda part: part.customer or part.serves,
    Verb.CLOSE: lambda _: False,  # only time closes (the periodic task)
    Verb.DECLINE: _BY_SERVING,
    Verb.WITHDRAW: _BY_CUSTOMER,
    Verb.MAJOR: lambda part: part.leads,
    Verb.ESCALATE: _BY_SERVING,
    Verb.FOLLOW_UP: _BY_CUSTOMER,
    Verb.ASK_APPROVAL: lambda part: part.serves and not part.customer,
    Verb.APPROVE: lambda part: part.decides,
    Verb.REFUSE: lambda part: part.decides,
    Verb.AMEND: _BY_CUSTOMER,
}


def can(verb: Verb, part: Part) -> bool:
    """Whether somebody with this part in a ticket may do the verb (whatever state it is in)."""
    return _WHO[verb](part)


_AS_CUSTOMER = Part(customer=True, serves=False, leads=False, supplier_side=False, takes_part=True)


def permitted(verb: Verb, part: Part, ticket: Ticket) -> bool:
    """As `can`, narrowed by what the department that holds the ticket reserved to some roles.

    What somebody may do as the customer, no department takes from them.
    """
    if not can(verb, part):
        return False
    return may(verb, part.rank, desk_of(ticket)) or (part.customer and can(verb, _AS_CUSTOMER))


def can_read_notes(part: Part) -> bool:
    """Notes are for the supplier sides, never for whom the ticket is about."""
    return part.supplier_side and not part.customer


def can_watch_for(part: Part) -> bool:
    """Adding and removing watchers: those who take part and those who serve."""
    return part.takes_part or part.serves


def possible_verbs(ticket: Ticket, part: Part) -> frozenset[Verb]:
    """What somebody with this part may do to the ticket now: the buttons of its page."""
    without = frozenset() if ticket.fields_version_id else frozenset({Verb.SET_FIELDS})
    return (
        frozenset(
            verb
            for verb in Verb
            if possible(verb, ticket.category) and permitted(verb, part, ticket)
        )
        - without
    )
