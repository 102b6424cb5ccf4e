"""Whatever happens to a ticket, in whatever order, its laws hold (a Hypothesis state machine)."""

from collections import Counter
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, ClassVar

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from inward.kernel.errors import InwardError
from inward.tickets import actions, ledger, log, parts, policies, queries
from inward.tickets.models import Ticket, TicketDepartment, TicketEvent
from inward.tickets.queries import View
from inward.tickets.rules import DONE, OPEN, STEPS, Verb
from tests.support.world import START
from tests.support.world_promises import Promises, ask_for_laptop
from tests.tickets.courses import BY_TIME, EVERY_VERB

CAST = ("alice", "iris", "ian", "frank", "fiona", "max", "mara", "hana", "adam")


# Drawn evenly, unlike from a list, whose first elements Hypothesis likes best.
CHANCE = st.integers(0, 2**16).map(lambda n: n * 2654435761 % 2**16)
EXCLUSIVE = (View.NEXT, View.WAITING, View.ON_HOLD, View.RESOLVED, View.CLOSED)
ENDINGS = frozenset({Verb.DECLINE, Verb.WITHDRAW, Verb.CONFIRM, Verb.MERGE, Verb.REFUSE})
CUSTOMERS_CLOCKS = ("own", "first_reply", "resolve")


class AnyCourse(RuleBasedStateMachine):
    """One ticket, everybody, every verb; time goes by in uneven steps."""

    world: ClassVar[Promises]
    done: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.now = START
        self.used: dict[str, timedelta] = {}
        self.transaction = transaction.atomic()
        self.transaction.__enter__()

    def teardown(self) -> None:
        """The next course begins on the same world."""
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    @initialize(urgency=st.sampled_from((1, 2, 3)), confidential=st.booleans())
    def ask(self, urgency: int, confidential: bool) -> None:
        w = self.world
        if confidential:
            self.ticket = actions.submit(
                actor=w.mara, offering=w.report_misconduct, answers={"what": "…"},
                urgency=urgency, now=self.now,
            )  # fmt: skip
        else:
            self.ticket = ask_for_laptop(w, urgency=urgency, now=self.now)

    @rule(minutes=st.sampled_from((1, 7, 60, 300, 1440, 4321)))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule(verb=st.sampled_from(list(EVERY_VERB)), who=st.sampled_from(CAST), data=st.data())
    def somebody_tries(self, verb: Verb, who: str, data: Any) -> None:
        self._do(verb, who, data)

    @rule(chance=CHANCE, data=st.data())
    def somebody_does_what_they_may(self, chance: int, data: Any) -> None:
        """Of all that anybody may do now, each verb as likely as the other; endings are rarer."""
        found = {verb: who for who in CAST for verb in sorted(self._possible(who))}
        likely = [verb for verb in sorted(found) if verb not in ENDINGS or chance % 4 == 0]
        if likely:
            verb = likely[chance // 4 % len(likely)]
            self._do(verb, found[verb], data)

    somebody_goes_on = somebody_does_what_they_may
    somebody_goes_further = somebody_does_what_they_may

    @precondition(lambda self: self._fresh().closes_at is not None)
    @rule()
    def nobody_confirms(self) -> None:
        closes_at = self._fresh().closes_at
        assert closes_at is not None
        self.now = max(self.now, closes_at)
        actions.close(ticket=self.ticket, now=self.now)

    @precondition(lambda self: self._fresh().next_chase_at is not None)
    @rule()
    def nobody_answers(self) -> None:
        """Each step of a chase is done once, however often it is tried."""
        due = self._fresh().next_chase_at
        assert due is not None
        self.now = max(self.now, due)
        after = actions.chase(ticket=self.ticket, now=self.now)
        assert after.next_chase_at is None or after.next_chase_at > self.now
        self.done["chased"] += 1

    @rule()
    def time_sees_what_is_late(self) -> None:
        actions.sweep_overdue(now=self.now)
        ticket = self._fresh()
        assert ticket.is_overdue == (ticket.next_due is not None and ticket.next_due <= self.now)

    @precondition(lambda self: Ticket.objects.filter(part_of=self.ticket).exists())
    @rule(ends=st.booleans())
    def a_part_goes_on(self, ends: bool) -> None:
        part = Ticket.objects.filter(part_of=self.ticket, category__in=OPEN).first()
        if part is None:
            return
        # Into a part of a confidential case the head alone is let.
        fiona = self.world.fiona
        if ends:
            actions.resolve(actor=fiona, ticket=part, outcome="fulfilled", now=self.now)
        elif part.assignee_id is None:
            actions.assign(actor=fiona, ticket=part, person=fiona, now=self.now)

    @invariant()
    def it_waits_for_parts_that_are_open_alone(self) -> None:
        entries = log.entries_of(self.ticket)
        rows = Ticket.objects.filter(part_of=self.ticket.pk)
        known = {each.pk: each for each in rows}
        assert all(known[each].category in OPEN for each in parts.awaited(entries))
        for part in parts.fold(entries):
            assert (known[part.id].category in OPEN) is not bool(part.ended)
        if self._fresh().category in DONE:
            assert not parts.awaited(entries)

    def _do(self, verb: Verb, who: str, data: Any) -> None:
        w, before = self.world, self._fresh()
        said = self._said(verb, data)
        part = policies.read_part(getattr(w, who), before, self.now)
        may = policies.permitted(verb, part, before)
        possible = may and before.category in STEPS[verb].sources
        try:
            with transaction.atomic():
                after = EVERY_VERB[verb](w, before, getattr(w, who), {"now": self.now, **said})
        except InwardError:
            assert self._fresh().version == before.version
            self.done["refused"] += 1
            return
        assert possible
        assert after.version >= before.version
        self.done[verb] += 1

    def _said(self, verb: Verb, data: Any) -> dict[str, Any]:
        w = self.world
        if verb is Verb.HAND_OFF:
            return {"department": data.draw(st.sampled_from([w.it, w.finance, w.marketing]))}
        if verb is Verb.ASSIGN:
            return {"person": data.draw(st.sampled_from([w.ian, w.iris, w.frank, w.hana]))}
        if verb is Verb.PRIORITISE:
            impact, urgency = (data.draw(st.integers(1, 3)) for _ in range(2))
            return {"impact": impact, "urgency": urgency}
        return {}

    def _possible(self, who: str) -> frozenset[Verb]:
        ticket = self._fresh()
        part = policies.read_part(getattr(self.world, who), ticket, self.now)
        return policies.possible_verbs(ticket, part)

    def _fresh(self) -> Ticket:
        return Ticket.objects.select_related("supplier", "service").get(pk=self.ticket.pk)

    @invariant()
    def caches_are_what_the_log_makes_them(self) -> None:
        ticket = self._fresh()
        entries = log.entries_of(ticket)
        wanted = log.values(ticket, entries, log.terms_of(ticket, entries))
        assert {name: getattr(ticket, name) for name in wanted} == wanted

    @invariant()
    def the_log_is_complete_and_in_order(self) -> None:
        rows = list(
            TicketEvent.objects.filter(ticket=self.ticket).order_by("ordinal")
            .values_list("ordinal", "at")
        )  # fmt: skip
        assert [ordinal for ordinal, _ in rows] == list(range(1, self._fresh().version + 1))
        assert all(a <= b for (_, a), (_, b) in pairwise(rows))

    @invariant()
    def exactly_one_party_holds_the_ball_at_every_instant(self) -> None:
        ticket = self._fresh()
        until: datetime = max(self.now, ticket.last_event_at)
        holds = ledger.fold(
            log.entries_of(ticket), submitted_at=ticket.submitted_at, observed_until=until
        )
        assert all(a.until == b.since for a, b in pairwise(holds))
        elapsed = (ticket.closed_at or until) - ticket.submitted_at
        assert sum((h.until - h.since for h in holds), timedelta()) == elapsed
        assert all(h.parties for h in holds)
        assert not [h for h in holds if h.party_kind == "unknown"]

    @invariant()
    def time_used_never_runs_backwards_but_by_a_new_agreement(self) -> None:
        detail = queries.detail(self.world.mara, self.ticket.key, self.now)
        for clock in detail.clocks:
            assert timedelta() <= clock.used <= self.now - START
            if clock.kind in CUSTOMERS_CLOCKS:
                assert clock.used >= self.used.get(clock.kind, timedelta())
                self.used[clock.kind] = clock.used
            assert clock.counts or clock.paused or clock.stopped_at is not None

    @invariant()
    def who_holds_or_held_it_is_remembered(self) -> None:
        held = {e.department for e in log.entries_of(self.ticket)} - {None}
        stored = TicketDepartment.objects.filter(ticket=self.ticket)
        assert set(stored.values_list("department_id", flat=True)) == held

    @invariant()
    def a_ticket_is_work_wait_done_or_closed_and_in_one_of_these_views(self) -> None:
        ticket = self._fresh()
        person = ticket.assignee
        serves = person is not None and queries.standing_of(person, START).serving
        alone = Ticket.objects.count() == 1 and ticket.category != "awaiting_approval"
        if alone and person is not None and serves and ticket.supplier_id in serves:
            counts = queries.counts(person, START)
            assert sum(counts[view] for view in EXCLUSIVE) == 1

    @invariant()
    def a_confidential_case_is_seen_by_those_alone_who_take_part(self) -> None:
        ticket = self._fresh()
        if ticket.confidentiality != "restricted":
            return
        for who in ("hana", "mara", "alice", "adam", "fiona"):
            person = getattr(self.world, who)
            sees = queries.visible_to(person, self.now).filter(pk=ticket.pk).exists()
            part = policies.read_part(person, ticket, self.now)
            assert sees is (part.takes_part or part.approver)

    @invariant()
    def a_stranger_finds_nothing_of_it_at_any_time(self) -> None:
        """HR never held Mara's ordinary tickets, nor was anybody there asked."""
        w = self.world
        if self._fresh().confidentiality != "restricted":
            for person in (w.hana, w.adam):
                assert not queries.visible_to(person, self.now).exists()


@pytest.mark.django_db
def test_the_laws_hold_on_any_course(promises: Promises) -> None:
    AnyCourse.world, AnyCourse.done = promises, Counter()
    run_state_machine_as_test(
        AnyCourse,
        settings=settings(
            max_examples=10,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    # The courses went somewhere: most verbs were done, and many tries refused.
    assert len(AnyCourse.done) > 15, AnyCourse.done
    assert AnyCourse.done["refused"] > 5


def test_no_verb_is_left_out() -> None:
    assert set(EVERY_VERB) | BY_TIME == set(Verb)
