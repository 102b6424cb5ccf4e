"""Approving and refusing: stage after stage, by quorum, recorded, published, told."""

import pytest

from inward.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, RuleBroken
from inward.notify.models import Notice
from inward.tickets import actions, checks, events, log, queries
from inward.tickets.models import EventKind, Ticket, TicketApprover, TicketEvent
from tests.support.heard import listening
from tests.support.world_promises import Promises, ask_for_laptop, later
from tests.tickets.approving import MANAGER, asked, named, open_stage, rounds_of, with_policy
from tests.tickets.roads import brought_to


def test_what_needs_approval_waits_for_it_before_the_supplier_works(promises: Promises) -> None:
    w = promises
    ticket = asked(w, MANAGER)
    assert (ticket.category, ticket.waiting_on, ticket.waiting_reason) == (
        "awaiting_approval", "approver", "Manager",
    )  # fmt: skip
    assert ticket.queue_at is None
    assert [hold.party_kind for hold in queries.detail(w.mara, ticket.key, later(9)).holds] == [
        "approver"
    ]
    with pytest.raises(RuleBroken):
        actions.accept(actor=w.ian, ticket=ticket, now=later(5))
    assert checks.state_against_log().level == checks.clocks_against_log().level == 0


def test_without_policy_nothing_waits(promises: Promises) -> None:
    assert ask_for_laptop(promises).category == "submitted"


def test_a_stage_whose_condition_fails_is_not_asked(promises: Promises) -> None:
    w = promises
    when = {"of": "answer", "key": "model", "test": "is", "value": "Powerful"}
    assert asked(w, named("Budget", "all", w.fiona, when=when)).category == "submitted"
    ticket = ask_for_laptop(w, answers={"model": "Powerful"})
    assert ticket.category == "awaiting_approval"


def test_the_last_yes_lets_it_go_to_the_supplier(
    promises: Promises, monkeypatch: pytest.MonkeyPatch
) -> None:
    w = promises
    ticket = asked(w, MANAGER, named("Budget", "all", w.fiona))
    with listening(monkeypatch) as heard:
        ticket = actions.approve(actor=w.max, ticket=ticket, now=later(5))
    assert heard.events == [
        events.ApprovalRequested(ticket.pk, None, later(5), "Budget", (w.fiona.pk,)),
        events.TicketApproved(ticket.pk, w.max.pk, later(5), "Manager", w.max.pk, False),
    ]
    assert (ticket.category, ticket.waiting_reason) == ("awaiting_approval", "Budget")
    with listening(monkeypatch) as heard:
        ticket = actions.approve(actor=w.fiona, ticket=ticket, text="Fine.", now=later(9))
    assert heard.events == [
        events.TicketApproved(ticket.pk, w.fiona.pk, later(9), "Budget", w.fiona.pk, True)
    ]
    assert ticket.category == "submitted"
    assert ticket.queue_at is not None
    assert Notice.objects.get(person=w.mara, kind="approval").subject.startswith("Approved: IT-1")


def test_who_is_asked_is_told_with_a_link_of_their_own(promises: Promises) -> None:
    w = promises
    asked(w, named("Budget", "all", w.fiona, w.frank))
    notices = Notice.objects.filter(kind="approval").order_by("person_id")
    assert [one.person for one in notices] == [w.fiona, w.frank]
    assert len({one.personal for one in notices}) == 2


def test_a_refusal_says_why_and_declines_with_its_kind(
    promises: Promises, monkeypatch: pytest.MonkeyPatch
) -> None:
    w = promises
    ticket = asked(w, MANAGER)
    with pytest.raises(Invalid) as refused:
        actions.refuse(actor=w.max, ticket=ticket, text=" ", now=later(5))
    assert "text" in refused.value.fields
    with pytest.raises(Invalid):
        actions.refuse(actor=w.max, ticket=ticket, text="No.", reason_kind="policy", now=later(5))
    with listening(monkeypatch) as heard:
        ticket = actions.refuse(
            actor=w.max, ticket=ticket, text="You have one.", reason_kind="policy",
            policy_reference="IT-7", now=later(5),
        )  # fmt: skip
    assert heard.of(events.TicketDeclined) == [
        events.TicketDeclined(ticket.pk, w.max.pk, later(5), "policy", "IT-7")
    ]
    assert heard.of(events.TicketRefused)
    assert (ticket.category, ticket.reason_kind, ticket.policy_reference, ticket.outcome) == (
        "declined", "policy", "IT-7", "not_fulfilled",
    )  # fmt: skip


def test_one_no_of_several_where_one_yes_is_enough_decides_nothing(promises: Promises) -> None:
    w = promises
    ticket = asked(w, named("Any", "any", w.fiona, w.frank))
    ticket = actions.refuse(actor=w.fiona, ticket=ticket, text="Not me.", now=later(5))
    assert ticket.category == "awaiting_approval"
    assert actions.approve(actor=w.frank, ticket=ticket, now=later(6)).category == "submitted"


def test_two_of_three(promises: Promises) -> None:
    w = promises
    ticket = asked(w, named("Board", 2, w.fiona, w.frank, w.max))
    ticket = actions.approve(actor=w.max, ticket=ticket, now=later(5))
    ticket = actions.refuse(actor=w.frank, ticket=ticket, text="No.", now=later(6))
    assert ticket.category == "awaiting_approval"
    assert actions.approve(actor=w.fiona, ticket=ticket, now=later(7)).category == "submitted"


def test_nobody_decides_twice_nor_unasked(promises: Promises) -> None:
    w = promises
    ticket = asked(w, named("Both", "all", w.fiona, w.max))
    with pytest.raises(NotFound):
        actions.approve(actor=w.hana, ticket=ticket, now=later(5))
    for person in (w.mara, w.ian, w.alice):
        with pytest.raises(NotAllowed):
            actions.approve(actor=person, ticket=ticket, now=later(5))
    actions.approve(actor=w.fiona, ticket=ticket, now=later(5))
    with pytest.raises(NotAllowed):
        actions.approve(actor=w.fiona, ticket=ticket, now=later(6))


@pytest.mark.parametrize("category", ["submitted", "in_progress", "closed", "withdrawn"])
def test_where_nothing_was_asked_nothing_is_decided(promises: Promises, category: str) -> None:
    w = promises
    ticket = brought_to(w, category)
    with pytest.raises((NotAllowed, RuleBroken)):
        actions.approve(actor=w.alice, ticket=ticket, now=later(60))


def test_an_approver_sees_the_ticket_while_asked_and_afterwards(promises: Promises) -> None:
    w = promises
    before = ask_for_laptop(w)
    ticket = asked(w, named("Budget", "all", w.fiona))
    assert list(queries.visible_to(w.fiona, later(1))) == [ticket]
    actions.approve(actor=w.fiona, ticket=ticket, now=later(5))
    assert list(queries.visible_to(w.fiona, later(6))) == [ticket]
    assert queries.detail(w.fiona, ticket.key, later(6)).part.approver
    with pytest.raises(NotFound):
        queries.detail(w.fiona, before.key, later(6))


def test_notes_stay_with_the_supplier(promises: Promises) -> None:
    w = promises
    ticket = asked(w, named("Budget", "all", w.fiona))
    actions.note(actor=w.ian, ticket=ticket, text="psst", now=later(2))
    told = [one.text for one in queries.detail(w.fiona, ticket.key, later(3)).events]
    assert "psst" not in told


def test_another_policy_later_changes_nothing_for_what_was_asked(promises: Promises) -> None:
    w = promises
    ticket = asked(w, MANAGER, named("Budget", "all", w.fiona))
    with_policy(w)
    ticket = actions.approve(actor=w.max, ticket=ticket, now=later(5))
    assert open_stage(ticket).name == "Budget"
    assert ask_for_laptop(w, now=later(6)).category == "submitted"


def test_asked_by_hand_it_comes_back_to_who_works_on_it(
    promises: Promises, monkeypatch: pytest.MonkeyPatch
) -> None:
    w = promises
    ticket = brought_to(w, "in_progress")
    with listening(monkeypatch) as heard:
        ticket = actions.ask_approval(
            actor=w.ian, ticket=ticket, people=[w.fiona], text="Twice the price?", now=later(20)
        )
    assert heard.of(events.ApprovalRequested)
    assert ticket.category == "awaiting_approval"
    ticket = actions.refuse(actor=w.fiona, ticket=ticket, text="Too dear.", now=later(30))
    assert (ticket.category, ticket.assignee) == ("in_progress", w.ian)
    assert rounds_of(ticket)[-1].state == "refused"
    assert Notice.objects.filter(person=w.ian, subject__startswith="Not approved").exists()


def test_a_wait_is_over_once_approval_was_asked(promises: Promises) -> None:
    w = promises
    ticket = brought_to(w, "waiting")
    ticket = actions.ask_approval(
        actor=w.ian, ticket=ticket, people=[w.fiona, w.max], quorum="any", text="?", now=later(30)
    )
    ticket = actions.approve(actor=w.max, ticket=ticket, now=later(40))
    assert ticket.category == "in_progress"


def test_whom_one_may_ask(promises: Promises) -> None:
    w = promises
    ticket = brought_to(w, "in_progress")
    for people in ([], [w.mara]):
        with pytest.raises(Invalid) as refused:
            actions.ask_approval(actor=w.ian, ticket=ticket, people=people, text="?", now=later(20))
        assert "people" in refused.value.fields
    with pytest.raises(Invalid):
        actions.ask_approval(
            actor=w.ian, ticket=ticket, people=[w.max], quorum="most", text="?", now=later(20)
        )
    for person in (w.mara, w.max):
        with pytest.raises(NotAllowed):
            actions.ask_approval(
                actor=person, ticket=ticket, people=[w.fiona], text="?", now=later(20)
            )


def test_what_one_saw_is_what_one_decides(promises: Promises) -> None:
    w = promises
    ticket = asked(w, MANAGER)
    seen = rounds_of(ticket)[-1].content
    actions.amend(actor=w.mara, ticket=ticket, answers={"model": "Powerful"}, now=later(2))
    with pytest.raises(Conflict, match="changed"):
        actions.approve(actor=w.max, ticket=ticket, content=seen, now=later(5))
    fresh = rounds_of(ticket)[-1].content
    assert actions.approve(
        actor=w.max, ticket=ticket, content=fresh, version=2, now=later(6)
    ).category == "submitted"  # fmt: skip


def test_withdrawn_nobody_is_asked_any_more(promises: Promises) -> None:
    w = promises
    ticket = asked(w, MANAGER)
    actions.withdraw(actor=w.mara, ticket=ticket, now=later(2))
    assert not TicketApprover.objects.filter(is_asked=True).exists()
    with pytest.raises((NotAllowed, RuleBroken)):
        actions.approve(actor=w.max, ticket=ticket, now=later(3))


def test_the_list_of_approvers_follows_from_the_log_alone(promises: Promises) -> None:
    w = promises
    ticket = asked(w, MANAGER, named("Budget", "all", w.fiona, w.frank))
    actions.approve(actor=w.max, ticket=ticket, now=later(5))
    actions.approve(actor=w.fiona, ticket=ticket, now=later(6))
    rows = TicketApprover.objects.order_by("person_id")
    assert checks.approvers_against_log().level == 0
    kept = list(rows.values_list("person", "is_asked", "remind_at"))
    TicketApprover.objects.all().delete()
    assert "IT-1" in checks.approvers_against_log().words
    log.rebuild(Ticket.objects.get(pk=ticket.pk))
    assert list(rows.values_list("person", "is_asked", "remind_at")) == kept
    assert [(person, waits) for person, waits, _ in kept] == [
        (w.fiona.pk, False), (w.frank.pk, True), (w.max.pk, False),
    ]  # fmt: skip


def test_a_decision_stands_in_the_log_with_whose_place_it_was(promises: Promises) -> None:
    w = promises
    ticket = asked(w, MANAGER)
    actions.approve(actor=w.max, ticket=ticket, now=later(5))
    event = TicketEvent.objects.get(ticket=ticket, kind=EventKind.APPROVED)
    said = event.data["approval"]
    assert (event.actor, event.side, said["for"], said["by"]) == (
        w.max, "approver", w.max.pk, w.max.pk,
    )  # fmt: skip
    assert said["content"] == rounds_of(ticket)[0].content


def test_a_message_split_off_asks_nobody_to_approve(promises: Promises) -> None:
    w = promises
    when = {"of": "answer", "key": "model", "test": "is", "value": "Powerful"}
    ticket = asked(w, named("Budget", "all", w.fiona, when=when))
    actions.answer(actor=w.mara, ticket=ticket, text="And my mouse is broken.", now=later(5))
    ticket.refresh_from_db()
    made = actions.split(
        actor=w.ian, ticket=ticket, message=ticket.version, title="A mouse", now=later(9)
    )
    assert (made.category, made.service, made.offering) == ("submitted", w.workplace, None)
    assert rounds_of(made) == ()


def test_a_part_of_an_offering_named_anew_is_approved_as_any_other(promises: Promises) -> None:
    w = promises
    ticket = ask_for_laptop(w)
    with_policy(w, named("Budget", "all", w.fiona))
    ticket = actions.hand_off(
        actor=w.ian, ticket=ticket, department=w.finance, reason="Yours.", now=later(5)
    )
    part = actions.ask_part(
        actor=w.frank, ticket=ticket, department=w.it, title="A laptop", offering=w.new_laptop,
        now=later(9),
    )  # fmt: skip
    assert (part.category, part.offering) == ("awaiting_approval", w.new_laptop)
