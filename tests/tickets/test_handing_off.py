"""Passing the ball to another department."""

from datetime import timedelta

import pytest

from inward.directory import actions as directory
from inward.kernel.errors import Invalid, NotAllowed, NotFound
from inward.tickets import actions, events, queries
from inward.tickets.models import Ticket, Watcher
from tests.support.heard import listening
from tests.support.world import START
from tests.support.world_promises import Promises, later
from tests.tickets.roads import brought_to


def handed(w: Promises, ticket: Ticket) -> Ticket:
    return actions.hand_off(
        actor=w.ian, ticket=ticket, department=w.finance, reason="Needs a budget", now=later(30)
    )


def test_the_ball_and_the_account_pass_and_nobody_is_assigned(
    promises: Promises, monkeypatch: pytest.MonkeyPatch
) -> None:
    w = promises
    ticket = brought_to(w, "in_progress")
    with listening(monkeypatch) as heard:
        ticket = handed(w, ticket)
    assert heard.events == [
        events.TicketHandedOff(ticket.pk, w.ian.pk, later(30), w.it.pk, w.finance.pk)
    ]
    assert (ticket.supplier, ticket.first_supplier, ticket.assignee) == (w.finance, w.it, None)
    assert (ticket.category, ticket.handoffs) == ("submitted", 1)


def test_the_promise_to_the_customer_stays_and_its_clocks_run_on(promises: Promises) -> None:
    w = promises
    ticket = brought_to(w, "in_progress")
    after = handed(w, ticket)
    assert after.agreement_version == ticket.agreement_version == w.version
    assert (after.due_resolve, after.due_first_reply) == (
        ticket.due_resolve, ticket.due_first_reply,
    )  # fmt: skip


def test_the_ledger_says_who_had_it_how_long(promises: Promises) -> None:
    w = promises
    ticket = handed(w, brought_to(w, "in_progress"))
    actions.assign(actor=w.frank, ticket=ticket, person=w.frank, now=later(50))
    holds = queries.detail(w.mara, ticket.key, later(60)).holds
    assert [(h.party_kind, h.department, h.person, h.minutes) for h in holds] == [
        ("department", w.it.pk, None, 10),
        ("department", w.it.pk, w.ian.pk, 20),
        ("supplier", w.finance.pk, None, 20),
        ("supplier", w.finance.pk, w.frank.pk, 10),
    ]
    assert sum((h.until - h.since for h in holds), timedelta()) == later(60) - START


def test_only_the_receiving_department_works_on_it_now(promises: Promises) -> None:
    w = promises
    ticket = handed(w, brought_to(w, "in_progress"))
    with pytest.raises(NotAllowed):
        actions.accept(actor=w.ian, ticket=ticket, now=later(40))
    ticket = actions.accept(actor=w.frank, ticket=ticket, now=later(40))
    assert ticket.category == "accepted"
    back = actions.hand_off(
        actor=w.frank, ticket=ticket, department=w.it, reason="No budget needed", now=later(50)
    )
    assert (back.supplier, back.handoffs) == (w.it, 2)


def test_those_who_had_it_still_see_it_and_the_receivers_see_it_now(promises: Promises) -> None:
    w = promises
    ticket = brought_to(w, "in_progress")
    assert not queries.visible_to(w.frank, later(29)).exists()
    handed(w, ticket)
    for person in (w.ian, w.frank, w.fiona, w.alice):
        assert queries.visible_to(person, later(31)).filter(pk=ticket.pk).exists()


def test_a_wait_ends_with_the_hand_off(promises: Promises) -> None:
    w = promises
    ticket = handed(w, brought_to(w, "waiting"))
    assert (ticket.category, ticket.waiting_on) == ("submitted", "")
    assert ticket.next_due is not None


def test_it_needs_a_reason_and_another_department_that_exists(promises: Promises) -> None:
    w = promises
    ticket = brought_to(w, "in_progress")
    gone = directory.create_department(actor=w.adam, name="Old", code="OLD", now=START)
    gone = directory.close_department(actor=w.adam, department=gone, now=later(1))
    for said, field in (
        ({"reason": ""}, "reason"),
        ({"department": w.it}, "department"),
        ({"department": gone}, "department"),
    ):
        said = {"department": w.finance, "reason": "Budget", **said}
        with pytest.raises(Invalid) as refused:
            actions.hand_off(actor=w.ian, ticket=ticket, now=later(30), **said)
        assert set(refused.value.fields) == {field}


def test_a_confidential_case_is_handed_to_one_person_not_to_all(promises: Promises) -> None:
    w = promises
    case = actions.submit(
        actor=w.mara, offering=w.report_misconduct, answers={"what": "…"}, now=START
    )
    case = actions.hand_off(
        actor=w.hana, ticket=case, department=w.finance, reason="About money", now=later(5)
    )
    watching = {row.person for row in Watcher.objects.filter(ticket=case)}
    assert watching == {w.hana, w.fiona}
    with pytest.raises(NotFound):
        actions.accept(actor=w.frank, ticket=case, now=later(6))
    actions.accept(actor=w.fiona, ticket=case, now=later(6))
