"""Clocks: the published cases of business time that concern tickets, and the laws of pauses."""

import itertools
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inward.calendars.explain import Kind
from inward.calendars.reading import definition_from_json
from inward.calendars.rules import Timeline, between
from inward.tickets import ledger
from inward.tickets.clocks import (
    KINDS,
    OF_SUPPLIER,
    Clock,
    ClockState,
    Pause,
    Terms,
    clocks,
    explain,
    next_due,
    pauses,
    projected,
)
from inward.tickets.life import Entry, live
from tests.support.random_logs import RandomTicket, tickets

UTC_OFFICE = {day: [["08:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
OFFICE = Timeline(definition_from_json({"timezone": "UTC", "hours": UTC_OFFICE}))
MONDAY = datetime(2025, 3, 3, 8, 0, tzinfo=UTC)
FRIDAY = datetime(2025, 3, 7, 8, 0, tzinfo=UTC)


def at(clock: str, day: datetime = MONDAY) -> datetime:
    """That time of the day."""
    hour, minute = clock.split(":")
    return day.replace(hour=int(hour), minute=int(minute))


def submitted(when: datetime = MONDAY, priority: int = 3) -> Entry:
    return Entry(when, "submitted", 1, kind="submitted", data={"priority": priority})


def taken(when: datetime) -> Entry:
    return Entry(when, "in_progress", None, 11, kind="assigned")


def asked(when: datetime) -> Entry:
    return Entry(when, "waiting", waiting_on="customer", reason="which model", kind="asked")


def answered(when: datetime) -> Entry:
    return Entry(when, "in_progress", kind="answered")


def thanked(when: datetime) -> Entry:
    return Entry(when, kind="answered")


def waiting(when: datetime, on: str) -> Entry:
    return Entry(when, "waiting", waiting_on=on, kind="updated")


def replied(when: datetime) -> Entry:
    return Entry(when, kind="replied")


def resolved(when: datetime) -> Entry:
    return Entry(when, "resolved", kind="resolved", outcome="fulfilled")


def reopened(when: datetime) -> Entry:
    return Entry(when, "in_progress", kind="reopened")


def read(
    *entries: Entry, now: datetime, timeline: Timeline = OFFICE, **minutes: int
) -> dict[str, Clock]:
    """The clocks by kind; minutes of targets by kind for every priority."""
    targets = {(kind, p): length for kind, length in minutes.items() for p in (1, 2, 3, 4)}
    life = live(entries, submitted_at=None)
    found = clocks(entries, life, Terms(targets, timeline), priority=3, as_of=now)
    return {clock.kind: clock for clock in found}


def minutes(length: timedelta) -> float:
    return length.total_seconds() / 60


def test_four_hours_from_friday_afternoon_are_due_on_monday() -> None:
    clock = read(submitted(at("16:00", FRIDAY)), now=at("16:00", FRIDAY), resolve=240)["resolve"]
    assert clock.due_at == datetime(2025, 3, 10, 11, 0, tzinfo=UTC)
    assert (clock.state, clock.left) == (ClockState.RUNNING, timedelta(hours=4))


def test_created_on_saturday_and_answered_on_monday_took_five_minutes() -> None:
    saturday, monday = datetime(2025, 3, 8, 12, tzinfo=UTC), datetime(2025, 3, 10, 8, 5, tzinfo=UTC)
    clock = read(submitted(saturday), replied(monday), now=monday, first_reply=60)["first_reply"]
    assert (minutes(clock.used), clock.state) == (5, ClockState.MET)


def test_a_pause_over_a_weekend_adds_nothing() -> None:
    log = (
        submitted(FRIDAY),
        asked(at("17:00", FRIDAY)),
        answered(datetime(2025, 3, 10, 8, 0, tzinfo=UTC)),
    )
    with_pause = read(*log, now=log[-1].at, resolve=600)["resolve"]
    without = read(log[0], now=log[-1].at, resolve=600)["resolve"]
    assert with_pause.due_at == without.due_at == datetime(2025, 3, 10, 9, 0, tzinfo=UTC)


def test_two_pauses_within_one_minute_both_count() -> None:
    start = at("09:00")
    log = [submitted(start)]
    for second in (10, 40):
        log.append(asked(start + timedelta(seconds=second)))
        log.append(answered(start + timedelta(seconds=second + 5)))
    clock = read(*log, now=start + timedelta(minutes=10), resolve=60)["resolve"]
    assert clock.used == timedelta(minutes=9, seconds=50)
    assert clock.due_at == start + timedelta(hours=1, seconds=10)


def test_waiting_to_resolved_in_one_step_ends_the_pause_there() -> None:
    log = (submitted(at("09:00")), asked(at("09:30")), resolved(at("12:00")))
    clock = read(*log, now=at("15:00"), resolve=60)["resolve"]
    assert (minutes(clock.used), clock.state, clock.stopped_at) == (
        30, ClockState.MET, at("12:00"),
    )  # fmt: skip


def test_days_between_resolved_and_reopened_are_awaiting_confirmation() -> None:
    thursday = MONDAY + timedelta(days=3)
    log = (submitted(at("09:00")), taken(at("09:10")), resolved(at("10:00")), reopened(thursday))
    clock = read(*log, now=thursday + timedelta(minutes=30), resolve=120)["resolve"]
    assert (minutes(clock.used), clock.state) == (90, ClockState.RUNNING)
    assert clock.due_at == thursday + timedelta(hours=1)
    assert clock.pauses == ((at("10:00"), thursday, "confirmation"),)


def test_reopening_resumes_and_a_later_resolution_is_judged_over_all() -> None:
    thursday = MONDAY + timedelta(days=3)
    log = (submitted(at("09:00")), resolved(at("10:00")), reopened(thursday))
    late = resolved(thursday + timedelta(minutes=61))
    assert read(*log, late, now=late.at, resolve=120)["resolve"].state is ClockState.MISSED
    timely = resolved(thursday + timedelta(minutes=60))
    assert read(*log, timely, now=timely.at, resolve=120)["resolve"].state is ClockState.MET


def test_priority_raised_while_paused_keeps_what_was_paused() -> None:
    raised = Entry(at("11:00"), kind="updated", data={"priority": 1})
    log = (submitted(at("09:00")), asked(at("10:00")), raised)
    targets = {("resolve", 1): 90, ("resolve", 3): 600}
    life = live(log, submitted_at=None)
    (clock,) = clocks(log, life, Terms(targets, OFFICE), priority=None, as_of=at("12:00"))
    assert (minutes(clock.used), minutes(clock.left), clock.due_at) == (60, 30, None)
    assert clock.state is ClockState.PAUSED


def test_a_change_of_priority_moves_the_due_instant_by_the_difference() -> None:
    targets = {("resolve", 3): 120, ("resolve", 4): 240}
    log = (submitted(at("09:00")), Entry(at("09:30"), kind="updated", data={"priority": 4}))
    life = live(log, submitted_at=None)
    (clock,) = clocks(log, life, Terms(targets, OFFICE), priority=None, as_of=at("09:30"))
    assert clock.due_at == at("13:00")


def test_a_clock_that_stopped_is_judged_by_the_priority_of_then() -> None:
    targets = {("first_reply", 3): 60, ("first_reply", 1): 10}
    raised = Entry(at("09:40"), kind="updated", data={"priority": 1})
    log = (submitted(at("09:00")), replied(at("09:30")), raised)
    life = live(log, submitted_at=None)
    (clock,) = clocks(log, life, Terms(targets, OFFICE), priority=None, as_of=at("10:00"))
    assert (clock.state, clock.priority) == (ClockState.MET, 3)


def test_while_paused_the_due_date_is_unknown_and_some_is_left() -> None:
    log = (submitted(at("09:00")), asked(at("09:20")))
    clock = read(*log, now=at("15:00"), resolve=60)["resolve"]
    assert (clock.due_at, minutes(clock.left), clock.state) == (None, 40, ClockState.PAUSED)
    assert projected(clock, OFFICE, at("16:40")) == datetime(2025, 3, 4, 8, 20, tzinfo=UTC)
    assert next_due([clock]) is None


@pytest.mark.parametrize("whom", ["outside", "department", "date"])
def test_the_customers_clock_never_stops_for_internal_waits(whom: str) -> None:
    log = (submitted(at("09:00")), waiting(at("09:20"), whom))
    clock = read(*log, now=at("09:50"), resolve=60)["resolve"]
    assert (clock.state, minutes(clock.used), clock.due_at) == (ClockState.RUNNING, 50, at("10:00"))


def test_a_hand_off_changes_no_clock() -> None:
    handed = Entry(at("09:30"), "submitted", 2, kind="handed_off")
    before = read(submitted(at("09:00")), now=at("10:00"), resolve=60, own=30)
    after = read(submitted(at("09:00")), handed, now=at("10:00"), resolve=60, own=30)
    assert before == after


def test_thanks_after_the_resolution_arm_nothing() -> None:
    log = (submitted(at("09:00")), taken(at("09:10")), resolved(at("09:30")))
    before = read(*log, now=at("16:00"), resolve=60, own=30, first_reply=40)
    after = read(*log, thanked(at("15:00")), now=at("16:00"), resolve=60, own=30, first_reply=40)
    assert before == after
    assert not any(clock.counts for clock in after.values())


@pytest.mark.parametrize("channel", ["portal", "mail", "api"])
def test_the_customers_word_ends_a_pause_by_whatever_channel(channel: str) -> None:
    word = Entry(at("11:00"), "in_progress", kind="answered", data={"channel": channel})
    log = (submitted(at("09:00")), asked(at("10:00")), word)
    clock = read(*log, now=at("11:00"), resolve=120)["resolve"]
    assert clock.due_at == at("12:00")


def test_the_due_instant_itself_is_in_time_and_a_second_later_is_not() -> None:
    start, due = at("09:00"), at("10:00")
    assert read(submitted(start), resolved(due), now=due, resolve=60)["resolve"].met is True
    late = due + timedelta(seconds=1)
    assert read(submitted(start), resolved(late), now=late, resolve=60)["resolve"].met is False


def test_a_missed_clock_goes_on_counting_until_it_stops() -> None:
    clock = read(submitted(at("09:00")), now=at("11:30"), resolve=60)["resolve"]
    assert (clock.state, minutes(clock.left), clock.counts) == (ClockState.MISSED, -90, True)
    assert next_due([clock]) == at("10:00")


@pytest.mark.parametrize("end", ["declined", "withdrawn", "merged"])
def test_a_ticket_that_ends_otherwise_leaves_its_promise_void_unless_missed(end: str) -> None:
    early, late = Entry(at("09:30"), end, kind=end), Entry(at("10:30"), end, kind=end)
    start = submitted(at("09:00"))
    assert read(start, early, now=at("12:00"), resolve=60)["resolve"].state is ClockState.VOID
    assert read(start, late, now=at("12:00"), resolve=60)["resolve"].state is ClockState.MISSED


def test_declining_is_an_answer() -> None:
    declined = Entry(at("09:30"), "declined", kind="declined")
    log = (submitted(at("09:00")), declined)
    assert read(*log, now=at("12:00"), first_reply=60)["first_reply"].state is ClockState.MET


def test_without_an_agreement_there_are_no_clocks() -> None:
    log = (submitted(),)
    life = live(log, submitted_at=None)
    assert clocks(log, life, None, priority=3, as_of=at("12:00")) == ()


def test_a_promise_no_calendar_reaches_has_no_due_instant() -> None:
    rare = Timeline(
        definition_from_json(
            {"timezone": "UTC", "hours": {}, "exceptions": [
                {"date": "2025-03-03", "hours": [["08:00", "09:00"]]}]}
        )
    )  # fmt: skip
    clock = read(submitted(), now=at("12:00"), timeline=rare, resolve=600)["resolve"]
    assert (clock.due_at, minutes(clock.used)) == (None, 60)


@pytest.mark.parametrize(
    ("zone", "start", "due"),
    [
        # Eight hours around the clock over a change of clocks, in both directions and hemispheres.
        ("Europe/Berlin", "2025-03-30T00:00", "2025-03-30T09:00"),
        ("Europe/Berlin", "2025-10-26T00:00", "2025-10-26T07:00"),
        ("Australia/Sydney", "2025-10-05T00:00", "2025-10-05T09:00"),
        ("Australia/Sydney", "2025-04-06T00:00", "2025-04-06T07:00"),
        ("Australia/Lord_Howe", "2025-10-05T00:00", "2025-10-05T08:30"),
        # Abolished: no change any more.
        ("America/Sao_Paulo", "2025-10-19T00:00", "2025-10-19T08:00"),
    ],
)
def test_eight_hours_on_the_days_clocks_change(zone: str, start: str, due: str) -> None:
    hours = {day: [["00:00", "24:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
    timeline = Timeline(definition_from_json({"timezone": zone, "hours": hours}))
    begin, end = (
        datetime.fromisoformat(each).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
        for each in (start, due)
    )
    clock = read(submitted(begin), now=begin, timeline=timeline, resolve=480)["resolve"]
    assert clock.due_at == end


def test_a_calendar_open_one_day_a_week_with_a_lunch_break() -> None:
    hours = {"tue": [["08:00", "12:00"], ["13:00", "17:00"]]}
    timeline = Timeline(definition_from_json({"timezone": "UTC", "hours": hours}))
    clock = read(submitted(MONDAY), now=MONDAY, timeline=timeline, resolve=9 * 60)["resolve"]
    assert clock.due_at == datetime(2025, 3, 11, 9, 0, tzinfo=UTC)


def test_the_timeline_names_holidays_half_days_and_pauses() -> None:
    definition = {
        "timezone": "UTC",
        "hours": UTC_OFFICE,
        "holidays": [{"date": "2025-03-05", "name": "Founders' day"}],
        "exceptions": [{"date": "2025-03-04", "hours": [["08:00", "12:00"]], "name": "Half day"}],
    }
    timeline = Timeline(definition_from_json(definition))
    log = (submitted(at("15:00")), asked(at("15:30")), answered(at("16:00")))
    now = log[-1].at
    clock = read(*log, now=now, timeline=timeline, resolve=7 * 60)["resolve"]
    told = explain(clock, timeline, as_of=now)
    assert told.total == clock.budget == timedelta(hours=7)
    assert told.stretches[-1].until == clock.due_at == datetime(2025, 3, 6, 9, 30, tzinfo=UTC)
    assert ("which model", Kind.PAUSED) in {(s.name, s.kind) for s in told.stretches}
    assert ("Founders' day", Kind.HOLIDAY) in {(s.name, s.kind) for s in told.stretches}
    assert ("Half day", Kind.OPEN) in {(s.name, s.kind) for s in told.stretches}


def approving(when: datetime) -> Entry:
    return Entry(when, "awaiting_approval", waiting_on="approver", reason="Manager",
                 kind="approval_requested")  # fmt: skip


def approved(when: datetime, category: str = "submitted") -> Entry:
    return Entry(when, category, kind="approved")


def test_the_suppliers_clocks_begin_when_the_approved_ticket_reaches_it() -> None:
    log = (submitted(at("09:00")), approving(at("09:00")), approved(at("14:00")))
    found = read(*log, now=at("14:20"), own=30, first_reply=60, resolve=480)
    assert {kind: minutes(clock.used) for kind, clock in found.items()} == {
        "own": 20, "first_reply": 20, "resolve": 320,
    }  # fmt: skip
    assert found["own"].due_at == at("14:30")
    assert found["own"].pauses == ((at("09:00"), at("14:00"), "approval"),)
    assert found["resolve"].pauses == ()


def test_while_somebody_is_to_approve_only_the_customers_clock_can_be_missed() -> None:
    log = (submitted(at("09:00")), approving(at("09:00")))
    found = read(*log, now=at("16:00"), own=30, first_reply=60, resolve=240)
    assert {kind: clock.state for kind, clock in found.items()} == {
        "own": ClockState.PAUSED, "first_reply": ClockState.PAUSED, "resolve": ClockState.MISSED,
    }  # fmt: skip
    assert next_due([*found.values()]) == at("13:00")


def test_approval_asked_by_hand_stops_what_the_supplier_still_owes() -> None:
    log = (
        submitted(at("09:00")), taken(at("09:10")), approving(at("09:20")),
        approved(at("11:20"), "in_progress"), asked(at("11:30")),
    )  # fmt: skip
    found = read(*log, now=at("12:00"), own=30, first_reply=60, resolve=480)
    assert minutes(found["own"].used) == 10
    assert (minutes(found["first_reply"].used), found["first_reply"].met) == (30, True)
    assert minutes(found["resolve"].used) == 150


def _holding(kind: str) -> set[str]:
    """Who holds the ball while a clock stands still."""
    return {"customer", "approver"} if kind in OF_SUPPLIER else {"customer"}


@given(tickets(min_events=1), st.integers(0, 5000))
def test_time_used_is_open_time_less_what_the_ledger_gives_those_it_stands_still_for(
    ticket: RandomTicket, later: int
) -> None:
    log = [Entry(e.at, e.category, e.department, e.person, e.waiting_on, e.reason)
           for e in ticket.events]  # fmt: skip
    life = live(log, submitted_at=ticket.submitted_at)
    now = max(log[-1].at, ticket.submitted_at or log[-1].at) + timedelta(minutes=later)
    terms = Terms({(kind, 3): 600 for kind in KINDS}, OFFICE)
    for clock in clocks(log, life, terms, priority=3, as_of=now):
        end = clock.stopped_at or now
        holds = ledger.fold(log, submitted_at=ticket.submitted_at, observed_until=now)
        theirs = sum(
            (
                between(OFFICE, max(h.since, clock.started_at), min(h.until, end))
                for h in holds
                if h.party_kind in _holding(clock.kind) and h.since < end
            ),
            timedelta(),
        )
        assert clock.used == between(OFFICE, clock.started_at, end) - theirs


@given(tickets(min_events=1))
def test_a_running_clock_is_due_exactly_when_its_budget_is_used_up(ticket: RandomTicket) -> None:
    log = [Entry(e.at, e.category, e.department, e.person, e.waiting_on, e.reason)
           for e in ticket.events]  # fmt: skip
    life = live(log, submitted_at=ticket.submitted_at)
    now = max(log[-1].at, ticket.submitted_at or log[-1].at)
    terms = Terms({(kind, 3): 600 for kind in KINDS}, OFFICE)
    for clock in clocks(log, life, terms, priority=3, as_of=now):
        if clock.counts and clock.state is ClockState.RUNNING and clock.due_at is not None:
            open_time = between(OFFICE, now, clock.due_at)
            assert open_time == clock.left


@given(tickets(min_events=1))
def test_pauses_follow_each_other_and_only_the_last_may_last(ticket: RandomTicket) -> None:
    log = [Entry(e.at, e.category, waiting_on=e.waiting_on) for e in ticket.events]
    for found in (pauses(log), pauses(log, of_supplier=True)):
        _require_in_order(found)


def _require_in_order(found: list[Pause]) -> None:
    assert all(until is not None for _, until, _ in found[:-1])
    for (_, until, _), (since, _, _) in itertools.pairwise(found):
        assert until is not None
        assert until <= since
