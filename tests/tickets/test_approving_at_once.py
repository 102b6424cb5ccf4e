"""Several who decide, or several workers, at one instant, in real transactions."""

from datetime import timedelta

import pytest

from inward.kernel.errors import InwardError
from inward.notify.models import Notice
from inward.tickets import actions, checks
from inward.tickets.models import EventKind, Ticket, TicketEvent
from tests.support.world import START, build_world
from tests.support.world_promises import Promises, build_promises, later
from tests.tickets.approving import MANAGER, asked, named, token_of
from tests.tickets.test_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def w() -> Promises:
    return build_promises(build_world())


def test_two_who_approve_at_once_are_both_counted(w: Promises) -> None:
    ticket = asked(w, named("Both", "all", w.fiona, w.frank))
    found = at_once(
        *[
            lambda person=person: actions.approve(actor=person, ticket=ticket, now=later(5))
            for person in (w.fiona, w.frank)
        ]
    )
    assert not [one for one in found if isinstance(one, InwardError)]
    assert Ticket.objects.get().category == "submitted"
    assert TicketEvent.objects.filter(kind=EventKind.APPROVED).count() == 2
    assert checks.state_against_log().level == checks.log_in_order().level == 0


def test_yes_and_no_at_once_where_one_word_decides(w: Promises) -> None:
    ticket = asked(w, named("One", "any", w.fiona))
    found = at_once(
        lambda: actions.approve(actor=w.fiona, ticket=ticket, now=later(5)),
        lambda: actions.refuse(actor=w.fiona, ticket=ticket, text="No.", now=later(5)),
    )
    assert len([one for one in found if isinstance(one, InwardError)]) == 1
    assert Ticket.objects.get().version == 3


def test_a_link_sent_four_times_at_once_decides_once(w: Promises) -> None:
    asked(w, named("Both", "all", w.fiona, w.frank))
    token = token_of(w.fiona)
    found = at_once(*[lambda: actions.decide_by_link(token=token, approved=True, now=later(5))] * 4)
    assert len([one for one in found if isinstance(one, Ticket)]) == 1
    assert TicketEvent.objects.filter(kind=EventKind.APPROVED).count() == 1


def test_link_and_page_at_once_decide_once(w: Promises) -> None:
    ticket = asked(w, named("Both", "all", w.fiona, w.frank))
    token = token_of(w.fiona)
    at_once(
        lambda: actions.decide_by_link(token=token, approved=True, now=later(5)),
        lambda: actions.approve(actor=w.fiona, ticket=ticket, now=later(5)),
        lambda: actions.remind(ticket=ticket, now=START + timedelta(days=1)),
    )
    assert TicketEvent.objects.filter(kind=EventKind.APPROVED).count() == 1


def test_two_workers_remind_once(w: Promises) -> None:
    ticket = asked(w, MANAGER)
    at_once(*[lambda: actions.remind(ticket=ticket, now=START + timedelta(days=1))] * 2)
    assert TicketEvent.objects.filter(kind=EventKind.CHASED).count() == 1
    assert Notice.objects.filter(person=w.max, text__startswith="Reminder").count() == 1


def test_changed_while_somebody_approves_no_old_word_counts(w: Promises) -> None:
    ticket = asked(w, MANAGER)
    at_once(
        lambda: actions.approve(actor=w.max, ticket=ticket, now=later(5)),
        lambda: actions.amend(
            actor=w.mara, ticket=ticket, answers={"model": "Powerful"}, now=later(5)
        ),
    )
    fresh = Ticket.objects.get()
    assert fresh.category in ("awaiting_approval", "submitted")
    assert checks.state_against_log().level == 0
