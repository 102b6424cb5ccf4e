"""Home: what waits, what was asked for, for whom; nothing of others."""

from datetime import timedelta

from django.urls import reverse

from inward.feedback import actions as feedback
from inward.overview.home import home_of
from inward.tickets import actions
from tests.support.tables import nothing_changes
from tests.support.world_promises import Promises, ask_for_laptop, later
from tests.web.conftest import SetClock
from tests.web.pages import client_of, page_of, sent, text_of


def test_who_asked_nothing_is_told_what_to_do_first(promises: Promises) -> None:
    text = text_of(client_of(promises.hana).get(reverse("home")))
    assert "Nothing waits on you." in text
    assert "Nothing you asked for is open" in text
    assert "See what you can ask for" in text


def test_a_question_waits_on_who_asked_with_one_action(promises: Promises, at: SetClock) -> None:
    w = promises
    ticket = ask_for_laptop(w, title="Laptop for Jonas")
    actions.ask_customer(actor=w.ian, ticket=ticket, text="Which bag?\nBig?", now=later(30))
    at(later(70))
    text = text_of(client_of(w.mara).get(reverse("home")))
    assert "Good morning, Mara" in text
    assert "One thing waits on you; nothing you asked for is late." in text
    assert "Which bag? IT-1 · IT asked 40 min ago · their clock stands still" in text
    assert "Answer" in text
    assert "You have the ball" in text


def test_what_is_done_waits_to_be_confirmed_then_to_be_rated(
    promises: Promises, at: SetClock
) -> None:
    w = promises
    ticket = ask_for_laptop(w)
    actions.resolve(actor=w.ian, ticket=ticket, outcome="fulfilled", now=later(60))
    at(later(70))
    client = client_of(w.mara)
    assert "IT-1 · IT says it is done · closes by itself" in text_of(client.get(reverse("home")))
    actions.confirm(actor=w.mara, ticket=ticket, now=later(80))
    feedback.ask_for_ratings(ticket_id=ticket.pk, now=later(81))
    at(later(90))
    text = text_of(client.get(reverse("home")))
    assert "How was it? New laptop" in text
    assert "Promises kept to you 1 ticket closed in 30 days 100 %" in text


def test_those_who_serve_take_from_home_what_nobody_has(promises: Promises, at: SetClock) -> None:
    w = promises
    ticket = ask_for_laptop(w, title="Second screen")
    at(later(10))
    client = client_of(w.ian)
    text = text_of(client.get(reverse("home")))
    assert "Second screen IT-1 · Marketing" in text
    assert "Take it" in text
    client.post(page_of(ticket), sent(ticket, "take"))
    ticket.refresh_from_db()
    assert ticket.assignee == w.ian
    assert "Second screen" not in text_of(client.get(reverse("home")))


def test_what_is_late_is_said_in_words(promises: Promises, at: SetClock) -> None:
    w = promises
    ask_for_laptop(w, urgency=1)
    at(later(60 * 24 * 10))
    text = text_of(client_of(w.mara).get(reverse("home")))
    assert "the one thing you asked for is late" in text
    assert "late by" in text


def test_home_shows_nothing_of_others(promises: Promises) -> None:
    w = promises
    ask_for_laptop(w, title="Canary")
    for person in (w.hana, w.fiona, w.adam):
        assert "Canary" not in text_of(client_of(person).get(reverse("home")))


def test_nothing_is_figured_where_nothing_was_decided(promises: Promises) -> None:
    w = promises
    ask_for_laptop(w)
    home = home_of(w.mara, later(10))
    assert home.kept_to.percent is None
    assert home.kept_by is None


def test_reading_home_changes_nothing(promises: Promises) -> None:
    ask_for_laptop(promises)
    client = client_of(promises.ian)
    with nothing_changes():
        assert client.get(reverse("home")).status_code == 200
        assert client.get(reverse("asked")).status_code == 200


def test_all_one_asked_page_by_page(promises: Promises) -> None:
    w = promises
    for number in range(32):
        ask_for_laptop(w, title=f"Thing {number:02}", now=later(number))
    withdrawn = ask_for_laptop(w, title="Not wanted", now=later(40))
    actions.withdraw(actor=w.mara, ticket=withdrawn, now=later(41))
    client = client_of(w.mara)
    first = text_of(client.get(reverse("asked")))
    assert "Thing 31" in first
    assert "Thing 01" not in first
    assert "Not wanted" not in first
    assert "Not wanted" in text_of(client.get(reverse("asked"), {"show": "all"}))
    assert client.get(reverse("asked"), {"after": "nonsense!"}).status_code == 422


def test_ratings_leave_home_when_their_time_is_over(promises: Promises, at: SetClock) -> None:
    w = promises
    ticket = ask_for_laptop(w)
    actions.resolve(actor=w.ian, ticket=ticket, outcome="fulfilled", now=later(60))
    actions.confirm(actor=w.mara, ticket=ticket, now=later(80))
    [rating, _other] = feedback.ask_for_ratings(ticket_id=ticket.pk, now=later(81))
    at(rating.window_ends + timedelta(minutes=1))
    assert "How was it?" not in text_of(client_of(w.mara).get(reverse("home")))


def test_more_than_is_listed_is_said(promises: Promises, at: SetClock) -> None:
    for number in range(7):
        ask_for_laptop(promises, now=later(number))
    at(later(10))
    text = text_of(client_of(promises.ian).get(reverse("home")))
    assert "More than six things wait on you." in text
    assert text.count("Take it") == 7  # with the list of keys


def test_the_worst_promise_is_the_meaning(promises: Promises, at: SetClock) -> None:
    """Late to be taken, in time for the end: late, and it says what is."""
    w = promises
    ticket = ask_for_laptop(w)
    assert ticket.due_own is not None
    at(ticket.due_own + timedelta(minutes=5))
    text = text_of(client_of(w.ian).get(page_of(ticket)))
    assert "not taken, late by 5 min" in text
    assert "Write to the customer" in text
    beside = text_of(client_of(w.ian).get(page_of(ticket), {"tab": "time"}))
    assert "Write to the customer" not in beside
