"""Tags of many tickets at once, for those who may read them. Reads only."""

from collections.abc import Collection, Mapping

from django.db.models import Exists, OuterRef, Q

from inward.directory.models import Person
from inward.tickets.models import TicketDepartment, TicketTag
from inward.tickets.visibility import Standing


def tags_of(
    tickets: Collection[int], person: Person, standing: Standing
) -> Mapping[int, list[str]]:
    """Names of tags by ticket, in the order they came: of the supplier's side alone.

    Whoever asked for a ticket, or whom it is for, reads none of them though they work there; as
    filters by tags find none. One statement.
    """
    held = TicketDepartment.objects.filter(
        ticket=OuterRef("ticket"), department_id__in=sorted(standing.departments)
    )
    mine = Q(ticket__requester=person) | Q(ticket__beneficiary=person)
    rows = TicketTag.objects.filter(Exists(held), ticket__in=tickets).exclude(mine)
    found: dict[int, list[str]] = {}
    for ticket, name in rows.order_by("pk").values_list("ticket_id", "name"):
        found.setdefault(ticket, []).append(name)
    return found
