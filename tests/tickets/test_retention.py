"""Retention: closed tickets lose what is said of people, and nothing of what is counted."""

from typing import Any

import pytest
from django.db import connection

from inward.catalogue import actions as catalogue
from inward.catalogue.actions.fields import set_fields as define
from inward.kernel import files, seals, shelves
from inward.kernel.errors import Invalid, NotAllowed
from inward.kernel.models import AuditEntry, StoredFile
from inward.tickets import actions, queries
from inward.tickets.actions.retention import anonymise, set_retention
from inward.tickets.models import Anonymised, RetentionRule, Ticket, TicketEvent, Watcher
from inward.tickets.queries.retention import due_to_forget
from tests.support.world import START
from tests.support.world_promises import Promises, ask_for_laptop, later

pytestmark = pytest.mark.django_db

MONTH = 31 * 24 * 60
QUESTIONS: list[dict[str, Any]] = [
    {"key": "model", "type": "choice", "label": "Model", "choices": ["Light", "Heavy"]},
    {"key": "why", "type": "text", "label": "Why"},
    {"key": "illness", "type": "choice", "label": "Illness", "choices": ["Yes", "No"],
     "personal": "sensitive"},
]  # fmt: skip
FIELDS: list[dict[str, Any]] = [
    {"key": "serial", "type": "text", "label": "Serial"},
    {"key": "grade", "type": "choice", "label": "Grade", "choices": ["A", "B"]},
    {"key": "health", "type": "choice", "label": "Health", "choices": ["X", "Y"],
     "personal": "sensitive"},
]  # fmt: skip


@pytest.fixture
def closed(promises: Promises) -> Ticket:
    """A closed ticket full of canaries."""
    w = promises
    catalogue.publish_form(actor=w.alice, offering=w.new_laptop, fields=QUESTIONS, now=START)
    define(actor=w.alice, offering=w.new_laptop, fields=FIELDS, now=START)
    w.new_laptop.refresh_from_db()
    answers = {"model": "Light", "why": "canary answer", "illness": "Yes"}
    ticket = ask_for_laptop(w, title="canary title", text="canary asked", answers=answers)
    actions.add_watcher(actor=w.mara, ticket=ticket, person=w.hana, now=later(1))
    actions.assign(actor=w.iris, ticket=ticket, person=w.ian, now=later(5))
    stored = files.store([b"canary"], name="canary.txt", created_by_id=w.ian.pk, at=later(6))
    actions.reply(
        actor=w.ian, ticket=ticket, text="canary reply", files=[stored.token], now=later(7)
    )
    actions.note(actor=w.ian, ticket=ticket, text="canary note", now=later(8))
    actions.set_fields(
        actor=w.ian, ticket=ticket, values={"serial": "canary", "grade": "A", "health": "X"},
        now=later(9),
    )  # fmt: skip
    actions.ask_customer(actor=w.ian, ticket=ticket, text="canary?", reason="canary", now=later(10))
    actions.answer(actor=w.mara, ticket=ticket, text="canary!", now=later(20))
    actions.resolve(actor=w.ian, ticket=ticket, outcome="fulfilled", text="canary", now=later(30))
    return actions.confirm(actor=w.mara, ticket=ticket, text="canary thanks", now=later(40))


def everything(ticket: Ticket) -> str:
    """All that the database says of a ticket and its log."""
    rows = list(TicketEvent.objects.filter(ticket=ticket).values())
    return str([Ticket.objects.filter(pk=ticket.pk).values().get(), rows])


def figures(w: Promises, ticket: Ticket) -> Any:
    """What is counted: holds and clocks, by whoever sees the ticket after."""
    detail = queries.detail(w.ian, ticket.key, later(50))
    holds = [(h.party_kind, h.department, h.person, h.since, h.until) for h in detail.holds]
    return holds, [(c.kind, c.state, c.used, c.due_at, c.stopped_at) for c in detail.clocks]


def test_all_personal_data_goes_and_the_frame_stays(
    promises: Promises, closed: Ticket, django_capture_on_commit_callbacks: Any
) -> None:
    w = promises
    before = figures(w, closed)
    with django_capture_on_commit_callbacks(execute=True):
        assert anonymise(tickets=[closed], level="personal", now=later(3 * MONTH)) == 1
    assert "canary" not in everything(closed)
    ticket = Ticket.objects.get(pk=closed.pk)
    assert (ticket.requester, ticket.answers, ticket.fields) == (
        None, {"model": "Light"}, {"grade": "A"}
    )  # fmt: skip
    assert ticket.title == "New laptop"
    assert figures(w, closed) == before
    assert not Watcher.objects.filter(ticket=closed).exists()
    assert not StoredFile.objects.exists()
    assert not list(shelves.shelf().listed())
    last = TicketEvent.objects.filter(ticket=closed).order_by("-ordinal")[0]
    assert (last.kind, last.data) == ("anonymised", {"class": "personal"})
    assert (
        TicketEvent.objects.filter(ticket=closed, side="customer", actor__isnull=False).count() == 0
    )
    assert Anonymised.objects.get().level == "personal"


def test_sensitive_data_goes_before_the_rest(promises: Promises, closed: Ticket) -> None:
    assert anonymise(tickets=[closed], level="sensitive", now=later(MONTH)) == 1
    ticket = Ticket.objects.get(pk=closed.pk)
    assert ticket.answers == {"model": "Light", "why": "canary answer"}
    assert ticket.fields == {"serial": "canary", "grade": "A"}
    assert ticket.requester == promises.mara
    assert "'health'" not in everything(closed)
    assert anonymise(tickets=[closed], level="sensitive", now=later(MONTH)) == 0
    assert anonymise(tickets=[closed], level="personal", now=later(2 * MONTH)) == 1
    assert anonymise(tickets=[closed], level="sensitive", now=later(3 * MONTH)) == 0


def test_the_seal_is_back_afterwards(closed: Ticket) -> None:
    anonymise(tickets=[closed], level="personal", now=later(MONTH))
    assert "tickets_ticketevent" in seals.sealed(connection)
    with pytest.raises(Exception, match="append-only"), connection.cursor() as cursor:
        cursor.execute("UPDATE tickets_ticketevent SET text = 'x'")


def test_an_open_ticket_keeps_all(promises: Promises) -> None:
    ticket = ask_for_laptop(promises, title="Still open")
    assert anonymise(tickets=[ticket], level="personal", now=later(MONTH)) == 0
    assert Ticket.objects.get().title == "Still open"


def test_who_says_how_long(promises: Promises) -> None:
    w = promises
    said = {"service": w.workplace, "sensitive_months": 3, "personal_months": 24, "now": START}
    with pytest.raises(NotAllowed):
        set_retention(actor=w.alice, **said)
    set_retention(actor=w.adam, **said)
    assert AuditEntry.objects.filter(action="retention.set").count() == 1
    for wrong in ({"personal_months": 0}, {"sensitive_months": 25}, {"personal_months": 9999}):
        with pytest.raises(Invalid):
            set_retention(actor=w.adam, **{**said, **wrong})
    set_retention(actor=w.adam, **{**said, "sensitive_months": None, "personal_months": None})
    assert not RetentionRule.objects.exists()


def test_what_is_due_follows_the_rule_of_its_service_else_the_one_for_all(
    promises: Promises, closed: Ticket
) -> None:
    w = promises
    for_all = set_retention(
        actor=w.adam, service=None, sensitive_months=None, personal_months=1, now=START
    )
    assert for_all is not None
    due = [due_to_forget("personal", later(n * MONTH), for_all).count() for n in (0, 1, 2)]
    assert due == [0, 1, 1]
    own = set_retention(
        actor=w.adam, service=w.workplace, sensitive_months=1, personal_months=6, now=START
    )
    assert own is not None
    at = later(2 * MONTH)
    assert not due_to_forget("personal", at, for_all).exists()
    assert not due_to_forget("personal", at, own).exists()
    assert list(due_to_forget("sensitive", at, own)) == [closed]
    anonymise(tickets=[closed], level="sensitive", now=at)
    assert not due_to_forget("sensitive", at, own).exists()
    assert due_to_forget("personal", later(8 * MONTH), own).count() == 1
