"""Links of mails: bound to person, stage and content; they decide once, then tell what became."""

from datetime import timedelta

import pytest
from django.test import override_settings

from inward.catalogue import actions as from_catalogue
from inward.directory import actions as directory
from inward.kernel.errors import Invalid, NotFound, RuleBroken
from inward.notify.models import Notice
from inward.notify.tasks import message
from inward.tickets import actions
from inward.tickets.actions.deciding_by_link import LinkState
from inward.tickets.decision_links import VALID, found_by, path_of
from inward.tickets.models import DecisionLink, TicketEvent
from tests.support.world import START
from tests.support.world_promises import Promises, later
from tests.tickets.approving import MANAGER, asked, named, token_of


def test_a_link_decides_once(promises: Promises) -> None:
    w = promises
    asked(w, named("Both", "all", w.fiona, w.frank))
    token = token_of(w.fiona)
    assert actions.look_at_link(token=token, now=later(1)).state is LinkState.OPEN
    ticket = actions.decide_by_link(token=token, approved=True, now=later(2))
    assert ticket.category == "awaiting_approval"
    assert TicketEvent.objects.latest("pk").data["approval"]["via"] == "link"
    assert actions.look_at_link(token=token, now=later(3)).state is LinkState.USED
    for approved in (True, False):
        with pytest.raises(RuleBroken):
            actions.decide_by_link(token=token, approved=approved, text="x", now=later(3))


def test_a_refusal_by_link_needs_its_reason_and_spends_nothing_without(promises: Promises) -> None:
    w = promises
    asked(w, MANAGER)
    token = token_of(w.max)
    with pytest.raises(Invalid):
        actions.decide_by_link(token=token, approved=False, now=later(2))
    assert actions.look_at_link(token=token, now=later(3)).is_open
    ticket = actions.decide_by_link(token=token, approved=False, text="No.", now=later(4))
    assert (ticket.category, ticket.reason_kind) == ("declined", "not_entitled")


def test_what_was_changed_has_a_link_of_its_own(promises: Promises) -> None:
    w = promises
    ticket = asked(w, MANAGER)
    old = token_of(w.max)
    actions.amend(actor=w.mara, ticket=ticket, answers={"model": "Powerful"}, now=later(2))
    assert actions.look_at_link(token=old, now=later(3)).state is LinkState.CHANGED
    with pytest.raises(RuleBroken):
        actions.decide_by_link(token=old, approved=True, now=later(3))
    done = actions.decide_by_link(token=token_of(w.max), approved=True, now=later(4))
    assert done.category == "submitted"


def test_decided_on_the_page_or_by_others_a_link_is_over(promises: Promises) -> None:
    w = promises
    ticket = asked(w, named("One", "any", w.fiona, w.frank))
    actions.approve(actor=w.fiona, ticket=ticket, now=later(2))
    for person in (w.fiona, w.frank):
        found = actions.look_at_link(token=token_of(person), now=later(3))
        assert found.state is LinkState.DECIDED


def test_a_link_expires(promises: Promises) -> None:
    w = promises
    asked(w, MANAGER)
    found = actions.look_at_link(token=token_of(w.max), now=START + VALID)
    assert found.state is LinkState.EXPIRED


def test_who_has_left_has_no_link(promises: Promises) -> None:
    w = promises
    asked(w, MANAGER)
    token = token_of(w.max)
    directory.deactivate_person(actor=w.adam, person=w.max, now=later(1))
    with pytest.raises(NotFound):
        actions.look_at_link(token=token, now=later(2))
    with pytest.raises(NotFound):
        actions.decide_by_link(token=token, approved=True, now=later(2))


def test_a_substitute_whose_absent_is_back_decides_no_more_by_link(promises: Promises) -> None:
    w = promises
    directory.record_absence(
        actor=w.adam, person=w.max, since=START, until=START + timedelta(days=1),
        substitute=w.fiona, now=START,
    )  # fmt: skip
    asked(w, MANAGER)
    token = token_of(w.fiona)
    here = actions.look_at_link(token=token, now=later(5))
    assert (here.state, here.in_name_of) == (LinkState.OPEN, "Max Morgen")
    then = actions.look_at_link(token=token, now=START + timedelta(days=2))
    assert then.state is LinkState.BACK


def test_who_reads_the_tables_cannot_decide(promises: Promises) -> None:
    """The token is in no column; with another secret key it is another one."""
    w = promises
    asked(w, MANAGER)
    token = token_of(w.max)
    link = DecisionLink.objects.get(person=w.max)
    stored = [str(getattr(link, field.attname)) for field in DecisionLink._meta.concrete_fields]
    assert token not in stored
    notice = Notice.objects.get(person=w.max)
    assert token not in f"{notice.text} {notice.path} {notice.personal}"
    assert token in message(notice).body
    with override_settings(SECRET_KEY="another"):
        assert found_by(token) is None
    for wrong in (token[:-1] + ("0" if token[-1] != "0" else "1"), link.nonce, "x"):
        with pytest.raises(NotFound):
            actions.look_at_link(token=wrong, now=later(1))


def test_a_spent_link_goes_into_no_mail(promises: Promises) -> None:
    w = promises
    asked(w, MANAGER)
    actions.decide_by_link(token=token_of(w.max), approved=True, now=later(2))
    assert path_of(Notice.objects.get(person=w.max).personal) == ""
    assert path_of("decision:x") == path_of("other:1") == ""


def test_of_a_confidential_case_the_mail_says_nothing_and_has_no_link(promises: Promises) -> None:
    w = promises
    from_catalogue.set_approval_policy(
        actor=w.adam, offering=w.report_misconduct, stages=[named("Board", "any", w.max)], now=START
    )
    actions.submit(
        actor=w.mara, offering=w.report_misconduct, answers={"what": "the canary"}, now=START
    )
    notice = Notice.objects.get(person=w.max)
    assert (notice.personal, DecisionLink.objects.count()) == ("", 0)
    mail = message(notice)
    assert "canary" not in f"{mail.body}{mail.subject}"
    assert "Mara" not in f"{mail.body}{mail.subject}"
