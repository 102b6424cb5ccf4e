"""Stage clocks: each department's part, against what it promised."""

from datetime import timedelta

import pytest

from inward.tickets import actions, queries
from inward.tickets.clocks import ClockState
from inward.tickets.models import Ticket
from tests.support.world_promises import Promises, later
from tests.tickets.parting import STAGES, asked, finance_promises_it, taken


@pytest.fixture
def w(promises: Promises) -> Promises:
    return promises


def handed(w: Promises, ticket: Ticket, minute: float = 40) -> Ticket:
    return actions.hand_off(
        actor=w.ian, ticket=ticket, department=w.finance, reason="Theirs", now=later(minute)
    )


def minutes(length: timedelta) -> float:
    return length.total_seconds() / 60


def test_a_ticket_of_one_department_has_no_stages(w: Promises) -> None:
    ticket = taken(w)
    assert queries.detail(w.ian, ticket.key, later(30)).stages == ()


def test_each_department_has_its_own_stretch(w: Promises) -> None:
    finance_promises_it(w, STAGES)
    ticket = handed(w, taken(w))
    it, finance = queries.detail(w.frank, ticket.key, later(100)).stages
    assert (it.department, minutes(it.used), it.clock) == (w.it.pk, 40, None)
    assert (finance.department, minutes(finance.used)) == (w.finance.pk, 60)
    assert finance.clock is not None
    level = ticket.priority or 0
    assert minutes(finance.clock.budget) == STAGES["stage", level]
    assert finance.clock.due_at == later(40 + STAGES["stage", level])
    assert finance.clock.state is ClockState.RUNNING


def test_it_stands_still_while_the_customer_or_another_department_has_the_ball(
    w: Promises,
) -> None:
    ticket = taken(w)
    actions.ask_customer(actor=w.ian, ticket=ticket, text="Which?", now=later(20))
    actions.answer(actor=w.mara, ticket=ticket, text="This.", now=later(30))
    part = asked(w, ticket, w.finance, later(30))
    actions.resolve(actor=w.frank, ticket=part, outcome="fulfilled", now=later(35))
    handed(w, ticket, 40)
    it, _finance = queries.detail(w.frank, ticket.key, later(100)).stages
    assert minutes(it.used) == 25


def test_the_customers_clock_does_not_begin_anew(w: Promises) -> None:
    ticket = taken(w)
    due = ticket.due_resolve
    assert handed(w, ticket).due_resolve == due


def test_a_stage_that_took_longer_is_missed_though_the_promise_may_be_kept(w: Promises) -> None:
    finance_promises_it(w, STAGES)
    ticket = handed(w, taken(w), 20)
    level = ticket.priority or 0
    end = 20 + STAGES["stage", level] + 1
    actions.resolve(actor=w.frank, ticket=ticket, outcome="fulfilled", now=later(end))
    found = queries.detail(w.frank, ticket.key, later(end + 5))
    assert found.stages[1].clock is not None
    assert found.stages[1].clock.state is ClockState.MISSED
    assert found.ticket.met_resolve is True
