"""Forms: which questions can be asked, which answers answer them; by table and by property."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inward.catalogue import rules
from inward.catalogue.rules import Question, form_of, questions_of, validate_answers
from inward.kernel import storable
from inward.kernel.errors import Invalid

ANY_TEXT = st.text(st.characters(), max_size=80)  # lone surrogates and U+0000 included
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | ANY_TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(ANY_TEXT, inner, max_size=4),
    max_leaves=8,
)
TOKEN = "0123456789abcdef" * 2
FORM = (
    Question("name", "text", "Name", required=True, max_length=10),
    Question("story", "long_text", "Story"),
    Question("colour", "choice", "Colour", choices=("Red", "Blue")),
    Question("amount", "number", "Amount", min="-1.5", max="1000"),
    Question("day", "date", "Day", min="2025-01-01", max="2025-12-31"),
    Question("who", "person", "Who"),
    Question("papers", "file", "Papers"),
)


def said(**given: Any) -> dict[str, Any]:
    return {"key": "a", "type": "text", "label": "A"} | given


def refused_fields(check: Any, *arguments: Any) -> list[str]:
    with pytest.raises(Invalid) as refused:
        check(*arguments)
    return sorted(refused.value.fields)


def test_a_form_comes_back_from_the_store_as_it_was_published() -> None:
    stored = [question.to_json() for question in FORM]
    assert questions_of(json.loads(json.dumps(stored))) == FORM
    assert form_of(stored) == FORM


@pytest.mark.parametrize(
    ("question", "fields"),
    [
        ("text", ["fields.0"]),
        ({}, ["fields.0.key", "fields.0.label", "fields.0.type"]),
        (said(key="Upper"), ["fields.0.key"]),
        (said(key="a-b"), ["fields.0.key"]),
        (said(key=7), ["fields.0.key"]),
        (said(label=" "), ["fields.0.label"]),
        (said(label="a\x00"), ["fields.0.label"]),
        (said(help="x" * 501), ["fields.0.help"]),
        (said(type="password"), ["fields.0.type"]),
        (said(type=["text"]), ["fields.0.type"]),
        (said(required="yes"), ["fields.0.required"]),
        (said(colour="red"), ["fields.0.colour"]),
        (said(choices=["A"]), ["fields.0.choices"]),
        (said(type="choice"), ["fields.0.choices"]),
        (said(type="choice", choices="AB"), ["fields.0.choices"]),
        (said(type="choice", choices=["A", "A "]), ["fields.0.choices"]),
        (said(type="choice", choices=["A", ""]), ["fields.0.choices"]),
        (said(type="choice", choices=[str(n) for n in range(201)]), ["fields.0.choices"]),
        (said(max_length=0), ["fields.0.max_length"]),
        (said(max_length=1001), ["fields.0.max_length"]),
        (said(max_length=True), ["fields.0.max_length"]),
        (said(type="number", max_length=5), ["fields.0.max_length"]),
        (said(min="1"), ["fields.0.min"]),
        (said(type="number", min="x"), ["fields.0.min"]),
        (said(type="number", min="2", max="1"), ["fields.0.max"]),
        (said(type="date", min="2025-02-30"), ["fields.0.min"]),
        (said(type="date", min="2025-02-01", max="2025-01-01"), ["fields.0.max"]),
    ],
)
def test_questions_that_cannot_be_asked_are_refused_by_place(
    question: Any, fields: list[str]
) -> None:
    assert refused_fields(form_of, [question]) == fields


def test_keys_differ_and_questions_are_sixty_at_most() -> None:
    assert refused_fields(form_of, [said(), said()]) == ["fields.1.key"]
    assert refused_fields(form_of, [said(key=f"q{n}") for n in range(61)]) == ["fields"]
    assert len(form_of([said(key=f"q{n}") for n in range(60)])) == 60


@pytest.mark.parametrize(
    ("key", "raw", "stored"),
    [
        ("name", "  Ada\u200b  L. ", "Ada L."),
        ("name", "e\u0301", "é"),
        ("story", "one\r\ntwo\x07", "one\ntwo"),
        ("story", "safe \u202eevil", "safe evil"),
        ("colour", "Blue", "Blue"),
        ("amount", "007.50", "7.5"),
        ("amount", "-0", "0"),
        ("amount", "−1,5".replace(",", "."), "-1.5"),
        ("amount", "１２", "12"),
        ("amount", 12, "12"),
        ("amount", 0.1, "0.1"),
        ("amount", 1e2, "100"),
        ("day", "2025-03-31", "2025-03-31"),
        ("day", date(2025, 3, 31), "2025-03-31"),
        ("who", "17", 17),
        ("who", 17, 17),
        ("papers", TOKEN, [TOKEN]),
        ("papers", [TOKEN, TOKEN], [TOKEN]),
    ],
)
def test_answers_are_cleaned(key: str, raw: Any, stored: Any) -> None:
    cleaned = validate_answers(FORM, {"name": "Ada"} | {key: raw})
    assert cleaned[key] == stored


@pytest.mark.parametrize(
    ("key", "raw"),
    [
        ("name", None),
        ("name", ""),
        ("name", " \u200b "),
        ("name", "x" * 11),
        ("name", "a\x00b"),
        ("name", "\ud800"),
        ("name", ["Ada"]),
        ("story", "x" * 10_001),
        ("colour", "blue"),
        ("colour", ["Blue"]),
        ("amount", "1,000"),
        ("amount", "1e3"),
        ("amount", "NaN"),
        ("amount", float("nan")),
        ("amount", float("inf")),
        ("amount", True),
        ("amount", 10**400),
        ("amount", "1" * 16),
        ("amount", "0.1234567"),
        ("amount", "-1.51"),
        ("amount", "1000.01"),
        ("day", "31.03.2025"),
        ("day", "2025-02-29"),
        ("day", "2024-12-31"),
        ("day", "2026-01-01"),
        ("day", "2025-W01-1"),
        ("who", "Ada"),
        ("who", "0"),
        ("who", 2**63),
        ("who", True),
        ("who", "٣"),
        ("papers", "../../etc/passwd"),
        ("papers", [TOKEN] * 11),
        ("papers", [TOKEN, 3]),
        ("papers", {"a": 1}),
        ("else", "what was not asked"),
    ],
)
def test_answers_that_do_not_fit_are_refused_by_question(key: str, raw: Any) -> None:
    assert refused_fields(validate_answers, FORM, {"name": "Ada"} | {key: raw}) == [key]


def test_all_that_is_wrong_is_told_at_once() -> None:
    wrong = {"colour": "Green", "amount": "many", "x": "y"}
    assert refused_fields(validate_answers, FORM, wrong) == ["amount", "colour", "name", "x"]


def test_empty_answers_are_left_out() -> None:
    empty: dict[str, Any] = {"story": " \n ", "colour": "", "amount": None, "papers": [], "day": ""}
    assert validate_answers(FORM, {"name": "Ada"} | empty) == {"name": "Ada"}


def _tells_where(refusal: Invalid) -> None:
    assert refusal.fields
    assert all(sentences for sentences in refusal.fields.values())


@given(st.dictionaries(st.sampled_from([q.key for q in FORM]) | ANY_TEXT, JSON, max_size=8))
def test_whatever_is_sent_is_refused_by_field_or_storable_and_stable(raw: dict[str, Any]) -> None:
    try:
        cleaned = validate_answers(FORM, raw)
    except Invalid as refusal:
        _tells_where(refusal)
        return
    storable.checked(cleaned)
    assert validate_answers(FORM, cleaned) == cleaned


@given(
    JSON
    | st.lists(
        st.fixed_dictionaries(
            {
                "key": st.sampled_from(["a", "b"]),
                "type": st.sampled_from(rules.TYPES),
                "label": ANY_TEXT,
            },
            optional={
                "help": ANY_TEXT,
                "required": st.booleans(),
                "choices": st.lists(ANY_TEXT, max_size=3),
                "max_length": JSON,
                "min": JSON,
                "max": JSON,
            },
        ),
        max_size=3,
    )
)
def test_whatever_form_is_published_is_refused_by_field_or_storable(form: Any) -> None:
    try:
        questions = form_of(form)
    except Invalid as refusal:
        _tells_where(refusal)
        return
    stored = [question.to_json() for question in questions]
    storable.checked(stored)
    assert form_of(stored) == questions


@given(st.decimals(-(10**15) + 1, 10**15 - 1, places=6))
def test_numbers_are_kept_exactly(number: Decimal) -> None:
    [kept] = validate_answers([Question("n", "number", "N")], {"n": format(number, "f")}).values()
    assert Decimal(kept) == number


@given(st.text(max_size=400))
def test_a_required_text_is_never_stored_empty(text: str) -> None:
    try:
        cleaned = validate_answers([Question("t", "text", "T", required=True)], {"t": text})
    except Invalid:
        return
    assert cleaned["t"].strip()
