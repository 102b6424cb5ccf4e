"""Links between tickets: both logs tell, circles are refused, what they hold back and tell."""

import pytest

from inward.kernel.errors import Invalid, NotAllowed, NotFound, RuleBroken
from inward.notify.models import Notice
from inward.tickets import actions, checks, events, links, log, queries
from inward.tickets.links import Link
from inward.tickets.models import LinkKind, Ticket, TicketLink
from tests.support.heard import listening
from tests.support.world import START
from tests.support.world_promises import Promises, ask_for_laptop, later
from tests.tickets.parting import asked, fresh, taken


@pytest.fixture
def w(promises: Promises) -> Promises:
    return promises


def linked(w: Promises, one: Ticket, kind: str, other: Ticket, minute: float = 20) -> Ticket:
    return actions.link(actor=w.ian, ticket=one, kind=kind, other=other, now=later(minute))


def standing(ticket: Ticket) -> tuple[Link, ...]:
    return links.fold(log.entries_of(ticket))


@pytest.mark.parametrize("kind", LinkKind.values)
def test_a_link_stands_in_both_logs_until_it_is_taken_back(w: Promises, kind: str) -> None:
    one, other = taken(w), ask_for_laptop(w)
    linked(w, one, kind, other)
    assert standing(one) == (Link(kind, True, other.pk, other.key),)
    assert standing(other) == (Link(kind, False, one.pk, one.key),)
    assert TicketLink.objects.filter(source=one, kind=kind, target=other).exists()
    actions.unlink(actor=w.ian, ticket=other, kind=kind, other=one, now=later(30))
    assert standing(one) == standing(other) == ()
    assert not TicketLink.objects.exists()
    assert checks.links_against_log().level == 0


def test_linking_and_unlinking_are_published(w: Promises, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = taken(w), ask_for_laptop(w)
    with listening(monkeypatch) as heard:
        linked(w, one, "relates", other)
        actions.unlink(actor=w.ian, ticket=one, kind="relates", other=other, now=later(30))
    assert heard.events == [
        events.TicketsLinked(one.pk, w.ian.pk, later(20), "relates", other.pk),
        events.TicketsUnlinked(one.pk, w.ian.pk, later(30), "relates", other.pk),
    ]


def test_only_who_serves_links_and_only_what_they_see(w: Promises) -> None:
    one, other = taken(w), ask_for_laptop(w)
    hidden = actions.submit(
        actor=w.mara, offering=w.report_misconduct, answers={"what": "…"}, now=START
    )
    with pytest.raises(NotAllowed):
        actions.link(actor=w.mara, ticket=one, kind="relates", other=other, now=later(20))
    with pytest.raises(NotFound):
        linked(w, one, "relates", hidden)
    with pytest.raises(Invalid, match="what it is"):
        linked(w, one, "sibling", other)
    with pytest.raises(Invalid, match="itself"):
        linked(w, one, "relates", one)


def test_who_blocks_another_ticket_serves_it(w: Promises) -> None:
    one = taken(w)
    elsewhere = asked(w, taken(w), w.finance, later(15))
    with pytest.raises(NotAllowed):
        linked(w, one, "blocks", elsewhere)


def test_the_same_is_not_said_twice_nor_the_other_way_round(w: Promises) -> None:
    one, other = taken(w), ask_for_laptop(w)
    linked(w, one, "duplicates", other)
    for pair in ((one, other), (other, one)):
        with pytest.raises(RuleBroken, match="already"):
            linked(w, pair[0], "duplicates", pair[1])


def test_what_waits_for_each_other_in_a_circle_is_refused(w: Promises) -> None:
    a, b, c = taken(w), ask_for_laptop(w), ask_for_laptop(w)
    linked(w, a, "blocks", b)  # b waits for a
    linked(w, c, "child_of", a)  # a waits for c
    with pytest.raises(RuleBroken, match="wait forever"):
        linked(w, b, "blocks", c)  # c would wait for b
    with pytest.raises(RuleBroken, match="wait forever"):
        linked(w, b, "child_of", c)
    linked(w, b, "relates", c)


def test_parts_count_among_what_waits(w: Promises) -> None:
    parent = taken(w)
    part = asked(w, parent, w.finance, later(15))
    actions.add_watcher(actor=w.ian, ticket=part, person=w.ian, now=later(16))
    with pytest.raises(RuleBroken, match="wait forever"):
        linked(w, parent, "child_of", part)


def test_what_is_blocked_is_not_resolved_before_what_blocks_it(w: Promises) -> None:
    blocking, ticket = taken(w), taken(w)
    linked(w, blocking, "blocks", ticket)
    with pytest.raises(RuleBroken, match=f"{blocking.key} blocks it"):
        actions.resolve(actor=w.ian, ticket=ticket, outcome="fulfilled", now=later(30))
    actions.resolve(actor=w.ian, ticket=blocking, outcome="fulfilled", now=later(30))
    actions.resolve(actor=w.ian, ticket=ticket, outcome="fulfilled", now=later(31))


def test_a_child_holds_nothing_back(w: Promises) -> None:
    child, ticket = taken(w), taken(w)
    linked(w, child, "child_of", ticket)
    actions.resolve(actor=w.ian, ticket=ticket, outcome="fulfilled", now=later(30))


def test_who_works_on_what_repeats_it_is_told_of_its_end(w: Promises) -> None:
    main, repeats = taken(w), taken(w)
    linked(w, repeats, "duplicates", main)
    actions.resolve(actor=w.ian, ticket=main, outcome="fulfilled", now=later(30))
    (notice,) = Notice.objects.filter(kind="linked")
    assert (notice.person_id, notice.subject) == (w.ian.pk, f"What {repeats.key} repeats is done")


def test_links_are_shown_to_who_sees_the_other_ticket(w: Promises) -> None:
    one, other = ask_for_laptop(w, by=w.frank), taken(w)
    linked(w, other, "relates", one)
    assert set(queries.detail(w.ian, other.key, later(30)).around.tickets) == {one.pk}
    of_mara = queries.detail(w.mara, other.key, later(30)).around
    assert (len(of_mara.links), of_mara.tickets) == (1, {})


def test_a_message_becomes_a_ticket_of_its_own(
    w: Promises, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = actions.answer(actor=w.mara, ticket=taken(w), text="And a mouse.", now=later(15))
    with listening(monkeypatch) as heard:
        made = actions.split(
            actor=w.ian, ticket=ticket, message=ticket.version, title="A mouse", now=later(20)
        )
    assert (made.requester, made.customer, made.supplier) == (w.mara, w.marketing, w.it)
    assert made.events.get(ordinal=1).text == "And a mouse."
    assert standing(made) == (Link("relates", True, ticket.pk, ticket.key),)
    assert standing(ticket) == (Link("relates", False, made.pk, made.key),)
    assert made.due_resolve is not None
    assert heard.of(events.TicketSplit) == [
        events.TicketSplit(ticket.pk, w.ian.pk, later(20), made.pk)
    ]
    assert checks.links_against_log().level == checks.state_against_log().level == 0


def test_a_note_never_becomes_a_ticket_of_the_customer(w: Promises) -> None:
    ticket = actions.note(actor=w.ian, ticket=taken(w), text="Again him.", now=later(15))
    for ordinal in (ticket.version, 2, 99):
        with pytest.raises(Invalid, match="message"):
            actions.split(actor=w.ian, ticket=ticket, message=ordinal, title="x", now=later(20))


def test_incidents_hang_on_their_problem_and_hear_of_its_end(w: Promises) -> None:
    first, second = taken(w), taken(w)
    problem = actions.open_problem(
        actor=w.ian, ticket=first, others=[second], title="Bad batch", now=later(20)
    )
    assert (problem.kind, problem.customer, problem.supplier) == ("problem", w.it, w.it)
    assert (problem.agreement_version, problem.due_resolve) == (None, None)
    assert {link.other for link in standing(problem)} == {first.pk, second.pk}
    assert {(link.kind, link.out) for link in standing(problem)} == {("caused_by", False)}
    actions.resolve(actor=w.iris, ticket=problem, outcome="fulfilled", now=later(40))
    told = Notice.objects.filter(person=w.ian, kind="linked").values_list("subject", flat=True)
    assert set(told) == {f"What caused {each.key} is done" for each in (first, second)}
    with pytest.raises(RuleBroken):
        actions.open_problem(actor=w.ian, ticket=problem, title="x", now=later(50))


def test_a_change_has_a_planned_window(w: Promises, monkeypatch: pytest.MonkeyPatch) -> None:
    ticket = taken(w)
    change = actions.open_change(
        actor=w.ian, ticket=ticket, title="Swap the batch", starts=later(600), ends=later(660),
        now=later(20),
    )  # fmt: skip
    assert (change.kind, change.agreement_version, change.due_resolve) == ("change", None, None)
    with pytest.raises(RuleBroken, match="promises itself nothing"):
        actions.repin(actor=w.iris, ticket=change, reason="x", now=later(25))
    assert change.events.get(ordinal=1).data["planned"]["ends"] == later(660).isoformat()
    with pytest.raises(Invalid, match="before it begins"):
        actions.plan(actor=w.ian, ticket=change, starts=later(60), ends=later(60), now=later(30))
    with listening(monkeypatch) as heard:
        actions.plan(actor=w.ian, ticket=change, starts=later(700), ends=later(760), now=later(30))
    assert len(heard.of(events.TicketPlanned)) == 1
    with pytest.raises(RuleBroken, match="Only a change"):
        actions.plan(actor=w.ian, ticket=ticket, starts=later(700), ends=later(760), now=later(30))


def test_rebuilding_writes_the_rows_anew(w: Promises) -> None:
    one, other = taken(w), ask_for_laptop(w)
    linked(w, one, "relates", other)
    TicketLink.objects.all().delete()
    TicketLink.objects.create(source=one, kind="blocks", target=other)
    assert checks.links_against_log().level != 0
    log.rebuild(fresh(one))
    assert list(TicketLink.objects.values_list("kind", flat=True)) == ["relates"]
