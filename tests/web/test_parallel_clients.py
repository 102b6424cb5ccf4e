"""Many people at one instant over real HTTP: nothing said is lost, nobody is locked out."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import pytest
from django.db import connection
from pytest_django.live_server_helper import LiveServer

from inward.directory.models import Person
from inward.kernel.clock import now
from inward.kernel.invariants import Level
from inward.tickets import actions, checks
from inward.tickets.models import Draft, Ticket, TicketEvent
from tests.support.clients import Answer, Desk
from tests.support.world import build_world
from tests.support.world_promises import Promises, ask_for_laptop, build_promises

pytestmark = pytest.mark.django_db(transaction=True)

T = TypeVar("T")
TRIES = 40


@pytest.fixture
def w(transactional_db: None) -> Promises:
    return build_promises(build_world())


def together(*doings: Callable[[], T]) -> list[T]:
    """All at once, each in a thread of its own."""

    def done(doing: Callable[[], T]) -> T:
        try:
            return doing()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(doings)) as pool:
        return list(pool.map(done, doings))


def path_of(ticket: Ticket) -> str:
    return f"/tickets/{ticket.key}/"


def sound(ticket: Ticket) -> None:
    """The log has no gap, and what is stored of the ticket is what its log says."""
    ordinals = TicketEvent.objects.filter(ticket=ticket).order_by("ordinal")
    numbers = list(ordinals.values_list("ordinal", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    assert checks.state_against_log().level is Level.FINE


def say(desk: Desk, ticket: Ticket, verb: str, text: str, page: str) -> tuple[str, int]:
    """Send words as a person would who is told of something new: look, and send them again.

    Returns the page seen last and how often it was sent. What was typed must stand on every
    page that asks for another look.
    """
    for tries in range(1, TRIES):
        answer = desk.send(path_of(ticket), {"verb": verb, "text": text}, seen=page)
        if answer.status == 302:
            return desk.open(path_of(ticket)).text, tries
        assert answer.status == 409, answer.text[:2000]
        assert text in answer.text
        page = answer.text
    raise AssertionError(f"{desk.person.name} was never heard")


def test_eight_who_write_at_once_are_all_heard_once(live_server: LiveServer, w: Promises) -> None:
    ticket = ask_for_laptop(w, now=now())
    actions.assign(actor=w.iris, ticket=ticket, person=w.ian, now=now())
    writers = [(w.ian, "reply"), (w.iris, "note"), (w.mara, "answer"), (w.alice, "reply")] * 2
    desks = [(Desk(person, live_server.url), verb) for person, verb in writers]

    def write(desk: Desk, verb: str, number: int) -> int:
        page, sent = desk.open(path_of(ticket)).text, 0
        for round_ in range(3):
            page, tries = say(desk, ticket, verb, f"words {number}.{round_}", page)
            sent += tries
        return sent

    sent = together(*[
        lambda desk=desk, verb=verb, number=number: write(desk, verb, number)
        for number, (desk, verb) in enumerate(desks)
    ])  # fmt: skip
    said = Counter(
        TicketEvent.objects.filter(ticket=ticket, text__startswith="words").values_list(
            "text", flat=True
        )
    )
    assert said == Counter(f"words {n}.{r}" for n in range(8) for r in range(3))
    assert sum(sent) >= 24
    sound(ticket)


def test_of_two_who_take_it_at_once_one_has_it_and_the_other_is_told(
    live_server: LiveServer, w: Promises
) -> None:
    ticket = ask_for_laptop(w, now=now())
    desks = [Desk(person, live_server.url) for person in (w.ian, w.iris)]
    pages = [desk.open(path_of(ticket)).text for desk in desks]
    answers: list[Answer] = together(*[
        lambda desk=desk, page=page: desk.send(path_of(ticket), {"verb": "take"}, seen=page)
        for desk, page in zip(desks, pages, strict=True)
    ])  # fmt: skip
    assert sorted(answer.status for answer in answers) == [302, 409]
    told = next(answer.text for answer in answers if answer.status == 409)
    assert "assigned" in told or "took it" in told
    assert Ticket.objects.get().assignee in (w.ian, w.iris)
    sound(ticket)


def test_a_merge_and_words_at_once_lose_no_word(live_server: LiveServer, w: Promises) -> None:
    one, two = ask_for_laptop(w, title="One", now=now()), ask_for_laptop(w, title="Two", now=now())
    ian, iris, mara = (Desk(person, live_server.url) for person in (w.ian, w.iris, w.mara))
    pages = [desk.open(path_of(one)).text for desk in (ian, iris, mara)]
    other = iris.open(path_of(two)).text
    merge = {"verb": "merge", "merge_into": two.key}
    back = {"verb": "merge", "merge_into": one.key}
    answers: list[Answer] = together(
        lambda: ian.send(path_of(one), merge, seen=pages[0]),
        lambda: iris.send(path_of(two), back, seen=other),
        lambda: mara.send(path_of(one), {"verb": "answer", "text": "the word"}, seen=pages[2]),
    )
    assert all(answer.status in (302, 404, 409, 422) for answer in answers), answers
    merged = Ticket.objects.filter(category="merged")
    assert merged.count() == 1, [answer.status for answer in answers]
    heard = TicketEvent.objects.filter(text="the word").count()
    # Came too late for the one: it waits, unsent, in the other, or stands on the page that says so.
    kept = [draft.content.get("text") for draft in Draft.objects.filter(person=w.mara)]
    assert heard == 1 or "the word" in kept or "the word" in answers[2].text
    sound(one)
    sound(two)


def test_nobody_waits_for_a_lock_of_somebody_who_went_home(
    live_server: LiveServer, w: Promises
) -> None:
    """A page left open holds nothing: the others go on, and who comes back is told."""
    ticket = ask_for_laptop(w, now=now())
    ian, iris = Desk(w.ian, live_server.url), Desk(w.iris, live_server.url)
    left_open = ian.open(path_of(ticket)).text
    page = iris.open(path_of(ticket)).text
    assert iris.send(path_of(ticket), {"verb": "take"}, seen=page).status == 302
    late = ian.send(path_of(ticket), {"verb": "reply", "text": "long typed"}, seen=left_open)
    assert late.status == 409
    assert "long typed" in late.text
    _page, tries = say(ian, ticket, "reply", "long typed", late.text)
    assert tries == 1
    sound(ticket)


def test_desks_of_different_people_are_different(live_server: LiveServer, w: Promises) -> None:
    people: list[Person] = [w.ian, w.mara]
    names = [Desk(person, live_server.url).open("/").text for person in people]
    assert w.ian.name in names[0]
    assert w.mara.name in names[1]
