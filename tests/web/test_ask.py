"""Ask: search, catalogue, form, promise before asking, drafts, files; nothing typed is lost."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from inward.catalogue import actions as catalogue
from inward.catalogue.models import Offering
from inward.kernel.models import StoredFile
from inward.tickets import actions
from inward.tickets.models import Draft, Ticket
from tests.support.tables import nothing_changes
from tests.support.world import START
from tests.support.world_promises import Promises, ask_for_laptop, later
from tests.web.conftest import SetClock
from tests.web.pages import client_of, hidden, text_of

EVERYTHING: tuple[dict[str, Any], ...] = (
    {"key": "device", "type": "text", "label": "Device", "required": True, "help": "Sticker."},
    {"key": "what", "type": "long_text", "label": "What happened?"},
    {"key": "floor", "type": "choice", "label": "Floor", "choices": ["1", "2"]},
    {"key": "town", "type": "choice", "label": "Town", "choices": list("ABCDEFG")},
    {"key": "many", "type": "number", "label": "How many", "min": "1", "max": "20"},
    {"key": "day", "type": "date", "label": "Needed by"},
    {"key": "who", "type": "person", "label": "Who knows"},
    {"key": "pictures", "type": "file", "label": "Pictures"},
)


@pytest.fixture
def everything(promises: Promises) -> Offering:
    """An offering that asks a question of each kind."""
    return catalogue.create_offering(
        actor=promises.adam, service=promises.workplace, name="Everything", fields=EVERYTHING,
        now=START,
    )  # fmt: skip


def form_of(offering: Offering) -> str:
    return reverse("offering", args=[offering.pk])


def test_the_catalogue_by_family_and_department(promises: Promises) -> None:
    text = text_of(client_of(promises.mara).get(reverse("ask")))
    assert "Equipment Workplace IT Computers, phones" in text
    assert "New laptop" in text
    assert "People Concerns Human Resources Report misconduct" in text


def test_one_search_over_all(promises: Promises) -> None:
    w = promises
    ask_for_laptop(w, title="Laptop for Jonas")
    client = client_of(w.mara)
    found = text_of(client.get(reverse("ask"), {"q": "lap"}))
    assert "You can ask for New laptop IT · Workplace" in found
    assert "Tickets Laptop for Jonas IT-1" in found
    assert "Ian Iversen ian@example.org" in text_of(client.get(reverse("ask"), {"q": "ivers"}))
    assert "Departments Finance" in text_of(client.get(reverse("ask"), {"q": "fin"}))
    assert "Laptop for Jonas" in text_of(client.get(reverse("ask"), {"q": "#it-1"}))
    assert "Nothing fits these words" in text_of(client.get(reverse("ask"), {"q": "zzzz"}))


def test_search_finds_no_ticket_of_others(promises: Promises) -> None:
    w = promises
    ask_for_laptop(w, title="Canary")
    for typed in ("canary", "IT-1"):
        text = text_of(client_of(w.hana).get(reverse("ask"), {"q": typed}))
        assert "Nothing fits these words" in text


def test_while_typing_only_what_was_found_comes(promises: Promises) -> None:
    client = client_of(promises.mara)
    target = {"HX-Request": "true", "HX-Target": "found"}
    response = client.get(reverse("ask"), {"q": "lap"}, headers=target)
    assert b"<html" not in response.content
    assert b"New laptop" in response.content


def test_the_promise_stands_there_before_one_asks(promises: Promises, at: SetClock) -> None:
    w = promises
    for number in range(6):
        done = ask_for_laptop(w, by=w.hana, now=later(number))
        actions.resolve(actor=w.ian, ticket=done, outcome="fulfilled", now=later(300 + number))
    at(later(600))
    text = text_of(client_of(w.mara).get(form_of(w.new_laptop)))
    assert "Agreed Mon 10 Mar, 17:00 IT for everybody, version 1 · 45 h of open hours" in text
    assert "Usual Tue 4 Mar" in text
    assert "n = 6" in text
    assert "Priority Low One person waits × can wait" in text
    assert "From you Which model?" in text
    assert "Why this date?" in text


def test_another_urgency_is_another_promise(promises: Promises, at: SetClock) -> None:
    w = promises
    at(START)
    client = client_of(w.mara)
    address = reverse("offering_promise", args=[w.new_laptop.pk])
    mild, urgent = (text_of(client.get(address, {"urgency": n})) for n in ("3", "1"))
    assert "45 h of open hours" in mild
    assert "18 h of open hours" in urgent
    shown = client.post(form_of(w.new_laptop), {"show": "promise", "urgency": "1", "text": "kept"})
    assert "18 h of open hours" in text_of(shown)
    assert "kept" in text_of(shown)
    assert not Ticket.objects.exists()


def test_asked_with_every_kind_of_answer(promises: Promises, everything: Offering) -> None:
    w = promises
    client = client_of(w.mara)
    page = client.get(form_of(everything))
    typed = {
        "idempotency_key": hidden(page, "idempotency_key"), "urgency": "2", "title": "All of it",
        "text": "Please", "for": "Max Morgen", "answer-device": "N-331", "answer-what": "a\nb",
        "answer-floor": "2", "answer-town": "C", "answer-many": "3", "answer-day": "2025-05-01",
        "answer-who": "Iris Ingwer <iris@example.org>",
        "upload-pictures": SimpleUploadedFile("a.png", b"\x89PNG\r\n\x1a\n1"),
    }  # fmt: skip
    response = client.post(form_of(everything), typed)
    ticket = Ticket.objects.get()
    assert response.headers["Location"] == reverse("ticket", args=[ticket.key])
    assert ticket.title == "All of it"
    assert ticket.beneficiary == w.max
    assert ticket.urgency == 2
    assert ticket.answers["who"] == w.iris.pk
    assert ticket.answers["pictures"] == [StoredFile.objects.get().token]
    assert "Pictures a.png" in text_of(client.get(response.headers["Location"]))


def test_sent_twice_asks_once(promises: Promises, everything: Offering) -> None:
    client = client_of(promises.mara)
    key = hidden(client.get(form_of(everything)), "idempotency_key")
    for _ in range(2):
        picture = SimpleUploadedFile("a.png", b"\x89PNG\r\n\x1a\n1")
        typed = {"idempotency_key": key, "answer-device": "N-1", "upload-pictures": picture}
        assert client.post(form_of(everything), typed).status_code == 302
    assert Ticket.objects.count() == 1
    assert StoredFile.objects.count() == 1


def test_what_does_not_fit_keeps_all_that_was_typed(
    promises: Promises, everything: Offering
) -> None:
    client = client_of(promises.mara)
    picture = SimpleUploadedFile("plan <b>.png", b"\x89PNG\r\n\x1a\n1")
    typed = {
        "urgency": "1", "title": "Mine", "text": "Much & more", "for": "",
        "answer-what": "half a page", "answer-many": "99", "answer-who": "I",
        "upload-pictures": picture,
    }  # fmt: skip
    response = client.post(form_of(everything), typed)
    assert response.status_code == 422
    text = text_of(response)
    assert "Please check your answers." in text
    assert "Device : Please answer this." in text
    assert "Who knows : Choose a person." in text
    html = response.content.decode()
    for kept in ("half a page", 'value="99"', "Much &amp; more", 'value="Mine"', 'value="I"'):
        assert kept in html
    token = StoredFile.objects.get().token
    assert f'value="{token}" checked' in html
    assert not Ticket.objects.exists()


def test_a_draft_is_kept_on_the_server_and_comes_back(
    promises: Promises, at: SetClock, everything: Offering
) -> None:
    w = promises
    at(later(5))
    client = client_of(w.mara)
    address = reverse("offering_draft", args=[everything.pk])
    kept = client.post(address, {"answer-device": "N-7", "urgency": "1", "password": "no"})
    assert "kept as a draft" in text_of(kept)
    assert Draft.objects.get().content == {"answer-device": "N-7", "urgency": "1"}
    page = client.get(form_of(everything)).content.decode()
    assert 'value="N-7"' in page
    assert "N-7" not in client_of(w.hana).get(form_of(everything)).content.decode()


def test_what_one_may_not_ask_for_is_not_there(promises: Promises) -> None:
    w = promises
    catalogue.set_audience(actor=w.adam, service=w.workplace, departments=[w.finance], now=START)
    hidden_one = client_of(w.mara).get(form_of(w.new_laptop))
    missing = client_of(w.mara).get(reverse("offering", args=[999_999]))
    assert hidden_one.status_code == missing.status_code == 404
    assert text_of(hidden_one) == text_of(missing)
    draft = reverse("offering_draft", args=[w.new_laptop.pk])
    assert client_of(w.mara).post(draft, {"text": "x"}).status_code == 404


def test_who_belongs_nowhere_is_told_so(promises: Promises) -> None:
    text = text_of(client_of(promises.adam).get(form_of(promises.new_laptop)))
    assert "You belong to no department yet" in text


def test_people_are_suggested_as_they_are_found_again(promises: Promises) -> None:
    response = client_of(promises.mara).get(reverse("pick_people"), {"answer-who": "ing"})
    assert 'value="Iris Ingwer &lt;iris@example.org&gt;"' in response.content.decode()


def test_reading_changes_nothing(promises: Promises, everything: Offering) -> None:
    client = client_of(promises.mara)
    with nothing_changes():
        for address in (reverse("ask"), form_of(everything), reverse("ask") + "?q=lap"):
            assert client.get(address).status_code == 200


def test_a_file_too_many_is_refused_in_words(
    promises: Promises, everything: Offering, tmp_path: Path
) -> None:
    many = [SimpleUploadedFile(f"{n}.txt", b"x") for n in range(11)]
    typed = {"answer-device": "N-1", "upload-pictures": many}
    response = client_of(promises.mara).post(form_of(everything), typed)
    assert response.status_code == 422
    assert "At most 10 files." in text_of(response)
