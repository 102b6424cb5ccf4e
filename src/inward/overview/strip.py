"""Who held the ball in many tickets at once: the logs of a list in one statement."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from inward.tickets import ledger
from inward.tickets.ledger import Hold
from inward.tickets.life import Entry
from inward.tickets.log import entry
from inward.tickets.models import EventKind, Ticket, TicketEvent

_COLUMNS = (
    "at", "category", "department_id", "person_id", "waiting_on", "reason", "kind", "outcome",
    "data",
)  # fmt: skip


@dataclass(frozen=True)
class Journey:
    """One ticket's way so far. `question`: what the customer was asked last, '' if never."""

    holds: tuple[Hold, ...]
    question: str
    asked_by: str
    departments: Mapping[int, str]


def journeys(tickets: Collection[Ticket], at: datetime) -> dict[int, Journey]:
    """Each ticket's holds until `at`, by id. One statement, linear in the number of events.

    The caller must have found the tickets through `visible_to`.
    """
    rows = TicketEvent.objects.filter(ticket__in=[ticket.pk for ticket in tickets])
    logs: dict[int, list[Entry]] = defaultdict(list)
    asked: dict[int, tuple[str, str]] = {}
    names: dict[int, dict[int, str]] = defaultdict(dict)
    wanted = ("ticket_id", "text", "actor__name", "department__name", *_COLUMNS)
    for pk, text, actor, department, *row in rows.order_by("at", "ordinal").values_list(*wanted):
        logs[pk].append(entry(*row))
        if department:
            names[pk][row[2]] = department
        elif row[6] == EventKind.PART_ASKED:
            names[pk].setdefault(row[8]["department"], row[8]["department_name"])
        if row[6] == EventKind.ASKED:
            asked[pk] = (text, actor or "")
    return {
        ticket.pk: Journey(
            _holds(ticket, logs[ticket.pk], at), *asked.get(ticket.pk, ("", "")), names[ticket.pk]
        )
        for ticket in tickets
    }


def _holds(ticket: Ticket, log: list[Entry], at: datetime) -> tuple[Hold, ...]:
    until = ticket.observed_until or max(at, ticket.last_event_at)
    return tuple(ledger.fold(log, submitted_at=ticket.submitted_at, observed_until=until))
