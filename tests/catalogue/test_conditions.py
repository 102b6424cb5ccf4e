"""Which questions are asked is decided by the answers above them; on the server, always."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inward.catalogue.rules import (
    OPERATORS,
    Condition,
    Question,
    changes,
    fits,
    fitting_answers,
    form_of,
    questions_of,
    shown_keys,
    validate_answers,
)
from inward.kernel.errors import Invalid


def asked(key: str, kind: str = "text", *conditions: Condition, **more: Any) -> Question:
    return Question(key, kind, key.upper(), show_if=conditions, **more)


def said(key: str, kind: str = "text", *conditions: tuple[Any, ...], **more: Any) -> dict[str, Any]:
    listed = [{"key": k, "op": op, "values": list(values)} for k, op, *values in conditions]
    return {"key": key, "type": kind, "label": key.upper(), "show_if": listed} | more


SOURCES = (
    asked("colour", "choice", choices=("Red", "Blue")),
    asked("needs", "choices", choices=("Desk", "Screen")),
    asked("amount", "number"),
    asked("day", "date"),
    asked("agreed", "checkbox"),
    asked("who", "person"),
)


@pytest.mark.parametrize(
    ("condition", "answers", "shown"),
    [
        (("colour", "equals", "Red"), {"colour": "Red"}, True),
        (("colour", "equals", "Red"), {"colour": "Blue"}, False),
        (("colour", "equals", "Red"), {}, False),
        (("colour", "not_equals", "Red"), {"colour": "Blue"}, True),
        (("colour", "not_equals", "Red"), {"colour": "Red"}, False),
        (("colour", "not_equals", "Red"), {}, False),
        (("colour", "one_of", "Red", "Blue"), {"colour": "Blue"}, True),
        (("needs", "equals", "Desk"), {"needs": ["Screen", "Desk"]}, True),
        (("needs", "not_equals", "Desk"), {"needs": ["Screen"]}, True),
        (("needs", "one_of", "Desk", "Screen"), {"needs": ["Screen"]}, True),
        (("amount", "greater", "9.5"), {"amount": "10"}, True),
        (("amount", "greater", "9.5"), {"amount": "9.50"}, False),
        (("amount", "less", "9.5"), {"amount": "-3"}, True),
        (("amount", "equals", "7.50"), {"amount": "007.5"}, True),
        (("amount", "greater", "9"), {"amount": "many"}, False),
        (("day", "greater", "2025-03-01"), {"day": "2025-03-02"}, True),
        (("day", "less", "2025-03-01"), {"day": "2025-03-01"}, False),
        (("agreed", "answered"), {"agreed": "on"}, True),
        (("agreed", "equals", "yes"), {"agreed": True}, True),
        (("agreed", "answered"), {"agreed": "no"}, False),
        (("who", "answered"), {"who": "17"}, True),
        (("who", "answered"), {"who": " "}, False),
    ],
)
def test_a_condition_holds_or_not(
    condition: tuple[Any, ...], answers: dict[str, Any], shown: bool
) -> None:
    stored = [one.to_json() for one in SOURCES]
    questions = form_of([*stored, said("more", "text", condition)])
    assert ("more" in shown_keys(questions, answers)) is shown


def test_answers_to_hidden_questions_are_dropped_and_not_demanded() -> None:
    questions = form_of(
        [
            said("a", "choice", choices=["x", "y"]),
            said("b", "text", ("a", "equals", "x"), required=True),
            said("c", "text", ("b", "answered"), required=True),
        ]
    )
    assert validate_answers(questions, {"a": "y", "b": "left over", "c": "too"}) == {"a": "y"}
    with pytest.raises(Invalid) as refused:
        validate_answers(questions, {"a": "x"})
    assert list(refused.value.fields) == ["b"]
    whole = {"a": "x", "b": "1", "c": "2"}
    assert validate_answers(questions, whole) == whole


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ([said("a", "text", ("b", "answered"))], "There is no question b"),
        ([said("a", "text", ("a", "answered"))], "on its own answer"),
        ([said("a", "text", ("b", "answered")), said("b")], "B stands below"),
        (
            [said("a", "text", ("b", "answered")), said("b", "text", ("a", "answered"))],
            "These wait for each other: A → B → A",
        ),
        (
            [said("a", "text", ("c", "answered")), said("b", "text", ("a", "answered")),
             said("c", "text", ("b", "answered"))],
            "A → C → B → A",
        ),
        ([said("h", "heading"), said("a", "text", ("h", "answered"))], "H is a heading"),
        ([said("p", "person"), said("a", "text", ("p", "equals", "7"))], "one cannot ask"),
        ([said("t"), said("a", "text", ("t", "greater", "7"))], "one cannot ask"),
        ([said("n", "number"), said("a", "text", ("n", "greater", "x"))], "Write a number"),
        ([said("n", "number"), said("a", "text", ("n", "greater"))], "compared with"),
        ([said("c", "choice", choices=["x"]), said("a", "text", ("c", "equals", "z"))], "no ans"),
        ([said("t"), said("a", "text", ("t", "like", "x"))], "Choose one of"),
    ],
)  # fmt: skip
def test_bad_conditions_are_refused_in_words(form: list[dict[str, Any]], words: str) -> None:
    with pytest.raises(Invalid) as refused:
        form_of(form)
    assert any(words in one for many in refused.value.fields.values() for one in many)


KINDS = ("text", "choice", "number", "checkbox", "heading")


@st.composite
def forms(draw: Any) -> list[dict[str, Any]]:
    """Forms whose questions depend on any question above them."""
    found: list[dict[str, Any]] = []
    for n in range(draw(st.integers(1, 6))):
        kind = draw(st.sampled_from(KINDS))
        one = said(f"q{n}", kind, required=kind != "heading" and draw(st.booleans()))
        one |= {"choices": ["x", "y"]} if kind == "choice" else {}
        sources = [other for other in found if other["type"] != "heading"]
        if sources and draw(st.booleans()):
            source = draw(st.sampled_from(sources))
            ops = [op for op in OPERATORS if fits(source["type"], op)]
            value = {"number": "5", "checkbox": "yes"}.get(source["type"], "x")
            op = draw(st.sampled_from(ops))
            values = [] if op == "answered" else [value]
            one["show_if"] = [{"key": source["key"], "op": op, "values": values}]
        found.append(one)
    return found


ANSWERS = st.dictionaries(
    st.sampled_from([f"q{n}" for n in range(6)]),
    st.sampled_from(["x", "y", "4", "5", "6", "yes", "", "no"]),
)


@given(forms(), ANSWERS)
def test_what_is_stored_was_asked_and_what_was_asked_is_stored(
    form: list[dict[str, Any]], raw: dict[str, Any]
) -> None:
    questions = form_of(form)
    assert questions_of([one.to_json() for one in questions]) == questions
    keys = {one.key for one in questions if one.asks}
    raw = {key: value for key, value in raw.items() if key in keys}
    try:
        stored = validate_answers(questions, raw)
    except Invalid:
        return
    shown = shown_keys(questions, stored)
    assert set(stored) <= shown
    assert {one.key for one in questions if one.required and one.key in shown} <= set(stored)
    # Nothing hidden can be smuggled in, and what is stored stands by itself.
    assert validate_answers(questions, stored) == stored == fitting_answers(questions, raw)


@pytest.mark.parametrize(
    ("pattern", "good", "bad"),
    [
        ("email", "ada@example.org", "ada@example"),
        ("phone", "+49 30 1234-56", "call me"),
        ("web", "https://example.org/a", "example.org"),
        ("digits", "00417", "4 17"),
        ("code", "PC-17/b", "-17"),
    ],
)
def test_patterns(pattern: str, good: str, bad: str) -> None:
    questions = form_of([{"key": "t", "type": "text", "label": "T", "pattern": pattern}])
    assert validate_answers(questions, {"t": good}) == {"t": good}
    with pytest.raises(Invalid):
        validate_answers(questions, {"t": bad})


def test_several_choices_a_tick_and_a_department() -> None:
    questions = (
        asked("needs", "choices", choices=("A", "B", "C")),
        asked("sure", "checkbox", required=True),
        asked("where", "department"),
    )
    stored = validate_answers(questions, {"needs": ["C", "A"], "sure": "yes", "where": "4"})
    assert stored == {"needs": ["A", "C"], "sure": True, "where": 4}
    with pytest.raises(Invalid) as refused:
        validate_answers(questions, {"needs": ["D"], "sure": False, "where": "IT"})
    assert sorted(refused.value.fields) == ["needs", "sure", "where"]


def test_what_changed_between_versions_in_words() -> None:
    before = (asked("a"), asked("b"), asked("c"))
    after = (asked("b", required=True), asked("a"), asked("d"))
    found = [(one.kind, one.label, one.what) for one in changes(before, after)]
    assert found == [
        ("changed", "B", ("whether it must be answered",)), ("added", "D", ()), ("moved", "", ()),
        ("removed", "C", ()),
    ]  # fmt: skip
    assert changes(before, before) == []
