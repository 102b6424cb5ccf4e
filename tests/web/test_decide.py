"""The page behind the link of a mail: open to its holder alone, shows the least, decides once."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from inward.tickets import actions
from inward.tickets.models import Ticket
from tests.support.tables import nothing_changes
from tests.support.world_promises import Promises, later
from tests.tickets.approving import MANAGER, asked, token_of
from tests.web.conftest import SetClock


@pytest.fixture(autouse=True)
def _no_tries_before() -> None:
    cache.clear()


@pytest.fixture
def ticket(promises: Promises, at: SetClock) -> Ticket:
    """Mara's laptop, to be approved by Max; her note is none of a stranger's business."""
    answers = {"model": "Light", "note": "the canary"}
    found = asked(promises, MANAGER, answers=answers, title="A laptop")
    at(later(60))
    return found


def address_for(w: Promises) -> str:
    return reverse("decide", args=[token_of(w.max)])


def test_looking_changes_nothing_and_shows_the_least(promises: Promises, ticket: Ticket) -> None:
    address = address_for(promises)
    with nothing_changes():
        for _ in range(3):
            response = Client().get(address)
            assert response.status_code == 200
    page = response.content.decode()
    assert "A laptop" in page
    assert "Mara Mai" in page
    assert "canary" not in page
    assert "no-store" in response.headers["Cache-Control"]


def test_deciding_without_a_session(promises: Promises, ticket: Ticket) -> None:
    address, client = address_for(promises), Client()
    assert client.post(address, {"decision": "approve"}).status_code == 200
    ticket.refresh_from_db()
    assert ticket.category == "submitted"
    again = client.post(address, {"decision": "refuse", "text": "No."})
    assert "decided already" in again.content.decode()
    ticket.refresh_from_db()
    assert ticket.category == "submitted"


def test_a_refusal_without_words_comes_back(promises: Promises, ticket: Ticket) -> None:
    address, client = address_for(promises), Client()
    response = client.post(address, {"decision": "refuse", "text": " "})
    assert response.status_code == 422
    for sent in ({}, {"decision": "maybe"}):
        assert client.post(address, sent).status_code == 422
    assert client.post(address, {"decision": "refuse", "text": "No."}).status_code == 200
    ticket.refresh_from_db()
    assert ticket.category == "declined"


def test_needs_the_token_of_the_form(promises: Promises, ticket: Ticket) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(address_for(promises), {"decision": "approve"}).status_code == 403
    ticket.refresh_from_db()
    assert ticket.category == "awaiting_approval"


def test_changed_meanwhile_it_says_so_and_nothing_else(promises: Promises, ticket: Ticket) -> None:
    address = address_for(promises)
    actions.amend(actor=promises.mara, ticket=ticket, answers={"model": "Powerful"}, now=later(61))
    page = Client().get(address).content.decode()
    assert "changed since" in page
    assert "A laptop" not in page


def test_what_is_no_link_is_not_there(promises: Promises, ticket: Ticket) -> None:
    for token in ("x", "0" * 96, token_of(promises.max)[:-1]):
        assert Client().get(reverse("decide", args=[token])).status_code == 404
    assert Client().put(address_for(promises)).status_code == 405


def test_too_many_tries_have_to_wait(promises: Promises, ticket: Ticket) -> None:
    client, wrong = Client(), reverse("decide", args=["x"])
    found = [client.get(wrong).status_code for _ in range(62)]
    assert found[59:] == [404, 429, 429]
