"""Who may see figures about departments; denied to all others.

Figures are of departments, never of people: who leads or oversees sees those of all departments,
because a relation has two sides. The tickets behind them stay with `tickets.visible_to`.
"""

from collections.abc import Collection
from typing import Final

from inward.directory.models import Membership, Person

LEADING: Final = frozenset({Membership.Role.LEAD, Membership.Role.HEAD})
OVERSEEING: Final = frozenset(
    {
        Person.Position.MANAGER,
        Person.Position.EXECUTIVE,
        Person.Position.HR,
        Person.Position.PROJECT_MANAGER,
        Person.Position.CONSULTANT,
    }
)


def may_see(person: Person, roles: Collection[str]) -> bool:
    """Whether figures about departments are part of this person's work. ``roles``: held today."""
    oversees = person.position in OVERSEEING or person.is_administrator
    return person.is_active and (oversees or not LEADING.isdisjoint(roles))
