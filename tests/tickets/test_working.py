"""Accepting, taking, assigning, prioritising, waiting for others, another agreement."""

from typing import Any

import pytest

from inward.agreements import actions as agreements
from inward.directory import actions as directory
from inward.kernel.errors import Invalid, RuleBroken
from inward.tickets import actions, events
from inward.tickets.models import TicketEvent
from tests.support.heard import listening
from tests.support.world_promises import Promises, ask_for_laptop, later
from tests.tickets.roads import brought_to


def test_accepting_is_recorded_and_published(
    promises: Promises, monkeypatch: pytest.MonkeyPatch
) -> None:
    w = promises
    ticket = ask_for_laptop(w)
    with listening(monkeypatch) as heard:
        ticket = actions.accept(actor=w.ian, ticket=ticket, now=later(5))
    assert heard.events == [events.TicketAccepted(ticket.pk, w.ian.pk, later(5), w.it.pk)]
    assert (ticket.category, ticket.assignee, ticket.owned_at) == ("accepted", None, later(5))
    assert ticket.met_own is True


def test_taking_it_stops_the_first_clock(
    promises: Promises, monkeypatch: pytest.MonkeyPatch
) -> None:
    w = promises
    ticket = ask_for_laptop(w)
    with listening(monkeypatch) as heard:
        ticket = actions.assign(actor=w.ian, ticket=ticket, person=w.ian, now=later(7))
    assert heard.events == [events.TicketAssigned(ticket.pk, w.ian.pk, later(7), w.ian.pk)]
    assert (ticket.category, ticket.assignee, ticket.owned_at) == ("in_progress", w.ian, later(7))
    assert ticket.next_due == ticket.due_first_reply


def test_only_who_serves_there_is_assigned(promises: Promises) -> None:
    w = promises
    ticket = ask_for_laptop(w)
    for person in (w.frank, w.mara, w.adam):
        with pytest.raises(Invalid) as refused:
            actions.assign(actor=w.ian, ticket=ticket, person=person, now=later(7))
        assert "person" in refused.value.fields
    gone = directory.deactivate_person(actor=w.adam, person=w.iris, now=later(6))
    with pytest.raises(Invalid):
        actions.assign(actor=w.ian, ticket=ticket, person=gone, now=later(7))


def test_nobody_is_assigned_what_is_theirs_already(promises: Promises) -> None:
    w = promises
    ticket = brought_to(w, "in_progress")
    with pytest.raises(RuleBroken, match="already"):
        actions.assign(actor=w.ian, ticket=ticket, person=w.ian, now=later(12))
    ticket = actions.assign(actor=w.ian, ticket=ticket, person=w.iris, now=later(12))
    assert (ticket.assignee, ticket.owned_at) == (w.iris, later(10))


def test_assigning_while_waiting_goes_on_waiting(promises: Promises) -> None:
    w = promises
    ticket = brought_to(w, "waiting")
    ticket = actions.assign(actor=w.ian, ticket=ticket, person=w.iris, now=later(30))
    assert (ticket.category, ticket.waiting_on, ticket.assignee) == (
        "waiting", "customer", w.iris,
    )  # fmt: skip
    assert ticket.next_due is None


def test_another_priority_than_derived_needs_a_reason(
    promises: Promises, monkeypatch: pytest.MonkeyPatch
) -> None:
    w = promises
    ticket = ask_for_laptop(w)
    with pytest.raises(Invalid) as refused:
        actions.prioritise(
            actor=w.ian, ticket=ticket, impact=2, urgency=2, priority=1, now=later(5)
        )
    assert "reason" in refused.value.fields
    with listening(monkeypatch) as heard:
        ticket = actions.prioritise(
            actor=w.ian, ticket=ticket, impact=2, urgency=2, priority=1, reason="The fair opens",
            now=later(5),
        )  # fmt: skip
    assert heard.events == [events.TicketPrioritised(ticket.pk, w.ian.pk, later(5), 1)]
    assert (ticket.priority, ticket.priority_reason, ticket.impact) == (1, "The fair opens", 2)
    assert ticket.due_resolve == later(240)
    ticket = actions.prioritise(actor=w.ian, ticket=ticket, impact=2, urgency=2, now=later(6))
    assert (ticket.priority, ticket.priority_reason) == (3, "")


def test_who_waits_gives_a_head_start_in_the_queue(promises: Promises) -> None:
    w = promises
    ticket = ask_for_laptop(w)
    before = ticket.queue_at
    assert before is not None
    ticket = actions.prioritise(
        actor=w.ian, ticket=ticket, impact=1, urgency=3, priority=4, reason="No hurry",
        now=later(5),
    )  # fmt: skip
    assert ticket.queue_at == later(-8 * 60, since=before)


@pytest.mark.parametrize("whom", ["outside", "department", "date"])
def test_waiting_for_others_keeps_the_customers_clocks_running(
    promises: Promises, whom: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    w = promises
    ticket = brought_to(w, "in_progress")
    due, until = ticket.due_resolve, later(24 * 60)
    with listening(monkeypatch) as heard:
        ticket = actions.hold(
            actor=w.ian, ticket=ticket, waiting_on=whom, reason="Parts ordered", until=until,
            now=later(20),
        )  # fmt: skip
    assert heard.events == [events.TicketPutOnHold(ticket.pk, w.ian.pk, later(20), whom, until)]
    assert (ticket.category, ticket.waiting_on, ticket.waiting_reason, ticket.waiting_until) == (
        "waiting", whom, "Parts ordered", until,
    )  # fmt: skip
    assert ticket.due_resolve == due
    assert ticket.first_reply_at is None
    with listening(monkeypatch) as heard:
        ticket = actions.resume(actor=w.ian, ticket=ticket, now=later(40))
    assert heard.events == [events.TicketResumed(ticket.pk, w.ian.pk, later(40))]
    assert (ticket.category, ticket.waiting_on, ticket.waiting_until) == ("in_progress", "", None)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"waiting_on": "customer"}, "waiting_on"),
        ({"waiting_on": "nobody"}, "waiting_on"),
        ({"waiting_on": "date"}, "until"),
        ({"waiting_on": "outside", "until": later(1)}, "until"),
        ({"waiting_on": "outside", "reason": " "}, "reason"),
    ],
)
def test_a_wait_says_for_whom_why_and_until_when(
    promises: Promises, said: dict[str, Any], field: str
) -> None:
    w = promises
    ticket = brought_to(w, "in_progress")
    with pytest.raises(Invalid) as refused:
        actions.hold(actor=w.ian, ticket=ticket, now=later(20), **{"reason": "Parts", **said})
    assert set(refused.value.fields) == {field}


def test_a_new_agreement_holds_for_an_open_ticket_only_if_somebody_says_so(
    promises: Promises,
) -> None:
    w = promises
    ticket = brought_to(w, "in_progress")
    fresh = agreements.new_version(actor=w.alice, agreement=w.agreement, now=later(11))
    agreements.set_targets(
        actor=w.alice, version=fresh, targets={("resolve", 4): 60}, now=later(12)
    )
    for signer in (w.alice, w.adam):
        agreements.sign(actor=signer, version=fresh, now=later(13))
    agreements.put_in_force(actor=w.alice, version=fresh, now=later(14))
    with pytest.raises(Invalid):
        actions.repin(actor=w.iris, ticket=ticket, reason="", now=later(15))
    ticket = actions.repin(actor=w.iris, ticket=ticket, reason="Agreed with Max", now=later(15))
    assert (ticket.agreement_version, ticket.due_resolve, ticket.due_own) == (
        fresh, later(60), None,
    )  # fmt: skip
    event = TicketEvent.objects.get(ticket=ticket, ordinal=ticket.version)
    assert event.data["repinned"] == "Agreed with Max"
    agreements.end(actor=w.alice, agreement=w.agreement, now=later(16))
    with pytest.raises(RuleBroken, match="No agreement"):
        actions.repin(actor=w.iris, ticket=ticket, reason="Again", now=later(17))
