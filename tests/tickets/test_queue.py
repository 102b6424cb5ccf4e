"""The queue: views, order, reasons in words, counts, pages."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inward.tickets import actions, queries
from inward.tickets.queries import View
from inward.tickets.queries.reasons import span
from tests.support.world_promises import Promises, ask_for_laptop, later
from tests.tickets.roads import REACHED, brought_to


def keys(w: Promises, who: str, view: View, minutes: float = 60) -> list[str]:
    return [row.ticket.key for row in queries.queue(getattr(w, who), view, later(minutes)).rows]


def test_each_view_holds_what_its_name_says(promises: Promises) -> None:
    w = promises
    made = {category: brought_to(w, category) for category in REACHED}
    held = actions.hold(
        actor=w.iris, ticket=ask_for_laptop(w), waiting_on="outside", reason="Parts", now=later(1)
    )
    expected = {
        View.NEXT: {"submitted", "accepted", "in_progress"},
        View.UNASSIGNED: {"submitted", "accepted"},
        View.MINE: {"in_progress", "waiting"},
        View.AT_RISK: {"submitted"},
        View.WAITING: {"waiting"},
        View.ON_HOLD: set(),
        View.RESOLVED: {"resolved"},
        View.CLOSED: {"closed", "declined", "withdrawn"},
    }
    for view, categories in expected.items():
        wanted = {made[category].key for category in categories}
        if view in {View.UNASSIGNED, View.ON_HOLD, View.AT_RISK}:
            wanted.add(held.key)
        assert set(keys(w, "ian", view)) == wanted, view


def test_counts_are_those_of_the_views_in_one_statement(promises: Promises) -> None:
    w = promises
    for category in (*REACHED, "submitted", "closed"):
        brought_to(w, category)
    with CaptureQueriesContext(connection) as asked:
        counts = queries.counts(w.ian, later(60))
    assert len(asked) == 2  # where Ian stands, and the counts
    assert counts == {view: len(keys(w, "ian", view)) for view in counts}
    assert set(View) - set(counts) == {View.ALL}


def test_closed_tickets_of_long_ago_are_listed_but_not_counted(promises: Promises) -> None:
    w = promises
    brought_to(w, "closed")
    long_after = later(60 * 24 * 60)
    assert queries.counts(w.ian, long_after)[View.CLOSED] == 0
    assert len(queries.queue(w.ian, View.CLOSED, long_after).rows) == 1


def test_least_slack_comes_first_weighed_by_who_waits(promises: Promises) -> None:
    w = promises
    early = ask_for_laptop(w)
    late = ask_for_laptop(w, now=later(30))
    urgent = ask_for_laptop(w, urgency=1, now=later(40))
    weighty = ask_for_laptop(w, now=later(50))
    assert keys(w, "ian", View.NEXT) == [urgent.key, early.key, late.key, weighty.key]
    actions.prioritise(
        actor=w.ian, ticket=weighty, impact=1, urgency=3, priority=4, reason="Fair", now=later(51)
    )
    assert keys(w, "ian", View.NEXT)[0] == weighty.key


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (10, "Taking it due in 3 h 50 min."),
        (239, "Taking it due in 1 min."),
        (250, "Taking it late by 10 min."),
        (26 * 60, "Taking it late by 22 h."),
    ],
)
def test_the_row_says_why_it_stands_there(promises: Promises, minutes: int, words: str) -> None:
    w = promises
    ask_for_laptop(w)
    (row,) = queries.queue(w.ian, View.NEXT, later(minutes)).rows
    assert row.why == words
    assert row.slack == timedelta(minutes=240 - minutes)


def test_the_reason_names_who_waits_behind_it(promises: Promises) -> None:
    w = promises
    ticket = ask_for_laptop(w)
    actions.prioritise(actor=w.ian, ticket=ticket, impact=1, urgency=1, now=later(5))
    (row,) = queries.queue(w.ian, View.NEXT, later(10)).rows
    assert row.why == "Taking it due in 20 min. The organisation or an end customer waits."


def test_waiting_and_unpromised_tickets_say_so(promises: Promises) -> None:
    w = promises
    brought_to(w, "waiting")
    case = actions.submit(
        actor=w.mara, offering=w.report_misconduct, answers={"what": "…"}, now=later(0)
    )
    (row,) = queries.queue(w.ian, View.WAITING, later(50)).rows
    assert row.why == "The clock stands still: waiting for 30 min."
    assert row.slack is None
    actions.assign(actor=w.hana, ticket=case, person=w.hana, now=later(1))
    (row,) = queries.queue(w.hana, View.MINE, later(120)).rows
    assert row.why == "Nothing promised; asked 2 h ago."
    resolved = brought_to(w, "resolved")
    (row,) = queries.queue(w.ian, View.RESOLVED, later(50)).rows
    assert (row.ticket, row.why) == (resolved, "The customer is to confirm.")


def test_a_wait_that_is_over_is_work_again(promises: Promises) -> None:
    w = promises
    ticket = brought_to(w, "in_progress")
    actions.ask_customer(actor=w.ian, ticket=ticket, text="Which?", until=later(100), now=later(20))
    assert keys(w, "ian", View.NEXT, 99) == []
    assert keys(w, "ian", View.NEXT, 100) == [ticket.key]


def test_the_queue_is_that_of_the_departments_one_serves(promises: Promises) -> None:
    w = promises
    mine = ask_for_laptop(w)
    passed = actions.hand_off(
        actor=w.ian, ticket=ask_for_laptop(w), department=w.finance, reason="Budget", now=later(5)
    )
    assert keys(w, "ian", View.NEXT) == keys(w, "alice", View.NEXT) == [mine.key]
    assert keys(w, "frank", View.NEXT) == [passed.key]
    assert keys(w, "mara", View.NEXT) == keys(w, "adam", View.NEXT) == []
    narrowed = queries.queue(w.ian, View.NEXT, later(60), departments=[w.finance.pk])
    assert list(narrowed.rows) == []
    assert [d.name for d in queries.served_departments(w.alice, later(60))] == ["IT"]
    assert queries.served_departments(w.mara, later(60)) == []


@pytest.mark.parametrize("view", [View.NEXT, View.CLOSED, View.RESOLVED])
def test_pages_follow_each_other_without_gap_or_repetition(promises: Promises, view: View) -> None:
    w = promises
    category = {View.NEXT: "submitted", View.CLOSED: "closed", View.RESOLVED: "resolved"}[view]
    # All at one instant: the id decides.
    made = [brought_to(w, category).key for _ in range(7)]
    seen: list[str] = []
    after, turns = None, 0
    while turns == 0 or after is not None:
        page = queries.queue(w.ian, view, later(60), after=after, limit=3)
        seen += [row.ticket.key for row in page.rows]
        after, turns = page.next, turns + 1
    assert turns == 3
    assert seen == (made[::-1] if view is View.CLOSED else made)


def test_a_page_of_the_queue_takes_two_statements_however_long(promises: Promises) -> None:
    w = promises
    for n in (1, 12):
        for _ in range(n):
            brought_to(w, "in_progress")
        with CaptureQueriesContext(connection) as asked:
            for row in queries.queue(w.ian, View.NEXT, later(60)).rows:
                ticket = row.ticket
                assert all(
                    (ticket.requester, ticket.customer, ticket.assignee, ticket.offering, row.why)
                )
        assert len(asked) == 2


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(seconds=20), "less than a minute"),
        (timedelta(minutes=59), "59 min"),
        (timedelta(hours=1), "1 h"),
        (timedelta(hours=25, minutes=3), "1 d 1 h"),
        (timedelta(days=2, minutes=3), "2 d"),
        (-timedelta(hours=1), "less than a minute"),
    ],
)
def test_spans_are_told_in_two_units(length: timedelta, words: str) -> None:
    assert span(length) == words


def test_a_confidential_case_stands_in_the_queue_of_whom_it_reached_alone(
    promises: Promises,
) -> None:
    w = promises
    case = actions.submit(
        actor=w.mara, offering=w.report_misconduct, answers={"what": "…"}, now=later(0)
    )
    actions.add_watcher(actor=w.hana, ticket=case, person=w.frank, now=later(1))
    assert keys(w, "hana", View.UNASSIGNED) == keys(w, "hana", View.NEXT) == [case.key]
    for who in ("frank", "mara", "alice", "adam"):
        assert keys(w, who, View.NEXT) == []


@pytest.mark.parametrize("who", ["ian", "alice", "frank", "hana", "mara"])
def test_the_number_in_the_frame_is_that_of_next_best(promises: Promises, who: str) -> None:
    w = promises
    for category in REACHED:
        brought_to(w, category)
    actions.submit(actor=w.mara, offering=w.report_misconduct, answers={"what": "…"}, now=later(0))
    handed = brought_to(w, "in_progress")
    actions.hand_off(
        actor=w.ian, ticket=handed, department=w.finance, reason="Budget", now=later(20)
    )
    person = getattr(w, who)
    with CaptureQueriesContext(connection) as asked:
        number = queries.to_serve(person, later(60))
    assert len(asked) == 1
    assert number == queries.counts(person, later(60))[View.NEXT] == len(keys(w, who, View.NEXT))


def test_closed_tickets_of_all_years_follow_each_other(promises: Promises) -> None:
    w = promises
    days = (0, 1, 20, 40, 41, 300, 380, 900, 2000)
    made = [
        actions.withdraw(
            actor=w.mara, ticket=ask_for_laptop(w, now=later(day * 1440)), now=later(day * 1440)
        ).key
        for day in days
    ]
    for limit in (1, 2, 4, 50):
        seen: list[str] = []
        after, turns = None, 0
        while turns == 0 or after is not None:
            page = queries.queue(w.ian, View.CLOSED, later(2001 * 1440), after=after, limit=limit)
            seen += [row.ticket.key for row in page.rows]
            after, turns = page.next, turns + 1
        assert seen == made[::-1]
