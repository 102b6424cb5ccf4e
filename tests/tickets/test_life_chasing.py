"""Waiting for the customer: asked again on their calendar, at last resolved as not fulfilled."""

from datetime import timedelta
from typing import Any

import pytest

from inward.calendars import actions as calendars
from inward.directory import actions as directory
from inward.kernel.errors import Invalid, RuleBroken
from inward.tickets import actions, chasing, events, log, tasks
from inward.tickets.models import Ticket, TicketEvent
from tests.support.heard import listening
from tests.support.world import START
from tests.support.world_promises import Promises, ask_for_laptop, later
from tests.tickets.roads import brought_to, taken
from tests.tickets.test_life_flags import Job

DAY = timedelta(days=1)
# Asked on Monday 3 March; by default again after 3 working days, after 3 more, then after 5 more.
ASKED = later(20)
FIRST, SECOND, LAST = ASKED + 3 * DAY, ASKED + 8 * DAY, ASKED + 15 * DAY


def asked(w: Promises, **said: Any) -> Ticket:
    """Ian asks Mara back on her ticket."""
    ticket = taken(w, ask_for_laptop(w))
    return actions.ask_customer(actor=w.ian, ticket=ticket, text="Which?", now=ASKED, **said)


def test_whoever_does_not_answer_is_asked_again_and_then_no_more(
    promises: Promises, monkeypatch: pytest.MonkeyPatch
) -> None:
    w = promises
    ticket = asked(w)
    assert ticket.next_chase_at == FIRST
    with pytest.raises(RuleBroken):
        actions.chase(ticket=ticket, now=FIRST - timedelta(seconds=1))
    with listening(monkeypatch) as heard:
        ticket = actions.chase(ticket=ticket, now=FIRST)
        assert (ticket.next_chase_at, ticket.category) == (SECOND, "waiting")
        with pytest.raises(RuleBroken):
            actions.chase(ticket=ticket, now=FIRST)
        ticket = actions.chase(ticket=ticket, now=SECOND)
        assert ticket.next_chase_at == LAST
        ticket = actions.chase(ticket=ticket, now=LAST)
    assert heard.events == [
        events.CustomerChased(ticket.pk, None, FIRST, 1),
        events.CustomerChased(ticket.pk, None, SECOND, 2),
        events.TicketResolved(ticket.pk, None, LAST, "not_fulfilled"),
    ]
    assert (ticket.category, ticket.outcome) == ("resolved", "not_fulfilled")
    assert (ticket.next_chase_at, ticket.assignee) == (None, w.ian)
    event = TicketEvent.objects.get(ticket=ticket, ordinal=ticket.version)
    assert (event.actor, event.side) == (None, "system")
    assert "Not done" in event.text


def test_the_clock_stands_still_through_all_of_it(promises: Promises) -> None:
    w = promises
    ticket = asked(w)
    for at in (FIRST, SECOND, LAST):
        ticket = actions.chase(ticket=ticket, now=at)
    ticket = actions.reopen(actor=w.mara, ticket=ticket, text="Sorry: the light one.", now=LAST)
    assert (ticket.category, ticket.met_resolve) == ("in_progress", None)
    assert ticket.due_resolve is not None
    assert ticket.due_resolve > LAST


def test_days_are_those_of_the_customers_own_calendar(promises: Promises) -> None:
    """Marketing works on Mondays and Fridays alone; IT every day."""
    w = promises
    hours = {day: [["08:00", "12:00"]] for day in ("mon", "fri")}
    calendar = calendars.create_calendar(
        actor=w.adam, name="Two days", definition={"timezone": "Europe/Berlin", "hours": hours},
        now=START,
    ).calendar  # fmt: skip
    directory.change_department(actor=w.adam, department=w.marketing, calendar=calendar, now=START)
    assert asked(w).next_chase_at == ASKED + 11 * DAY
    done = brought_to(w, "resolved")
    assert done.closes_at is not None
    assert done.closes_at.date().isoformat() == "2025-03-14"
    closed = actions.confirm(actor=w.mara, ticket=done, now=later(40))
    assert closed.reopen_until is not None
    assert closed.reopen_until.date().isoformat() == "2025-03-21"


def test_an_answer_ends_it_and_a_new_question_begins_anew(promises: Promises) -> None:
    w = promises
    ticket = actions.chase(ticket=asked(w), now=FIRST)
    ticket = actions.answer(actor=w.mara, ticket=ticket, text="Light.", now=FIRST + DAY)
    assert ticket.next_chase_at is None
    again = FIRST + 4 * DAY
    ticket = actions.ask_customer(actor=w.ian, ticket=ticket, text="Sure?", now=again)
    found = chasing.fold(log.entries_of(ticket))
    assert found is not None
    assert (found.steps, found.asked_at) == (0, again)


def test_whoever_asks_says_when_they_ask_again(promises: Promises) -> None:
    ticket = asked(promises, until=ASKED + 10 * DAY)
    assert ticket.next_chase_at == ASKED + 10 * DAY
    assert ticket.waiting_until == ASKED + 10 * DAY


def test_nobody_is_asked_while_they_are_away_and_nobody_stands_in(promises: Promises) -> None:
    w = promises
    ticket = asked(w)
    back = FIRST + 6 * DAY
    directory.record_absence(actor=w.adam, person=w.mara, since=START, until=back, now=START)
    ticket = actions.chase(ticket=ticket, now=FIRST)
    found = chasing.fold(log.entries_of(ticket))
    assert found is not None
    assert (found.steps, found.put_off) == (0, 1)
    assert found.next_at is not None
    assert found.next_at > back
    ticket = actions.chase(ticket=ticket, now=found.next_at)
    assert chasing.fold(log.entries_of(ticket)).steps == 1  # type: ignore[union-attr]


def test_a_substitute_who_sees_it_is_as_good(promises: Promises) -> None:
    w = promises
    ticket = asked(w)
    directory.record_absence(
        actor=w.adam, person=w.mara, since=START, until=FIRST + 6 * DAY, substitute=w.max, now=START
    )
    ticket = actions.chase(ticket=ticket, now=FIRST)
    assert ticket.next_chase_at == SECOND


def test_a_confidential_case_is_never_given_up(promises: Promises) -> None:
    w = promises
    ticket = actions.submit(
        actor=w.mara, offering=w.report_misconduct, answers={"what": "…"}, now=START
    )
    ticket = actions.ask_customer(actor=w.hana, ticket=ticket, text="When?", now=ASKED)
    ticket = actions.chase(ticket=ticket, now=FIRST)
    ticket = actions.chase(ticket=ticket, now=SECOND)
    assert (ticket.category, ticket.next_chase_at) == ("waiting", None)


def test_other_waits_are_not_chased(promises: Promises) -> None:
    w = promises
    ticket = actions.hold(
        actor=w.ian, ticket=brought_to(w, "in_progress"), waiting_on="outside", reason="Parts",
        now=later(20),
    )  # fmt: skip
    assert ticket.next_chase_at is None
    with pytest.raises(RuleBroken):
        actions.chase(ticket=ticket, now=LAST)


def test_the_periodic_task_does_each_step_once(
    promises: Promises, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = asked(promises)
    monkeypatch.setattr(tasks, "now", lambda: FIRST)
    for _ in range(3):
        tasks.chase_silent({}, job=Job())
    kinds = TicketEvent.objects.filter(ticket=ticket, kind="chased")
    assert kinds.count() == 1


def test_reasons_of_the_desk_say_whom_one_waits_for(promises: Promises) -> None:
    w = promises
    ticket = asked(w, reason_code="decision")
    assert ticket.waiting_reason == "Decision of the customer"
    ticket = actions.hold(actor=w.ian, ticket=ticket, reason_code="delivery", now=later(30))
    assert (ticket.waiting_on, ticket.waiting_reason) == ("outside", "Delivery")
    with pytest.raises(Invalid) as refused:
        actions.hold(actor=w.ian, ticket=ticket, reason_code="other_outside", now=later(31))
    assert set(refused.value.fields) == {"reason"}
    ticket = actions.hold(
        actor=w.ian, ticket=ticket, reason_code="other_outside", reason="Strike", now=later(31)
    )
    event = TicketEvent.objects.get(ticket=ticket, ordinal=ticket.version)
    assert (event.reason, event.data["detail"]) == ("Something else, outside", "Strike")
    for code in ("no_such", "decision"):
        with pytest.raises(Invalid):
            actions.hold(actor=w.ian, ticket=ticket, reason_code=code, now=later(32))
    with pytest.raises(Invalid) as refused:
        actions.ask_customer(
            actor=w.ian, ticket=ticket, text="Which?", reason_code="delivery", now=later(33)
        )
    assert set(refused.value.fields) == {"reason_code"}
