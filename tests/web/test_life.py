"""The course of a ticket on its page, and the settings of a desk."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse, reverse_lazy

from inward.tickets import actions
from inward.tickets.models import Desk, Ticket
from tests.support.world import START
from tests.support.world_promises import Promises, ask_for_laptop, later
from tests.tickets.roads import brought_to
from tests.web.conftest import SetClock
from tests.web.pages import client_of, page_of, sent, text_of

PARTS = ("labels", "waits", "times", "rights")


def part(code: str, name: str) -> str:
    """The address of a part of a desk."""
    return reverse("serve-desk-part", args=[code, name])


def posted(person: Any, address: str, **fields: Any) -> Any:
    """What a form of a desk gives, sent as it was opened."""
    client = client_of(person)
    page = client.get(address)
    version = page.context["place"].row.version
    return client.post(address, {"desk_version": version, **fields})


def test_labels_are_read_by_both_sides(promises: Promises, at: SetClock) -> None:
    w = promises
    at(later(60))
    ticket = brought_to(w, "in_progress")
    fields = {"in_progress-name": "On the bench", "in_progress-customer": "Being repaired"}
    assert posted(w.iris, part("IT", "labels"), **fields).status_code == 302
    assert "On the bench" in text_of(client_of(w.ian).get(page_of(ticket)))
    page = text_of(client_of(w.mara).get(page_of(ticket)))
    assert "Being repaired" in page
    assert "On the bench" not in page
    log = text_of(client_of(w.mara).get(f"{page_of(ticket)}?tab=log"))
    assert "Being repaired" in log


def test_a_step_kept_for_leads_has_no_button(promises: Promises, at: SetClock) -> None:
    w = promises
    at(later(60))
    ticket = brought_to(w, "in_progress")
    assert posted(w.alice, part("IT", "rights"), **{"role-decline": "lead"}).status_code == 302
    assert 'value="decline"' not in client_of(w.ian).get(page_of(ticket)).content.decode()
    assert 'value="decline"' in client_of(w.iris).get(page_of(ticket)).content.decode()
    said = {"reason_kind": "capacity", "text": "No."}
    refused = client_of(w.ian).post(page_of(ticket), sent(ticket, "decline", **said))
    assert refused.status_code == 403


def test_reasons_to_wait_are_the_desks(promises: Promises, at: SetClock) -> None:
    w = promises
    at(later(60))
    row = {"row": ["0", "1"], "name-0": "Spare parts", "waiting_on-0": "outside",
           "name-1": "Visit", "waiting_on-1": "date", "needs_text-1": "1"}  # fmt: skip
    assert posted(w.iris, part("IT", "waits"), **row).status_code == 302
    ticket = brought_to(w, "in_progress")
    page = client_of(w.ian).get(f"{page_of(ticket)}?do=hold").content.decode()
    assert "Somebody outside: Spare parts" in page
    done = client_of(w.ian).post(
        page_of(ticket), sent(ticket, "hold", hold_code="spare_parts", hold_reason="Fan")
    )
    assert done.status_code == 302
    assert "Spare parts: Fan" in text_of(client_of(w.ian).get(page_of(ticket)))
    assert "Spare parts" in Ticket.objects.get(pk=ticket.pk).waiting_reason
    assert client_of(w.iris).get(part("IT", "waits")).context["counts"] == {"Spare parts": 1}


def test_times_of_one_offering(promises: Promises, at: SetClock) -> None:
    w = promises
    at(later(60))
    address = f"{part('IT', 'times')}?offering={w.new_laptop.pk}"
    fields = {"chase_days": "1, 2", "give_up_days": "0", "close_days": "7", "reopen_days": ""}
    assert posted(w.iris, address, **fields).status_code == 302
    own = Desk.objects.get(department=w.it).own["offerings"][str(w.new_laptop.pk)]
    assert own["windows"] == {"chase_days": [1, 2], "give_up_days": None, "close_days": 7}
    wrong = posted(w.iris, address, close_days="soon")
    assert wrong.status_code == 422
    assert "number of days" in text_of(wrong)


def test_who_saves_what_another_changed_is_told(promises: Promises, at: SetClock) -> None:
    w = promises
    at(later(60))
    client = client_of(w.iris)
    actions.change_desk(actor=w.alice, department=w.it, part="labels", value={}, now=START)
    told = client.post(part("IT", "labels"), {"desk_version": "0", "waiting-name": "Parked"})
    assert told.status_code == 409
    assert "Parked" in told.content.decode()


@pytest.mark.parametrize("name", PARTS)
def test_the_organisations_desk_is_for_who_runs_it(
    promises: Promises, at: SetClock, name: str
) -> None:
    w = promises
    at(later(60))
    assert client_of(w.adam).get(part("all", name)).status_code == 200
    assert client_of(w.alice).get(part("all", name)).status_code == 404
    assert client_of(w.alice).get(part("FIN", name)).status_code == 404


def test_flags_stand_under_the_title(promises: Promises, at: SetClock) -> None:
    w = promises
    at(later(60))
    ticket = brought_to(w, "in_progress")
    raised = client_of(w.iris).post(
        page_of(ticket), sent(ticket, "major", major_on="1", major_reason="Sales stands still")
    )
    assert raised.status_code == 302
    page = text_of(client_of(w.ian).get(page_of(ticket)))
    assert "Major Sales stands still · Iris Ingwer" in page
    mine = text_of(client_of(w.mara).get(page_of(ticket)))
    assert "Major" in mine
    assert "Sales stands still" not in mine
    empty = client_of(w.iris).post(page_of(ticket), sent(ticket, "major", major_on="0"))
    assert empty.status_code == 422


def test_words_after_the_end_are_answered_with_what_one_may_want(
    promises: Promises, at: SetClock
) -> None:
    w = promises
    at(later(60))
    thanked, unhappy = brought_to(w, "resolved"), brought_to(w, "closed")
    actions.answer(actor=w.mara, ticket=thanked, text="Thank you!", now=later(50))
    actions.answer(actor=w.mara, ticket=unhappy, text="Hm, slow again.", now=later(50))
    client = client_of(w.mara)
    assert "Confirm that it is done" in text_of(client.get(page_of(thanked)))
    assert "stays done until you say otherwise" in text_of(client.get(page_of(unhappy)))
    assert "stays done until" not in text_of(client_of(w.ian).get(page_of(unhappy)))


def test_too_late_to_reopen_one_asks_again(promises: Promises, at: SetClock) -> None:
    w = promises
    ticket = brought_to(w, "closed")
    at(later(14 * 24 * 60))
    client = client_of(w.mara)
    page = client.get(page_of(ticket)).content.decode()
    assert 'value="reopen"' not in page
    assert "Ask again about this" in page
    done = client.post(page_of(ticket), sent(ticket, "follow_up", text="It broke again."))
    new = Ticket.objects.latest("pk")
    assert done.headers["Location"].startswith(page_of(new))
    assert ticket.key in text_of(client.get(page_of(new)))


@pytest.mark.parametrize(
    ("address", "most"),
    [
        (reverse_lazy("serve-settings"), 7),
        (reverse_lazy("serve-desk", args=["IT"]), 8),
        *((reverse_lazy("serve-desk-part", args=["IT", one]), 9) for one in PARTS),
    ],
)
def test_pages_of_a_desk_take_few_statements(
    promises: Promises, at: SetClock, address: str, most: int
) -> None:
    at(later(60))
    client = client_of(promises.iris)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    assert len(asked) <= most, "\n".join(query["sql"][:120] for query in asked.captured_queries)


def test_flags_and_waits_cost_no_statement(promises: Promises, at: SetClock) -> None:
    w = promises
    at(later(60))
    plain, rich = ask_for_laptop(w), brought_to(w, "waiting")
    actions.change_desk(actor=w.alice, department=w.it, part="labels", value={}, now=START)
    actions.escalate(actor=w.ian, ticket=rich, reason="Stuck", now=later(30))
    counts = []
    for ticket in (plain, rich):
        client = client_of(w.ian)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(page_of(ticket)).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
