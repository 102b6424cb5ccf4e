"""Who sees which tickets: the one permitted queryset, for lists, counts, search, export and API."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from inward.directory.models import Department, Membership, Person
from inward.directory.queries import active_memberships
from inward.tickets.models import Ticket, TicketDepartment, Watcher


@dataclass(frozen=True)
class Standing:
    """Where a person stands: departments they belong to, and those they head with all below."""

    member: frozenset[int]
    headed: frozenset[int]

    @property
    def departments(self) -> frozenset[int]:
        """All whose tickets, as supplier, the person sees."""
        return self.member | self.headed


def standing_of(person: Person, at: datetime) -> Standing:
    """The person's standing at an instant. One query, for heads two."""
    rows = active_memberships(at.date()).filter(person=person)
    member, paths = set(), []
    for department_id, path, role in rows.values_list("department_id", "department__path", "role"):
        member.add(department_id)
        if role == Membership.Role.HEAD:
            paths.append(path)
    return Standing(frozenset(member), _below(paths))


def _below(paths: list[str]) -> frozenset[int]:
    if not paths:
        return frozenset()
    condition = Q(pk__in=[])
    for path in paths:
        condition |= Q(path__startswith=path)
    return frozenset(Department.objects.filter(condition).values_list("pk", flat=True))


def visible_to(person: Person, at: datetime) -> QuerySet[Ticket]:
    """The tickets a person may see at an instant; everything that reads tickets starts here.

    Requester, beneficiary, assignee and watchers; members of each department that holds or held
    the ball; heads above both sides; the requester's colleagues only where the offering says so.
    Restricted tickets: only the first four. One or two queries before the returned one.
    """
    if not person.is_active:
        return Ticket.objects.none()
    return Ticket.objects.filter(seen_by(person, standing_of(person, at)))


def seen_by(person: Person, standing: Standing) -> Q:
    """The condition 'this person sees it', for a standing that was read before."""
    watched = Watcher.objects.filter(ticket=OuterRef("pk"), person=person)
    takes_part = (
        Q(requester=person) | Q(beneficiary=person) | Q(assignee=person) | Q(Exists(watched))
    )
    held = TicketDepartment.objects.filter(
        ticket=OuterRef("pk"), department_id__in=sorted(standing.departments)
    )
    by_department = Q(supplier_id__in=sorted(standing.departments)) | Q(Exists(held))
    as_head = Q(customer_id__in=sorted(standing.headed))
    as_colleague = Q(confidentiality="colleagues", customer_id__in=sorted(standing.member))
    ordinary = ~Q(confidentiality="restricted")
    return takes_part | (ordinary & (by_department | as_head | as_colleague))
