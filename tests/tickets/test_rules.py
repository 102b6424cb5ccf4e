"""Rules of the life cycle by table."""

from datetime import UTC, datetime, timedelta

import pytest

from inward.calendars.reading import definition_from_json
from inward.calendars.rules import Timeline
from inward.kernel.errors import Invalid, RuleBroken
from inward.tickets import rules
from inward.tickets.ledger import TERMINAL
from inward.tickets.models import Category
from inward.tickets.rules import STEPS, Verb

NOW = datetime(2025, 3, 3, 8, 0, tzinfo=UTC)
OFFICE = Timeline(
    definition_from_json(
        {
            "timezone": "Europe/Berlin",
            "hours": {d: [["08:00", "17:00"]] for d in ("mon", "tue", "wed", "thu", "fri")},
        }
    )
)


@pytest.mark.parametrize(
    ("impact", "urgency", "priority"),
    [(1, 1, 1), (1, 2, 2), (1, 3, 3), (2, 1, 2), (2, 2, 3), (2, 3, 4), (3, 1, 3), (3, 2, 4),
     (3, 3, 4)],
)  # fmt: skip
def test_priority_is_impact_by_urgency(impact: int, urgency: int, priority: int) -> None:
    assert rules.priority_of(impact, urgency) == priority


@pytest.mark.parametrize(("impact", "urgency", "field"), [(0, 1, "impact"), (1, 4, "urgency")])
def test_impact_and_urgency_are_of_three(impact: int, urgency: int, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        rules.priority_of(impact, urgency)
    assert set(refused.value.fields) == {field}


def test_an_override_says_why_and_what_is_derived_needs_no_reason() -> None:
    assert rules.overridden(1, derived=3, reason="Fair") == (1, "Fair")
    assert rules.overridden(3, derived=3, reason="Fair") == (3, "")
    for priority, reason in ((1, ""), (0, "Fair"), (5, "Fair")):
        with pytest.raises(Invalid):
            rules.overridden(priority, derived=3, reason=reason)


def test_no_step_leads_out_of_a_final_category_but_reopening_what_was_closed() -> None:
    for verb, step in STEPS.items():
        moved = step.sources & TERMINAL if step.target else frozenset()
        assert moved == (frozenset({"closed"}) if verb is Verb.REOPEN else frozenset())


def test_every_verb_has_a_step_and_every_category_is_one() -> None:
    assert set(STEPS) == set(Verb)
    for step in STEPS.values():
        assert step.sources <= set(Category.values)
        assert not step.target or step.target in Category.values


def test_what_is_not_possible_now_is_said_in_words() -> None:
    with pytest.raises(RuleBroken, match="A ticket that is closed cannot be handed off"):
        rules.require(Verb.HAND_OFF, "closed")
    rules.require(Verb.HAND_OFF, "waiting")


@pytest.mark.parametrize(
    ("resolved", "closes"),
    [
        # Working days of the customer's calendar: the third one after, at its closing.
        (datetime(2025, 3, 3, 10, tzinfo=UTC), datetime(2025, 3, 6, 16, tzinfo=UTC)),
        (datetime(2025, 3, 7, 10, tzinfo=UTC), datetime(2025, 3, 12, 16, tzinfo=UTC)),
        (datetime(2025, 3, 8, 10, tzinfo=UTC), datetime(2025, 3, 12, 16, tzinfo=UTC)),
        # Clocks change on 30 March: 17:00 in Berlin is 15:00 UTC then.
        (datetime(2025, 3, 28, 10, tzinfo=UTC), datetime(2025, 4, 2, 15, tzinfo=UTC)),
    ],
)
def test_silence_closes_at_the_end_of_the_third_working_day(
    resolved: datetime, closes: datetime
) -> None:
    assert rules.closes_at(OFFICE, resolved) == closes
    assert rules.reopen_until(OFFICE, resolved) > closes


@pytest.mark.parametrize(
    ("waiting_on", "until", "fine"),
    [
        ("customer", None, True),
        ("outside", NOW + timedelta(days=1), True),
        ("date", NOW + timedelta(days=1), True),
        ("date", None, False),
        ("customer", NOW, False),
        ("approver", None, False),
        ("", None, False),
    ],
)
def test_a_wait_names_whom_and_ends_in_the_future(
    waiting_on: str, until: datetime | None, fine: bool
) -> None:
    if fine:
        rules.check_wait(waiting_on, until, NOW)
        return
    with pytest.raises(Invalid):
        rules.check_wait(waiting_on, until, NOW)
