"""Approvals on pages: the ticket, Home, changing what one asked, the page of the policy."""

import pytest
from django.urls import reverse

from inward.catalogue import actions as catalogue
from inward.directory import actions as directory
from inward.tickets import actions
from inward.tickets.models import Ticket
from tests.support.world import START
from tests.support.world_promises import Promises, ask_for_laptop, later
from tests.tickets.approving import MANAGER, asked, named, rounds_of
from tests.web.conftest import SetClock
from tests.web.pages import client_of, page_of


@pytest.fixture
def ticket(promises: Promises, at: SetClock) -> Ticket:
    """Mara's laptop, to be approved by Max, then by Fiona and Frank."""
    found = asked(promises, MANAGER, named("Budget", "all", promises.fiona, promises.frank))
    at(later(60))
    return found


def text_of(w: Promises, person: str, address: str) -> str:
    response = client_of(getattr(w, person)).get(address)
    assert response.status_code == 200
    return str(response.content.decode())


def test_home_says_what_waits_for_a_decision(promises: Promises, ticket: Ticket) -> None:
    assert "Decide" in text_of(promises, "max", "/")
    assert ticket.key not in text_of(promises, "fiona", "/")
    actions.approve(actor=promises.max, ticket=ticket, now=later(61))
    assert ticket.key in text_of(promises, "fiona", "/")
    assert "Decide" not in text_of(promises, "max", "/")


def test_the_card_shows_stages_and_buttons_to_who_decides(
    promises: Promises, ticket: Ticket
) -> None:
    for_max = text_of(promises, "max", page_of(ticket))
    assert all(words in for_max for words in ("Manager", "Budget", "Refuse, saying why"))
    for person in ("mara", "ian", "alice"):
        page = text_of(promises, person, page_of(ticket))
        assert "Max Morgen" in page
        assert "Refuse, saying why" not in page


def test_approving_and_refusing_from_the_page(promises: Promises, ticket: Ticket) -> None:
    w = promises
    content = rounds_of(ticket)[-1].content
    sent = {"verb": "approve", "version": ticket.version, "content": content}
    assert client_of(w.max).post(page_of(ticket), sent).status_code == 302
    refusal = {"verb": "refuse", "version": 4, "refusal_kind": "policy", "text": "Too dear."}
    response = client_of(w.fiona).post(page_of(ticket), refusal)
    assert response.status_code == 422
    refusal["refusal_policy"] = "FIN-2"
    assert client_of(w.fiona).post(page_of(ticket), refusal).status_code == 302
    ticket.refresh_from_db()
    assert (ticket.category, ticket.policy_reference) == ("declined", "FIN-2")
    page = text_of(w, "mara", page_of(ticket))
    assert "Too dear." in page
    assert "refused it" in text_of(w, "mara", f"{page_of(ticket)}?tab=log")


def test_a_substitute_reads_in_whose_name(promises: Promises, at: SetClock) -> None:
    w = promises
    directory.record_absence(
        actor=w.adam, person=w.max, since=START, until=later(9999), substitute=w.fiona, now=START
    )
    ticket = asked(w, MANAGER)
    at(later(60))
    assert "in the name of Max Morgen" in text_of(w, "fiona", page_of(ticket))
    actions.approve(actor=w.fiona, ticket=ticket, now=later(61))
    assert "approved by Fiona Falk, standing in" in text_of(w, "mara", page_of(ticket))


def test_asking_for_approval_from_the_page(promises: Promises, at: SetClock) -> None:
    w = promises
    ticket = ask_for_laptop(w)
    actions.assign(actor=w.ian, ticket=ticket, person=w.ian, now=later(5))
    at(later(60))
    sent = {"verb": "ask_approval", "version": 2, "text": "Twice the price?",
            "approver": ["Nobody Known", ""]}  # fmt: skip
    assert client_of(w.ian).post(page_of(ticket), sent).status_code == 422
    sent["approver"] = ["fiona@example.org", ""]
    assert client_of(w.ian).post(page_of(ticket), sent).status_code == 302
    ticket.refresh_from_db()
    assert ticket.category == "awaiting_approval"
    assert "Twice the price?" in text_of(w, "fiona", page_of(ticket))


def test_changing_what_one_asked(promises: Promises, ticket: Ticket) -> None:
    w = promises
    address = reverse("ticket_amend", args=[ticket.key])
    page = text_of(w, "mara", address)
    assert "Light" in page
    assert "asked anew" in page
    sent = {"version": ticket.version, "title": "Stronger", "answer-model": "Mighty"}
    assert client_of(w.mara).post(address, sent).status_code == 422
    sent["answer-model"] = "Powerful"
    assert client_of(w.mara).post(address, sent).status_code == 302
    ticket.refresh_from_db()
    assert (ticket.title, ticket.answers) == ("Stronger", {"model": "Powerful"})
    assert "Asked before" in text_of(w, "max", page_of(ticket))
    for person in ("ian", "max"):
        assert client_of(getattr(w, person)).get(address).status_code == 404


def test_the_page_of_a_policy_keeps_what_is_typed(promises: Promises, at: SetClock) -> None:
    w = promises
    at(later(1))
    address = reverse("catalogue-approvals", args=[w.new_laptop.pk])
    sent = {
        "s-0-name": "Manager", "s-0-quorum": "any", "s-0-who": ["line_manager"], "s-0-place": "2",
        "s-1-name": "Board", "s-1-quorum": "some", "s-1-count": "2", "s-1-place": "1",
        "s-1-person": ["fiona@example.org", "frank@example.org", ""],
        "s-1-department": str(w.it.pk), "s-1-role": "lead",
        "s-1-when": "model", "s-1-test": "is", "s-1-value": "Powerful",
        "s-2-name": "", "s-2-quorum": "any",
    }  # fmt: skip
    assert client_of(w.alice).post(address, sent).status_code == 302
    w.new_laptop.refresh_from_db()
    assert [one["name"] for one in w.new_laptop.approval_policy] == ["Board", "Manager"]
    assert w.new_laptop.approval_policy[0]["quorum"] == 2
    page = text_of(w, "alice", address)
    assert all(words in page for words in ("Board", "Fiona Falk", 'value="Powerful"'))
    sent["s-0-gone"] = "1"
    sent["s-1-count"] = "none"
    response = client_of(w.alice).post(address, sent)
    assert response.status_code == 422
    assert "how many" in response.content.decode()
    sent["s-1-count"] = "1"
    client_of(w.alice).post(address, sent)
    w.new_laptop.refresh_from_db()
    assert [one["name"] for one in w.new_laptop.approval_policy] == ["Board"]
    assert client_of(w.ian).post(address, sent).status_code == 404


def test_a_policy_set_on_the_page_is_asked(promises: Promises, at: SetClock) -> None:
    w = promises
    catalogue.set_approval_policy(
        actor=w.alice, offering=w.new_laptop, stages=[dict(MANAGER)], now=START
    )
    at(later(1))
    address = reverse("offering", args=[w.new_laptop.pk])
    client_of(w.mara).post(address, {"answer-model": "Light", "urgency": "3"})
    assert Ticket.objects.get().category == "awaiting_approval"
