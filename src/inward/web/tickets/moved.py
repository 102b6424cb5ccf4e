"""Words typed into a ticket that was merged meanwhile stand in the one in which it goes on."""

from datetime import datetime

from inward.directory.models import Person
from inward.tickets import links, log, queries
from inward.tickets.models import Category, Ticket


def goes_on(person: Person, found: Ticket, at: datetime) -> Ticket:
    """The ticket itself, or the one it was merged into if the person sees that.

    No statement but for merged ones.
    """
    if found.category != Category.MERGED:
        return found
    into = links.merged_into(log.entries_of(found))
    if into is None:
        return found
    return queries.visible_to(person, at).filter(pk=into[0]).first() or found
