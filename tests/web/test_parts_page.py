"""Parts, links, merges and changes on the page of a ticket: what is shown to whom, what is done."""

import pytest

from inward.tickets import actions
from inward.tickets.models import Ticket
from tests.support.world_promises import Promises, ask_for_laptop, later
from tests.tickets.parting import asked as ask_part
from tests.tickets.parting import fresh, taken
from tests.web.conftest import SetClock
from tests.web.pages import client_of, page_of, sent, text_of


@pytest.fixture
def w(promises: Promises, at: SetClock) -> Promises:
    at(later(60))
    return promises


def test_a_part_is_asked_from_the_page(w: Promises) -> None:
    parent = taken(w)
    shown = client_of(w.ian).get(page_of(parent), {"do": "ask_part"})
    assert "Finance" in text_of(shown)
    form = sent(parent, "ask_part", part_department=str(w.finance.pk), part_title="Book it",
                text="300 euros", waits="yes")  # fmt: skip
    client_of(w.ian).post(page_of(parent), form)
    part = Ticket.objects.get(part_of=parent)
    assert (part.title, part.supplier) == ("Book it", w.finance)
    assert fresh(parent).awaited == "Finance"


def test_what_is_missing_is_asked_for(w: Promises) -> None:
    parent = taken(w)
    form = sent(parent, "ask_part", part_department="", part_title="", text="x")
    refused = client_of(w.ian).post(page_of(parent), form)
    assert refused.status_code == 422
    assert "Choose the department." in text_of(refused)


def test_each_sees_of_the_parts_what_they_may(w: Promises) -> None:
    parent = taken(w)
    part = ask_part(w, parent, w.finance, later(20))
    for person, sees in ((w.ian, True), (w.mara, False)):
        text = text_of(client_of(person).get(page_of(parent), {"tab": "parts"}))
        assert "Finance: submitted" in text
        assert (part.key in text) is sees
        assert ("Book it" in text) is sees
        assert ("Finance’s part" in text) is sees
        assert ("Call off" in text) is sees
    of_part = text_of(client_of(w.frank).get(page_of(part)))
    assert "A part of a ticket that you do not see" in of_part
    assert parent.key not in of_part


def test_the_way_up_is_shown_to_who_sees_it(w: Promises) -> None:
    parent = taken(w)
    part = ask_part(w, parent, w.finance, later(20))
    assert f"A part of {parent.key}" in text_of(client_of(w.ian).get(page_of(part)))


def test_several_that_are_waited_for_are_named_on_strip_and_facts(w: Promises) -> None:
    parent = taken(w)
    ask_part(w, parent, w.finance, later(20))
    ask_part(w, parent, w.hr, later(20))
    text = text_of(client_of(w.mara).get(page_of(parent)))
    assert "Ball other department : Finance and Human Resources" in text or (
        text.count("Finance and Human Resources") >= 2
    )


def test_a_part_is_called_off_from_the_tab(w: Promises) -> None:
    parent = taken(w)
    part = ask_part(w, parent, w.finance, later(20))
    client_of(w.iris).post(page_of(parent), sent(parent, "call_off_part", part=str(part.pk)))
    assert fresh(part).category == "withdrawn"


def test_resolving_with_open_parts_says_what_to_do(w: Promises) -> None:
    parent = taken(w)
    part = ask_part(w, parent, w.finance, later(20), waits=False)
    client = client_of(w.ian)
    refused = client.post(page_of(parent), sent(parent, "resolve", outcome="fulfilled"))
    assert f"Finance ({part.key})" in text_of(refused)
    assert "Call off the parts that are still open" in text_of(refused)
    form = sent(parent, "resolve", outcome="fulfilled", withdraw_parts="yes")
    client.post(page_of(parent), form)
    assert (fresh(parent).category, fresh(part).category) == ("resolved", "withdrawn")


def test_a_merged_ticket_leads_on_and_back(w: Promises) -> None:
    one, into = ask_for_laptop(w, by=w.frank), taken(w)
    client = client_of(w.ian)
    form = sent(one, "merge", merge_into=into.key)
    asked_about = client.post(page_of(one), form)
    assert "Confirm that you want this" in text_of(asked_about)
    client.post(page_of(one), sent(one, "merge", merge_into=into.key, confirmed="yes"))
    led = client_of(w.frank).get(page_of(one), follow=True)
    assert led.redirect_chain == [(f"{page_of(into)}?merged={one.key}", 302)]
    assert f"{one.key} goes on here" in text_of(led)
    here = client.get(page_of(one), {"here": "1"})
    assert f"This goes on in {into.key}" in text_of(here)
    client.post(page_of(one), sent(one, "unmerge"))
    assert client.get(page_of(one)).status_code == 200
    assert fresh(one).category == "submitted"


def test_an_address_cannot_make_the_page_say_that_something_was_merged(w: Promises) -> None:
    shown = client_of(w.ian).get(page_of(taken(w)), {"merged": "IT-99"})
    assert "goes on here" not in text_of(shown)


def test_links_are_made_shown_and_taken_back(w: Promises) -> None:
    one, other = taken(w), ask_for_laptop(w, by=w.frank)
    client = client_of(w.ian)
    form = sent(one, "link", link_kind="blocks", link_other=other.key)
    client.post(page_of(one), form)
    assert f"Blocks {other.key}" in text_of(client.get(page_of(one)))
    assert f"Blocked by {one.key}" in text_of(client.get(page_of(other)))
    of_frank = text_of(client_of(w.frank).get(page_of(other)))
    assert "Blocked by a ticket that you do not see" in of_frank
    assert one.key not in of_frank
    client.post(page_of(one), sent(one, "unlink", link_kind="blocks", link_other=other.key))
    assert f"Blocks {other.key}" not in text_of(client.get(page_of(one)))
    wrong = sent(one, "link", link_kind="blocks", link_other="NO-1")
    assert "Write the key of a ticket" in text_of(client.post(page_of(one), wrong))


def test_a_message_is_split_off(w: Promises) -> None:
    ticket = actions.answer(actor=w.mara, ticket=taken(w), text="And a mouse.", now=later(15))
    client = client_of(w.ian)
    shown = client.get(page_of(ticket), {"do": "split", "message": str(ticket.version)})
    assert "Mara Mai, 09:15: And a mouse." in text_of(shown)
    form = sent(ticket, "split", message=str(ticket.version), split_title="A mouse")
    made = client.post(page_of(ticket), form, follow=True)
    assert "This is a ticket of its own now." in text_of(made)
    assert Ticket.objects.get(title="A mouse").requester == w.mara


def test_problems_and_changes_are_opened_and_planned(w: Promises) -> None:
    ticket = taken(w)
    client = client_of(w.ian)
    client.post(page_of(ticket), sent(ticket, "open_problem", problem_title="Bad batch"))
    problem = Ticket.objects.get(kind="problem")
    shown = client.get(page_of(problem), {"do": "reply"})
    assert "Problem Asked (IT)" in text_of(shown)
    assert "nobody was promised a time" in text_of(shown)
    assert "Write to who follows it" in shown.content.decode()
    assert "Write to the customer" not in shown.content.decode()
    assert f"Causes {ticket.key}" in text_of(client.get(page_of(problem)))
    form = sent(problem, "open_change", change_title="Swap", starts="2025-03-10T18:00",
                ends="2025-03-10T20:00")  # fmt: skip
    client.post(page_of(problem), form)
    change = Ticket.objects.get(kind="change")
    assert "10 Mar 2025 18:00 to 10 Mar 2025 20:00" in text_of(client.get(page_of(change)))
    moved = sent(change, "plan", plan_starts="2025-03-11T18:00", plan_ends="2025-03-11T20:00")
    client.post(page_of(change), moved)
    assert "11 Mar 2025 18:00" in text_of(client.get(page_of(change)))
    wrong = sent(change, "plan", plan_starts="soon", plan_ends="later")
    assert client.post(page_of(change), wrong).status_code == 422


def test_the_menu_of_a_message_leads_to_splitting_it(w: Promises) -> None:
    ticket = actions.answer(actor=w.mara, ticket=taken(w), text="And a mouse.", now=later(15))
    address = f"?do=split&amp;message={ticket.version}#write"
    assert address in client_of(w.ian).get(page_of(ticket)).content.decode()
    assert address not in client_of(w.mara).get(page_of(ticket)).content.decode()


def test_home_names_who_is_waited_for(w: Promises) -> None:
    parent = taken(w)
    ask_part(w, parent, w.finance, later(20))
    ask_part(w, parent, w.hr, later(25))
    assert "Finance and Human Resources" in text_of(client_of(w.mara).get("/"))
