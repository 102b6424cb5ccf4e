"""Rules of routing, pure: conditions, which rule decides what, turns, loads, skills, the trial."""

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inward.tickets.routing.choosing import Candidate, choose
from inward.tickets.routing.rules import (
    Condition,
    Effects,
    Rule,
    Settings,
    Subject,
    decide,
    holds,
    reason,
    rule_from,
    words_of,
)
from inward.tickets.routing.trial import Past, try_out

SUBJECT = Subject(
    customer=frozenset({1, 4}), service=7, offering=9, kind="incident", priority=2,
    position="executive", words=words_of("The Drücker is broken", "Room 12, out of paper."),
    answers={"model": "Light", "count": "12.5", "since": "2025-03-09"},
)  # fmt: skip


@pytest.mark.parametrize(
    ("field", "op", "value", "expected"),
    [
        ("customer", "is", [4], True),
        ("customer", "is", [1, 99], True),
        ("customer", "is_not", [1], False),
        ("customer", "is_not", [2], True),
        ("service", "is", [7], True),
        ("offering", "is", [8], False),
        ("kind", "is", ["incident", "question"], True),
        ("kind", "is_not", ["incident"], False),
        ("priority", "is", [1, 2], True),
        ("priority", "is", [3], False),
        ("position", "is", ["executive"], True),
        ("words", "any", ["drucker"], True),
        ("words", "any", ["druck"], False),
        ("words", "any", ["druck*"], True),
        ("words", "any", ["out of paper"], True),
        ("words", "all", ["paper", "room"], True),
        ("words", "all", ["paper", "toner"], False),
        ("words", "none", ["toner"], True),
        ("words", "none", ["toner", "paper"], False),
        ("answer:model", "is", ["light"], True),
        ("answer:model", "is_not", ["light"], False),
        ("answer:none", "is_not", ["light"], True),
        ("answer:count", "at_least", ["12"], True),
        ("answer:count", "at_least", ["100"], False),
        ("answer:count", "at_most", ["12.5"], True),
        ("answer:since", "at_most", ["2025-03-10"], True),
        ("answer:model", "contains", ["light"], True),
        ("answer:model", "given", [], True),
        ("answer:none", "given", [], False),
        ("answer:none", "at_least", ["1"], False),
    ],
)
def test_a_condition_holds(field: str, op: str, value: list[Any], expected: bool) -> None:
    assert holds(Condition(field, op, tuple(value)), SUBJECT) is expected


def rule(number: int, word: str = "", **effects: Any) -> Rule:
    stop = effects.pop("stop", False)
    conditions = (Condition("words", "any", (word,), (word,)),) if word else ()
    return Rule(number, f"R{number}", conditions, effects=Effects(**effects), stop=stop)


def test_each_effect_is_decided_by_the_first_rule_that_says_it() -> None:
    found = decide(
        [
            rule(1, "toner", person=1),
            rule(2, "paper", priority=1, tags=("a",)),
            rule(3, person=3, tags=("a", "b")),
            rule(4, person=4, priority=4),
        ],
        SUBJECT,
    )
    decided = [one.rule.id if one else None for one in (found.place, found.priority)]
    assert decided == [3, 2]
    assert {tag: match.rule.id for tag, match in found.tags.items()} == {"a": 2, "b": 3}
    assert [(m.rule.id, m.ahead) for m in found.matches] == [(2, None), (3, None), (4, 3)]


def test_a_rule_that_ends_the_list_lets_no_later_one_speak() -> None:
    found = decide([rule(1, "paper", stop=True), rule(2, person=3)], SUBJECT)
    assert found.place is None
    assert [(m.rule.id, m.ahead) for m in found.matches] == [(1, None), (2, 1)]


def test_a_rule_that_is_off_says_nothing() -> None:
    assert decide([replace(rule(1, person=3), on=False)], SUBJECT).matches == ()


def test_any_of_the_conditions_or_all_of_them() -> None:
    ours, question = ("service", "is", (7,), ("S",)), ("kind", "is", ("question",), ("Q",))
    both = (Condition(*ours), Condition(*question))
    assert not decide([Rule(1, "x", both, effects=Effects(priority=1))], SUBJECT).matches
    either = Rule(1, "x", both, any=True, effects=Effects(priority=1))
    assert decide([either], SUBJECT).matches
    assert reason(either) == "service is S or kind is Q"


def test_why_names_the_rule_by_its_place_and_says_its_conditions() -> None:
    (match,) = decide([rule(7, "paper", priority=1)], SUBJECT).matches
    assert match.why == "rule 1 “R7” matched because text has “paper”"


def test_a_stored_rule_reads_back_as_it_was() -> None:
    made = rule(5, "paper", team=3, method="skill", skill=4, tags=("x",), watcher=9, priority=2)
    assert rule_from(made.to_json()) == made


people = st.lists(st.integers(1, 50), min_size=1, max_size=8, unique=True)


@given(people, st.integers(1, 60))
def test_in_turn_nobody_is_given_more_than_one_above_another(ids: list[int], times: int) -> None:
    last, given = 0, Counter[int]()
    for _ in range(times):
        choice = choose("round_robin", [Candidate(pk) for pk in ids], away=(), last=last)
        assert choice.person is not None
        last = choice.person
        given[last] += 1
    counts = [given[pk] for pk in ids]
    assert max(counts) - min(counts) <= 1


@given(people, st.lists(st.integers(1, 4), max_size=40))
def test_by_load_nobody_is_ahead_by_more_than_one_ticket(ids: list[int], levels: list[int]) -> None:
    weights = {1: 8, 2: 4, 3: 2, 4: 1}
    loads = dict.fromkeys(ids, 0)
    for level in levels:
        pool = [Candidate(pk, load=loads[pk]) for pk in ids]
        chosen = choose("least_load", pool, away=(), last=0).person
        assert chosen is not None
        assert loads[chosen] == min(loads.values())
        loads[chosen] += weights[level]
    assert max(loads.values()) - min(loads.values()) <= 8


@given(people, st.sets(st.integers(1, 50)), st.sampled_from(["round_robin", "least_load"]))
def test_who_is_away_or_full_is_never_chosen(ids: list[int], away: set[int], method: str) -> None:
    pool = [Candidate(pk, open=pk % 3, most=2) for pk in ids]
    chosen = choose(method, pool, away=away, last=0)
    fit = [pk for pk in ids if pk not in away and pk % 3 < 2]
    assert (chosen.person in fit) if fit else chosen.person is None


def test_half_a_post_takes_half_of_the_load_and_of_the_limit() -> None:
    half, full = Candidate(1, open=5, load=6, share=50, most=10), Candidate(2, open=9, load=10)
    assert half.is_full
    half = replace(half, open=4)
    assert choose("least_load", [half, full], away=(), last=0).person == 2
    assert choose("least_load", [replace(half, load=4), full], away=(), last=0).person == 1


def test_the_best_at_it_comes_first_and_whoever_cannot_is_not_asked() -> None:
    pool = [Candidate(1, level=1), Candidate(2, level=3, load=9), Candidate(3, level=3, load=4)]
    assert choose("skill", pool, away=(), last=0).person == 3
    assert choose("skill", pool, away={2, 3}, last=0).person == 1
    nobody = choose("skill", [Candidate(1), Candidate(2)], away={2}, last=0)
    assert nobody.person is None
    assert nobody.why_nobody == "Nobody is available: 1 is away, 1 has not the skill."


def past(pk: int, words: str, *, department: int = 1, assignee: int | None = None,
         priority: int = 3) -> Past:  # fmt: skip
    subject = Subject(words=words_of(words, ""), priority=3)
    return Past(pk, f"IT-{pk}", words, subject, department, assignee, priority)


def test_the_trial_counts_hits_names_what_never_matched_and_what_stands_in_a_shadow() -> None:
    rules = [
        rule(1, "printer", team=5), rule(2, "toner", team=6), rule(3, "printer", person=8),
        rule(4, priority=1),
    ]  # fmt: skip
    tickets = [past(1, "printer"), past(2, "printer", department=5, priority=1), past(3, "mouse")]
    found = try_out(rules, Settings(), tickets, department=1)
    by_id = {one.rule.id: one for one in found.rules}
    assert (by_id[1].matched, by_id[1].decided) == (2, 2)
    assert by_id[2].never
    assert by_id[3].shadow == 1
    assert by_id[1].shadow is None
    assert not by_id[1].never
    assert (found.tickets, found.teams, found.priorities, found.differing) == (3, 1, 2, 2)
    assert [one.past.id for one in found.differences] == [1, 3]
