"""One ticket as its page shows it: conversation, who held the ball, clocks, what one may do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import QuerySet

from inward.calendars.explain import Explanation
from inward.directory.models import Department, Person
from inward.kernel.errors import NotFound
from inward.tickets import approvals, ledger, policies
from inward.tickets.approvals import Round
from inward.tickets.clocks import Clock, Terms, clocks, explain, projected
from inward.tickets.desk import Desk, desk_of
from inward.tickets.ledger import Hold
from inward.tickets.life import Entry, live
from inward.tickets.log import entry, terms_of
from inward.tickets.models import Ticket, TicketDepartment, TicketEvent, Watcher
from inward.tickets.policies import Part
from inward.tickets.queries.around import Around, around
from inward.tickets.queries.lists import SHOWN, storable_key
from inward.tickets.rules import Verb
from inward.tickets.stages import Stage, stages
from inward.tickets.visibility import Standing, seen_by, standing_of

SHOWN_TOO = (
    "beneficiary",
    "first_supplier",
    "form_version",
    "fields_version",
    "agreement_version__agreement",
    "calendar_version__calendar",
)


@dataclass(frozen=True)
class Detail:
    """A ticket for one person at one instant. ``events``: those that person may read, in order."""

    ticket: Ticket
    person: Person
    at: datetime
    part: Part
    events: Sequence[TicketEvent]
    log: Sequence[Entry]
    watchers: Sequence[Person]
    departments: Mapping[int, Department]
    terms: Terms | None
    standing: Standing

    @property
    def reads_notes(self) -> bool:
        """Whether the person reads what is for the supplier's sides alone."""
        return policies.can_read_notes(self.part)

    @cached_property
    def verbs(self) -> frozenset[Verb]:
        """What this person may do to it now."""
        return policies.possible_verbs(self.ticket, self.part)

    @cached_property
    def approvals(self) -> tuple[Round, ...]:
        """What was asked to be approved, and what came of it."""
        return approvals.fold(self.log)

    @cached_property
    def desk(self) -> Desk:
        """How the department that holds it works: labels, reasons to wait, windows."""
        return desk_of(self.ticket)

    @cached_property
    def clocks(self) -> tuple[Clock, ...]:
        """The promises as they stand now; none without an agreement."""
        life = live(self.log, submitted_at=self.ticket.submitted_at)
        as_of = max(self.at, self.ticket.last_event_at)
        return clocks(self.log, life, self.terms, priority=self.ticket.priority, as_of=as_of)

    @cached_property
    def stages(self) -> tuple[Stage, ...]:
        """How long each department had it, once it was handed on."""
        life = live(self.log, submitted_at=self.ticket.submitted_at)
        as_of = max(self.at, self.ticket.last_event_at)
        return stages(self.log, life, self.terms, priority=self.ticket.priority, as_of=as_of)

    @cached_property
    def around(self) -> Around:
        """The tickets this one hangs together with. A statement where there are any."""
        return around(self.log, self.person, self.standing)

    @cached_property
    def holds(self) -> list[Hold]:
        """Who held the ball since submission; the last hold runs until now (or the end)."""
        until = self.ticket.observed_until or max(self.at, self.ticket.last_event_at)
        return ledger.fold(self.log, submitted_at=self.ticket.submitted_at, observed_until=until)

    def explain(self, clock: Clock) -> Explanation | None:
        """The timeline behind a clock's due instant; None where there is no calendar."""
        if self.terms is None:
            return None
        as_of = max(self.at, self.ticket.last_event_at)
        return explain(clock, self.terms.timeline, as_of=as_of)

    def projection(self, clock: Clock) -> datetime | None:
        """When a paused clock would be due if the wait ended when expected (now, if unknown)."""
        if self.terms is None:
            return None
        end = max(self.ticket.waiting_until or self.at, self.at)
        return projected(clock, self.terms.timeline, end)


def detail(person: Person, key: str, at: datetime) -> Detail:
    """All that the page of a ticket shows. Raises NotFound. Six statements, for heads seven."""
    standing = standing_of(person, at)
    seen = Ticket.objects.filter(seen_by(person, standing), key=storable_key(key))
    ticket = seen.select_related(*SHOWN, *SHOWN_TOO).first()
    if ticket is None:
        raise NotFound("There is no such ticket.")
    held = {
        row.department_id: row.department
        for row in TicketDepartment.objects.filter(ticket=ticket).select_related("department")
    }
    watchers = [
        row.person
        for row in Watcher.objects.filter(ticket=ticket).select_related("person").order_by("pk")
    ]
    events = list(_events(ticket))
    log = [_entry(event) for event in events]
    seat = approvals.seats(approvals.fold(log)).get(person.pk)
    part = policies.part_of(
        person, ticket, standing, watches=person in watchers, held=held,
        approver=seat is not None, decides=seat is not None and seat.is_asked,
    )  # fmt: skip
    return Detail(
        ticket=ticket,
        person=person,
        at=at,
        part=part,
        events=[e for e in events if not e.is_note or policies.can_read_notes(part)],
        log=log,
        watchers=watchers,
        departments=held,
        terms=terms_of(ticket, log),
        standing=standing,
    )


def events_visible_to(person: Person, ticket: Ticket, at: datetime) -> QuerySet[TicketEvent]:
    """The events of a ticket (which the person sees) in order; notes for supplier sides only."""
    events = _events(ticket)
    if policies.can_read_notes(policies.read_part(person, ticket, at)):
        return events
    return events.filter(is_note=False)


def _events(ticket: Ticket) -> QuerySet[TicketEvent]:
    return (
        TicketEvent.objects.filter(ticket=ticket)
        .select_related("actor", "department", "person")
        .order_by("at", "ordinal")
    )


def _entry(event: TicketEvent) -> Entry:
    return entry(
        event.at,
        event.category,
        event.department_id,
        event.person_id,
        event.waiting_on,
        event.reason,
        event.kind,
        event.outcome,
        event.data,
    )
