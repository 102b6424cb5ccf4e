"""Whom a stage asks: managers, owners, groups; never whom it is about; who stands in."""

from datetime import timedelta

import pytest

from inward.catalogue import actions as from_catalogue
from inward.directory import actions as directory
from inward.kernel.errors import NotAllowed, RuleBroken
from inward.notify.models import Notice
from inward.tickets import actions
from inward.tickets.models import EventKind, TicketEvent
from tests.support.world import START
from tests.support.world_promises import Promises, ask_for_laptop, later
from tests.tickets.approving import MANAGER, asked, named, open_stage, with_policy

BUDGET = {"name": "Budget", "quorum": "any", "approvers": [{"kind": "budget_owner"}]}
OWNER = {"name": "Owner", "quorum": "any", "approvers": [{"kind": "service_owner"}]}


def away(w: Promises, person: object, substitute: object = None, days: float = 3) -> None:
    """Somebody is away from an hour before the start."""
    directory.record_absence(
        actor=w.adam, person=person, since=START - timedelta(hours=1),  # type: ignore[arg-type]
        until=START + timedelta(days=days), substitute=substitute, now=START,  # type: ignore[arg-type]
    )  # fmt: skip


def test_the_line_manager_is_the_named_one_else_the_head(promises: Promises) -> None:
    w = promises
    assert open_stage(asked(w, MANAGER)).asked == (w.max.pk,)
    directory.change_person(actor=w.adam, person=w.mara, manager=w.hana, now=START)
    assert open_stage(ask_for_laptop(w, now=later(1))).asked == (w.hana.pk,)


def test_for_somebody_else_their_manager_is_asked(promises: Promises) -> None:
    w = promises
    directory.change_person(actor=w.adam, person=w.ian, manager=w.fiona, now=START)
    with_policy(w, MANAGER)
    ticket = actions.submit(
        actor=w.iris, offering=w.new_laptop, answers={"model": "Light"}, beneficiary=w.ian,
        now=START,
    )  # fmt: skip
    assert open_stage(ticket).asked == (w.fiona.pk,)


def test_the_budget_owner_is_the_customers(promises: Promises) -> None:
    w = promises
    assert open_stage(asked(w, BUDGET)).asked == (w.max.pk,)
    directory.change_department(
        actor=w.adam, department=w.marketing, budget_owner=w.fiona, now=START
    )
    assert open_stage(ask_for_laptop(w, now=later(1))).asked == (w.fiona.pk,)


def test_the_owner_of_the_service(promises: Promises) -> None:
    w = promises
    assert open_stage(asked(w, OWNER)).asked == (w.alice.pk,)


def test_a_group_is_its_members_in_a_role(promises: Promises) -> None:
    w = promises
    group = {"kind": "group", "department": w.it.pk, "role": "lead"}
    stage = {"name": "Leads", "quorum": "all", "approvers": [group]}
    assert open_stage(asked(w, stage)).asked == (w.iris.pk,)
    everybody = {**stage, "approvers": [{**group, "role": ""}]}
    assert set(open_stage(asked(w, everybody, now=later(1))).asked) == {
        w.alice.pk, w.ian.pk, w.iris.pk,
    }  # fmt: skip


def test_nobody_approves_their_own(promises: Promises) -> None:
    w = promises
    ticket = asked(w, named("Both", "all", w.mara, w.fiona))
    assert open_stage(ticket).asked == (w.fiona.pk,)
    ticket = asked(w, named("Both", "any", w.frank, w.fiona), beneficiary=w.frank, now=later(1))
    assert open_stage(ticket).asked == (w.fiona.pk,)


def test_a_head_who_asks_goes_to_the_next_one_up_and_it_says_so(promises: Promises) -> None:
    w = promises
    with_policy(w, BUDGET)
    ticket = ask_for_laptop(w, by=w.max)
    stage = open_stage(ticket)
    assert stage.asked == (w.alice.pk,)
    assert "head of IT" in stage.notes[0]
    directory.change_person(actor=w.adam, person=w.max, manager=w.fiona, now=START)
    stage = open_stage(ask_for_laptop(w, by=w.max, now=later(1)))
    assert stage.asked == (w.fiona.pk,)
    assert "next manager up" in stage.notes[0]


def test_a_quorum_is_filled_up_and_never_lowered_in_silence(promises: Promises) -> None:
    w = promises
    stage = open_stage(asked(w, named("Two", 2, w.mara, w.fiona)))
    assert set(stage.asked) == {w.fiona.pk, w.max.pk}
    assert stage.need == 2
    assert "Max Morgen is asked" in stage.notes[0]


def test_where_nobody_remains_nothing_is_asked(promises: Promises) -> None:
    w = promises
    with_policy(w, named("Herself", "any", w.alice))
    with pytest.raises(RuleBroken, match="Nobody can decide"):
        ask_for_laptop(w, by=w.alice)


def test_whom_the_answers_name_does_not_decide(promises: Promises) -> None:
    w = promises
    from_hr = w.report_misconduct
    confidential_policy(w, named("Board", "any", w.max, w.fiona))
    ticket = actions.submit(
        actor=w.mara, offering=from_hr, answers={"what": "…", "about": w.max.pk}, now=START
    )
    assert open_stage(ticket).asked == (w.fiona.pk,)


def confidential_policy(w: Promises, stage: dict[str, object]) -> None:
    """A policy of the confidential offering."""
    from_catalogue.set_approval_policy(
        actor=w.adam, offering=w.report_misconduct, stages=[stage], now=START
    )


def test_who_stands_in_decides_in_the_name_of_the_absent(promises: Promises) -> None:
    w = promises
    away(w, w.max, w.fiona)
    ticket = asked(w, MANAGER)
    assert open_stage(ticket).substitutes == {w.max.pk: w.fiona.pk}
    told = Notice.objects.get(person=w.fiona, kind="approval")
    assert "in the name of Max Morgen" in told.text
    found = Notice.objects.get(person=w.max, kind="approval")
    assert (found.personal, "Fiona Falk decides" in found.text) == ("", True)
    ticket = actions.approve(actor=w.fiona, ticket=ticket, now=later(5))
    said = TicketEvent.objects.get(kind=EventKind.APPROVED).data["approval"]
    assert (ticket.category, said["for"], said["by"]) == ("submitted", w.max.pk, w.fiona.pk)


def test_who_is_away_may_decide_nevertheless(promises: Promises) -> None:
    w = promises
    away(w, w.max, w.fiona)
    ticket = asked(w, MANAGER)
    assert actions.approve(actor=w.max, ticket=ticket, now=later(5)).category == "submitted"


def test_back_again_one_decides_oneself(promises: Promises) -> None:
    w = promises
    away(w, w.max, w.fiona, days=1)
    ticket = asked(w, MANAGER)
    with pytest.raises(NotAllowed, match="back"):
        actions.approve(actor=w.fiona, ticket=ticket, now=START + timedelta(days=2))


def test_a_chain_of_substitutes_ends_with_who_is_here(promises: Promises) -> None:
    w = promises
    away(w, w.max, w.fiona)
    away(w, w.fiona, w.frank)
    assert open_stage(asked(w, MANAGER)).substitutes == {w.max.pk: w.frank.pk}


def test_a_circle_of_substitutes_ends_with_a_manager_or_nobody(promises: Promises) -> None:
    w = promises
    away(w, w.max, w.fiona)
    away(w, w.fiona, w.max)
    stage = open_stage(asked(w, MANAGER))
    assert stage.substitutes == {}
    assert "nobody stands in" in stage.notes[-1]
    directory.change_person(actor=w.adam, person=w.max, manager=w.alice, now=START)
    stage = open_stage(ask_for_laptop(w, now=later(1)))
    assert stage.substitutes == {w.max.pk: w.alice.pk}


def test_a_substitute_who_asked_themselves_or_is_asked_anyway_does_not_stand_in(
    promises: Promises,
) -> None:
    w = promises
    away(w, w.max, w.mara)
    assert open_stage(asked(w, MANAGER)).substitutes == {}
    away(w, w.fiona, w.frank)
    stage = open_stage(asked(w, named("Both", "all", w.fiona, w.frank), now=later(1)))
    assert stage.substitutes == {}
