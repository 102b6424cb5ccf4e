"""Asking: the form, the key, the promise that is pinned, once."""

from typing import Any

import pytest

from inward.agreements import actions as agreements
from inward.catalogue import actions as catalogue
from inward.catalogue import policies
from inward.directory import actions as directory
from inward.kernel.errors import Conflict, Invalid, NotFound, RuleBroken
from inward.notify.models import Notice
from inward.tickets import actions, events
from inward.tickets.models import Ticket, TicketEvent, Watcher
from tests.support.heard import listening
from tests.support.world import START
from tests.support.world_promises import Promises, ask_for_laptop, later


def test_asking_writes_one_ticket_with_one_event(
    promises: Promises, monkeypatch: pytest.MonkeyPatch
) -> None:
    w = promises
    with listening(monkeypatch) as heard:
        ticket = ask_for_laptop(
            w, title="  A new\tlaptop ", text="Mine is slow.", answers={"model": "Powerful"},
            channel="api",
        )  # fmt: skip
    assert heard.events == [
        events.TicketSubmitted(ticket.pk, w.mara.pk, START, w.it.pk, w.marketing.pk)
    ]
    event = TicketEvent.objects.get(ticket=ticket)
    assert (event.ordinal, event.kind, event.side, event.category, event.text) == (
        1, "submitted", "customer", "submitted", "Mine is slow.",
    )  # fmt: skip
    assert (event.actor, event.department) == (w.mara, w.it)
    fresh = Ticket.objects.get(pk=ticket.pk)
    assert (fresh.key, fresh.title, fresh.channel) == ("IT-1", "A new laptop", "api")
    assert (fresh.customer, fresh.supplier, fresh.requester) == (w.marketing, w.it, w.mara)
    assert fresh.answers == {"model": "Powerful"}
    assert (fresh.kind, fresh.confidentiality) == ("service_request", "department")


def test_a_ticket_nobody_named_is_called_by_its_first_answer(promises: Promises) -> None:
    w = promises
    note = {"model": "Light", "note": "For  Jonas,\nwho starts on Monday"}
    assert ask_for_laptop(w, title=" ").title == "New laptop: Light"
    assert ask_for_laptop(w, answers=note).title == "New laptop: For Jonas,"
    long = ask_for_laptop(w, answers={"model": "Light", "note": "o" * 300}).title
    assert len(long) == len("New laptop: ") + 80
    assert long.endswith("o…")


def test_the_title_of_a_confidential_case_tells_nothing(promises: Promises) -> None:
    w = promises
    answers = {"what": "He threatened me"}
    said = actions.submit(actor=w.mara, offering=w.report_misconduct, answers=answers, now=START)
    assert said.title == "Report misconduct"


def test_the_promise_of_the_day_is_pinned(promises: Promises) -> None:
    w = promises
    ticket = ask_for_laptop(w, urgency=1)
    assert (ticket.priority, ticket.impact, ticket.urgency) == (3, 3, 1)
    assert (ticket.agreement_version, ticket.calendar_version) == (w.version, w.office)
    assert ticket.due_own == later(120)
    assert ticket.due_first_reply == later(240)
    # 1,080 minutes are two office days, from Monday 9:00 to Wednesday 9:00 in Berlin.
    assert ticket.due_resolve == later(2 * 24 * 60)
    assert ticket.next_due == ticket.due_own
    agreements.end(actor=w.alice, agreement=w.agreement, now=later(1))
    unpromised = ask_for_laptop(w, now=later(2))
    assert (unpromised.agreement_version, unpromised.due_resolve) == (None, None)
    later_on = actions.reply(actor=w.ian, ticket=ticket, text="Soon.", now=later(3))
    assert later_on.due_resolve == later(2 * 24 * 60)


def test_keys_count_for_each_supplier(promises: Promises) -> None:
    w = promises
    first, second = ask_for_laptop(w), ask_for_laptop(w, by=w.frank)
    case = actions.submit(
        actor=w.mara, offering=w.report_misconduct, answers={"what": "…"}, now=START
    )
    assert [first.key, second.key, case.key] == ["IT-1", "IT-2", "HR-1"]


def test_answers_are_checked_and_nothing_is_written(promises: Promises) -> None:
    w = promises
    with pytest.raises(Invalid) as refused:
        ask_for_laptop(w, answers={"model": "Golden", "colour": "red"})
    assert set(refused.value.fields) == {"model", "colour"}
    for wrong in ({"urgency": 4}, {"title": "x" * 301}, {"text": "x" * 20_001}):
        with pytest.raises(Invalid) as refused:
            ask_for_laptop(w, **wrong)
        assert set(refused.value.fields) == set(wrong)
    assert not Ticket.objects.exists()


def test_one_asks_for_a_department_of_ones_own(promises: Promises) -> None:
    w = promises
    directory.add_membership(
        actor=w.adam, person=w.mara, department=w.finance, role="member", now=START
    )
    assert ask_for_laptop(w, customer=w.finance).customer == w.finance
    with pytest.raises(Invalid) as refused:
        ask_for_laptop(w, customer=w.hr)
    assert "customer" in refused.value.fields
    with pytest.raises(Invalid):
        ask_for_laptop(w, by=w.adam)


def test_one_may_ask_for_somebody_else(promises: Promises) -> None:
    w = promises
    ticket = ask_for_laptop(w, beneficiary=w.hana)
    assert ticket.beneficiary == w.hana
    assert ask_for_laptop(w, beneficiary=w.mara).beneficiary is None
    gone = directory.deactivate_person(actor=w.adam, person=w.hana, now=START)
    with pytest.raises(Invalid):
        ask_for_laptop(w, beneficiary=gone)


def test_for_whom_one_may_ask(promises: Promises) -> None:
    """Colleagues of one's own departments, who reports to one, who works where one heads."""
    w = promises
    said: dict[str, Any] = {"offering": w.new_laptop, "answers": {"model": "Light"}, "now": START}
    allowed = {
        (asker, person)
        for asker in (w.mara, w.max, w.ian, w.hana, w.adam)
        for person in (w.mara, w.max, w.iris)
        if policies.can_ask_for(asker, person, START.date())
    }
    assert allowed == {
        (w.mara, w.mara), (w.mara, w.max), (w.max, w.mara), (w.max, w.max), (w.ian, w.iris),
    }  # fmt: skip
    with pytest.raises(Invalid) as refused:
        actions.submit(actor=w.mara, beneficiary=w.hana, **said)
    assert list(refused.value.fields) == ["beneficiary"]
    directory.change_person(actor=w.adam, person=w.hana, manager=w.mara, now=START)
    w.hana.refresh_from_db()
    ticket = actions.submit(actor=w.mara, beneficiary=w.hana, **said)
    [notice] = Notice.objects.filter(person=w.hana, kind="asked_for_you")
    assert (notice.subject, notice.path) == ("Mara Mai asked for you", f"/tickets/{ticket.key}/")


def test_what_one_may_not_ask_for_does_not_exist(promises: Promises) -> None:
    w = promises
    catalogue.set_audience(actor=w.adam, service=w.workplace, departments=[w.finance], now=START)
    with pytest.raises(NotFound):
        ask_for_laptop(w)
    assert ask_for_laptop(w, by=w.frank).customer == w.finance
    catalogue.retire_offering(actor=w.adam, offering=w.new_laptop, now=START)
    with pytest.raises(NotFound):
        ask_for_laptop(w, by=w.frank)


def test_the_same_key_asks_once(promises: Promises, monkeypatch: pytest.MonkeyPatch) -> None:
    w = promises
    with listening(monkeypatch) as heard:
        first = ask_for_laptop(w, idempotency_key="abc")
        again = ask_for_laptop(w, idempotency_key="abc", now=later(5))
    assert first == again
    assert len(heard.events) == 1
    with pytest.raises(Conflict):
        ask_for_laptop(w, idempotency_key="abc", title="Another")
    assert ask_for_laptop(w, by=w.frank, idempotency_key="abc") != first


def test_a_confidential_case_reaches_one_person(promises: Promises) -> None:
    w = promises
    case = actions.submit(
        actor=w.mara, offering=w.report_misconduct, answers={"what": "…"}, now=START
    )
    assert case.confidentiality == "restricted"
    assert [row.person for row in Watcher.objects.filter(ticket=case)] == [w.hana]
    case = actions.assign(actor=w.hana, ticket=case, person=w.hana, now=later(1))
    assert case.assignee == w.hana


def test_a_confidential_case_nobody_can_take_is_refused(promises: Promises) -> None:
    w = promises
    with pytest.raises(RuleBroken, match="Nobody at Human Resources"):
        actions.submit(actor=w.hana, offering=w.report_misconduct, answers={"what": "…"}, now=START)
    assert not Ticket.objects.exists()


def test_asking_clears_the_draft_of_the_form(promises: Promises) -> None:
    w = promises
    place = actions.offering_place(w.new_laptop)
    actions.save_draft(person=w.mara, place=place, content={"note": "as light as"}, now=START)
    assert actions.draft_of(person=w.mara, place=place) == {"note": "as light as"}
    ask_for_laptop(w)
    assert actions.draft_of(person=w.mara, place=place) == {}
