"""Merging two tickets about one thing, and taking it back."""

import pytest

from inward.kernel.errors import Invalid, NotAllowed, RuleBroken
from inward.tickets import actions, checks, events, links, log, queries
from inward.tickets.models import Ticket, Watcher
from tests.support.heard import listening
from tests.support.world import START
from tests.support.world_promises import Promises, ask_for_laptop, later
from tests.tickets.parting import asked, fresh, taken


@pytest.fixture
def w(promises: Promises) -> Promises:
    return promises


def merged(w: Promises, one: Ticket, into: Ticket, **said: object) -> Ticket:
    return actions.merge(actor=w.ian, ticket=one, into=into, now=later(20), **said)  # type: ignore[arg-type]


def watchers(ticket: Ticket) -> set[int]:
    return set(Watcher.objects.filter(ticket=ticket).values_list("person_id", flat=True))


def test_a_merged_ticket_leads_to_the_one_it_goes_on_in(
    w: Promises, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, into = taken(w), taken(w)
    with listening(monkeypatch) as heard:
        assert merged(w, one, into).category == "merged"
    assert links.merged_into(log.entries_of(one)) == (into.pk, into.key)
    assert links.merged_in(log.entries_of(into)) == {one.pk: one.key}
    assert heard.of(events.TicketMerged) == [
        events.TicketMerged(one.pk, w.ian.pk, later(20), into.pk)
    ]


def test_who_asked_and_watched_comes_along_and_goes_back(w: Promises) -> None:
    one, into = ask_for_laptop(w, by=w.max), taken(w)
    actions.add_watcher(actor=w.max, ticket=one, person=w.hana, now=later(5))
    actions.add_watcher(actor=w.mara, ticket=into, person=w.fiona, now=later(5))
    merged(w, one, into)
    assert watchers(into) == {w.max.pk, w.hana.pk, w.fiona.pk}
    actions.unmerge(actor=w.iris, ticket=fresh(one), now=later(30))
    assert watchers(into) == {w.fiona.pk}


def test_what_was_being_typed_comes_along(w: Promises) -> None:
    one, into = taken(w), taken(w)
    place = actions.reply_place
    actions.save_draft(person=w.ian, place=place(one), content={"text": "We will"}, now=later(15))
    merged(w, one, into)
    assert actions.draft_of(person=w.ian, place=place(into)) == {"text": "We will"}


@pytest.mark.parametrize("category", ["submitted", "in_progress", "waiting", "resolved"])
def test_un_merged_it_is_what_it_was(w: Promises, category: str) -> None:
    one, into = ask_for_laptop(w), taken(w)
    if category != "submitted":
        one = actions.assign(actor=w.ian, ticket=one, person=w.ian, now=later(5))
    if category == "waiting":
        one = actions.hold(
            actor=w.ian, ticket=one, waiting_on="outside", reason="Parts", until=later(900),
            now=later(10),
        )  # fmt: skip
    if category == "resolved":
        one = actions.resolve(actor=w.ian, ticket=one, outcome="fulfilled", now=later(10))
    names = (
        "category", "waiting_on", "waiting_reason", "waiting_until", "assignee_id", "supplier_id",
        "closes_at", "awaited",
    )  # fmt: skip
    before = {name: getattr(fresh(one), name) for name in names}
    merged(w, one, into)
    actions.unmerge(actor=w.iris, ticket=fresh(one), now=later(30))
    assert {name: getattr(fresh(one), name) for name in names} == before
    assert links.merged_into(log.entries_of(one)) is None
    assert checks.state_against_log().level == checks.log_in_order().level == 0


def test_who_serves_both_merges(w: Promises) -> None:
    one, into = taken(w), taken(w)
    elsewhere = asked(w, taken(w), w.finance, later(15))
    with pytest.raises(NotAllowed):
        actions.merge(actor=w.mara, ticket=one, into=into, now=later(20))
    with pytest.raises(NotAllowed, match=elsewhere.key):
        merged(w, one, elsewhere, confirmed=True)


def test_across_customers_it_is_asked_about(w: Promises) -> None:
    one, into = ask_for_laptop(w, by=w.frank), taken(w)
    with pytest.raises(Invalid, match="Finance") as refused:
        merged(w, one, into)
    assert "confirmed" in refused.value.fields
    merged(w, one, into, confirmed=True)
    assert queries.visible_to(w.frank, later(30)).filter(pk=into.pk).exists()


def test_confidential_cases_and_others_are_never_merged(w: Promises) -> None:
    case = actions.submit(
        actor=w.mara, offering=w.report_misconduct, answers={"what": "…"}, now=START
    )
    other = actions.submit(
        actor=w.max, offering=w.report_misconduct, answers={"what": "…"}, now=START
    )
    with pytest.raises(RuleBroken, match="different people"):
        actions.merge(actor=w.hana, ticket=case, into=other, now=later(20))


def test_other_classes_are_never_merged(w: Promises) -> None:
    one, into = taken(w), taken(w)
    Ticket.objects.filter(pk=into.pk).update(confidentiality="colleagues")
    with pytest.raises(RuleBroken, match="equally confidential"):
        merged(w, one, into)


def test_what_is_over_or_merged_takes_nothing_in(w: Promises) -> None:
    one, two, three = taken(w), taken(w), taken(w)
    merged(w, one, two)
    with pytest.raises(RuleBroken, match="over"):
        merged(w, three, one)
    with pytest.raises(RuleBroken, match="cannot be merged"):
        merged(w, one, three)
    with pytest.raises(Invalid, match="itself"):
        merged(w, two, two)


def test_parts_and_tickets_with_open_parts_stay_apart(w: Promises) -> None:
    parent, into = taken(w), taken(w)
    asked(w, parent, w.finance, later(15))
    with pytest.raises(RuleBroken, match="Parts of it"):
        merged(w, parent, into)


def test_only_what_is_merged_is_un_merged(w: Promises) -> None:
    with pytest.raises(RuleBroken, match="cannot be un-merged"):
        actions.unmerge(actor=w.ian, ticket=taken(w), now=later(20))
