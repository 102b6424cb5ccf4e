"""Around the conversation on pages: presence, news, mentions, canned replies, macros, tags."""

import pytest
from django.urls import reverse

from inward.kernel import markdown
from inward.tickets import actions
from inward.tickets.models import CannedReply, Macro, Ticket, TicketPresence, Watcher
from inward.web.tickets import marking
from tests.support.world_promises import Promises, ask_for_laptop, later
from tests.web.conftest import SetClock
from tests.web.pages import client_of, hidden, page_of, sent, text_of


@pytest.fixture
def asked(promises: Promises, at: SetClock) -> Ticket:
    """Mara's laptop, taken by Ian; an hour has gone."""
    w = promises
    ticket = ask_for_laptop(w, title="Laptop for Jonas")
    ticket = actions.assign(actor=w.iris, ticket=ticket, person=w.ian, now=later(20))
    at(later(60))
    return ticket


def test_who_else_is_here_is_told_to_their_own_side(promises: Promises, asked: Ticket) -> None:
    w = promises
    address = reverse("ticket_presence", args=[asked.key])
    client_of(w.ian).post(address, {"writes": "reply", "version": str(asked.version)})
    client_of(w.mara).post(address, {"writes": "", "version": "nonsense"})
    assert "Ian is writing a reply" in text_of(client_of(w.iris).post(address))
    assert text_of(client_of(w.ian).post(address, {"writes": "note"})) != ""
    assert "Ian is writing a note" in text_of(client_of(w.alice).post(address))
    assert text_of(client_of(w.mara).post(address)) == ""
    assert client_of(w.hana).post(address).status_code == 404
    assert client_of(w.ian).get(address).status_code == 405
    assert TicketPresence.objects.count() == 4


def test_what_came_meanwhile_is_told_live_and_marked(promises: Promises, asked: Ticket) -> None:
    w = promises
    address = reverse("ticket_presence", args=[asked.key])
    seen = str(asked.version)
    actions.note(actor=w.iris, ticket=asked, text="Between us", now=later(50))
    actions.answer(actor=w.mara, ticket=asked, text="One more thing", now=later(51))
    told = client_of(w.ian).post(address, {"version": seen})
    assert "Iris Ingwer left a note, Mara Mai answered" in text_of(told)
    assert "Iris" not in text_of(client_of(w.mara).post(address, {"version": seen}))
    page = client_of(w.ian).get(page_of(asked), {"since": seen}).content.decode()
    assert page.count("is-fresh") == 2
    assert "is-fresh" not in client_of(w.ian).get(page_of(asked), {"since": "x"}).content.decode()


def test_a_late_reply_is_sent_all_the_same_by_one_click(promises: Promises, asked: Ticket) -> None:
    w = promises
    form = sent(asked, "reply", text="My long answer", idempotency_key="key-1")
    actions.answer(actor=w.mara, ticket=asked, text="It is urgent now", now=later(50))
    client = client_of(w.ian)
    refused = client.post(page_of(asked), form)
    assert refused.status_code == 409
    text = text_of(refused)
    assert "Mara Mai answered" in text
    assert "Send it all the same" in text
    html = refused.content.decode()
    assert html.count("is-fresh") == 1
    assert "My long answer" in html
    assert hidden(refused, "idempotency_key") == "key-1"
    again = {**form, "version": str(Ticket.objects.get(pk=asked.pk).version)}
    assert [client.post(page_of(asked), again).status_code for _ in range(2)] == [302, 302]
    assert asked.events.filter(text="My long answer").count() == 1


def test_what_one_may_not_read_holds_nobody_up(promises: Promises, asked: Ticket) -> None:
    w = promises
    form = sent(asked, "answer", text="From Mara")
    actions.note(actor=w.iris, ticket=asked, text="Between us", now=later(50))
    assert client_of(w.mara).post(page_of(asked), form).status_code == 302


def test_people_are_offered_with_what_they_read(promises: Promises, asked: Ticket) -> None:
    w = promises
    address = reverse("ticket_people", args=[asked.key])
    client = client_of(w.ian)
    assert "Mara Mai" in text_of(client.get(address, {"q": ""}))
    assert text_of(client.get(address, {"q": "ma", "verb": "note"})) == (
        "MM Mara Mai does not read notes MM Max Morgen does not read notes"
    )
    assert "Frank Fuchs cannot see this yet" in text_of(client.get(address, {"q": "fr"}))
    assert 'data-call="Iris Ingwer"' in client.get(address, {"q": "iris"}).content.decode()


def test_a_call_is_highlighted_and_who_cannot_hear_it_is_offered_a_seat(
    promises: Promises, asked: Ticket
) -> None:
    w = promises
    client = client_of(w.ian)
    text = "@Iris Ingwer and @Frank Fuchs, `@Iris Ingwer`"
    client.post(page_of(asked), sent(asked, "reply", text=text))
    page = client.get(page_of(asked))
    html = page.content.decode()
    assert html.count('<span class="mention">@') == 2
    assert "Frank Fuchs cannot see this ticket, so was not told." in text_of(page)
    assert "was not told" not in text_of(client_of(w.mara).get(page_of(asked)))
    address = reverse("ticket_watchers", args=[asked.key])
    shown = text_of(client.get(address, {"person": str(w.frank.pk)}))
    assert "They will read what was asked, the replies and what happens, but no notes." in shown
    client.post(address, {"person": str(w.frank.pk), "do": "add"})
    assert Watcher.objects.filter(ticket=asked, person=w.frank).exists()
    assert "was not told" not in text_of(client.get(page_of(asked)))
    listed = text_of(client.get(address))
    assert "Frank Fuchs reads replies, not notes" in listed
    assert "Iris Ingwer reads replies and notes" in listed
    client.post(address, {"person": str(w.frank.pk), "do": "remove"})
    assert client_of(w.frank).get(page_of(asked)).status_code == 404


def test_a_watcher_is_found_by_name_or_told_to_be_unknown(
    promises: Promises, asked: Ticket
) -> None:
    client = client_of(promises.mara)
    address = reverse("ticket_watchers", args=[asked.key])
    assert "Frank Fuchs" in text_of(client.get(address, {"who": "Frank Fuchs"}))
    assert "Choose one person" in text_of(client.get(address, {"who": "x y z"}))
    assert client.get(address, {"person": "999999"}).status_code == 404
    assert client.post(address, {"person": "x"}).status_code == 422


def test_references_lead_to_what_the_reader_may_see(promises: Promises, asked: Ticket) -> None:
    w = promises
    secret = actions.submit(
        actor=w.mara, offering=w.report_misconduct, title="Canary", answers={"what": "x"},
        now=later(21),
    )  # fmt: skip
    other = ask_for_laptop(w, title="Other & more", now=later(22))
    number = other.key.rpartition("-")[2]
    text = f"See #{number}, {other.key} and {secret.key}; not `{other.key}`, IT-999"
    actions.reply(actor=w.ian, ticket=asked, text=text, now=later(30))
    html = client_of(w.ian).get(page_of(asked)).content.decode()
    assert html.count(f'<a href="{page_of(other)}" title="Other &amp; more">') == 2
    assert "Canary" not in html
    mine = client_of(w.mara).get(page_of(asked)).content.decode()
    assert f'<a href="{page_of(secret)}" title="Canary">{secret.key}</a>' in mine


@pytest.mark.parametrize(
    "text",
    [
        'a > b "IT-1" [x](http://e.org/IT-1 "IT-1 > @Ian")',
        "<b>@Ian</b> &lt; IT-1",
        "[@Ian](http://e.org)",
        "`@Ian IT-1`\n\n    @Ian IT-1",
    ],
)
def test_marking_never_opens_what_was_closed(promises: Promises, asked: Ticket, text: str) -> None:
    event = asked.events.latest("ordinal")
    event.text, event.data = text, {"mentions": [{"id": 1, "said": "Ian", "told": True}]}
    html = marking.html_of(event, asked.key, {"IT-1": '"><script>'})
    assert "<script" not in html
    plain = markdown.render(text)
    assert html.replace('<span class="mention">', "").count("@Ian") == plain.count("@Ian")
    assert html.count("http://e.org") == plain.count("http://e.org")


def test_tags_are_chips_for_the_supplier_alone(promises: Promises, asked: Ticket) -> None:
    w = promises
    client = client_of(w.ian)
    client.post(reverse("ticket_draft", args=[asked.key]), {"text": "Half", "verb": "reply"})
    client.post(page_of(asked), sent(asked, "tag", tag="VPN, canary"))
    assert "VPN canary" in " ".join(text_of(client.get(page_of(asked))).split())
    assert "Half" in client.get(page_of(asked)).content.decode()
    for query in ({}, {"tab": "log"}):
        assert "canary" not in client_of(w.mara).get(page_of(asked), query).content.decode()
    client.post(page_of(asked), sent(asked, "tag", untag="VPN"))
    assert list(asked.tags.values_list("name", flat=True)) == ["canary"]
    address = reverse("ticket_tags", args=[asked.key])
    assert 'value="a, VPN"' in client.get(address, {"tag": "a, v"}).content.decode()
    assert client_of(w.mara).get(address).status_code == 404
    assert client_of(w.mara).post(page_of(asked), sent(asked, "tag", tag="x")).status_code == 403


def test_canned_replies_are_offered_filled_in(promises: Promises, asked: Ticket) -> None:
    w = promises
    text = "Dear {{ requester.first_name }}, {{ ticket.tags }}"
    actions.save_canned(actor=w.iris, name="Greeting", text=text, department=w.it, now=later(1))
    actions.tag(actor=w.ian, ticket=asked, add=["canary"], now=later(30))
    address = reverse("ticket_canned", args=[asked.key])
    page = client_of(w.ian).get(address, {"q": "greet dear"})
    html = page.content.decode()
    assert 'data-insert="Dear Mara, "' in html
    assert 'data-insert-note="Dear Mara, canary"' in html
    assert "the customer may not read it" in text_of(page)
    assert "None with these words" in text_of(client_of(w.ian).get(address, {"q": "zzz"}))
    assert client_of(w.mara).get(address).status_code == 404


def test_what_is_kept_ready_is_written_changed_and_taken_away(promises: Promises) -> None:
    w = promises
    client = client_of(w.iris)
    form = {"name": "Hello", "whose": str(w.it.pk), "text": "Hi {{ nobody }}"}
    refused = client.post(reverse("canned_new"), form)
    assert refused.status_code == 422
    assert "There is no variable {{ nobody }}." in text_of(refused)
    form["text"] = "Hi {{ requester.name }}"
    assert client.post(reverse("canned_new"), form).status_code == 302
    made = CannedReply.objects.get()
    assert made.department == w.it
    listed = text_of(client_of(w.ian).get(reverse("canned")))
    assert "Hello Hi {{ requester.name }} IT" in listed
    assert client_of(w.frank).get(reverse("canned_edit", args=[made.pk])).status_code == 404
    assert (
        client_of(w.ian)
        .post(reverse("canned_edit", args=[made.pk]), {**form, "whose": "me"})
        .status_code
        == 403
    )
    client.post(reverse("canned_edit", args=[made.pk]), {**form, "name": "Hallo", "whose": "me"})
    made.refresh_from_db()
    assert (made.name, made.owner, made.department) == ("Hallo", w.iris, None)
    client.post(reverse("canned_edit", args=[made.pk]), {"do": "remove"})
    assert not CannedReply.objects.exists()
    assert client_of(w.mara).get(reverse("canned")).status_code == 404


def test_a_macro_is_made_shown_and_run_as_one_entry(promises: Promises, asked: Ticket) -> None:
    w = promises
    client = client_of(w.ian)
    form = {
        "name": "VPN fixed", "whose": "me", "assign": "me", "prioritise": "2", "tag_add": "vpn",
        "note": "Canary note", "reply": "Dear {{ requester.first_name }}", "resolve": "fulfilled",
        "hold": "date",
    }  # fmt: skip
    refused = client.post(reverse("macro_new"), form)
    assert "Say in how many days the date is." in text_of(refused)
    del form["hold"]
    assert client.post(reverse("macro_new"), form).status_code == 302
    macro = Macro.objects.get()
    again = client.get(reverse("macro_edit", args=[macro.pk])).context["form"]
    assert again.initial["reply"] == "Dear {{ requester.first_name }}"
    does = client.get(reverse("ticket_macro", args=[asked.key]), {"macro": str(macro.pk)})
    assert "Reply Dear Mara" in text_of(does)
    choice = client.get(reverse("ticket_choices", args=["macro", asked.key]))
    assert "VPN fixed" in text_of(choice)
    run = client.post(page_of(asked), sent(asked, "macro", macro=str(macro.pk)))
    assert run.status_code == 302
    text = text_of(client.get(page_of(asked)))
    told = "Ian Iversen, by “VPN fixed”: made its priority high: by macro; tagged it vpn; left a"
    assert told in text
    assert text.count("Dear Mara") == 1
    log = client.get(page_of(asked), {"tab": "log"}).context["log"]
    assert [row.number for row in log] == ["1", "2", "3–7"]
    mine = client_of(w.mara).get(page_of(asked)).content.decode()
    assert "VPN fixed" not in mine
    assert "Canary" not in mine
    assert "Ian Iversen at once: made its priority high" in mine


def test_a_macro_that_cannot_be_done_is_said_by_its_step(promises: Promises, asked: Ticket) -> None:
    w = promises
    steps = [{"do": "note", "text": "x"}, {"do": "assign", "to": w.frank.pk}]
    macro = actions.save_macro(actor=w.ian, name="M", steps=steps, owner=w.ian, now=later(1))
    client = client_of(w.ian)
    refused = client.post(page_of(asked), sent(asked, "macro", macro=str(macro.pk)))
    assert refused.status_code == 422
    assert "Step 2 (Assign): Frank Fuchs does not work tickets of IT." in text_of(refused)
    assert not asked.events.filter(kind="noted").exists()
    assert client.post(page_of(asked), sent(asked, "macro", macro="")).status_code == 422


def test_words_written_while_it_was_merged_stand_where_it_goes_on(
    promises: Promises, asked: Ticket
) -> None:
    w = promises
    into = ask_for_laptop(w, now=later(30))
    client = client_of(w.ian)
    early = reverse("ticket_draft", args=[asked.key])
    client.post(early, {"text": "Early", "verb": "reply"})
    form = sent(asked, "reply", text="Late words")
    actions.merge(actor=w.ian, ticket=asked, into=into, now=later(40))
    assert "Early" in client.get(page_of(into)).content.decode()
    client.post(early, {"text": "Still typing", "verb": "reply"})
    assert "Still typing" in client.get(page_of(into)).content.decode()
    answer = client.post(page_of(asked), form, follow=True)
    assert f"It was merged into {into.key} meanwhile." in text_of(answer)
    assert "Late words" in answer.content.decode()
    assert not Ticket.objects.get(pk=into.pk).events.filter(kind="replied").exists()
