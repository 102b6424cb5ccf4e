"""Resolving, confirming, reopening, closing by time, declining, withdrawing."""

from contextlib import AbstractContextManager, nullcontext
from datetime import timedelta
from typing import Any

import pytest

from inward.kernel.errors import Invalid, RuleBroken
from inward.tickets import actions, events, queries, tasks
from inward.tickets.models import Ticket, TicketEvent
from tests.support.heard import listening
from tests.support.world_promises import Promises, ask_for_laptop, later
from tests.tickets.roads import brought_to, resolved, taken

# The world starts on Monday 2025-03-03, 9:00 in Berlin; offices close at 17:00 (16:00 UTC).
THURSDAY_EVENING = later(3 * 24 * 60 + 8 * 60)
MONDAY_EVENING = later(7 * 24 * 60 + 8 * 60)


def test_resolving_says_what_the_customer_got(
    promises: Promises, monkeypatch: pytest.MonkeyPatch
) -> None:
    w = promises
    ticket = brought_to(w, "in_progress")
    with listening(monkeypatch) as heard:
        ticket = actions.resolve(
            actor=w.ian, ticket=ticket, outcome="partly", text="Without bag.", now=later(30)
        )
    assert heard.events == [events.TicketResolved(ticket.pk, w.ian.pk, later(30), "partly")]
    assert (ticket.category, ticket.outcome, ticket.resolved_at) == (
        "resolved", "partly", later(30),
    )  # fmt: skip
    assert (ticket.met_own, ticket.met_first_reply, ticket.met_resolve) == (True, True, True)
    assert (ticket.next_due, ticket.queue_at) == (None, None)
    with pytest.raises(Invalid) as refused:
        actions.resolve(actor=w.ian, ticket=brought_to(w, "in_progress"), outcome="", now=later(31))
    assert set(refused.value.fields) == {"outcome"}


def test_who_resolves_what_nobody_had_had_it(promises: Promises) -> None:
    w = promises
    ticket = actions.resolve(
        actor=w.iris, ticket=ask_for_laptop(w), outcome="fulfilled", now=later(4)
    )
    assert (ticket.assignee, ticket.owned_at) == (w.iris, later(4))


def test_a_late_resolution_is_told_as_such(promises: Promises) -> None:
    w = promises
    ticket = taken(w, ask_for_laptop(w))
    ticket = resolved(w, ticket, now=later(30 * 24 * 60))
    assert (ticket.met_own, ticket.met_first_reply, ticket.met_resolve) == (True, False, False)


def test_the_customer_confirms(promises: Promises, monkeypatch: pytest.MonkeyPatch) -> None:
    w = promises
    ticket = brought_to(w, "resolved")
    with listening(monkeypatch) as heard:
        ticket = actions.confirm(actor=w.mara, ticket=ticket, text="Thanks!", now=later(45))
    assert heard.events == [events.TicketConfirmed(ticket.pk, w.mara.pk, later(45), "fulfilled")]
    assert (ticket.category, ticket.closed_at, ticket.outcome) == (
        "closed", later(45), "fulfilled",
    )  # fmt: skip
    assert (ticket.closes_at, ticket.reopen_until) == (None, MONDAY_EVENING)


def test_silence_closes_after_three_working_days(
    promises: Promises, monkeypatch: pytest.MonkeyPatch
) -> None:
    w = promises
    ticket = brought_to(w, "resolved")
    assert ticket.closes_at == THURSDAY_EVENING
    with pytest.raises(RuleBroken, match="still has time"):
        actions.close(ticket=ticket, now=THURSDAY_EVENING - timedelta(seconds=1))
    with listening(monkeypatch) as heard:
        ticket = actions.close(ticket=ticket, now=THURSDAY_EVENING)
    assert heard.events == [events.TicketClosed(ticket.pk, None, THURSDAY_EVENING, "fulfilled")]
    event = TicketEvent.objects.get(ticket=ticket, ordinal=ticket.version)
    assert (event.actor, event.side) == (None, "system")
    for category in ("in_progress", "closed"):
        with pytest.raises(RuleBroken):
            actions.close(ticket=brought_to(w, category), now=MONDAY_EVENING)


class _Job:
    """What a periodic task sees of its own job, held for as long as it is needed."""

    id, tries = 1, 1

    def still_held(self) -> bool:
        return True

    def finishing(self) -> AbstractContextManager[None]:
        return nullcontext()


def test_the_periodic_task_closes_what_is_due_and_nothing_else(promises: Promises) -> None:
    w = promises
    long_silent, confirmed = brought_to(w, "resolved"), brought_to(w, "closed")
    open_one = brought_to(w, "in_progress")
    tasks.close_silent({}, job=_Job())
    tasks.close_silent({}, job=_Job())
    found = {t.pk: t for t in Ticket.objects.all()}
    assert found[long_silent.pk].category == "closed"
    assert found[confirmed.pk].version == confirmed.version
    assert found[open_one.pk].version == open_one.version


def test_reopening_resumes_the_clock_where_it_stopped(
    promises: Promises, monkeypatch: pytest.MonkeyPatch
) -> None:
    w = promises
    ticket = brought_to(w, "resolved")
    with listening(monkeypatch) as heard:
        ticket = actions.reopen(
            actor=w.mara, ticket=ticket, text="Still slow.", now=THURSDAY_EVENING
        )
    assert heard.events == [events.TicketReopened(ticket.pk, w.mara.pk, THURSDAY_EVENING)]
    assert (ticket.category, ticket.assignee, ticket.reopens) == ("in_progress", w.ian, 1)
    assert (ticket.resolved_at, ticket.closed_at, ticket.met_resolve) == (later(30), None, None)
    detail = queries.detail(w.mara, ticket.key, THURSDAY_EVENING)
    (clock,) = [c for c in detail.clocks if c.kind == "resolve"]
    assert clock.used == timedelta(minutes=30)
    assert [(h.party_kind, h.reason) for h in detail.holds][-1] == ("customer", "confirmation")


def test_the_supplier_reopens_its_own_mistake(promises: Promises) -> None:
    w = promises
    ticket = actions.reopen(
        actor=w.ian, ticket=brought_to(w, "resolved"), text="Wrong ticket.", now=later(35)
    )
    event = TicketEvent.objects.get(ticket=ticket, ordinal=ticket.version)
    assert (ticket.category, event.side) == ("in_progress", "supplier")


def test_a_closed_ticket_reopens_within_five_working_days(promises: Promises) -> None:
    w = promises
    ticket = brought_to(w, "closed")
    with pytest.raises(RuleBroken, match="ask anew"):
        actions.reopen(
            actor=w.mara, ticket=ticket, text="Broken.", now=MONDAY_EVENING + timedelta(seconds=1)
        )
    ticket = actions.reopen(actor=w.mara, ticket=ticket, text="Broken.", now=MONDAY_EVENING)
    assert (ticket.category, ticket.reopens, ticket.reopen_until) == ("in_progress", 1, None)


def test_reopening_says_why(promises: Promises) -> None:
    w = promises
    with pytest.raises(Invalid) as refused:
        actions.reopen(actor=w.mara, ticket=brought_to(w, "resolved"), text="", now=later(40))
    assert set(refused.value.fields) == {"text"}


def test_declining_says_of_which_kind_and_why(
    promises: Promises, monkeypatch: pytest.MonkeyPatch
) -> None:
    w = promises
    ticket = brought_to(w, "in_progress")
    with listening(monkeypatch) as heard:
        ticket = actions.decline(
            actor=w.ian, ticket=ticket, reason_kind="policy", text="One laptop each.",
            policy_reference="IT-7, section 2", now=later(30),
        )  # fmt: skip
    assert heard.events == [
        events.TicketDeclined(ticket.pk, w.ian.pk, later(30), "policy", "IT-7, section 2")
    ]
    assert (ticket.category, ticket.reason_kind, ticket.policy_reference, ticket.outcome) == (
        "declined", "policy", "IT-7, section 2", "not_fulfilled",
    )  # fmt: skip
    assert (ticket.met_first_reply, ticket.met_resolve) == (True, None)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"reason_kind": "policy"}, "policy_reference"),
        ({"reason_kind": ""}, "reason_kind"),
        ({"reason_kind": "whim"}, "reason_kind"),
        ({"text": " "}, "text"),
    ],
)
def test_a_refusal_without_reason_is_refused(
    promises: Promises, said: dict[str, Any], field: str
) -> None:
    w = promises
    said = {"reason_kind": "capacity", "text": "No.", **said}
    with pytest.raises(Invalid) as refused:
        actions.decline(actor=w.ian, ticket=brought_to(w, "in_progress"), now=later(30), **said)
    assert set(refused.value.fields) == {field}


def test_the_customer_withdraws(promises: Promises, monkeypatch: pytest.MonkeyPatch) -> None:
    w = promises
    ticket = brought_to(w, "waiting")
    with listening(monkeypatch) as heard:
        ticket = actions.withdraw(actor=w.mara, ticket=ticket, now=later(30))
    assert heard.events == [events.TicketWithdrawn(ticket.pk, w.mara.pk, later(30))]
    assert (ticket.category, ticket.closed_at, ticket.met_resolve) == (
        "withdrawn", later(30), None,
    )  # fmt: skip
