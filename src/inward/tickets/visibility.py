"""Who sees which tickets: the one permitted queryset, for lists, counts, search, export and API."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from inward.directory.models import Department, Membership, Person
from inward.directory.queries import LEADING, SERVING, active_memberships
from inward.tickets.models import Ticket, TicketApprover, TicketDepartment, Watcher


@dataclass(frozen=True)
class Standing:
    """Where a person stands: the departments they belong to, and those they head with all below.

    Each set holds department ids. ``serving`` and ``leading``: by agent, lead or head roles.
    ``reached``: ids of the restricted tickets that reached the person as the owner of their
    service; None where that was not read.
    """

    member: frozenset[int]
    headed: frozenset[int]
    serving: frozenset[int]
    leading: frozenset[int]
    reached: frozenset[int] | None = field(default=None, compare=False)

    @property
    def departments(self) -> frozenset[int]:
        """All whose tickets, as supplier, the person sees."""
        return self.member | self.headed


NOWHERE = Standing(frozenset(), frozenset(), frozenset(), frozenset())


def standing_of(person: Person, at: datetime) -> Standing:
    """The person's standing at an instant. One query, for heads two; nowhere for who has left."""
    if not person.is_active:
        return NOWHERE
    rows = list(
        active_memberships(at.date())
        .filter(person=person)
        .values_list("department_id", "department__path", "role")
    )
    headed = _below([path for _, path, role in rows if role == Membership.Role.HEAD])
    return standing_from([(department, role) for department, _, role in rows], headed)


def standing_from(roles: Collection[tuple[int, str]], headed: frozenset[int]) -> Standing:
    """The standing of who has these roles in departments and heads those (with all below)."""
    return Standing(
        member=frozenset(department for department, _ in roles),
        headed=headed,
        serving=headed | {department for department, role in roles if role in SERVING},
        leading=headed | {department for department, role in roles if role in LEADING},
    )


def _below(paths: Collection[str]) -> frozenset[int]:
    if not paths:
        return frozenset()
    condition = Q(pk__in=[])
    for path in paths:
        condition |= Q(path__startswith=path)
    return frozenset(Department.objects.filter(condition).values_list("pk", flat=True))


def visible_to(person: Person, at: datetime) -> QuerySet[Ticket]:
    """The tickets a person may see at an instant; everything that reads tickets starts here.

    Requester, beneficiary, assignee, watchers, who is or was asked to approve it; members of each
    department that holds or held the ball; heads above both sides; the requester's colleagues only
    where the offering says so. Restricted tickets: only the first five. Administrators see nothing
    by being such. One or two queries before the returned one.
    """
    return Ticket.objects.filter(seen_by(person, standing_of(person, at)))


def seen_by(person: Person, standing: Standing) -> Q:
    """The condition 'this person sees it', for a standing that was read before."""
    if not person.is_active:
        return Q(pk__in=())
    # What the row itself says comes first: the other tables are asked about the rest alone.
    by_row = Q(supplier_id__in=sorted(standing.departments)) | Q(
        customer_id__in=sorted(standing.headed)
    )
    as_colleague = Q(confidentiality="colleagues", customer_id__in=sorted(standing.member))
    held = TicketDepartment.objects.filter(
        ticket=OuterRef("pk"), department_id__in=sorted(standing.departments)
    )
    watched = Watcher.objects.filter(ticket=OuterRef("pk"), person=person)
    asked = TicketApprover.objects.filter(ticket=OuterRef("pk"), person=person)
    ordinary = ~Q(confidentiality="restricted")
    takes_part = Q(requester=person) | Q(beneficiary=person) | Q(assignee=person)
    return (
        (ordinary & (by_row | as_colleague))
        | takes_part
        | (ordinary & Q(Exists(held)))
        | Q(Exists(watched))
        | Q(Exists(asked))
    )
