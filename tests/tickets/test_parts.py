"""Asking other departments for parts: who waits for whom, what ends what, what it says."""

import pytest

from inward.directory import actions as directory
from inward.kernel.errors import Invalid, NotAllowed, NotFound, RuleBroken
from inward.notify.models import Notice
from inward.tickets import actions, checks, events, ledger, log, parts, queries
from inward.tickets.models import EventKind, Ticket, TicketEvent
from tests.support.heard import listening
from tests.support.world import START
from tests.support.world_promises import Promises, ask_for_laptop, later
from tests.tickets.parting import FOR_IT, asked, done, finance_promises_it, fresh, taken


@pytest.fixture
def w(promises: Promises) -> Promises:
    """Hana heads HR here, so that she may end its parts."""
    directory.set_head(actor=promises.adam, department=promises.hr, head=promises.hana, now=START)
    return promises


Brief = tuple[str, tuple[int | None, ...], float]


def holds(ticket: Ticket, until: float) -> list[Brief]:
    found = ledger.fold(
        log.entries_of(ticket), submitted_at=ticket.submitted_at, observed_until=later(until)
    )
    return [(h.party_kind, tuple(p.department for p in h.parties), h.minutes) for h in found]


def test_a_part_is_a_ticket_of_its_own_under_the_agreement_of_the_two(w: Promises) -> None:
    version = finance_promises_it(w, FOR_IT)
    parent = taken(w)
    part = asked(w, parent, w.finance, later(20), text="300 euros")
    assert (part.requester, part.customer, part.supplier) == (w.ian, w.it, w.finance)
    assert (part.key, part.part_of_id) == ("FIN-1", parent.pk)
    assert part.agreement_version_id == version.pk
    assert part.due_resolve == later(20 + FOR_IT["resolve", part.priority or 0])
    assert fresh(parent).agreement_version_id != version.pk


def test_the_parent_waits_for_it_and_then_goes_on_as_before(w: Promises) -> None:
    parent = taken(w)
    part = asked(w, parent, w.finance, later(20))
    waiting = fresh(parent)
    assert (waiting.category, waiting.waiting_on) == ("waiting", "department")
    assert waiting.awaited == "Finance"
    done(w, part, later(50))
    after = fresh(parent)
    assert (after.category, after.awaited, after.assignee_id) == ("in_progress", "", w.ian.pk)
    assert holds(parent, 60) == [
        ("supplier", (w.it.pk,), 10.0), ("supplier", (w.it.pk,), 10.0),
        ("department", (w.finance.pk,), 30.0), ("supplier", (w.it.pk,), 10.0),
    ]  # fmt: skip


def test_the_clock_of_the_customer_never_stops_for_a_part(w: Promises) -> None:
    parent = taken(w)
    due = parent.due_resolve
    asked(w, parent, w.finance, later(20))
    assert fresh(parent).due_resolve == due


def test_who_takes_it_for_nobody_is_what_it_was_before(w: Promises) -> None:
    parent = actions.accept(actor=w.ian, ticket=ask_for_laptop(w), now=later(5))
    part = asked(w, parent, w.finance, later(20))
    done(w, part, later(30))
    assert fresh(parent).category == "accepted"


def test_one_may_go_on_working_while_a_part_is_done(w: Promises) -> None:
    parent = taken(w)
    part = asked(w, parent, w.finance, later(20), waits=False)
    assert fresh(parent).category == "in_progress"
    done(w, part, later(50))
    (ended,) = TicketEvent.objects.filter(ticket=parent, kind=EventKind.PART_ENDED)
    assert ended.category == ""


def test_several_at_once_are_one_hold_booked_to_who_answers_last(w: Promises) -> None:
    parent = taken(w)
    finance = asked(w, parent, w.finance, later(20))
    hr = asked(w, parent, w.hr, later(30))
    assert fresh(parent).awaited == "Finance and Human Resources"
    done(w, finance, later(40))
    assert fresh(parent).awaited == "Human Resources"
    done(w, hr, later(70))
    found = ledger.fold(
        log.entries_of(parent), submitted_at=parent.submitted_at, observed_until=later(80)
    )
    parallel = [(h.department, h.minutes) for h in found if len(h.parties) == 2]
    assert parallel == [(w.hr.pk, 10.0)]
    assert [h.minutes for h in found if h.department == w.hr.pk] == [10.0, 30.0]
    assert fresh(parent).category == "in_progress"


def test_a_part_tells_its_parent_in_its_log_and_who_works_on_it(w: Promises) -> None:
    parent = taken(w)
    part = asked(w, parent, w.finance, later(20))
    actions.decline(
        actor=w.frank, ticket=part, reason_kind="capacity", text="No money.", now=later(30)
    )
    (ended,) = parts.fold(log.entries_of(parent))
    assert (ended.ended, ended.until) == ("declined", later(30))
    (notice,) = Notice.objects.filter(person=w.ian, kind="part")
    assert notice.subject == f"Finance declined its part of {parent.key}"


def test_asking_and_ending_are_published(w: Promises, monkeypatch: pytest.MonkeyPatch) -> None:
    parent = taken(w)
    with listening(monkeypatch) as heard:
        part = done(w, asked(w, parent, w.finance, later(20)), later(30))
    assert heard.of(events.PartAsked) == [
        events.PartAsked(parent.pk, w.ian.pk, later(20), part.pk, w.finance.pk, True)
    ]
    assert len(heard.of(events.TicketSubmitted)) == 1
    assert heard.of(events.PartEnded) == [
        events.PartEnded(parent.pk, None, later(30), part.pk, "resolved", False)
    ]


def test_a_part_that_was_not_done_is_waited_for_again(w: Promises) -> None:
    parent = taken(w)
    part = done(w, asked(w, parent, w.finance, later(20)), later(30))
    actions.reopen(actor=w.ian, ticket=part, text="Half of it.", now=later(40))
    again = fresh(parent)
    assert (again.category, again.awaited) == ("waiting", "Finance")
    done(w, fresh(part), later(50))
    assert fresh(parent).category == "in_progress"
    assert checks.state_against_log().level == 0


def test_a_part_handed_on_is_waited_for_where_it_is_now(w: Promises) -> None:
    parent = taken(w)
    part = asked(w, parent, w.finance, later(20))
    actions.hand_off(actor=w.frank, ticket=part, department=w.hr, reason="Theirs", now=later(30))
    assert fresh(parent).awaited == "Human Resources"
    done(w, fresh(part), later(40))
    assert fresh(parent).category == "in_progress"


def test_the_customers_answer_ends_no_wait_for_parts_that_is_not_one(w: Promises) -> None:
    parent = actions.ask_customer(actor=w.ian, ticket=taken(w), text="Which?", now=later(15))
    part = asked(w, parent, w.finance, later(20))
    still = fresh(parent)
    assert (still.category, still.waiting_on, still.awaited) == ("waiting", "customer", "")
    done(w, part, later(30))
    assert fresh(parent).waiting_on == "customer"


def test_one_may_wait_for_the_open_parts_again(w: Promises) -> None:
    parent = taken(w)
    part = asked(w, parent, w.finance, later(20), waits=False)
    actions.hold(
        actor=w.ian, ticket=parent, waiting_on="department", reason="The money", now=later(25)
    )
    assert fresh(parent).awaited == "Finance"
    done(w, part, later(30))
    assert fresh(parent).category == "in_progress"


def test_a_ticket_is_not_resolved_while_parts_are_open_unless_they_end_with_it(
    w: Promises,
) -> None:
    parent = taken(w)
    part = asked(w, parent, w.finance, later(20), waits=False)
    below = actions.ask_part(
        actor=w.frank, ticket=part, department=w.hr, title="Who?", now=later(25)
    )
    with pytest.raises(RuleBroken, match=r"Finance \(FIN-1\)"):
        actions.resolve(actor=w.ian, ticket=parent, outcome="fulfilled", now=later(30))
    ended = actions.resolve(
        actor=w.ian, ticket=parent, outcome="partly", withdraw_parts=True, now=later(30)
    )
    assert ended.category == "resolved"
    assert fresh(part).category == fresh(below).category == "withdrawn"
    assert checks.log_in_order().level == checks.state_against_log().level == 0


@pytest.mark.parametrize("ending", ["decline", "withdraw"])
def test_what_ends_without_being_done_ends_its_parts(w: Promises, ending: str) -> None:
    parent = taken(w)
    part = asked(w, parent, w.finance, later(20))
    if ending == "decline":
        actions.decline(
            actor=w.ian, ticket=parent, reason_kind="capacity", text="No.", now=later(30)
        )
    else:
        actions.withdraw(actor=w.mara, ticket=parent, now=later(30))
    assert fresh(part).category == "withdrawn"
    assert fresh(parent).category == {"decline": "declined", "withdraw": "withdrawn"}[ending]
    assert [p.ended for p in parts.fold(log.entries_of(parent))] == ["withdrawn"]


def test_whoever_serves_the_parent_may_call_a_part_off(w: Promises) -> None:
    parent = taken(w)
    part = asked(w, parent, w.finance, later(20))
    with pytest.raises(NotAllowed):
        actions.call_off_part(actor=w.mara, ticket=parent, part=part.pk, now=later(30))
    after = actions.call_off_part(actor=w.iris, ticket=parent, part=part.pk, now=later(30))
    assert (after.category, fresh(part).category) == ("in_progress", "withdrawn")
    with pytest.raises(NotFound):
        actions.call_off_part(actor=w.iris, ticket=parent, part=part.pk, now=later(40))


def test_only_who_serves_asks_for_parts(w: Promises) -> None:
    parent = taken(w)
    for who, refusal in ((w.mara, NotAllowed), (w.frank, NotFound)):
        with pytest.raises(refusal):
            actions.ask_part(
                actor=who, ticket=parent, department=w.finance, title="x", now=later(20)
            )


def test_a_part_says_of_whom_and_what(w: Promises) -> None:
    parent = taken(w)
    for said, field in (
        ({"of": w.it}, "department"), ({"of": w.hr, "title": "  "}, "title"),
        ({"of": w.hr, "offering": w.new_laptop}, "offering"),
    ):  # fmt: skip
        of = said.pop("of")
        with pytest.raises(Invalid) as refused:
            asked(w, parent, of, later(20), **said)
        assert field in refused.value.fields


def test_what_is_over_has_no_more_parts(w: Promises) -> None:
    parent = actions.withdraw(actor=w.mara, ticket=taken(w), now=later(15))
    with pytest.raises(RuleBroken):
        asked(w, parent, w.finance, later(20))


def test_a_key_asks_for_one_part(w: Promises) -> None:
    parent = taken(w)
    found = {asked(w, parent, w.finance, later(20), idempotency_key="k").pk for _ in range(2)}
    assert len(found) == 1


def test_a_part_of_a_confidential_case_is_confidential(w: Promises) -> None:
    case = actions.submit(
        actor=w.mara, offering=w.report_misconduct, answers={"what": "…"}, now=START
    )
    part = actions.ask_part(
        actor=w.hana, ticket=case, department=w.finance, title="Accounts", now=later(10)
    )
    assert part.confidentiality == "restricted"
    assert queries.visible_to(w.fiona, later(10)).filter(pk=part.pk).exists()
    assert not queries.visible_to(w.frank, later(10)).filter(pk=part.pk).exists()


def test_the_customer_sees_departments_and_states_of_the_chain_alone(w: Promises) -> None:
    parent = taken(w)
    part = asked(w, parent, w.finance, later(20))
    below = actions.ask_part(
        actor=w.frank, ticket=part, department=w.hr, title="Who?", now=later(25)
    )
    seen = queries.detail(w.mara, parent.key, later(30)).around
    assert seen.tickets == {}
    assert seen.chains == {part.pk: ["Human Resources"]}
    assert seen.states[part.pk].category == "waiting"
    of_part = queries.detail(w.frank, part.key, later(30)).around
    assert of_part.part_of == (parent.pk, parent.key)
    assert set(of_part.tickets) == {below.pk}


def test_rebuilding_gives_the_same(w: Promises) -> None:
    parent = taken(w)
    part = asked(w, parent, w.finance, later(20))
    Ticket.objects.filter(pk=part.pk).update(part_of=None)
    Ticket.objects.filter(pk=parent.pk).update(awaited="")
    for ticket in (fresh(parent), fresh(part)):
        log.rebuild(ticket)
    assert (fresh(parent).awaited, fresh(part).part_of_id) == ("Finance", parent.pk)
