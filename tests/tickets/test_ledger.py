"""The ledger's laws, and one case for each sentence of its definition."""

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given

from inward.tickets import ledger
from inward.tickets.ledger import Hold, LedgerEvent
from tests.support.random_logs import EPOCH, RandomTicket, tickets

IT, FINANCE = 1, 2
ADA, BOB = 11, 12
END = EPOCH + timedelta(days=30)


def at(minutes: int, category: str | None = None, **changes: object) -> LedgerEvent:
    return LedgerEvent(at=EPOCH + timedelta(minutes=minutes), category=category, **changes)  # type: ignore[arg-type]


def folded(*events: LedgerEvent, submitted: int | None = None) -> list[Hold]:
    given_at = None if submitted is None else EPOCH + timedelta(minutes=submitted)
    return ledger.fold(events, submitted_at=given_at, observed_until=END)


def brief(holds: list[Hold]) -> list[tuple[str, int | None, float]]:
    return [(h.party_kind, h.department, h.minutes) for h in holds]


@given(tickets())
def test_holds_follow_each_other_without_gap_or_overlap(ticket: RandomTicket) -> None:
    holds = ledger.fold(
        ticket.events, submitted_at=ticket.submitted_at, observed_until=ticket.observed_until
    )
    assert all(h.since < h.until for h in holds)
    assert all(a.until == b.since for a, b in pairwise(holds))


@given(tickets())
def test_holds_sum_to_the_elapsed_time(ticket: RandomTicket) -> None:
    holds = ledger.fold(
        ticket.events, submitted_at=ticket.submitted_at, observed_until=ticket.observed_until
    )
    start = ledger.started_at(ticket.events, ticket.submitted_at)
    if start is None:
        assert holds == []
        return
    end = ledger.ended_at(ticket.events) or ticket.observed_until
    assert sum((h.until - h.since for h in holds), timedelta()) == max(end - start, timedelta())


@given(tickets())
def test_every_hold_is_booked_to_one_known_kind_of_party(ticket: RandomTicket) -> None:
    holds = ledger.fold(
        ticket.events, submitted_at=ticket.submitted_at, observed_until=ticket.observed_until
    )
    assert {h.party_kind for h in holds} <= set(ledger.PARTIES)
    assert all({party.kind for party in h.parties} == {h.party_kind} for h in holds)
    assert all(h.department in {party.department for party in h.parties} for h in holds)


@given(tickets())
def test_adjacent_holds_differ(ticket: RandomTicket) -> None:
    holds = ledger.fold(
        ticket.events, submitted_at=ticket.submitted_at, observed_until=ticket.observed_until
    )
    keys = [(h.party_kind, h.department, h.person, h.reason) for h in holds]
    assert all(a != b for a, b in pairwise(keys))


def test_a_plain_ticket_lies_with_its_supplier_until_it_is_resolved() -> None:
    holds = folded(
        at(0, "submitted", department=IT),
        at(10, "in_progress", person=ADA),
        at(40, "resolved"),
        at(100, "closed"),
    )
    assert brief(holds) == [("supplier", IT, 10), ("supplier", IT, 30), ("customer", None, 60)]
    assert [h.person for h in holds] == [None, ADA, None]
    assert holds[-1].reason == "confirmation"


def test_time_with_a_department_that_is_not_accountable_in_the_end_is_another_departments() -> None:
    holds = folded(at(0, "submitted", department=IT), at(30, department=FINANCE), at(90, "closed"))
    assert brief(holds) == [("department", IT, 30), ("supplier", FINANCE, 60)]


def test_a_hand_off_clears_the_person() -> None:
    holds = folded(
        at(0, "in_progress", department=IT, person=ADA), at(5, department=FINANCE), at(9, "closed")
    )
    assert [h.person for h in holds] == [ADA, None]


@pytest.mark.parametrize(
    ("waiting_on", "kind", "department"),
    [
        ("customer", "customer", None),
        ("outside", "outside", None),
        ("approver", "approver", None),
        ("department", "department", IT),
        ("date", "supplier", IT),
        ("unknown", "unknown", None),
        (None, "unknown", None),
    ],
)
def test_a_wait_names_who_holds_the_ball(
    waiting_on: str | None, kind: str, department: int | None
) -> None:
    holds = folded(at(0, "waiting", department=IT, waiting_on=waiting_on), at(60, "closed"))
    assert brief(holds) == [(kind, department, 60)]


@pytest.mark.parametrize(
    ("category", "kind"),
    [
        ("awaiting_approval", "approver"),
        ("unknown", "unknown"),
        ("submitted", "supplier"),
        ("accepted", "supplier"),
        ("in_progress", "supplier"),
        ("resolved", "customer"),
    ],
)
def test_each_category_has_its_party(category: str, kind: str) -> None:
    assert folded(at(0, category, department=IT), at(60, "closed"))[0].party_kind == kind


def test_without_a_department_the_ball_lies_with_somebody_unknown() -> None:
    assert brief(folded(at(0, "submitted"), at(60, "closed"))) == [("unknown", None, 60)]


def test_time_closed_before_a_reopening_lay_with_the_customer() -> None:
    holds = folded(
        at(0, "in_progress", department=IT),
        at(10, "closed"),
        at(70, "in_progress"),
        at(100, "closed"),
        at(200, "closed"),
    )
    assert brief(holds) == [("supplier", IT, 10), ("customer", None, 60), ("supplier", IT, 30)]
    assert holds[1].reason == "closed"


def test_the_ledger_ends_where_the_last_terminal_category_was_entered() -> None:
    events = (at(0, "submitted", department=IT), at(10, "closed"), at(20, "merged"))
    assert ledger.ended_at(events) == EPOCH + timedelta(minutes=10)


def test_an_open_ticket_runs_to_the_end_of_observation() -> None:
    holds = folded(at(0, "submitted", department=IT))
    assert holds[-1].until == END


def test_a_draft_is_nobodys_until_it_is_submitted() -> None:
    holds = folded(at(0, "draft", department=IT), at(50, "submitted"), at(60, "closed"))
    assert brief(holds) == [("supplier", IT, 10)]


def test_an_earlier_given_submission_begins_the_ledger_on_the_supplier_side() -> None:
    holds = folded(at(60, "resolved", department=IT), at(90, "closed"), submitted=0)
    assert brief(holds) == [("supplier", IT, 60), ("customer", None, 30)]


def test_a_later_given_submission_does_not_hide_what_happened_before() -> None:
    holds = folded(at(0, "submitted", department=IT), at(90, "closed"), submitted=30)
    assert brief(holds) == [("supplier", IT, 90)]


def test_a_ticket_never_submitted_has_no_ledger() -> None:
    assert folded(at(0, "draft")) == []
    assert folded(at(0, "draft"), submitted=0) == []
    assert folded() == []


def test_the_reason_of_a_wait_is_that_of_the_event_that_began_it() -> None:
    holds = folded(
        at(0, "waiting", waiting_on="outside", reason="parts"),
        at(5, person=BOB, reason="talked"),
        at(60, "closed"),
    )
    assert [(h.party_kind, h.reason) for h in holds] == [("outside", "parts")]


def waits(minutes: int, *departments: int) -> LedgerEvent:
    return at(minutes, "waiting", waiting_on="department", awaited=departments)


HR, LEGAL = 3, 4


def several(holds: list[Hold]) -> list[tuple[tuple[int | None, ...], int | None, float]]:
    return [
        (tuple(p.department for p in h.parties), h.department, h.minutes)
        for h in holds
        if h.party_kind == "department"
    ]


def test_of_several_awaited_the_time_is_booked_to_who_answers_last() -> None:
    holds = folded(
        at(0, "in_progress", department=IT), waits(10, HR, FINANCE), waits(30, HR),
        at(60, "in_progress"), at(70, "closed"),
    )  # fmt: skip
    assert several(holds) == [((FINANCE, HR), HR, 20.0), ((HR,), HR, 30.0)]


def test_of_several_that_never_answer_the_first_is_booked() -> None:
    holds = folded(
        at(0, "in_progress", department=IT), waits(10, LEGAL, HR), at(60, "in_progress"),
        at(70, "closed"),
    )  # fmt: skip
    assert several(holds) == [((HR, LEGAL), HR, 50.0)]


def test_who_is_asked_again_answered_in_between() -> None:
    holds = folded(
        at(0, "in_progress", department=IT), waits(10, FINANCE, HR), waits(20, HR),
        waits(30, FINANCE, HR), waits(40, FINANCE), at(60, "closed"),
    )  # fmt: skip
    assert several(holds) == [
        ((FINANCE, HR), HR, 10.0), ((HR,), HR, 10.0), ((FINANCE, HR), FINANCE, 10.0),
        ((FINANCE,), FINANCE, 20.0),
    ]  # fmt: skip
