"""Giving a rating: by whom it was asked, once, nothing chosen beforehand, seen by nobody else."""

import pytest
from django.urls import reverse

from inward.feedback import actions as feedback
from inward.feedback.models import Rating
from inward.tickets import actions
from tests.support.tables import nothing_changes
from tests.support.world_promises import Promises, ask_for_laptop, later
from tests.web.conftest import SetClock
from tests.web.pages import client_of, page_of, text_of


@pytest.fixture
def ratings(promises: Promises, at: SetClock) -> tuple[Rating, Rating]:
    """What Mara and Ian are asked about a laptop."""
    w = promises
    ticket = ask_for_laptop(w)
    actions.assign(actor=w.ian, ticket=ticket, person=w.ian, now=later(5))
    actions.resolve(actor=w.ian, ticket=ticket, outcome="fulfilled", now=later(60))
    actions.confirm(actor=w.mara, ticket=ticket, now=later(80))
    customer, supplier = feedback.ask_for_ratings(ticket_id=ticket.pk, now=later(81))
    at(later(90))
    return customer, supplier


def address(rating: Rating) -> str:
    return reverse("rating", args=[rating.pk])


def test_nothing_is_chosen_beforehand(promises: Promises, ratings: tuple[Rating, Rating]) -> None:
    w = promises
    for person, rating in ((w.mara, ratings[0]), (w.ian, ratings[1])):
        for page in (address(rating), page_of(rating.ticket)):
            html = client_of(person).get(page).content.decode()
            form = html[html.index('class="rating"') : html.index("Give rating")]
            assert "checked" not in form
            assert form.count('type="radio"') >= 20


def test_each_side_is_asked_its_own_questions(
    promises: Promises, ratings: tuple[Rating, Rating]
) -> None:
    customer = text_of(client_of(promises.mara).get(address(ratings[0])))
    supplier = text_of(client_of(promises.ian).get(address(ratings[1])))
    assert "How was it with IT?" in customer
    assert "Did you get what you asked for?" in customer
    assert "How well did Marketing ask?" in supplier
    assert "Was its urgency realistic?" in supplier


def test_given_once(promises: Promises, ratings: tuple[Rating, Rating]) -> None:
    client = client_of(promises.mara)
    typed = {"outcome": "5", "speed": "2", "got_what_was_asked": "yes", "comment": "Thanks",
             "share_with_owner": "on"}  # fmt: skip
    assert client.post(address(ratings[0]), typed).status_code == 302
    given = Rating.objects.get(pk=ratings[0].pk)
    assert (given.outcome, given.speed, given.effort) == (5, 2, None)
    assert (given.got_what_was_asked, given.reason_explained) == (True, None)
    assert (given.comment, given.share_with_owner) == ("Thanks", True)
    assert client.post(address(ratings[0]), typed).status_code == 409
    assert "You have answered" in text_of(client.get(address(ratings[0])))


def test_too_little_or_too_much_keeps_what_was_typed(
    promises: Promises, ratings: tuple[Rating, Rating]
) -> None:
    client = client_of(promises.mara)
    empty = client.post(address(ratings[0]), {"comment": "Only words"})
    assert empty.status_code == 422
    assert "Answer at least one of the questions." in text_of(empty)
    assert "Only words" in empty.content.decode()
    assert client.post(address(ratings[0]), {"outcome": "6"}).status_code == 422
    assert Rating.objects.get(pk=ratings[0].pk).answered_at is None


def test_nobody_else_finds_it(promises: Promises, ratings: tuple[Rating, Rating]) -> None:
    w = promises
    for person in (w.ian, w.iris, w.alice, w.max, w.adam):
        client = client_of(person)
        assert client.get(address(ratings[0])).status_code == 404
        assert client.post(address(ratings[0]), {"outcome": "1"}).status_code == 404


def test_a_score_given_appears_nowhere(promises: Promises, ratings: tuple[Rating, Rating]) -> None:
    w = promises
    client_of(w.mara).post(address(ratings[0]), {"outcome": "1", "comment": "The canary"})
    for person in (w.ian, w.iris, w.alice, w.max):
        for page in (reverse("home"), page_of(ratings[0].ticket), reverse("asked")):
            assert "canary" not in client_of(person).get(page).content.decode()


def test_its_time_ends(promises: Promises, ratings: tuple[Rating, Rating], at: SetClock) -> None:
    at(ratings[0].window_ends)
    client = client_of(promises.mara)
    assert "The time for this rating is over" in text_of(client.get(address(ratings[0])))
    assert client.post(address(ratings[0]), {"outcome": "4"}).status_code == 409


def test_reading_changes_nothing(promises: Promises, ratings: tuple[Rating, Rating]) -> None:
    client = client_of(promises.mara)
    with nothing_changes():
        assert client.get(address(ratings[0])).status_code == 200
