"""Conversation and log say whom the rules ask, which other ticket, who follows, who set it."""

import pytest

from inward.tickets import actions
from inward.tickets.models import Ticket
from tests.support.world_promises import Promises, ask_for_laptop, later
from tests.tickets.approving import MANAGER, asked, named
from tests.tickets.parting import taken
from tests.tickets.test_routing import routed, rule, ruled
from tests.web.conftest import SetClock
from tests.web.pages import client_of, page_of, text_of

POWERFUL = {"of": "answer", "key": "model", "test": "is", "value": "Powerful"}


@pytest.fixture
def w(promises: Promises, at: SetClock) -> Promises:
    at(later(60))
    return promises


def read(w: Promises, person: str, ticket: Ticket, tab: str = "") -> str:
    return text_of(client_of(getattr(w, person)).get(page_of(ticket), {"tab": tab}))


def test_that_nobody_must_approve_it_stands_in_the_log_alone(w: Promises) -> None:
    ticket = asked(w, named("Budget", "all", w.fiona, when=POWERFUL))
    for person in ("mara", "ian"):
        assert "looked who must approve" not in read(w, person, ticket)
        assert "looked who must approve this: nobody" in read(w, person, ticket, "log")


@pytest.mark.parametrize(
    ("quorum", "words"), [("all", "Fiona Falk and Frank Fuchs"), ("any", "Fiona Falk or Frank")]
)
def test_the_rules_ask_for_approval_not_who_asked_for_the_thing(
    w: Promises, quorum: str, words: str
) -> None:
    ticket = asked(w, named("Budget", quorum, w.fiona, w.frank))
    for tab in ("", "log"):
        shown = read(w, "mara", ticket, tab)
        assert f"By the rules of this offering {words}" in shown
        assert "must approve: Budget" in shown
        assert "Mara Mai asked for approval" not in shown
    assert ticket.events.get(kind="approval_requested").actor is None


def test_what_somebody_asked_to_be_approved_is_said_as_theirs(w: Promises) -> None:
    ticket = taken(w)
    actions.ask_approval(
        actor=w.ian, ticket=ticket, people=[w.fiona], text="Twice the price?", now=later(20)
    )
    assert "Ian Iversen asked for approval" in read(w, "mara", ticket, "log")


def test_the_second_stage_is_asked_by_the_rules_too(w: Promises) -> None:
    ticket = asked(w, MANAGER, named("Budget", "all", w.fiona))
    actions.approve(actor=w.max, ticket=ticket, now=later(5))
    assert "By the rules of this offering Fiona Falk must approve: Budget" in read(
        w, "mara", ticket, "log"
    )


def test_the_other_ticket_is_named_to_who_sees_it(w: Promises) -> None:
    one, other = taken(w), ask_for_laptop(w, by=w.frank)
    actions.link(actor=w.ian, ticket=one, kind="caused_by", other=other, now=later(20))
    assert f"linked it: caused by {other.key}" in read(w, "ian", one, "log")
    of_mara = read(w, "mara", one, "log")
    assert "linked it: caused by another ticket" in of_mara
    assert other.key not in of_mara
    actions.unlink(actor=w.ian, ticket=one, kind="caused_by", other=other, now=later(21))
    assert f"unlinked it: caused by {other.key}" in read(w, "ian", one, "log")
    assert other.key not in read(w, "mara", one, "log")


def test_what_was_merged_in_is_named_to_who_sees_it(w: Promises) -> None:
    one, into = taken(w), ask_for_laptop(w)
    actions.merge(actor=w.ian, ticket=one, into=into, confirmed=False, now=later(20))
    for person in ("ian", "mara"):
        assert f"merged {one.key} in" in read(w, person, into, "log")


def test_split_off_both_logs_name_the_other(w: Promises) -> None:
    ticket = actions.answer(actor=w.mara, ticket=taken(w), text="And a mouse.", now=later(15))
    made = actions.split(
        actor=w.ian, ticket=ticket, message=ticket.version, title="A mouse", now=later(20)
    )
    assert f"a ticket of its own: {made.key}" in read(w, "mara", ticket, "log")
    assert f"made it of a message of {ticket.key}" in read(w, "mara", made, "log")


def test_a_rule_names_who_follows_and_sets_the_priority_itself(w: Promises) -> None:
    ruled(w, rule(priority=1, watcher=w.frank.pk))
    ticket = routed(ask_for_laptop(w), w.it)
    assert "let Frank Fuchs follow it, by a rule" in read(w, "ian", ticket, "log")
    assert "set by the rule “Test”" in read(w, "ian", ticket)
    actions.prioritise(
        actor=w.ian,
        ticket=ticket,
        impact=3,
        urgency=3,
        priority=2,
        reason="The board",
        now=later(9),
    )
    assert "set by hand: The board" in read(w, "ian", ticket)
