"""The pages of custom fields: saying which there are, filling them in, who reads what."""

from typing import Any

from django.urls import reverse

from inward.catalogue.models import FieldsVersion
from inward.tickets.models import Ticket
from tests.support.world_promises import Promises, ask_for_laptop, later
from tests.web.conftest import SetClock
from tests.web.pages import client_of, page_of, text_of


def rows(*said: dict[str, Any]) -> dict[str, Any]:
    usual = {"key": "", "type": "text", "choices": "", "help": "", "seen_by": "supplier",
             "edited_by": "supplier", "personal": ""}  # fmt: skip
    blank = {"label": ""}
    return {
        f"{name}-{place}": value
        for place, row in enumerate([*said, blank])
        for name, value in {**usual, **row}.items()
    }


SAID = rows(
    {"label": "Serial number", "searchable": "on"},
    {"label": "Room", "seen_by": "both", "edited_by": "both"},
    {"label": "State", "type": "choice", "choices": "New, Used"},
)


def defined(w: Promises) -> Ticket:
    address = reverse("fields_define", args=[w.new_laptop.pk])
    assert client_of(w.alice).post(address, SAID).status_code == 302
    w.new_laptop.refresh_from_db()
    return ask_for_laptop(w)


def test_a_lead_says_which_fields_there_are(promises: Promises) -> None:
    defined(promises)
    fields = FieldsVersion.objects.get().fields
    assert [one["key"] for one in fields] == ["serial_number", "room", "state"]
    assert fields[2]["choices"] == ["New", "Used"]
    address = reverse("fields_define", args=[promises.new_laptop.pk])
    assert 'value="New, Used"' in client_of(promises.alice).get(address).content.decode()


def test_what_does_not_fit_is_told_at_its_row_and_kept(promises: Promises) -> None:
    address = reverse("fields_define", args=[promises.new_laptop.pk])
    wrong = rows({"label": "Good"}, {"label": "A list", "type": "choice", "choices": ""})
    response = client_of(promises.alice).post(address, wrong)
    assert response.status_code == 422
    assert "choices:" in text_of(response)
    assert 'value="A list"' in response.content.decode()
    assert not FieldsVersion.objects.exists()


def test_each_side_fills_in_its_own(promises: Promises, at: SetClock) -> None:
    w = promises
    ticket = defined(w)
    at(later(60))
    form = reverse("ticket_fields", args=[ticket.key])
    agents = client_of(w.ian).get(form).content.decode()
    assert "answer-serial_number" in agents
    mine = client_of(w.mara).get(form).content.decode()
    assert "answer-room" in mine
    assert "serial" not in mine
    sent = {"answer-serial_number": "SN-canary", "answer-state": "New", "version": "1"}
    assert client_of(w.ian).post(form, sent).status_code == 302
    assert "SN-canary" in text_of(client_of(w.iris).get(page_of(ticket)))
    page = client_of(w.mara).get(page_of(ticket))
    assert "canary" not in page.content.decode()
    stale = client_of(w.mara).post(form, {"answer-room": "3.14", "answer-state": "Used"})
    assert stale.status_code == 302
    assert Ticket.objects.get(pk=ticket.pk).fields == {
        "serial_number": "SN-canary", "state": "New", "room": "3.14"
    }  # fmt: skip


def test_a_wrong_value_is_told_and_kept(promises: Promises, at: SetClock) -> None:
    ticket = defined(promises)
    at(later(60))
    form = reverse("ticket_fields", args=[ticket.key])
    response = client_of(promises.ian).post(form, {"answer-state": "Lost", "answer-room": "3.14"})
    assert response.status_code == 422
    assert 'value="3.14"' in response.content.decode()


def test_a_ticket_without_fields_has_nothing_to_fill_in(promises: Promises) -> None:
    ticket = ask_for_laptop(promises)
    form = reverse("ticket_fields", args=[ticket.key])
    assert client_of(promises.ian).get(form).status_code == 404


def test_administrators_alone_say_how_long_cases_are_kept(promises: Promises) -> None:
    w = promises
    address = reverse("retention")
    assert client_of(w.alice).get(address).status_code == 404
    client = client_of(w.adam)
    assert "keep everything" in text_of(client.get(address))
    sent = {"service": str(w.workplace.pk), "sensitive_months": "3", "personal_months": "24"}
    assert client.post(address, sent).status_code == 302
    assert "Workplace" in text_of(client.get(address))
    wrong = client.post(address, {**sent, "sensitive_months": "30"})
    assert wrong.status_code == 422
    assert "before this is due" in text_of(wrong)
