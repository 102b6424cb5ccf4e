"""Major, overdue, escalated: flags with a history, never states."""

from contextlib import AbstractContextManager, nullcontext

import pytest

from inward.kernel import clock
from inward.kernel.errors import Invalid, NotAllowed, RuleBroken
from inward.tickets import actions, events, log, tasks
from inward.tickets.flags import Flag, Raised, fold
from inward.tickets.models import Ticket, TicketEvent
from tests.support.heard import listening
from tests.support.world_promises import Promises, ask_for_laptop, later
from tests.tickets.roads import brought_to, taken

FRIDAY = later(4 * 24 * 60 + 7 * 60)


class Job:
    """What a periodic task sees of its own job, held for as long as it is needed."""

    id, tries = 1, 1

    def still_held(self) -> bool:
        return True

    def finishing(self) -> AbstractContextManager[None]:
        return nullcontext()


def test_a_lead_calls_a_ticket_major_and_says_why(
    promises: Promises, monkeypatch: pytest.MonkeyPatch
) -> None:
    w = promises
    ticket = brought_to(w, "in_progress")
    with listening(monkeypatch) as heard:
        ticket = actions.mark_major(
            actor=w.iris, ticket=ticket, reason="All of Sales wait", now=later(20)
        )
    assert heard.events == [events.TicketFlagged(ticket.pk, w.iris.pk, later(20), "major", True)]
    assert (ticket.is_major, ticket.category) == (True, "in_progress")
    up = fold(log.entries_of(ticket))
    assert up == {Flag.MAJOR: Raised(Flag.MAJOR, later(20), "All of Sales wait")}
    event = TicketEvent.objects.get(ticket=ticket, ordinal=ticket.version)
    assert (event.kind, event.is_note) == ("flagged", True)
    with pytest.raises(RuleBroken, match="already"):
        actions.mark_major(actor=w.iris, ticket=ticket, reason="Again", now=later(21))
    with pytest.raises(Invalid) as refused:
        actions.mark_major(actor=w.iris, ticket=ticket, on=False, reason=" ", now=later(21))
    assert set(refused.value.fields) == {"reason"}
    ticket = actions.mark_major(
        actor=w.alice, ticket=ticket, on=False, reason="A way round", now=later(30)
    )
    assert not ticket.is_major


def test_who_serves_escalates_and_a_lead_takes_it_back(promises: Promises) -> None:
    w = promises
    ticket = brought_to(w, "in_progress")
    with pytest.raises(NotAllowed):
        actions.mark_major(actor=w.ian, ticket=ticket, reason="Big", now=later(20))
    ticket = actions.escalate(actor=w.ian, ticket=ticket, reason="I am stuck", now=later(20))
    assert ticket.is_escalated
    with pytest.raises(NotAllowed, match="lead"):
        actions.escalate(actor=w.ian, ticket=ticket, on=False, reason="Done", now=later(21))
    ticket = actions.escalate(
        actor=w.iris, ticket=ticket, on=False, reason="Helped him", now=later(22)
    )
    assert not ticket.is_escalated


def test_a_running_promise_that_is_late_raises_overdue_once(
    promises: Promises, monkeypatch: pytest.MonkeyPatch
) -> None:
    w = promises
    late, paused = ask_for_laptop(w), brought_to(w, "waiting")
    in_time = ask_for_laptop(w, now=FRIDAY)
    with listening(monkeypatch) as heard:
        assert actions.sweep_overdue(now=FRIDAY) == 1
        assert actions.sweep_overdue(now=FRIDAY) == 0
    assert heard.events == [events.TicketOverdue(late.pk, None, FRIDAY)]
    found = {one.pk: one for one in Ticket.objects.all()}
    assert found[late.pk].is_overdue
    assert found[late.pk].version == late.version + 1
    assert not found[paused.pk].is_overdue
    assert not found[in_time.pk].is_overdue
    assert found[late.pk].category == "submitted"


def test_overdue_goes_with_the_promise_and_comes_again(promises: Promises) -> None:
    w = promises
    ticket = ask_for_laptop(w)
    actions.sweep_overdue(now=FRIDAY)
    ticket = actions.assign(actor=w.ian, ticket=ticket, person=w.ian, now=FRIDAY)
    ticket = actions.ask_customer(actor=w.ian, ticket=ticket, text="Which?", now=FRIDAY)
    assert (ticket.is_overdue, ticket.next_due) == (False, None)
    ticket = actions.resume(actor=w.ian, ticket=ticket, now=FRIDAY)
    assert ticket.is_overdue
    actions.prioritise(actor=w.ian, ticket=ticket, impact=3, urgency=3, priority=4,
                       reason="Agreed with Mara", now=FRIDAY)  # fmt: skip
    assert actions.sweep_overdue(now=FRIDAY) == 1
    ticket.refresh_from_db()
    assert not ticket.is_overdue
    assert Flag.OVERDUE not in fold(log.entries_of(ticket))
    ticket = actions.resolve(actor=w.ian, ticket=ticket, outcome="fulfilled", now=FRIDAY)
    assert actions.sweep_overdue(now=later(60 * 24 * 60)) == 0


def test_sweeping_writes_what_the_log_makes_of_it(promises: Promises) -> None:
    w = promises
    for ticket in (ask_for_laptop(w), taken(w, ask_for_laptop(w)), ask_for_laptop(w, urgency=1)):
        actions.reply(actor=w.ian, ticket=ticket, text="Soon.", now=later(15))
    assert actions.sweep_overdue(now=later(30 * 24 * 60)) == 3
    for ticket in Ticket.objects.all():
        before = {field.attname: getattr(ticket, field.attname) for field in Ticket._meta.fields}
        log.rebuild(ticket)
        ticket.refresh_from_db()
        assert before == {f.attname: getattr(ticket, f.attname) for f in Ticket._meta.fields}


def test_the_periodic_task_sweeps_all_there_is(
    promises: Promises, monkeypatch: pytest.MonkeyPatch
) -> None:
    w = promises
    for minute in range(5):
        ask_for_laptop(w, now=later(minute))
    monkeypatch.setattr(tasks, "_AT_ONCE", 2)
    monkeypatch.setattr(tasks, "now", lambda: FRIDAY)
    assert clock.now() != FRIDAY
    tasks.sweep({}, job=Job())
    assert Ticket.objects.filter(is_overdue=True).count() == 5


def test_a_flag_is_no_reason_to_type_anything_again(promises: Promises) -> None:
    w = promises
    ticket = brought_to(w, "in_progress")
    actions.escalate(actor=w.iris, ticket=ticket, reason="Slow", now=later(20))
    actions.reply(actor=w.ian, ticket=ticket, text="Soon.", version=ticket.version, now=later(21))
