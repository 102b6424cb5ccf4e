"""Tickets of silent assignees go back to the queue: once, in business hours, both are told."""

from datetime import datetime, timedelta

import pytest

from inward.directory import actions as directory
from inward.notify.models import Notice
from inward.tickets import actions, checks
from inward.tickets.actions import routing
from inward.tickets.actions.taking_back import due_to_take_back, take_back
from inward.tickets.ledger import fold
from inward.tickets.log import entries_of
from inward.tickets.models import Ticket
from inward.tickets.routing.rules import Settings
from tests.support.world import START
from tests.support.world_promises import Promises, ask_for_laptop, later

HOURS = 4


@pytest.fixture
def w(promises: Promises) -> Promises:
    """IT, with office hours, takes back after four of them."""
    directory.change_department(
        actor=promises.adam, department=promises.it, calendar=promises.office.calendar, now=START
    )
    said = {"actor": promises.iris, "department": promises.it, "now": START}
    routing.keep_settings(**said, settings=Settings(silent_hours=HOURS))
    routing.publish_routing(**said)
    return promises


def taken(w: Promises) -> Ticket:
    ticket = ask_for_laptop(w)
    return actions.assign(actor=w.iris, ticket=ticket, person=w.ian, now=later(60))


def pass_of(now: datetime) -> list[bool]:
    """What the timer does."""
    return [
        take_back(ticket_id=ticket, department_id=department, hours=hours, now=now)
        for ticket, department, hours in list(due_to_take_back(now))
    ]


def test_after_the_hours_it_is_in_the_queue_again_and_both_are_told(w: Promises) -> None:
    ticket = taken(w)
    assert pass_of(later(60 + 4 * 60 - 1)) == []
    assert pass_of(later(60 + 4 * 60)) == [True]
    ticket.refresh_from_db()
    assert (ticket.assignee, ticket.category, ticket.supplier) == (None, "submitted", w.it)
    assert ticket.queue_at is not None
    event = ticket.events.latest("ordinal")
    assert event.actor is None
    assert event.data["taken_back"] == w.ian.pk
    assert event.data["why"] == "nothing from Ian Iversen for 4 business hours"
    told = Notice.objects.filter(kind="ticket.taken_back").order_by("person__name")
    assert [one.person for one in told] == [w.alice, w.ian, w.iris]
    assert checks.state_against_log().level == 0
    holds = fold(entries_of(ticket), submitted_at=ticket.submitted_at, observed_until=later(999))
    assert [hold.person for hold in holds] == [None, w.ian.pk, None]


def test_a_word_or_a_step_of_the_assignee_begins_the_time_anew(w: Promises) -> None:
    ticket = taken(w)
    actions.note(actor=w.ian, ticket=ticket, text="On it.", now=later(200))
    assert pass_of(later(60 + 240)) == []
    assert pass_of(later(200 + 240)) == [True]


def test_words_of_others_do_not(w: Promises) -> None:
    ticket = taken(w)
    actions.reply(actor=w.iris, ticket=ticket, text="Soon.", now=later(250))
    actions.answer(actor=w.mara, ticket=ticket, text="When?", now=later(260))
    assert pass_of(later(300)) == [True]


def test_nights_and_weekends_do_not_count(w: Promises) -> None:
    friday = START + timedelta(days=4, hours=6)  # 15:00 in Berlin: two hours are left
    ticket = ask_for_laptop(w, now=friday)
    actions.assign(actor=w.iris, ticket=ticket, person=w.ian, now=friday)
    monday = friday + timedelta(days=3)
    assert pass_of(monday - timedelta(hours=5, minutes=1)) == []
    assert pass_of(monday - timedelta(hours=5)) == [True]  # 10:00 on Monday: four hours


@pytest.mark.parametrize("state", ["waiting", "resolved"])
def test_what_waits_or_is_done_is_left_with_them(w: Promises, state: str) -> None:
    ticket = taken(w)
    if state == "waiting":
        actions.ask_customer(actor=w.ian, ticket=ticket, text="Which?", now=later(70))
    else:
        actions.resolve(actor=w.ian, ticket=ticket, outcome="fulfilled", now=later(70))
    assert pass_of(later(70 + 3 * 540)) == []


def test_a_department_that_does_not_say_so_takes_nothing_back(w: Promises) -> None:
    said = {"actor": w.iris, "department": w.it, "now": later(1)}
    routing.keep_settings(**said, settings=Settings())
    routing.publish_routing(**said)
    taken(w)
    assert pass_of(later(60 * 24 * 30)) == []


def test_it_is_taken_back_once_until_somebody_has_it_again(w: Promises) -> None:
    ticket = taken(w)
    (due,) = list(due_to_take_back(later(300)))
    assert [
        take_back(ticket_id=due[0], department_id=due[1], hours=due[2], now=later(300))
        for _ in range(2)
    ] == [True, False]
    actions.assign(actor=w.iris, ticket=ticket, person=w.ian, now=later(310))
    assert pass_of(later(400)) == []
    assert pass_of(later(24 * 60 + 9)) == []
    assert pass_of(later(24 * 60 + 10)) == [True]  # 170 minutes that day, 70 of the next


def test_a_pass_over_many_costs_as_much_as_over_one(
    w: Promises, django_assert_max_num_queries: object
) -> None:
    for _ in range(6):
        taken(w)
    with django_assert_max_num_queries(6):  # type: ignore[operator]
        assert len(list(due_to_take_back(later(300)))) == 6
