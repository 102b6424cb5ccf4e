"""Time worked: booked, corrected and timed as events that only the supplier's side reads."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inward.kernel.errors import Invalid, NotAllowed, NotFound, RuleBroken
from inward.tickets import actions, effort, queries
from inward.tickets.models import Ticket, TicketEvent, TimeEntry, Timer
from tests.support.world import START
from tests.support.world_promises import Promises, ask_for_laptop, later

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(promises: Promises) -> Ticket:
    """Mara's laptop."""
    return ask_for_laptop(promises)


def entries_of(ticket: Ticket) -> list[effort.Entry]:
    events = TicketEvent.objects.filter(ticket=ticket, kind="time_booked").order_by("ordinal")
    return effort.entries(events.values_list("ordinal", "data"))


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [("45", 45), ("90 min", 90), ("1:30", 90), ("1h 30", 90), ("1h30m", 90), ("2 h", 120),
     ("1.5 h", 90), ("1,25", 75), ("0:05", 5), ("24h", 1440)],
)  # fmt: skip
def test_people_type_time_as_they_like(typed: str, minutes: int) -> None:
    assert effort.minutes_of(typed) == minutes


@pytest.mark.parametrize("typed", ["", " ", "0", "-5", "25 h", "1:75", "soon", "1e3", "٣", "1441"])
def test_what_is_no_time_is_refused(typed: str) -> None:
    with pytest.raises(Invalid) as error:
        effort.minutes_of(typed)
    assert "minutes" in error.value.fields


@given(st.integers(1, effort.MOST_MINUTES))
def test_what_is_told_reads_back_the_same(minutes: int) -> None:
    assert effort.minutes_of(effort.told(minutes)) == minutes


def test_time_is_booked_and_sums_up(promises: Promises, asked: Ticket) -> None:
    w = promises
    actions.book_time(actor=w.ian, ticket=asked, minutes=45, note="Set up", now=later(60))
    actions.book_time(actor=w.iris, ticket=asked, minutes=20, activity="call", now=later(70))
    assert [(e.person_id, e.minutes, e.activity) for e in entries_of(asked)] == [
        (w.ian.pk, 45, "work"), (w.iris.pk, 20, "call")
    ]  # fmt: skip
    rows = TimeEntry.objects.order_by("ordinal").values_list("person", "department", "minutes")
    assert list(rows) == [(w.ian.pk, w.it.pk, 45), (w.iris.pk, w.it.pk, 20)]


def test_booking_moves_no_clock_and_no_ball(promises: Promises, asked: Ticket) -> None:
    before = queries.detail(promises.ian, asked.key, later(50))
    actions.book_time(actor=promises.ian, ticket=asked, minutes=45, now=later(50))
    after = queries.detail(promises.ian, asked.key, later(50))
    assert (after.clocks, after.holds) == (before.clocks, before.holds)
    assert after.ticket.category == before.ticket.category


def test_a_correction_leaves_what_was_booked_in_the_log(promises: Promises, asked: Ticket) -> None:
    w = promises
    actions.book_time(actor=w.ian, ticket=asked, minutes=45, now=later(60))
    booked = entries_of(asked)[0].ordinal
    actions.correct_time(
        actor=w.ian, ticket=asked, ordinal=booked, minutes=30, reason="Lunch", now=later(90)
    )
    assert [(e.ordinal, e.minutes, e.corrected) for e in entries_of(asked)] == [
        (booked, 30, "Lunch")
    ]
    assert TicketEvent.objects.get(ticket=asked, ordinal=booked).data["minutes"] == 45
    actions.correct_time(
        actor=w.iris, ticket=asked, ordinal=booked, minutes=0, reason="Elsewhere", now=later(95)
    )
    assert entries_of(asked) == []
    assert TimeEntry.objects.get().minutes == 0


def test_others_do_not_correct_it(promises: Promises, asked: Ticket) -> None:
    w = promises
    actions.book_time(actor=w.iris, ticket=asked, minutes=45, now=later(60))
    booked = entries_of(asked)[0].ordinal
    fix: dict[str, Any] = {
        "ticket": asked,
        "ordinal": booked,
        "minutes": 5,
        "reason": "No",
        "now": later(90),
    }
    with pytest.raises(NotAllowed):
        actions.correct_time(actor=w.ian, **fix)
    with pytest.raises(RuleBroken):
        actions.correct_time(actor=w.iris, **{**fix, "minutes": 45})
    with pytest.raises(Invalid):
        actions.correct_time(actor=w.iris, **{**fix, "ordinal": 999})
    assert entries_of(asked)[0].minutes == 45


def test_the_customer_neither_books_nor_reads_it(promises: Promises, asked: Ticket) -> None:
    w = promises
    actions.book_time(actor=w.ian, ticket=asked, minutes=45, now=later(60))
    with pytest.raises(NotAllowed):
        actions.book_time(actor=w.mara, ticket=asked, minutes=45, now=later(60))
    with pytest.raises(NotFound):
        actions.book_time(actor=w.frank, ticket=asked, minutes=45, now=later(60))
    kinds = {event.kind for event in queries.detail(w.mara, asked.key, later(70)).events}
    assert "time_booked" not in kinds


@pytest.mark.parametrize(
    "wrong",
    [{"minutes": 0}, {"minutes": 1441}, {"activity": "sleeping"},
     {"on": START.date() + timedelta(days=2)}, {"on": date(2001, 1, 1)}],
)  # fmt: skip
def test_what_cannot_be_is_refused(
    promises: Promises, asked: Ticket, wrong: dict[str, Any]
) -> None:
    with pytest.raises(Invalid):
        actions.book_time(
            **{"actor": promises.ian, "ticket": asked, "minutes": 5, "now": later(60), **wrong}
        )
    assert entries_of(asked) == []


def test_the_same_form_books_once(promises: Promises, asked: Ticket) -> None:
    for _ in range(2):
        actions.book_time(
            actor=promises.ian, ticket=asked, minutes=45, idempotency_key="k" * 20, now=later(60)
        )
    assert len(entries_of(asked)) == 1


def test_a_timer_books_begun_minutes_and_moves_from_ticket_to_ticket(
    promises: Promises, asked: Ticket
) -> None:
    w = promises
    other = ask_for_laptop(w, by=w.hana)
    actions.start_timer(actor=w.ian, ticket=asked, now=later(60))
    with pytest.raises(RuleBroken):
        actions.start_timer(actor=w.ian, ticket=asked, now=later(61))
    actions.start_timer(actor=w.ian, ticket=other, activity="call", now=later(75))
    assert [e.minutes for e in entries_of(asked)] == [15]
    actions.stop_timer(actor=w.ian, now=later(80) + timedelta(seconds=1))
    assert [(e.minutes, e.activity) for e in entries_of(other)] == [(6, "call")]
    assert not Timer.objects.exists()
    with pytest.raises(RuleBroken):
        actions.stop_timer(actor=w.ian, now=later(90))


def test_a_forgotten_timer_books_nothing(promises: Promises, asked: Ticket) -> None:
    actions.start_timer(actor=promises.ian, ticket=asked, now=later(60))
    actions.drop_timer(actor=promises.ian)
    assert not Timer.objects.exists()
    assert entries_of(asked) == []


def test_a_timer_left_running_books_at_most_a_day() -> None:
    start = datetime(2025, 3, 3, 8, tzinfo=UTC)
    assert effort.timed(start, start + timedelta(days=3)) == effort.MOST_MINUTES
    assert effort.timed(start, start) == 1
