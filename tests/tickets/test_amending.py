"""Changing what one asked for: recorded with old and new; what was approved is asked anew."""

from decimal import Decimal

import pytest

from inward.catalogue import actions as catalogue
from inward.catalogue.events import OfferingChanged
from inward.directory import actions as directory
from inward.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, RuleBroken
from inward.tickets import actions, checks, events
from inward.tickets.actions import retention
from inward.tickets.approval_handlers import ask_anew_at_another_price
from inward.tickets.models import EventKind, Ticket, TicketEvent
from tests.support.heard import listening
from tests.support.world import START
from tests.support.world_promises import Promises, ask_for_laptop, later
from tests.tickets.approving import MANAGER, asked, named, open_stage, rounds_of
from tests.tickets.roads import brought_to

OTHER = {"model": "Powerful"}


def test_the_log_keeps_what_was_asked_before(
    promises: Promises, monkeypatch: pytest.MonkeyPatch
) -> None:
    w = promises
    ticket = ask_for_laptop(w)
    with listening(monkeypatch) as heard:
        ticket = actions.amend(
            actor=w.mara, ticket=ticket, answers=OTHER, title="A strong one", now=later(5)
        )
    assert heard.events == [events.TicketAmended(ticket.pk, w.mara.pk, later(5))]
    event = TicketEvent.objects.get(ticket=ticket, kind=EventKind.UPDATED)
    assert event.data["amended"]["answers"] == {"model": "Light"}
    ticket = Ticket.objects.get(pk=ticket.pk)
    assert (ticket.title, ticket.answers, ticket.category) == ("A strong one", OTHER, "submitted")
    assert "strong" in ticket.search_key
    assert checks.state_against_log().level == 0


def test_answers_fit_the_form_as_it_was_asked(promises: Promises) -> None:
    w = promises
    ticket = ask_for_laptop(w)
    catalogue.publish_form(
        actor=w.alice, offering=w.new_laptop, now=later(1),
        fields=[{"key": "colour", "type": "text", "label": "Which colour?", "required": True}],
    )  # fmt: skip
    with pytest.raises(Invalid) as refused:
        actions.amend(actor=w.mara, ticket=ticket, answers={"colour": "red"}, now=later(5))
    assert {"colour", "model"} <= set(refused.value.fields)
    assert actions.amend(actor=w.mara, ticket=ticket, answers=OTHER, now=later(5)).answers == OTHER


def test_while_it_waits_it_is_asked_anew_from_the_first_stage(
    promises: Promises, monkeypatch: pytest.MonkeyPatch
) -> None:
    w = promises
    ticket = asked(w, MANAGER, named("Budget", "all", w.fiona))
    actions.approve(actor=w.max, ticket=ticket, now=later(5))
    with listening(monkeypatch) as heard:
        ticket = actions.amend(actor=w.mara, ticket=ticket, answers=OTHER, now=later(9))
    assert heard.of(events.ApprovalVoided) == [
        events.ApprovalVoided(ticket.pk, w.mara.pk, later(9))
    ]
    first, second = rounds_of(ticket)
    assert (first.state, second.state, open_stage(ticket).name) == ("void", "open", "Manager")
    assert first.content != second.content
    assert ticket.category == "awaiting_approval"


def test_approved_and_changed_before_work_began_it_is_asked_anew(promises: Promises) -> None:
    w = promises
    ticket = asked(w, MANAGER)
    ticket = actions.approve(actor=w.max, ticket=ticket, now=later(5))
    ticket = actions.accept(actor=w.ian, ticket=ticket, now=later(6))
    ticket = actions.amend(actor=w.mara, ticket=ticket, answers=OTHER, now=later(9))
    assert ticket.category == "awaiting_approval"
    assert actions.approve(actor=w.max, ticket=ticket, now=later(10)).category == "accepted"


def test_changed_to_what_needs_no_approval_it_goes_on(promises: Promises) -> None:
    w = promises
    when = {"of": "answer", "key": "model", "test": "is", "value": "Powerful"}
    ticket = asked(w, named("Budget", "all", w.fiona, when=when), answers=OTHER)
    ticket = actions.amend(actor=w.mara, ticket=ticket, answers={"model": "Light"}, now=later(5))
    assert ticket.category == "submitted"
    assert [one.state for one in rounds_of(ticket)] == ["void", "approved"]
    ticket = actions.amend(actor=w.mara, ticket=ticket, answers=OTHER, now=later(6))
    assert ticket.category == "awaiting_approval"


def test_what_needed_no_approval_is_asked_once_it_does(promises: Promises) -> None:
    """Nobody comes around a policy by asking for little first."""
    w = promises
    when = {"of": "answer", "key": "model", "test": "is", "value": "Powerful"}
    ticket = asked(w, named("Budget", "all", w.fiona, when=when))
    assert ticket.category == "submitted"
    ticket = actions.amend(actor=w.mara, ticket=ticket, answers=OTHER, now=later(5))
    assert (ticket.category, open_stage(ticket).asked) == ("awaiting_approval", (w.fiona.pk,))
    assert not TicketEvent.objects.filter(kind=EventKind.APPROVAL_VOIDED).exists()


def test_what_was_asked_by_hand_is_asked_again_too(promises: Promises) -> None:
    w = promises
    ticket = brought_to(w, "accepted")
    ticket = actions.ask_approval(
        actor=w.ian, ticket=ticket, people=[w.fiona], text="?", now=later(20)
    )
    ticket = actions.amend(actor=w.mara, ticket=ticket, answers=OTHER, now=later(21))
    assert open_stage(ticket).asked == (w.fiona.pk,)
    assert rounds_of(ticket)[-1].origin == "asked"


def test_another_price_is_another_content(promises: Promises) -> None:
    w = promises
    ticket = asked(w, MANAGER)
    catalogue.change_offering(
        actor=w.alice, offering=w.new_laptop, price=Decimal("990.00"), now=later(5)
    )
    event = OfferingChanged(w.new_laptop.pk, ("price",), later(5))
    for _ in range(2):
        ask_anew_at_another_price(event, now=later(6))
    assert [one.state for one in rounds_of(ticket)] == ["void", "open"]
    assert checks.state_against_log().level == 0


def test_who_may_not_change_it(promises: Promises) -> None:
    w = promises
    ticket = asked(w, MANAGER)
    for person in (w.ian, w.max, w.alice):
        with pytest.raises(NotAllowed):
            actions.amend(actor=person, ticket=ticket, answers=OTHER, now=later(5))
    with pytest.raises(NotFound):
        actions.amend(actor=w.hana, ticket=ticket, answers=OTHER, now=later(5))


@pytest.mark.parametrize("category", ["in_progress", "waiting", "resolved", "closed", "declined"])
def test_once_work_began_one_writes_instead(promises: Promises, category: str) -> None:
    w = promises
    with pytest.raises(RuleBroken):
        actions.amend(actor=w.mara, ticket=brought_to(w, category), answers=OTHER, now=later(60))


def test_nothing_changed_or_on_an_old_page(promises: Promises) -> None:
    w = promises
    ticket = ask_for_laptop(w)
    with pytest.raises(RuleBroken, match="Nothing"):
        actions.amend(actor=w.mara, ticket=ticket, answers={"model": "Light"}, now=later(5))
    actions.reply(actor=w.ian, ticket=ticket, text="We look.", now=later(6))
    with pytest.raises(Conflict):
        actions.amend(actor=w.mara, ticket=ticket, answers=OTHER, version=1, now=later(7))


def test_if_nobody_can_decide_the_new_content_nothing_changes(promises: Promises) -> None:
    w = promises
    when = {"of": "answer", "key": "model", "test": "is", "value": "Powerful"}
    ticket = asked(w, MANAGER, named("Budget", "all", w.alice, when=when), by=w.iris)
    for person in (w.alice, w.fiona, w.max):
        directory.deactivate_person(actor=w.adam, person=person, now=START)
    with pytest.raises(RuleBroken):
        actions.amend(actor=w.iris, ticket=ticket, answers=OTHER, now=later(5))
    assert Ticket.objects.get(pk=ticket.pk).answers == {"model": "Light"}


def test_what_was_changed_is_forgotten_with_the_rest(promises: Promises) -> None:
    """Neither old nor new words of who asked outlive the retention of a closed ticket."""
    w = promises
    said = {"model": "Light", "note": "canary one"}
    ticket = asked(w, MANAGER, answers=said, title="canary two")
    actions.amend(
        actor=w.mara, ticket=ticket, answers={**OTHER, "note": "canary three"},
        title="canary four", now=later(2),
    )  # fmt: skip
    actions.refuse(actor=w.max, ticket=ticket, text="canary five", now=later(5))
    retention.anonymise(tickets=[ticket], level="sensitive", now=later(6))
    retention.anonymise(tickets=[ticket], level="personal", now=later(7))
    left = [str((e.text, e.reason, e.data)) for e in TicketEvent.objects.filter(ticket=ticket)]
    fresh = Ticket.objects.get(pk=ticket.pk)
    assert "canary" not in str((left, fresh.title, fresh.answers, fresh.search_key))
    assert [one.state for one in rounds_of(fresh)] == ["void", "refused"]
    assert checks.state_against_log().level == 0
