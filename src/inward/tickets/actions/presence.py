"""Saying that one has a ticket open, and hearing who else has."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from inward.directory.models import Person
from inward.tickets import meanwhile, policies, presence
from inward.tickets.models import Ticket, TicketPresence
from inward.tickets.readers import part_in


@dataclass(frozen=True)
class Company:
    """Who else is here, and what has happened since the version one has on the page ('': nothing).

    ``others``: by name.
    """

    ticket: Ticket
    others: Sequence[TicketPresence]
    news: str


def be_present(
    *, actor: Person, key: str, writes: str = "", version: int | None = None, now: datetime
) -> Company:
    """Say that one has the ticket open, and writes (reply, note …) or looks. Raises NotFound.

    Others of one's own side alone are told. Up to seven statements, one of them a write.
    """
    ticket, part = part_in(actor, key, now)
    mine = TicketPresence(
        ticket=ticket, person=actor, side=presence.side_of(part),
        writes=presence.writes_of(writes), seen_at=now,
    )  # fmt: skip
    _remember(mine)
    others = TicketPresence.objects.filter(
        ticket=ticket, side=mine.side, seen_at__gt=now - presence.STALE
    ).exclude(person=actor)
    news = ""
    if version is not None and version < ticket.version:
        news = meanwhile.told(ticket, version, with_notes=policies.can_read_notes(part))
    return Company(ticket, list(others.select_related("person").order_by("person__name_key")), news)


@transaction.atomic
def _remember(mine: TicketPresence) -> None:
    """One statement; two browsers of one person are one presence."""
    TicketPresence.objects.bulk_create(
        [mine],
        update_conflicts=True,
        unique_fields=["ticket", "person"],
        update_fields=["side", "writes", "seen_at"],
    )


@transaction.atomic
def forget_gone(*, now: datetime) -> int:
    """Clear away who has gone long ago; returns how many. One statement."""
    gone, _ = TicketPresence.objects.filter(seen_at__lt=now - presence.FORGOTTEN).delete()
    return gone
