"""Whatever is sent twice is done once; whoever was slower keeps what they typed."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from django.urls import reverse

from inward.tickets import actions
from inward.tickets.models import RecurringTicket, Ticket, TicketEvent
from tests.support.world_promises import Promises, ask_for_laptop, later
from tests.web.pages import client_of, page_of, sent

KEY = "0123456789abcdef"
# Words that a step takes, by the field that keeps them.
TYPED: Mapping[str, tuple[str, dict[str, str]]] = {
    "reply": ("ian", {"text": "zqtyped words"}),
    "note": ("ian", {"text": "zqtyped words"}),
    "ask": ("ian", {"text": "zqtyped words"}),
    "resolve": ("ian", {"text": "zqtyped words", "outcome": "fulfilled"}),
    "decline": ("ian", {"text": "zqtyped words", "reason_kind": "capacity"}),
    "hand_off": ("ian", {"reason": "zqtyped words"}),
    "hold": ("ian", {"hold_reason": "zqtyped words", "waiting_on": "customer"}),
    "answer": ("mara", {"text": "zqtyped words"}),
    "withdraw": ("mara", {"text": "zqtyped words"}),
}


def test_asked_twice_makes_one_ticket(promises: Promises) -> None:
    client, page = client_of(promises.mara), reverse("offering", args=[promises.new_laptop.pk])
    said = {"answer-model": "Light", "idempotency_key": KEY}
    first, second = client.post(page, said), client.post(page, said)
    assert first.headers["Location"] == second.headers["Location"]
    assert Ticket.objects.count() == 1


@pytest.mark.parametrize(("verb", "who"), [("reply", "ian"), ("note", "ian"), ("answer", "mara")])
def test_said_twice_is_said_once(promises: Promises, verb: str, who: str) -> None:
    ticket = ask_for_laptop(promises)
    said = sent(ticket, verb, text="Hello", idempotency_key=KEY)
    client = client_of(getattr(promises, who))
    for _ in range(2):
        assert client.post(page_of(ticket), said).status_code == 302
    assert TicketEvent.objects.filter(ticket=ticket, text="Hello").count() == 1


def test_replied_twice_from_the_queue_is_replied_once(promises: Promises) -> None:
    ticket = ask_for_laptop(promises)
    said = {"verb": "reply", "ticket": f"{ticket.key}:1", "text": "Hello", "idempotency_key": KEY}
    for _ in range(2):
        client_of(promises.ian).post(reverse("serve-act"), said)
    assert TicketEvent.objects.filter(ticket=ticket, text="Hello").count() == 1


@pytest.mark.parametrize(
    ("what", "who"), [("replies", "ian"), ("notes", "ian"), ("answers", "mara")]
)
def test_sent_twice_over_the_api_is_said_once(promises: Promises, what: str, who: str) -> None:
    ticket = ask_for_laptop(promises)
    client = client_of(getattr(promises, who))
    for _ in range(2):
        answer = client.post(
            f"/api/v1/tickets/{ticket.key}/{what}", json.dumps({"text": "Hello"}),
            content_type="application/json", headers={"Idempotency-Key": KEY},
        )  # fmt: skip
        assert answer.status_code == 200
    assert TicketEvent.objects.filter(ticket=ticket, text="Hello").count() == 1


def test_every_form_that_makes_something_has_a_key(promises: Promises) -> None:
    ticket = ask_for_laptop(promises)
    pages = [
        (promises.mara, reverse("offering", args=[promises.new_laptop.pk])),
        (promises.mara, page_of(ticket)),
        (promises.ian, page_of(ticket)),
    ]
    keys = [_key(client_of(who).get(page)) for who, page in pages]
    keys += [_key(client_of(who).get(page)) for who, page in pages]
    assert len(set(keys)) == len(keys)


def _key(answer: Any) -> str:
    html = answer.content.decode()
    assert 'name="idempotency_key"' in html
    return str(html.partition('name="idempotency_key" value="')[2].partition('"')[0])


@pytest.mark.parametrize("verb", TYPED)
def test_who_was_slower_keeps_what_was_typed(promises: Promises, verb: str) -> None:
    w = promises
    who, fields = TYPED[verb]
    ticket = ask_for_laptop(w)
    said = sent(ticket, verb, **fields, department=str(w.finance.pk))
    actions.assign(actor=w.iris, ticket=ticket, person=w.iris, now=later(1))
    answer = client_of(getattr(w, who)).post(page_of(ticket), said)
    if answer.status_code == 302:  # words alone: nothing that came meanwhile is in their way
        assert TicketEvent.objects.filter(ticket=ticket, text="zqtyped words").count() == 1
        return
    assert answer.status_code == 409
    assert "zqtyped words" in answer.content.decode()
    assert not TicketEvent.objects.filter(ticket=ticket, text="zqtyped words").exists()


def test_asked_to_recur_twice_recurs_once(promises: Promises) -> None:
    ticket, client = ask_for_laptop(promises), client_of(promises.mara)
    page = reverse("recurring_new", args=[ticket.key])
    said = {"frequency": "daily", "interval": "1", "at": "08:00", "day": "1", "title": "Again",
            "first_on": "2099-01-01", "idempotency_key": _key(client.get(page))}  # fmt: skip
    for _ in range(2):
        assert client.post(page, said).status_code == 302
    assert RecurringTicket.objects.count() == 1


# A step that makes a ticket or an entry of its own, as the composer's form sends it.
MAKING: Mapping[str, dict[str, str]] = {
    "ask_part": {"part_title": "Cable", "text": "Please", "waits": "no"},
    "split": {"message": "1", "split_title": "Another"},
    "open_problem": {"problem_title": "Cause"},
    "open_change": {"change_title": "Exchange", "starts": "2025-04-01T08:00",
                    "ends": "2025-04-01T10:00"},
    "book_time": {"minutes": "5", "activity": "work", "text": ""},
}  # fmt: skip


@pytest.mark.parametrize("verb", MAKING)
def test_a_step_sent_twice_makes_one(promises: Promises, verb: str) -> None:
    ticket = ask_for_laptop(promises, text="Two things")
    actions.assign(actor=promises.ian, ticket=ticket, person=promises.ian, now=later(1))
    department = str(promises.finance.pk)
    said = sent(ticket, verb, **MAKING[verb], idempotency_key=KEY, part_department=department)
    client = client_of(promises.ian)
    first = client.post(page_of(ticket), said)
    assert first.status_code == 302, first.content.decode()[:2000]
    made = Ticket.objects.count(), TicketEvent.objects.count()
    assert client.post(page_of(ticket), said).status_code in {302, 409}
    assert (Ticket.objects.count(), TicketEvent.objects.count()) == made
