"""Fills an empty database with the demo company: builds it, then writes its twelve months."""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from inward.agreements.models import AgreementVersion
from inward.agreements.queries import match
from inward.calendars.queries import timeline_of
from inward.catalogue.models import FormVersion, Offering
from inward.catalogue.queries import current_form
from inward.directory.models import Person
from inward.exchange.demo.building import Built, build
from inward.exchange.demo.company import halden_works
from inward.exchange.demo.course import Happening
from inward.exchange.demo.course import PastTicket as Drawn
from inward.exchange.demo.history import MONTHS, draw
from inward.exchange.demo.lately import happen
from inward.exchange.demo.people import colleagues
from inward.feedback.replay import PastRating, record_past_ratings
from inward.feedback.rules import may_ask
from inward.kernel.errors import RuleBroken
from inward.tickets.models import Ticket, TicketEvent
from inward.tickets.replay import PastEvent, PastTicket, record_past

SEED = "halden-ratings"
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Loaded:
    """How much was written."""

    people: int
    tickets: int
    events: int
    ratings: int


def load(*, now: datetime, say: Progress = lambda _words: None) -> Loaded:
    """Fill an empty database, all or nothing. The same day gives the same company.

    Raises RuleBroken if there is anybody already: the demo never mixes with real people.
    """
    if Person.objects.exists():
        raise RuleBroken("There are people here already; the demo wants an empty database.")
    ends = now.replace(minute=0, second=0, microsecond=0)
    company = halden_works()
    everybody = colleagues(company)
    with transaction.atomic():
        say("Building Halden Works …")
        begins = ends - timedelta(days=30 * MONTHS + 2)
        built = build(company, everybody, since=begins)
        say("Drawing twelve months …")
        timeline = timeline_of(built.calendar)
        drawn = draw(company, everybody, timeline, ends)
        say(f"Writing {len(drawn):,} tickets …")
        tickets = record_past(_PastTickets(built).of(drawn))
        ratings = record_past_ratings(_ratings(tickets, ends))
        say("Living through the last days …")
        happen(built, everybody, timeline, ends=ends)
    written = Ticket.objects.count(), TicketEvent.objects.count()
    return Loaded(len(everybody), *written, ratings)


class _PastTickets:
    """Turns what was drawn, by name, into rows, by id."""

    def __init__(self, built: Built) -> None:
        self.built = built
        self.offerings = {
            one.name: one
            for one in Offering.objects.select_related("service__supplier", "service__owner")
        }
        self.forms: dict[str, FormVersion] = {
            name: current_form(one) for name, one in self.offerings.items()
        }
        self.agreements: dict[str, AgreementVersion | None] = {}

    def of(self, drawn: Sequence[Drawn]) -> list[PastTicket]:
        return [self._one(each) for each in drawn]

    def _one(self, drawn: Drawn) -> PastTicket:
        offering = self.offerings[drawn.offering]
        owner = offering.service.owner_id
        hidden = offering.confidentiality == "restricted" and owner is not None
        return PastTicket(
            title=drawn.title,
            offering=offering,
            form=self.forms[drawn.offering],
            requester_id=self.built.people[drawn.requester].pk,
            customer_id=self.built.departments[drawn.customer].pk,
            urgency=drawn.urgency,
            events=[self._event(one) for one in drawn.happenings],
            agreement=self._agreement(drawn, offering),
            calendar=self.built.calendar,
            watcher_ids=[owner] if hidden and owner else [],
        )

    def _agreement(self, drawn: Drawn, offering: Offering) -> AgreementVersion | None:
        """What each supplier promises to all: read once a supplier."""
        if drawn.supplier not in self.agreements:
            self.agreements[drawn.supplier] = match(
                self.built.departments[drawn.supplier],
                self.built.departments[drawn.customer],
                offering.service,
                drawn.submitted_at,
            )
        return self.agreements[drawn.supplier]

    def _event(self, one: Happening) -> PastEvent:
        declined = one.kind == "declined"
        return PastEvent(
            at=one.at,
            kind=one.kind,
            side=one.side,
            actor_id=self.built.people[one.actor].pk if one.actor else None,
            category=one.category,
            department_id=self.built.departments[one.department].pk if one.department else None,
            person_id=self.built.people[one.person].pk if one.person else None,
            waiting_on=one.waiting_on,
            reason="" if declined else one.reason,
            outcome=one.outcome,
            text=one.text,
            is_note=one.is_note,
            data={"reason_kind": "policy", "policy_reference": "HW-7"} if declined else {},
        )


def _ratings(tickets: Sequence[Ticket], ends: datetime) -> list[PastRating]:
    """Who would have been asked, and how two in five answered."""
    rng = random.Random(SEED)  # noqa: S311 - a story, no secret
    last_asked: dict[tuple[int, str, int | None], datetime] = {}
    ratings = []
    for closed, ticket, side, author_id in _askable(tickets):
        about = (author_id, side, ticket.service_id)
        if may_ask(last_asked.get(about), closed):
            last_asked[about] = closed
            ratings.append(_rating(ticket, side, author_id, closed, rng, ends))
    return ratings


def _askable(tickets: Sequence[Ticket]) -> Iterator[tuple[datetime, Ticket, str, int]]:
    """Each side of each closed ticket of ordinary class, by the instant of closing."""
    closed = [(one.closed_at, one) for one in tickets if one.closed_at is not None]
    for closed_at, ticket in sorted(closed, key=lambda pair: (pair[0], pair[1].pk)):
        if ticket.confidentiality == "restricted" or ticket.requester_id == ticket.assignee_id:
            continue
        for side, author_id in (
            ("customer", ticket.requester_id),
            ("supplier", ticket.assignee_id),
        ):
            if author_id is not None:
                yield closed_at, ticket, side, author_id


def _rating(
    ticket: Ticket,
    side: str,
    author_id: int,
    closed: datetime,
    rng: random.Random,
    ends: datetime,
) -> PastRating:
    answered = closed + timedelta(minutes=rng.randrange(10, 2_880))
    gives = rng.random() < 0.45 and answered <= ends
    late = ticket.met_resolve is False or ticket.handoffs > 2
    weights = (3, 9, 22, 38, 28) if late else (1, 2, 10, 42, 45)
    names = ("outcome", "effort", "speed", "communication")
    if side == "supplier":
        names = ("complete", "in_time", "reachable", "urgency_realistic")
    scores = {name: rng.choices((1, 2, 3, 4, 5), weights)[0] for name in names}
    return PastRating(
        ticket=ticket,
        side=side,
        author_id=author_id,
        asked_at=closed,
        answered_at=answered if gives else None,
        scores=scores if gives else {},
    )
