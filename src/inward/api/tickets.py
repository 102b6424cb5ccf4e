"""Routes of tickets: read them, ask, and do what one may. Each verb calls one action."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Status

from inward.api.doors import asking, idempotency_key, version_expected
from inward.api.presenting import ticket_row, ticket_whole
from inward.api.schemas import (
    Ask,
    AskBack,
    Decline,
    HandOff,
    Resolve,
    SomeText,
    Text,
    TicketOut,
    TicketPage,
)
from inward.catalogue.queries import offering_for
from inward.directory.queries import department_for
from inward.tickets import queries
from inward.tickets.actions import closing, submission, waiting, work
from inward.tickets.models import Ticket

router = Router(tags=["tickets"])


@router.get("/tickets", response=TicketPage, url_name="tickets")
def tickets(
    request: HttpRequest, q: str = "", state: str = "", after: str | None = None
) -> dict[str, Any]:
    """The tickets one may see, newest first. `q`: a key or words; `state`: open, closed."""
    person, instant = asking(request)
    if q:
        found = queries.search(person, q, instant)
        return {"rows": [ticket_row(ticket) for ticket in found], "next": None}
    page = queries.listed(person, instant, queries.Filter(state=state), after=after)
    return {"rows": [ticket_row(ticket) for ticket in page.rows], "next": page.next}


@router.post("/tickets", response={201: TicketOut}, url_name="tickets")
def ask(request: HttpRequest, response: HttpResponse, said: Ask) -> Status[dict[str, Any]]:
    """Ask for an offering. Send an ``Idempotency-Key``: the same key gives the same ticket."""
    person, instant = asking(request)
    made = submission.submit(
        actor=person,
        offering=offering_for(person, said.offering, instant.date()),
        title=said.title,
        text=said.text,
        answers=said.answers,
        urgency=said.urgency,
        channel="api",
        idempotency_key=idempotency_key(request),
        now=instant,
    )
    return Status(201, _whole(request, response, made.key))


@router.get("/tickets/{key}", response=TicketOut, url_name="ticket")
def ticket(request: HttpRequest, response: HttpResponse, key: str) -> dict[str, Any]:
    """One ticket with its log and ledger; the ETag is its version."""
    return _whole(request, response, key)


@router.post("/tickets/{key}/take", response=TicketOut, url_name="ticket-take")
def take(request: HttpRequest, response: HttpResponse, key: str) -> dict[str, Any]:
    """Take it: the ball is yours."""
    person, _ = asking(request)
    return done(request, response, key, lambda **common: work.assign(person=person, **common))


@router.post("/tickets/{key}/replies", response=TicketOut, url_name="ticket-replies")
def reply(request: HttpRequest, response: HttpResponse, key: str, said: Text) -> dict[str, Any]:
    """Write to the customer."""
    once = idempotency_key(request)
    return done(
        request, response, key,
        lambda **common: work.reply(text=said.text, idempotency_key=once, **common),
    )  # fmt: skip


@router.post("/tickets/{key}/notes", response=TicketOut, url_name="ticket-notes")
def note(request: HttpRequest, response: HttpResponse, key: str, said: Text) -> dict[str, Any]:
    """Leave a note that supplier sides alone read."""
    once = idempotency_key(request)
    return done(
        request, response, key,
        lambda **common: work.note(text=said.text, idempotency_key=once, **common),
    )  # fmt: skip


@router.post("/tickets/{key}/answers", response=TicketOut, url_name="ticket-answers")
def answer(request: HttpRequest, response: HttpResponse, key: str, said: Text) -> dict[str, Any]:
    """The customer speaks; ends a wait for the customer."""
    once = idempotency_key(request)
    return done(
        request, response, key,
        lambda **common: work.answer(
            text=said.text, channel="api", idempotency_key=once, **common
        ),
    )  # fmt: skip


@router.post("/tickets/{key}/questions", response=TicketOut, url_name="ticket-questions")
def ask_back(
    request: HttpRequest, response: HttpResponse, key: str, said: AskBack
) -> dict[str, Any]:
    """Ask the customer and wait: the customer's clocks stand still."""
    return done(
        request, response, key, lambda **common: waiting.ask_customer(**said.dict(), **common)
    )


@router.post("/tickets/{key}/hand-off", response=TicketOut, url_name="ticket-hand-off")
def hand_off(
    request: HttpRequest, response: HttpResponse, key: str, said: HandOff
) -> dict[str, Any]:
    """Pass the ball to another department."""
    person, _ = asking(request)
    department = department_for(person, said.department)
    return done(
        request, response, key,
        lambda **common: work.hand_off(department=department, reason=said.reason, **common),
    )  # fmt: skip


@router.post("/tickets/{key}/resolution", response=TicketOut, url_name="ticket-resolution")
def resolve(
    request: HttpRequest, response: HttpResponse, key: str, said: Resolve
) -> dict[str, Any]:
    """Say that it is done and what the customer got."""
    return done(request, response, key, lambda **common: closing.resolve(**said.dict(), **common))


@router.post("/tickets/{key}/confirmation", response=TicketOut, url_name="ticket-confirmation")
def confirm(
    request: HttpRequest, response: HttpResponse, key: str, said: SomeText
) -> dict[str, Any]:
    """The customer says that it is done."""
    return done(request, response, key, lambda **common: closing.confirm(**said.dict(), **common))


@router.post("/tickets/{key}/reopening", response=TicketOut, url_name="ticket-reopening")
def reopen(request: HttpRequest, response: HttpResponse, key: str, said: Text) -> dict[str, Any]:
    """It was not done after all."""
    return done(request, response, key, lambda **common: closing.reopen(**said.dict(), **common))


@router.post("/tickets/{key}/refusal", response=TicketOut, url_name="ticket-refusal")
def decline(
    request: HttpRequest, response: HttpResponse, key: str, said: Decline
) -> dict[str, Any]:
    """Say no, and why."""
    return done(request, response, key, lambda **common: closing.decline(**said.dict(), **common))


@router.post("/tickets/{key}/withdrawal", response=TicketOut, url_name="ticket-withdrawal")
def withdraw(
    request: HttpRequest, response: HttpResponse, key: str, said: SomeText
) -> dict[str, Any]:
    """The customer no longer wants it."""
    return done(request, response, key, lambda **common: closing.withdraw(**said.dict(), **common))


def done(
    request: HttpRequest, response: HttpResponse, key: str, action: Callable[..., Ticket]
) -> dict[str, Any]:
    """One action on a ticket one may see, under the version the caller saw (``If-Match``)."""
    person, instant = asking(request)
    found = queries.ticket_for(person, key, instant)
    action(actor=person, ticket=found, version=version_expected(request), now=instant)
    return _whole(request, response, key)


def _whole(request: HttpRequest, response: HttpResponse, key: str) -> dict[str, Any]:
    person, instant = asking(request)
    seen = queries.detail(person, key, instant)
    response.headers["ETag"] = f'"{seen.ticket.version}"'
    return ticket_whole(seen)
