"""Building the catalogue in the browser, without JavaScript: every button is answered here."""

import re
from typing import Any

import pytest
from django.urls import reverse

from inward.catalogue.models import FormVersion, Offering, Service
from inward.catalogue.rules import questions_of
from inward.tickets.models import Ticket
from tests.support.tables import nothing_changes
from tests.support.world_promises import Promises
from tests.web.pages import client_of, text_of

ONE = {"row": "0", "q-0-key": "model", "q-0-type": "choice", "q-0-label": "Which?",
       "q-0-choices": "Light\nHeavy"}  # fmt: skip
TWO = {"q-1-key": "why", "q-1-type": "text", "q-1-label": "Why heavy?", "q-1-required": "1",
       "q-1-if-0-key": "model", "q-1-if-0-op": "equals", "q-1-if-0-value": "Heavy"}  # fmt: skip
BOTH: dict[str, Any] = {**ONE, **TWO, "row": ["0", "1"]}


def form_page(offering: Offering) -> str:
    return reverse("catalogue-form", args=[offering.pk])


def order(response: Any) -> list[str]:
    """The words of the rows as they stand on the page."""
    found: list[str] = re.findall(r'name="q-\d+-label" value="([^"]*)"', response.content.decode())
    return found


def test_from_nothing_to_a_ticket(promises: Promises) -> None:
    """A head creates a service, an offering and its form; somebody asks for it at once."""
    w = promises
    client = client_of(w.fiona)
    said = {"department": w.finance.pk, "name": "Money", "category": "Money", "owner": "Frank Fu"}
    assert client.post(reverse("catalogue-new"), said).status_code == 302
    service = Service.objects.get(name="Money")
    assert service.owner == w.frank
    facts = {"name": "Advance", "kind": "service_request", "default_impact": "3",
             "confidentiality": "department", "price": "5", "price_unit": "a month"}  # fmt: skip
    client.post(reverse("catalogue-new-offering", args=[service.pk]), facts)
    offering = Offering.objects.get(name="Advance")
    response = client.post(form_page(offering), {**BOTH, "do": "publish"}, follow=True)
    assert "Published, version 2." in text_of(response)
    address = reverse("offering", args=[offering.pk])
    asker = client_of(w.mara)
    refused = asker.post(address, {"answer-model": "Heavy"})
    assert "Why heavy? : Please answer this." in text_of(refused)
    sent = {"answer-model": "Heavy", "answer-why": "Films"}
    page = text_of(asker.post(address, sent, follow=True))
    assert "Costs 5.00 EUR a month as it was when asked" in page
    assert Ticket.objects.get().answers == {"model": "Heavy", "why": "Films"}


def test_what_is_hidden_is_not_asked_and_not_kept(promises: Promises) -> None:
    w = promises
    client_of(w.alice).post(form_page(w.new_laptop), {**BOTH, "do": "publish"})
    address = reverse("offering", args=[w.new_laptop.pk])
    client = client_of(w.mara)
    html = client.get(address).content.decode()
    assert re.search(r'data-question="answer-why"[^>]* hidden', html)
    typed = {"answer-model": "Heavy", "show": "questions"}
    html = client.post(address, typed).content.decode()
    assert not re.search(r'data-question="answer-why"[^>]* hidden', html)
    assert not Ticket.objects.exists()
    client.post(address, {"answer-model": "Light", "answer-why": "left over"})
    assert Ticket.objects.get().answers == {"model": "Light"}


@pytest.mark.parametrize(
    ("do", "rows"),
    [
        ("up:1", ["Why heavy?", "Which?"]),
        ("down:0", ["Why heavy?", "Which?"]),
        ("up:0", ["Which?", "Why heavy?"]),
        ("remove:0", ["Why heavy?"]),
        ("remove:7", ["Which?", "Why heavy?"]),
        ("add", ["Which?", "Why heavy?", "When?"]),
        ("", ["Which?", "Why heavy?"]),
    ],
)
def test_buttons_change_the_page_and_nothing_else(
    promises: Promises, do: str, rows: list[str]
) -> None:
    said = {**BOTH, "do": do, "new-label": "When?", "new-type": "date"}
    client = client_of(promises.alice)
    with nothing_changes():
        response = client.post(form_page(promises.new_laptop), said)
    assert order(response) == rows


def test_faults_stand_at_their_question_and_nothing_typed_is_lost(promises: Promises) -> None:
    w = promises
    upside_down = {**BOTH, "row": ["1", "0"], "do": "publish"}
    client = client_of(w.alice)
    with nothing_changes():
        response = client.post(form_page(w.new_laptop), upside_down)
    assert response.status_code == 422
    assert "Which? stands below: move it up, or this one down." in text_of(response)
    assert order(response) == ["Why heavy?", "Which?"]
    assert "below or gone" in text_of(response)


def test_the_preview_is_the_form_people_meet(promises: Promises) -> None:
    w = promises
    address = reverse("catalogue-preview", args=[w.new_laptop.pk])
    client = client_of(w.alice)
    with nothing_changes():
        html = client.post(address, {**BOTH, "answer-model": "Heavy"}).content.decode()
    assert 'name="answer-why"' in html
    assert not re.search(r'data-question="answer-why"[^>]* hidden', html)
    broken = client.post(address, {**BOTH, "q-1-if-0-value": "Huge"})
    assert "Not ready to be published: Which? has no answer 'Huge'." in text_of(broken)
    assert 'name="answer-model"' in broken.content.decode()


def test_versions_tell_what_changed(promises: Promises) -> None:
    w = promises
    client = client_of(w.alice)
    client.post(form_page(w.new_laptop), {**BOTH, "do": "publish"})
    text = text_of(client.get(reverse("catalogue-versions", args=[w.new_laptop.pk])))
    assert "Version 2 · in force" in text
    assert "changed: Which? (its words, whether it must be answered, its choices)" in text
    assert "added: Why heavy?" in text
    assert "removed: Needed by" in text
    client.post(form_page(w.new_laptop), {**BOTH, "do": "publish"})
    assert FormVersion.objects.filter(offering=w.new_laptop).count() == 2


def test_a_form_as_published_comes_back_as_rows(promises: Promises) -> None:
    w = promises
    client = client_of(w.alice)
    client.post(form_page(w.new_laptop), {**BOTH, "do": "publish"})
    newest = w.new_laptop.forms.order_by("-number").first()
    assert newest is not None
    why = questions_of(newest.fields)[1]
    assert [(c.key, c.op, c.values) for c in why.show_if] == [("model", "equals", ("Heavy",))]
    html = client.get(form_page(w.new_laptop)).content.decode()
    assert 'name="q-1-if-0-value" value="Heavy"' in html


def test_who_may_ask_is_said_on_the_page(promises: Promises) -> None:
    w = promises
    address = reverse("catalogue-audience", args=[w.workplace.pk])
    client = client_of(w.alice)
    said = {"who-who": "some", "who-departments": [w.finance.pk], "who-positions": ["hr"],
            "who-people": "Hana Holm\nhead nobody knows"}  # fmt: skip
    response = client.post(address, said)
    assert response.status_code == 422
    assert "head nobody knows" in response.content.decode()
    said["who-people"] = "Hana Holm <hana@example.org>"
    assert client.post(address, said).status_code == 302
    w.workplace.refresh_from_db()
    assert not w.workplace.open_to_all
    assert w.workplace.audience.count() == 3
    assert "New laptop" not in text_of(client_of(w.mara).get(reverse("ask")))
    assert "New laptop" in text_of(client_of(w.hana).get(reverse("ask")))


def test_a_plan_is_built_and_carried_out(promises: Promises) -> None:
    w = promises
    address = reverse("catalogue-plan", args=[w.report_fault.pk])
    client = client_of(w.alice)
    added = client.post(address, {"do": "add", "new-offering": w.new_laptop.pk})
    assert "Which model?" in text_of(added)
    row = {"row": "0", "p-0-offering": w.new_laptop.pk, "p-0-title": "A new one"}
    refused = client.post(address, {**row, "do": "publish"})
    assert "New laptop needs an answer to Which model?." in text_of(refused)
    fixed = {"p-0-from-model": "=", "p-0-fixed-model": "Light", "p-0-from-note": "what"}
    assert client.post(address, {**row, **fixed, "do": "publish"}).status_code == 302
    assert "Along with it up to 1 other ticket" in text_of(
        client_of(w.mara).get(reverse("offering", args=[w.report_fault.pk]))
    )
    client_of(w.mara).post(
        reverse("offering", args=[w.report_fault.pk]), {"answer-what": "It burnt."}
    )
    laptop = Ticket.objects.get(title="A new one")
    assert laptop.answers == {"model": "Light", "note": "It burnt."}


def test_steps_become_the_checklist_of_tickets(promises: Promises) -> None:
    w = promises
    client = client_of(w.alice)
    new = reverse("catalogue-new-standard", args=[w.workplace.pk])
    client.post(new, {"name": "Handing out", "steps": "Install the image *\nStick the label on"})
    standard = w.workplace.standards.get()
    said = {"standard": standard.pk, "steps": "Fetch it"}
    client.post(reverse("catalogue-steps", args=[w.new_laptop.pk]), said)
    client_of(w.mara).post(reverse("offering", args=[w.new_laptop.pk]), {"answer-model": "Light"})
    ticket = Ticket.objects.get()
    page = reverse("ticket", args=[ticket.key])
    agent = client_of(w.ian)
    assert "Checklist 0 of 3" in text_of(agent.get(page))
    tick = {"verb": "tick", "version": "1", "step": "s.install_the_image", "done": "1"}
    assert "1 of 3" in text_of(agent.post(page, tick, follow=True))
    log = text_of(agent.get(f"{page}?tab=log"))
    assert "ticked “Install the image”" in log
    asker = client_of(w.mara)
    for shown in (page, f"{page}?tab=log"):
        assert "Install the image" not in text_of(asker.get(shown))


def test_what_one_likes_stands_on_top(promises: Promises) -> None:
    w = promises
    client = client_of(w.mara)
    client.post(reverse("offering_star", args=[w.new_laptop.pk]), {"star": "1"})
    assert "What you ask for often New laptop" in text_of(client.get(reverse("ask")))
    client.post(reverse("offering_star", args=[w.new_laptop.pk]), {"star": "0"})
    assert "What you ask for often" not in text_of(client.get(reverse("ask")))


def test_an_empty_catalogue_says_what_to_do_first(promises: Promises) -> None:
    w = promises
    Service.objects.update(is_active=False)
    assert "Create the first service" in text_of(client_of(w.adam).get(reverse("ask")))
    assert "Create the first service" not in text_of(client_of(w.mara).get(reverse("ask")))
    assert "You offer nothing yet" in text_of(client_of(w.adam).get(reverse("catalogue")))
    said = {"department": w.hr.pk, "name": "Files"}
    assert client_of(w.adam).post(reverse("catalogue-new"), said).status_code == 302
    assert client_of(w.max).post(reverse("catalogue-new"), said).status_code == 422


def test_colleagues_and_strangers_are_told_apart(promises: Promises) -> None:
    """One asks for a colleague; for somebody else the form comes back with all that was typed."""
    w = promises
    address = reverse("offering", args=[w.new_laptop.pk])
    client = client_of(w.mara)
    said = {"answer-model": "Light", "for": "Hana Holm", "text": "Soon"}
    response = client.post(address, said)
    assert "colleagues of your own departments" in text_of(response)
    assert "Soon" in text_of(response)
    client.post(address, {**said, "for": "Max Morgen"})
    assert Ticket.objects.get().beneficiary == w.max


def test_a_question_says_which_personal_data_its_answer_is(promises: Promises) -> None:
    w = promises
    client = client_of(w.alice)
    said = {**BOTH, "q-1-personal": "sensitive", "do": "publish"}
    client.post(form_page(w.new_laptop), said)
    newest = FormVersion.objects.filter(offering=w.new_laptop).order_by("-number").first()
    assert newest is not None
    assert [one.personal for one in questions_of(newest.fields)] == ["", "sensitive"]
    html = client.get(form_page(w.new_laptop)).content.decode()
    assert '<option value="sensitive" selected>' in html
    wrong = client.post(form_page(w.new_laptop), {**said, "q-1-personal": "secret"})
    assert wrong.status_code == 422
    assert reverse("fields_define", args=[w.new_laptop.pk]) in html
