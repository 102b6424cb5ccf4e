"""Lists, the page of a ticket and the promise before asking: what they hold and what they cost."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inward.kernel.errors import Invalid, NotFound
from inward.tickets import actions, queries
from inward.tickets.models import Ticket
from inward.tickets.queries import Filter
from inward.tickets.rules import Verb
from tests.support.world import START
from tests.support.world_promises import Promises, ask_for_laptop, later
from tests.tickets.roads import brought_to, resolved, taken


@pytest.mark.parametrize(("who", "statements"), [("ian", 6), ("mara", 6), ("alice", 7)])
def test_the_page_of_a_ticket_takes_few_statements(
    promises: Promises, who: str, statements: int
) -> None:
    w = promises
    ticket = taken(w, ask_for_laptop(w))
    actions.note(actor=w.ian, ticket=ticket, text="Old model.", now=later(25))
    actions.add_watcher(actor=w.mara, ticket=ticket, person=w.frank, now=later(26))
    with CaptureQueriesContext(connection) as asked:
        detail = queries.detail(getattr(w, who), ticket.key, later(60))
        shown: list[object] = [detail.ticket, detail.ticket.requester]
        shown.append(detail.ticket.agreement_version)
        shown += [detail.ticket.calendar_version, *(event.actor for event in detail.events)]
        assert all(str(each) for each in (*shown, *detail.watchers, *detail.departments.values()))
        assert [clock.kind for clock in detail.clocks] == ["own", "first_reply", "resolve"]
        assert all(detail.explain(clock) for clock in detail.clocks)
        assert len(detail.holds) == 2
    assert len(asked) == statements


def test_the_page_says_what_one_may_do_now(promises: Promises) -> None:
    w = promises
    ticket = brought_to(w, "resolved")
    mine = queries.detail(w.mara, ticket.key, later(40)).verbs
    assert mine == {Verb.ANSWER, Verb.CONFIRM, Verb.REOPEN}
    ians = queries.detail(w.ian, ticket.key, later(40)).verbs
    assert {Verb.REPLY, Verb.NOTE, Verb.REOPEN, Verb.TAG, Verb.BOOK_TIME} <= ians
    assert ians.isdisjoint({Verb.ASSIGN, Verb.RESOLVE, Verb.DECLINE, Verb.CONFIRM, Verb.ANSWER})
    assert queries.detail(w.max, ticket.key, later(40)).verbs == set()


def test_a_paused_clock_has_a_projection_where_the_wait_has_an_end(promises: Promises) -> None:
    w = promises
    ticket = taken(w, ask_for_laptop(w))
    actions.ask_customer(actor=w.ian, ticket=ticket, text="Which?", until=later(120), now=later(60))
    detail = queries.detail(w.mara, ticket.key, later(90))
    clock = next(clock for clock in detail.clocks if clock.kind == "resolve")
    assert clock.due_at is None
    # 2,700 minutes are five office days, plus the pause of one hour.
    assert detail.projection(clock) == later(7 * 24 * 60 + 60)


def test_what_i_asked_newest_first_page_by_page(promises: Promises) -> None:
    w = promises
    asked = [ask_for_laptop(w, now=later(n)) for n in range(5)]
    asked.append(ask_for_laptop(w, by=w.frank, beneficiary=w.mara))
    ask_for_laptop(w, by=w.frank)
    seen: list[Ticket] = []
    after = None
    for _ in range(4):
        page = queries.my_asked(w.mara, later(10), after=after, limit=2)
        seen += page.rows
        after = page.next
        if after is None:
            break
    assert seen == asked[::-1]
    actions.withdraw(actor=w.mara, ticket=asked[0], now=later(11))
    open_ones = queries.my_asked(w.mara, later(12), open_only=True).rows
    assert open_ones == asked[:0:-1]


def test_what_waits_on_me_is_what_was_asked_back_or_is_to_be_confirmed(promises: Promises) -> None:
    w = promises
    for category in ("submitted", "in_progress", "closed", "declined"):
        brought_to(w, category)
    to_confirm, to_answer = brought_to(w, "resolved"), brought_to(w, "waiting")
    assert queries.waits_on_me(w.mara, later(60)) == [to_answer, to_confirm]
    assert queries.waits_on_me(w.max, later(60)) == []


@pytest.mark.parametrize("after", ["?", "MTIz!", "YWJj", "LTE", "", "MTIzfDEyMw"])
def test_a_place_that_is_none_is_refused(promises: Promises, after: str) -> None:
    for read in (
        lambda: queries.my_asked(promises.mara, later(0), after=after),
        lambda: queries.queue(promises.ian, queries.View.NEXT, later(0), after=after),
    ):
        with pytest.raises(Invalid):
            read()


def test_every_figure_opens_to_its_tickets(promises: Promises) -> None:
    w = promises
    late = resolved(w, taken(w, ask_for_laptop(w)), now=later(30 * 24 * 60))
    handed = actions.hand_off(
        actor=w.ian, ticket=ask_for_laptop(w, urgency=1), department=w.finance, reason="Budget",
        now=later(5),
    )  # fmt: skip
    back = actions.reopen(actor=w.mara, ticket=brought_to(w, "resolved"), text="No", now=later(41))
    gone = brought_to(w, "withdrawn")
    cases = {
        Filter(met=False): {late, handed} & {late},
        Filter(priority=3): {handed},
        Filter(supplier_id=w.finance.pk): {handed},
        Filter(held_by_id=w.it.pk): {late, handed, back, gone},
        Filter(reopened=True): {back},
        Filter(state="closed"): {gone},
        Filter(state="open"): {late, handed, back},
        Filter(category="resolved"): {late},
        Filter(customer_id=w.hr.pk): set(),
        Filter(assignee_id=w.ian.pk, service_id=w.workplace.pk): {late, back, gone},
        Filter(since=later(1)): set(),
        Filter(until=later(1), requester_id=w.mara.pk, kind="service_request"): {
            late, handed, back, gone,
        },
    }  # fmt: skip
    for cut, wanted in cases.items():
        assert set(queries.listed(w.alice, later(60), cut).rows) == wanted, cut


def test_what_no_row_can_have_is_found_nowhere(promises: Promises) -> None:
    """PostgreSQL refuses U+0000 and lone surrogates, both refuse what no column can hold."""
    w = promises
    ask_for_laptop(w)
    for cut in (
        Filter(supplier_id=2**70), Filter(kind="a\x00"), Filter(category="\ud800"),
        Filter(priority=10**9), Filter(customer_id=-1),
    ):  # fmt: skip
        assert list(queries.listed(w.mara, later(1), cut).rows) == []
    for key in ("\x00", "\ud800", "x" * 5000, ""):
        with pytest.raises(NotFound):
            queries.detail(w.mara, key, later(1))
        with pytest.raises(NotFound):
            queries.ticket_for(w.mara, key, later(1))


def test_the_promise_before_asking_is_the_one_that_is_pinned_after(promises: Promises) -> None:
    w = promises
    with CaptureQueriesContext(connection) as asked:
        promise = queries.promise_for(w.new_laptop, w.marketing, 3, START)
    assert len(asked) <= 6
    ticket = ask_for_laptop(w, urgency=1)
    assert promise.agreed["own"].due_at == ticket.due_own
    assert promise.agreed["first_reply"].due_at == ticket.due_first_reply
    assert promise.agreed["resolve"].due_at == ticket.due_resolve
    assert (promise.agreement, promise.calendar) == (w.version, w.office)
    assert (promise.usual, promise.usual_by) == (None, None)


def test_what_is_usual_comes_from_the_newest_resolved_in_business_time(promises: Promises) -> None:
    w = promises
    for minutes in (10, 20, 30, 40):
        resolved(w, taken(w, ask_for_laptop(w), now=later(5)), now=later(minutes))
    assert queries.promise_for(w.new_laptop, w.marketing, 4, START).usual is None
    # Over the night: eight hours of Monday and two of Tuesday, not a day and two hours.
    resolved(w, taken(w, ask_for_laptop(w), now=later(5)), now=later(24 * 60 + 60))
    promise = queries.promise_for(w.new_laptop, w.marketing, 4, START)
    assert promise.usual is not None
    assert (promise.usual.n, promise.usual.median) == (5, timedelta(minutes=30))
    assert promise.usual.p85 == timedelta(minutes=40 + 560 * 0.4)
    assert promise.usual_by == later(30)


def test_where_an_offering_is_new_its_service_says_what_is_usual(promises: Promises) -> None:
    w = promises
    for minutes in (10, 20, 30, 40, 50):
        resolved(w, taken(w, ask_for_laptop(w), now=later(5)), now=later(minutes))
    found = queries.promise_for(w.report_fault, w.marketing, 4, START).usual
    assert found is not None
    assert (found.n, found.median) == (5, timedelta(minutes=30))
    assert queries.promise_for(w.report_misconduct, w.marketing, 4, START).usual is None


def test_without_agreement_and_calendar_nothing_is_agreed(promises: Promises) -> None:
    w = promises
    promise = queries.promise_for(w.report_misconduct, w.marketing, 4, START)
    assert (promise.agreement, promise.calendar, promise.agreed) == (None, None, {})
