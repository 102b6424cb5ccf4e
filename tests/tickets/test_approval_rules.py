"""Approvals as rules: quorums, order, whose place it is, what a log folds to."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inward.catalogue.approvals import Condition, Stage, policy_of, stages_of, stored
from inward.kernel.errors import Invalid
from inward.tickets import approvals
from inward.tickets.approvals import Opened, content_hash, fold, needed, verdict
from inward.tickets.life import Entry

START = datetime(2025, 3, 3, 8, 0, tzinfo=UTC)
PEOPLE = [{"kind": "people", "people": [1, 2, 3]}]


@pytest.mark.parametrize(
    ("quorum", "places", "need"),
    [("any", 3, 1), ("all", 3, 3), (2, 3, 2), (5, 3, 3), ("all", 1, 1), ("any", 0, 1)],
)
def test_what_a_quorum_takes(quorum: str | int, places: int, need: int) -> None:
    assert needed(quorum, places) == need


@pytest.mark.parametrize(
    ("need", "places", "yes", "no", "told"),
    [
        (1, 3, 0, 0, None), (1, 3, 1, 0, True), (1, 3, 0, 2, None), (1, 3, 0, 3, False),
        (3, 3, 2, 0, None), (3, 3, 3, 0, True), (3, 3, 2, 1, False),
        (2, 3, 1, 1, None), (2, 3, 1, 2, False), (2, 3, 2, 1, True),
    ],
)  # fmt: skip
def test_verdicts(need: int, places: int, yes: int, no: int, told: bool | None) -> None:
    assert verdict(need, places, yes, no) is told


@given(places=st.integers(1, 12), quorum=st.one_of(st.sampled_from(["any", "all"]),
       st.integers(1, 12)), said=st.lists(st.booleans(), max_size=12))  # fmt: skip
def test_a_verdict_falls_once_and_at_the_latest_with_the_last_word(
    places: int, quorum: str | int, said: list[bool]
) -> None:
    need, words = needed(quorum, places), said[:places]
    found = [verdict(need, places, sum(words[:n]), n - sum(words[:n])) for n in range(places + 1)
             if n <= len(words)]  # fmt: skip
    decided = [one for one in found if one is not None]
    assert len(set(decided)) <= 1
    if len(words) == places:
        assert found[-1] is (sum(words) >= need)


@given(places=st.integers(1, 12), yes=st.integers(0, 12), no=st.integers(0, 12))
def test_any_is_one_of_m_and_all_is_m_of_m(places: int, yes: int, no: int) -> None:
    if yes + no <= places:
        assert verdict(needed("any", places), places, yes, no) is verdict(1, places, yes, no)
        everybody = verdict(needed("all", places), places, yes, no)
        assert everybody is (False if no else (True if yes == places else None))


@pytest.mark.parametrize(
    ("condition", "answers", "price", "holds"),
    [
        (Condition("answer", "seats", "at_least", "10"), {"seats": "9.5"}, None, False),
        (Condition("answer", "seats", "at_least", "10"), {"seats": "10"}, None, True),
        (Condition("answer", "model", "is", "powerful"), {"model": "Powerful"}, None, True),
        (Condition("answer", "model", "is_not", "Light"), {}, None, True),
        (Condition("answer", "model", "is", "Light"), {}, None, False),
        (Condition("answer", "day", "at_most", "2025-04-01"), {"day": "2025-03-31"}, None, True),
        (Condition("price", "", "at_least", "500"), {}, Decimal("500.00"), True),
        (Condition("price", "", "at_least", "500"), {}, Decimal("499.99"), False),
        (Condition("price", "", "at_least", "500"), {}, None, False),
    ],
)
def test_when_a_stage_is_asked_at_all(
    condition: Condition, answers: dict[str, Any], price: Decimal | None, holds: bool
) -> None:
    assert condition.holds(answers, price) is holds


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ("x", "approval_policy"),
        ([{"name": "", "quorum": "any", "approvers": PEOPLE}], "approval_policy.0.name"),
        ([{"name": "A", "quorum": 0, "approvers": PEOPLE}], "approval_policy.0.quorum"),
        ([{"name": "A", "quorum": True, "approvers": PEOPLE}], "approval_policy.0.quorum"),
        ([{"name": "A", "quorum": "any", "approvers": []}], "approval_policy.0.approvers"),
        ([{"name": "A", "quorum": "any", "approvers": [{"kind": "me"}]}],
         "approval_policy.0.approvers"),
        ([{"name": "A", "quorum": "any", "approvers": [{"kind": "people", "people": ["7"]}]}],
         "approval_policy.0.approvers"),
        ([{"name": "A", "quorum": "any", "approvers": PEOPLE, "x": 1}], "approval_policy.0"),
        ([{"name": "A", "quorum": "any", "approvers": PEOPLE,
           "when": {"of": "price", "test": "at_least", "value": "much"}}],
         "approval_policy.0.when"),
        ([{}] * 11, "approval_policy"),
    ],
)  # fmt: skip
def test_faults_of_a_policy_are_named_by_place(said: Any, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        policy_of(said)
    assert field in refused.value.fields


def test_a_policy_is_stored_and_read_again_unchanged() -> None:
    said = [
        {"name": "Manager", "quorum": "any", "approvers": [{"kind": "line_manager"}]},
        {"name": "Board", "quorum": 2, "approvers": [*PEOPLE, {"kind": "group", "department": 4,
         "role": "lead"}], "when": {"of": "price", "key": "", "test": "at_least", "value": "9"}},
    ]  # fmt: skip
    assert stored(policy_of(said)) == said
    assert stages_of(stored(policy_of(said))) == policy_of(said)


def _asked(asked: list[int], need: int, **more: Any) -> Entry:
    stages = stored([Stage("One", "any", ()), Stage("Two", "any", ())])
    said = {"round": 1, "stages": stages, "due": [0, 1], "content": "c", "origin": "policy",
            "before": "submitted", "stage": 0, "asked": asked, "need": need, **more}  # fmt: skip
    return Entry(START, "awaiting_approval", kind="approval_requested", data={"approval": said})


def _said(place: int, by: int, *, yes: bool, category: str | None = None) -> Entry:
    kind = "approved" if yes else "refused"
    said = {"round": 1, "stage": 0, "for": place, "by": by, "content": "c"}
    return Entry(START + timedelta(hours=1), category, kind=kind, data={"approval": said})


def test_a_stage_is_decided_before_the_next_begins() -> None:
    (found,) = fold([_asked([7], 1), _said(7, 7, yes=True)])
    assert (found.state, found.following, found.opened[0].verdict) == ("open", 1, True)
    opened = {"round": 1, "stage": 1, "asked": [8], "need": 1}
    second = Entry(START, "awaiting_approval", kind="approval_requested", data={"approval": opened})
    last = _said(8, 8, yes=True, category="submitted")
    (found,) = fold([_asked([7], 1), _said(7, 7, yes=True), second, last])
    assert (found.state, [one.name for one in found.opened]) == ("approved", ["One", "Two"])
    assert approvals.current((found,)) is None


def test_a_withdrawal_ends_what_was_asked() -> None:
    rounds = fold([_asked([7, 8], 2), Entry(START, "withdrawn", kind="withdrawn")])
    assert rounds[0].state == "ended"
    assert not any(seat.is_asked for seat in approvals.seats(rounds).values())
    assert set(approvals.seats(rounds)) == {7, 8}


STAGE = Opened(0, "One", 2, (7, 8), START, substitutes={7: 9})


@pytest.mark.parametrize(
    ("person", "absent", "place"),
    [(7, set(), 7), (7, {7}, 7), (9, {7}, 7), (9, set(), None), (8, {7}, 8), (5, {7}, None)],
)  # fmt: skip
def test_whose_place_it_is(person: int, absent: set[int], place: int | None) -> None:
    """Who is asked decides, away or not; who stands in, only while the other is away."""
    assert STAGE.place_of(person, absent) == place


@given(order=st.permutations([7, 8, 9]), absent=st.booleans())
def test_nobody_fills_two_places(order: list[int], absent: bool) -> None:
    """Whoever comes in whatever order: as many decisions as places, each by another person."""
    entries = [_asked([7, 8], 2, substitutes={"7": 9})]
    for person in order:
        stage = fold(entries)[0].opened[-1]
        place = stage.place_of(person, {7} if absent else set())
        if place is not None and stage.verdict is None:
            entries.append(_said(place, person, yes=True))
    made = fold(entries)[0].opened[-1].decisions
    assert len({one.by for one in made}) == len(made) == len({one.place for one in made}) == 2


@given(st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=4))
def test_the_same_content_has_one_hash_and_another_another(answers: dict[str, str]) -> None:
    backwards = dict(reversed(answers.items()))
    assert content_hash({"answers": answers}) == content_hash({"answers": backwards})
    assert content_hash({"answers": answers}) != content_hash({"answers": answers, "price": "1"})
