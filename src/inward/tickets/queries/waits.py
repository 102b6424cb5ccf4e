"""How often a department waits, and why."""

from collections.abc import Mapping

from django.db.models import Count

from inward.directory.models import Department
from inward.tickets.models import Ticket


def waiting_now(department: Department) -> Mapping[str, int]:
    """How many of a department's tickets wait now, by reason. One statement, by the queue's index.

    A figure for those who lead it: of restricted tickets too it tells a number alone.
    """
    waiting = Ticket.objects.filter(
        supplier=department, queue_at__isnull=False, category="waiting"
    ).order_by()
    rows = waiting.values_list("waiting_reason").annotate(number=Count("pk"))
    return {reason: number for reason, number in rows if reason}
