"""What one may expect before asking."""

from datetime import UTC, datetime

import pytest

from inward.catalogue.queries import current_form
from inward.kernel.errors import Invalid, NotFound
from inward.overview.asking import asking
from inward.overview.promise_card import promise_card
from inward.tickets import actions
from tests.support.world import START
from tests.support.world_promises import Promises, ask_for_laptop, later, promises

__all__ = ["promises"]


def test_agreed_due_and_the_timeline_that_leads_there(promises: Promises) -> None:
    w = promises
    card = promise_card(w.new_laptop, w.marketing, current_form(w.new_laptop), 3, START)
    agreed = card.promise.agreed["resolve"]
    assert agreed.due_at == datetime(2025, 3, 10, 8, 0, tzinfo=UTC)
    assert card.why is not None
    assert card.why.total == agreed.budget
    assert card.needed == ["Which model?"]
    assert card.promise.usual is None


def test_usual_needs_five(promises: Promises) -> None:
    w = promises
    form = current_form(w.new_laptop)
    for number in range(5):
        ticket = ask_for_laptop(w, by=w.hana, now=later(number))
        actions.resolve(actor=w.ian, ticket=ticket, outcome="fulfilled", now=later(100 + number))
        usual = promise_card(w.new_laptop, w.marketing, form, 3, later(200)).promise.usual
        assert (usual is None) == (number < 4)


def test_without_agreement_nothing_is_promised(promises: Promises) -> None:
    w = promises
    offering = w.report_misconduct
    card = promise_card(offering, w.marketing, current_form(offering), 3, START)
    assert card.promise.agreement is None
    assert not card.promise.agreed
    assert card.why is None


def test_an_urgency_that_is_none_is_refused(promises: Promises) -> None:
    w = promises
    with pytest.raises(Invalid):
        promise_card(w.new_laptop, w.marketing, current_form(w.new_laptop), 9, START)


def test_the_form_comes_with_ones_own_draft(promises: Promises) -> None:
    w = promises
    place = actions.offering_place(w.new_laptop)
    actions.save_draft(person=w.mara, place=place, content={"text": "half"}, now=later(5))
    mine = asking(w.mara, w.new_laptop.pk, START.date())
    assert mine.draft is not None
    assert (mine.draft.content, mine.draft.changed_at) == ({"text": "half"}, later(5))
    assert asking(w.hana, w.new_laptop.pk, START.date()).draft is None
    with pytest.raises(NotFound):
        asking(w.mara, 10**6, START.date())
