"""Several people at one instant, in real transactions: nobody overwrites anybody."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import pytest
from django.db import connection

from inward.kernel.errors import Conflict, InwardError, RuleBroken
from inward.tickets import actions, checks
from inward.tickets.models import Ticket
from tests.support.world import build_world
from tests.support.world_promises import Promises, ask_for_laptop, build_promises, later

T = TypeVar("T")

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*doings: Callable[[], T]) -> list[T | InwardError]:
    """Each in a thread and a connection of its own."""

    def done(doing: Callable[[], T]) -> T | InwardError:
        try:
            return doing()
        except InwardError as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(doings)) as pool:
        return list(pool.map(done, doings))


@pytest.fixture
def w() -> Promises:
    return build_promises(build_world())


def test_eight_who_ask_at_once_get_eight_keys_in_a_row(w: Promises) -> None:
    found = at_once(*[lambda: ask_for_laptop(w, by=w.frank) for _ in range(8)])
    keys = {each.key for each in found if isinstance(each, Ticket)}
    assert keys == {f"IT-{n}" for n in range(1, 9)}
    assert checks.state_against_log().level == 0


def test_one_key_sent_twice_at_once_asks_once(w: Promises) -> None:
    found = at_once(*[lambda: ask_for_laptop(w, idempotency_key="k") for _ in range(4)])
    assert {each.pk for each in found if isinstance(each, Ticket)} == {Ticket.objects.get().pk}


def test_of_two_who_take_a_ticket_at_once_on_what_they_saw_one_is_told(w: Promises) -> None:
    ticket = ask_for_laptop(w)
    found = at_once(
        *[
            lambda person=person: actions.assign(
                actor=person, ticket=ticket, person=person, version=1, now=later(5)
            )
            for person in (w.ian, w.iris)
        ]
    )
    assert sorted(type(each).__name__ for each in found) == ["Stale", "Ticket"]
    (told,) = [each for each in found if isinstance(each, Conflict)]
    assert "assigned it" in told.detail


def test_of_two_endings_at_once_one_is_refused_and_the_log_has_no_gap(w: Promises) -> None:
    ticket = ask_for_laptop(w)
    found = at_once(
        lambda: actions.resolve(actor=w.ian, ticket=ticket, outcome="fulfilled", now=later(5)),
        lambda: actions.withdraw(actor=w.mara, ticket=ticket, now=later(5)),
        *[
            lambda: actions.reply(actor=w.iris, ticket=ticket, text="Soon.", now=later(5))
            for _ in range(4)
        ],
    )
    refused = [each for each in found if isinstance(each, InwardError)]
    assert [type(each) for each in refused] == [RuleBroken]
    assert Ticket.objects.get().version == 6
    assert checks.log_in_order().level == checks.state_against_log().level == 0
