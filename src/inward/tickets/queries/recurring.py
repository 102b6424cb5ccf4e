"""Recurring requests: one's own alone."""

from django.db.models import F, QuerySet

from inward.directory.models import Person
from inward.tickets.models import RecurringTicket


def recurring_of(person: Person) -> QuerySet[RecurringTicket]:
    """What recurs in the person's name, due first, ended ones last. Nobody sees another's."""
    mine = RecurringTicket.objects.filter(requester=person).select_related("offering__service")
    return mine.order_by(F("next_at").asc(nulls_last=True), "-pk")
