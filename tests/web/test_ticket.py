"""The page of a ticket: who sees what, what each may do, and nothing typed is lost."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from inward.catalogue import actions as catalogue
from inward.catalogue.models import Offering
from inward.directory.models import Person
from inward.kernel.models import StoredFile
from inward.tickets import actions
from inward.tickets.imports import ImportedEvent, ImportedTicket, import_tickets
from inward.tickets.models import Draft, Ticket, TicketEvent, Watcher
from tests.support.tables import nothing_changes
from tests.support.world import START
from tests.support.world_promises import Promises, ask_for_laptop, later
from tests.web.conftest import SetClock
from tests.web.pages import client_of, page_of, sent, text_of

# What the topics add for those who serve: run a macro, escalate, ask for approval, parts, links.
BESIDE = {
    "macro", "escalate", "ask_approval", "ask_part", "link", "merge", "split", "open_problem",
    "open_change",
}  # fmt: skip


@pytest.fixture
def asked(promises: Promises) -> Ticket:
    """Mara's laptop, taken by Ian, replied to, with a note."""
    w = promises
    ticket = ask_for_laptop(w, title="Laptop for Jonas", text="He is in **Gdańsk**.")
    actions.assign(actor=w.iris, ticket=ticket, person=w.ian, now=later(20))
    actions.reply(actor=w.ian, ticket=ticket, text="Soon", now=later(40))
    return actions.note(actor=w.ian, ticket=ticket, text="The canary note", now=later(50))


def verbs_on(response: Any) -> set[str]:
    composer = response.context["composer"]
    return {mode.verb for mode in composer.all} if composer else set()


def test_the_page_says_all_at_once(promises: Promises, asked: Ticket, at: SetClock) -> None:
    at(later(60))
    response = client_of(promises.ian).get(page_of(asked))
    text = text_of(response)
    assert "Asked by Mara Mai (Marketing)" in text
    assert "Iris Ingwer gave it to Ian Iversen" in text
    assert "<strong>Gdańsk</strong>" in response.content.decode()
    assert "Someone takes it on time: kept, 20 min of 4 h" in text
    assert "Done on time: 44 h left, due" in text
    assert "Priority 4 low One person waits × can wait" in text
    assert "Which model? Light" in text
    assert "Only IT sees this" in text
    assert "business time" in text


def test_the_customer_reads_no_notes(promises: Promises, asked: Ticket) -> None:
    page = client_of(promises.mara).get(page_of(asked))
    log = client_of(promises.mara).get(page_of(asked), {"tab": "log"})
    assert "canary" not in page.content.decode()
    assert "left a note" not in text_of(log)
    assert "left a note" in text_of(client_of(promises.iris).get(page_of(asked), {"tab": "log"}))


def test_hidden_and_missing_are_the_same(promises: Promises, asked: Ticket) -> None:
    for person in (promises.hana, promises.fiona, promises.adam):
        client = client_of(person)
        hidden, missing = client.get(page_of(asked)), client.get("/tickets/IT-999/")
        assert hidden.status_code == missing.status_code == 404
        assert text_of(hidden) == text_of(missing)
        assert client.post(page_of(asked), sent(asked, "reply", text="x")).status_code == 404


@pytest.mark.parametrize(
    ("name", "verbs"),
    [
        ("mara", {"answer", "withdraw"}),
        (
            "ian",
            {"reply", "note", "ask", "hand_off", "resolve", "assign", "hold", "prioritise",
             "decline", *BESIDE},
        ),
        (
            "alice",
            {"reply", "note", "ask", "hand_off", "resolve", "assign", "hold", "prioritise",
             "decline", "repin", "major", *BESIDE},
        ),
        ("max", set()),
    ],
)  # fmt: skip
def test_each_is_offered_what_they_may_do(
    promises: Promises, asked: Ticket, name: str, verbs: set[str]
) -> None:
    person: Person = getattr(promises, name)
    assert verbs_on(client_of(person).get(page_of(asked))) == verbs


def test_a_resolved_ticket_asks_its_customer_to_confirm(promises: Promises, asked: Ticket) -> None:
    w = promises
    actions.resolve(actor=w.ian, ticket=asked, outcome="fulfilled", now=later(60))
    response = client_of(w.mara).get(page_of(asked))
    assert verbs_on(response) == {"confirm", "answer", "reopen"}
    assert response.context["composer"].chosen == "confirm"
    assert "IT says it is done. Confirm, or say what is missing." in text_of(response)


STEPS = [
    ("ian", "reply", {"text": "On its way"}, "replied"),
    ("ian", "note", {"text": "Stock is low"}, "noted"),
    ("ian", "ask", {"text": "Which bag?"}, "asked"),
    ("ian", "hold", {"waiting_on": "outside", "hold_reason": "parts"}, "updated"),
    ("ian", "resolve", {"outcome": "partly", "text": "Half"}, "resolved"),
    ("ian", "decline", {"reason_kind": "capacity", "text": "Not now"}, "declined"),
    ("ian", "prioritise", {"impact": "1", "urgency": "1"}, "updated"),
    ("iris", "take", {}, "assigned"),
    ("alice", "repin", {"repin_reason": "new terms"}, "updated"),
    ("mara", "answer", {"text": "A word"}, "answered"),
    ("mara", "withdraw", {"text": ""}, "withdrawn"),
]


@pytest.mark.parametrize(("name", "verb", "fields", "kind"), STEPS)
def test_one_form_is_one_step(
    promises: Promises, asked: Ticket, name: str, verb: str, fields: dict[str, str], kind: str
) -> None:
    person: Person = getattr(promises, name)
    before = TicketEvent.objects.count()
    response = client_of(person).post(page_of(asked), sent(asked, verb, **fields))
    asked.refresh_from_db()
    assert response.headers["Location"] == f"{page_of(asked)}#e{asked.version}"
    assert TicketEvent.objects.count() == before + 1
    last = asked.events.order_by("ordinal").last()
    assert last is not None
    assert (last.kind, last.actor) == (kind, person)


def test_assigned_and_handed_off_by_lists_read_when_needed(
    promises: Promises, asked: Ticket
) -> None:
    w = promises
    client = client_of(w.ian)
    plain = text_of(client.get(page_of(asked)))
    assert "To which department Choose Finance" not in plain
    assert "To which department Choose Finance" in text_of(
        client.get(page_of(asked), {"do": "hand_off"})
    )
    part = client.get(reverse("ticket_choices", args=["assign", asked.key]))
    assert "To whom Choose Alice Amberg Ian Iversen Iris Ingwer" in text_of(part)
    assert client.get(reverse("ticket_choices", args=["reply", asked.key])).status_code == 404
    chosen = {"department": str(w.finance.pk), "reason": "budget"}
    client.post(page_of(asked), sent(asked, "hand_off", **chosen))
    asked.refresh_from_db()
    assert asked.supplier == w.finance


def test_confirmed_reopened_and_resumed(promises: Promises, asked: Ticket) -> None:
    w = promises
    mara, ian = client_of(w.mara), client_of(w.ian)
    ian.post(page_of(asked), sent(asked, "hold", waiting_on="department", hold_reason="x"))
    ian.post(page_of(asked), sent(asked, "resume"))
    ian.post(page_of(asked), sent(asked, "resolve", outcome="fulfilled"))
    mara.post(page_of(asked), sent(asked, "reopen", text="Still broken"))
    ian.post(page_of(asked), sent(asked, "resolve", outcome="fulfilled"))
    mara.post(page_of(asked), sent(asked, "confirm", text="Thanks"))
    asked.refresh_from_db()
    assert (asked.category, asked.reopens) == ("closed", 1)


def test_what_is_missing_comes_back_with_what_was_typed(promises: Promises, asked: Ticket) -> None:
    response = client_of(promises.ian).post(
        page_of(asked), sent(asked, "resolve", text="All < done")
    )
    assert response.status_code == 422
    assert "Say what the customer got." in text_of(response)
    assert "All &lt; done" in response.content.decode()
    assert response.context["composer"].chosen == "resolve"


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30, "999"])
def test_a_form_without_a_true_version_is_refused(
    promises: Promises, asked: Ticket, version: str
) -> None:
    fields = {"verb": "reply", "text": "Hello", "version": version}
    response = client_of(promises.ian).post(page_of(asked), fields)
    assert response.status_code == 422
    assert "Hello" in response.content.decode()


def test_who_was_slower_is_told_and_keeps_the_words(promises: Promises, asked: Ticket) -> None:
    w = promises
    stale = sent(asked, "reply", text="My long answer")
    actions.reply(actor=w.iris, ticket=asked, text="Iris was quicker", now=later(70))
    client = client_of(w.ian)
    response = client.post(page_of(asked), stale)
    assert response.status_code == 409
    text = text_of(response)
    assert "Since you opened this ticket: Iris Ingwer replied." in text
    assert "Iris was quicker" in text
    assert "My long answer" in response.content.decode()
    again = client.post(page_of(asked), sent(asked, "reply", text="My long answer"))
    assert again.status_code == 302


def test_sent_twice_replies_once(promises: Promises, asked: Ticket) -> None:
    form = sent(asked, "reply", text="Once", idempotency_key="k-1")
    client = client_of(promises.ian)
    assert [client.post(page_of(asked), form).status_code for _ in range(2)] == [302, 302]
    assert asked.events.filter(kind="replied", text="Once").count() == 1


def test_who_may_not_is_refused(promises: Promises, asked: Ticket) -> None:
    response = client_of(promises.mara).post(page_of(asked), sent(asked, "reply", text="x"))
    assert response.status_code == 403
    unknown = client_of(promises.ian).post(page_of(asked), sent(asked, "explode"))
    assert unknown.status_code == 422


def test_a_reply_is_kept_while_typed_and_forgotten_when_sent(
    promises: Promises, asked: Ticket, at: SetClock
) -> None:
    at(later(60))
    client = client_of(promises.ian)
    address = reverse("ticket_draft", args=[asked.key])
    kept = client.post(address, {"text": "Half a thou", "verb": "note"})
    assert "kept as a draft" in text_of(kept)
    response = client.get(page_of(asked))
    assert "Half a thou" in response.content.decode()
    assert response.context["composer"].chosen == "note"
    assert "Half a thou" not in client_of(promises.iris).get(page_of(asked)).content.decode()
    client.post(page_of(asked), sent(asked, "reply", text="Whole"))
    assert not Draft.objects.exists()
    client.post(address, {"text": "x", "verb": "reply"})
    client.post(address, {"text": "", "verb": "reply"})
    assert not Draft.objects.exists()
    assert client_of(promises.hana).post(address, {"text": "x"}).status_code == 404


def test_followed_and_left(promises: Promises, asked: Ticket) -> None:
    client = client_of(promises.max)
    client.post(page_of(asked), sent(asked, "follow"))
    assert Watcher.objects.filter(ticket=asked, person=promises.max).exists()
    client.post(page_of(asked), sent(asked, "unfollow"))
    assert not Watcher.objects.filter(ticket=asked).exists()


def test_why_shows_the_timeline_of_a_clock(promises: Promises, asked: Ticket, at: SetClock) -> None:
    at(later(60))
    client = client_of(promises.mara)
    text = text_of(client.get(page_of(asked), {"why": "resolve"}))
    assert "Why this date? Done" in text
    assert "Mon 3 Mar, 09:00 17:00 open 8 h 8 h" in text
    assert "Why this date?" not in text_of(client.get(page_of(asked), {"why": "nonsense"}))


def test_the_strip_in_business_and_in_calendar_time(
    promises: Promises, asked: Ticket, at: SetClock
) -> None:
    at(later(60 * 24))
    client = client_of(promises.mara)
    business = client.get(page_of(asked), {"time": "business"}).context["strip"]
    calendar = client.get(page_of(asked), {"time": "calendar"}).context["strip"]
    assert (business.toggle.business, calendar.toggle.business) == (True, False)
    assert sum(one.width for one in business.segments) == pytest.approx(business.now_at)
    assert sum(one.width for one in calendar.segments) == pytest.approx(calendar.now_at)
    assert calendar.segments[0].label == "IT"


def test_hostile_words_are_shown_as_words(promises: Promises) -> None:
    w = promises
    bad = "<script>alert(1)</script> [x](javascript:alert(1)) <b hx-get='/'>"
    ticket = ask_for_laptop(w, title="<img src=x>", text=bad, answers={"model": "Light",
                            "note": bad})  # fmt: skip
    html = client_of(w.ian).get(page_of(ticket)).content.decode()
    assert "<script>alert" not in html
    assert 'href="javascript' not in html
    assert "<img src=x>" not in html
    assert "<b hx-get" not in html


def test_reading_changes_nothing(promises: Promises, asked: Ticket) -> None:
    client = client_of(promises.ian)
    with nothing_changes():
        for query in ("", "?tab=log", "?why=resolve", "?do=hand_off", "?time=calendar"):
            assert client.get(page_of(asked) + query).status_code == 200


@pytest.fixture
def with_file(promises: Promises) -> tuple[Ticket, StoredFile]:
    """Mara's ticket with a file."""
    w = promises
    question = {"key": "doc", "type": "file", "label": "Document"}
    offering: Offering = catalogue.create_offering(
        actor=w.adam, service=w.workplace, name="Read this", fields=[question], now=START
    )
    page = SimpleUploadedFile("<x>.html", b"<script>alert(1)</script>")
    client_of(w.mara).post(reverse("offering", args=[offering.pk]), {"upload-doc": page})
    return Ticket.objects.get(), StoredFile.objects.get()


def test_a_file_is_saved_never_opened(
    promises: Promises, with_file: tuple[Ticket, StoredFile]
) -> None:
    ticket, stored = with_file
    response = client_of(promises.ian).get(reverse("file", args=[stored.token, ticket.key]))
    assert b"".join(response) == b"<script>alert(1)</script>"
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["Content-Type"] == "application/octet-stream"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_a_file_is_read_by_who_sees_its_ticket_alone(
    promises: Promises, with_file: tuple[Ticket, StoredFile]
) -> None:
    w = promises
    ticket, stored = with_file
    own = ask_for_laptop(w, by=w.hana)
    addresses = (
        reverse("file", args=[stored.token, ticket.key]),
        reverse("file", args=[stored.token, own.key]),
        reverse("file", args=["0" * 32, own.key]),
    )
    assert [client_of(w.hana).get(one).status_code for one in addresses] == [404, 404, 404]


def test_a_ticket_of_another_system_by_whatever_key(promises: Promises) -> None:
    w = promises
    first = ImportedEvent(
        at=START, kind="updated", key="1", category="in_progress", department_id=w.it.pk,
        label="Queued <b>",
    )  # fmt: skip
    last = ImportedEvent(at=later(90), kind="updated", key="2", category="closed")
    import_tickets("old", [ImportedTicket("A/7 ü?#", "From the old desk", [first, last])])
    ticket = Ticket.objects.get()
    client = client_of(w.ian)
    assert "From the old desk" in text_of(client.get(page_of(ticket)))
    text = text_of(client.get(page_of(ticket), {"tab": "log"}))
    assert "state: Queued <b>" in text
    assert "its clocks ran there" in text
