"""Recurring requests: the days of a rule, what is submitted once, what stops it."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inward.kernel.errors import Invalid, NotFound
from inward.notify.models import Notice
from inward.tickets import actions, recurrence
from inward.tickets.models import RecurringTicket, Ticket
from inward.tickets.recurrence import Rule, next_after
from tests.support.world import START
from tests.support.world_promises import Promises, later

MINUTE = timedelta(minutes=1)
WEEKLY = Rule("weekly", 1, time(8), "Europe/Berlin", weekdays=(0,))


def days(rule: Rule, start: datetime, number: int) -> list[str]:
    """The next due instants, in the rule's own zone."""
    found, at = [], start
    for _ in range(number):
        at = next_after(rule, at, start.date())
        found.append(at.astimezone(ZoneInfo(rule.zone)).strftime("%a %d.%m. %H:%M"))
    return found


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (WEEKLY, ["Mon 24.03. 08:00", "Mon 31.03. 08:00", "Mon 07.04. 08:00"]),
        (Rule("weekly", 2, time(8), "Europe/Berlin", weekdays=(0, 4)),
         ["Fri 21.03. 08:00", "Mon 31.03. 08:00", "Fri 04.04. 08:00"]),
        (Rule("daily", 1, time(2, 30), "Europe/Berlin"),
         ["Fri 21.03. 02:30", "Sat 22.03. 02:30", "Sun 23.03. 02:30"]),
        (Rule("monthly", 1, time(8), "Europe/Berlin", day=31),
         ["Mon 31.03. 08:00", "Wed 30.04. 08:00", "Sat 31.05. 08:00"]),
        (Rule("monthly", 3, time(8), "Europe/Berlin", day=1),
         ["Sun 01.06. 08:00", "Mon 01.09. 08:00", "Mon 01.12. 08:00"]),
    ],
)  # fmt: skip
def test_days_of_rules(rule: Rule, expected: list[str]) -> None:
    assert days(rule, datetime(2025, 3, 20, 12, tzinfo=UTC), 3) == expected


def test_a_clock_change_moves_nothing_but_what_it_skips() -> None:
    rule = Rule("daily", 1, time(2, 30), "Europe/Berlin")
    start = datetime(2025, 3, 29, 12, tzinfo=UTC)
    assert days(rule, start, 2) == ["Sun 30.03. 03:30", "Mon 31.03. 02:30"]


@given(
    st.builds(
        Rule,
        frequency=st.sampled_from(sorted(recurrence.FREQUENCIES)),
        interval=st.integers(1, 12),
        at=st.times().map(lambda t: t.replace(tzinfo=None, microsecond=0)),
        zone=st.sampled_from(["Europe/Berlin", "UTC", "America/St_Johns", "Australia/Lord_Howe"]),
        weekdays=st.sets(st.integers(0, 6), min_size=1).map(lambda s: tuple(sorted(s))),
        day=st.integers(1, 31),
    ),
    st.integers(0, 3_650 * 24 * 60).map(lambda n: datetime(2020, 1, 1, tzinfo=UTC) + n * MINUTE),
)
def test_the_next_day_is_always_later_and_in_no_other_order(rule: Rule, at: datetime) -> None:
    first = next_after(recurrence.checked(rule), at, at.date() - timedelta(days=400))
    second = next_after(rule, first, at.date() - timedelta(days=400))
    assert at < first < second
    assert next_after(rule, first - timedelta(seconds=1), at.date() - timedelta(days=400)) == first


@pytest.mark.parametrize(
    "wrong",
    [
        Rule("yearly", 1, time(8), "UTC"), Rule("daily", 0, time(8), "UTC"),
        Rule("weekly", 1, time(8), "UTC"), Rule("weekly", 1, time(8), "UTC", weekdays=(7,)),
        Rule("monthly", 1, time(8), "UTC", day=32), Rule("daily", 1, time(8), "Mars/Base"),
        Rule("daily", 1, time(8), "../etc"),
    ],
)  # fmt: skip
def test_rules_that_cannot_be_are_refused(wrong: Rule) -> None:
    with pytest.raises(Invalid):
        recurrence.checked(wrong)


def set_up(w: Promises, **more: Any) -> RecurringTicket:
    given: dict[str, Any] = {
        "actor": w.mara, "offering": w.new_laptop, "answers": {"model": "Light"}, "rule": WEEKLY,
        "first_on": START.date(), "title": "The weekly laptop", "now": START,
    }  # fmt: skip
    return actions.repeat(**{**given, **more})


@pytest.mark.django_db
def test_what_is_due_is_submitted_once_and_goes_on(promises: Promises) -> None:
    one = set_up(promises)
    assert one.next_at is not None
    assert actions.submit_due(recurring=one, now=START) is None
    ticket = actions.submit_due(recurring=one, now=one.next_at)
    assert ticket is not None, RecurringTicket.objects.get().trouble
    assert (ticket.requester, ticket.title, ticket.channel) == (
        promises.mara, "The weekly laptop", "recurring"
    )  # fmt: skip
    assert actions.submit_due(recurring=one, now=one.next_at) is None
    assert RecurringTicket.objects.get().next_at == one.next_at + timedelta(days=7)


@pytest.mark.django_db
def test_missed_weeks_are_not_made_up_for(promises: Promises) -> None:
    one = set_up(promises)
    assert one.next_at is not None
    now = one.next_at + timedelta(days=30)
    assert actions.submit_due(recurring=one, now=now) is not None
    assert actions.submit_due(recurring=one, now=now) is None
    assert Ticket.objects.count() == 1


@pytest.mark.django_db
def test_it_ends_on_its_day_and_when_it_is_stopped(promises: Promises) -> None:
    one = set_up(promises, ends_on=START.date() + timedelta(days=8))
    assert one.next_at is not None
    actions.submit_due(recurring=one, now=one.next_at)
    assert RecurringTicket.objects.get().next_at is None
    two = set_up(promises)
    with pytest.raises(NotFound):
        actions.stop_repeating(actor=promises.hana, recurring=two)
    actions.stop_repeating(actor=promises.mara, recurring=two)
    assert two.next_at is not None
    assert actions.submit_due(recurring=two, now=two.next_at) is None


@pytest.mark.django_db
def test_one_that_cannot_be_asked_for_stops_and_says_so(promises: Promises) -> None:
    one = set_up(promises)
    promises.new_laptop.is_active = False
    promises.new_laptop.save()
    assert one.next_at is not None
    assert actions.submit_due(recurring=one, now=one.next_at) is None
    stopped = RecurringTicket.objects.get()
    assert stopped.next_at is None
    assert stopped.trouble
    assert Notice.objects.get().person == promises.mara


@pytest.mark.django_db
def test_what_cannot_be_asked_cannot_recur(promises: Promises) -> None:
    with pytest.raises(Invalid):
        set_up(promises, answers={"model": "none of these"})
    with pytest.raises(Invalid):
        set_up(promises, ends_on=date(2001, 1, 1))
    assert later(1) > START
    assert not RecurringTicket.objects.exists()
