"""Which questions can be asked: a form is checked once, when it is published. Pure."""

import re
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from inward.catalogue.rules.conditions import comparable
from inward.catalogue.rules.depending import conditioned, said_conditions
from inward.catalogue.rules.questions import (
    BOUNDED,
    CHOOSING,
    DATA_CLASSES,
    LONGEST,
    MOST_CHOICES,
    MOST_QUESTIONS,
    PATTERNS,
    SAYABLE,
    SPOKEN,
    TYPES,
    Question,
)
from inward.catalogue.rules.values import date_of, invalid, number_of
from inward.directory.problems import Problems
from inward.kernel.text import one_line

_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")


def form_of(said: Any) -> tuple[Question, ...]:
    """The questions somebody wants to ask, checked.

    Raises Invalid; `fields` names each fault by place: 'fields.2.choices' (counted from 0).
    """
    if not isinstance(said, Sequence) or isinstance(said, str | bytes):
        raise invalid("fields", "A form is a list of questions.")
    if len(said) > MOST_QUESTIONS:
        raise invalid("fields", f"A form has at most {MOST_QUESTIONS} questions.")
    problems = Problems()
    questions = [_question(one, f"fields.{place}", problems) for place, one in enumerate(said)]
    _check_keys(questions, problems)
    questions = conditioned(questions, problems)
    problems.refuse("Please check the questions.")
    return tuple(questions)


def _question(said: Any, place: str, problems: Problems) -> Question:
    if not isinstance(said, Mapping):
        problems.add(place, "A question is an object.")
        return Question("", "text", "")
    for name in said:
        if name not in SAYABLE:
            problems.add(f"{place}.{str(name)[:40]}", "This is not known of questions.")
    kind = problems.attempt(lambda: _kind(said.get("type"), f"{place}.type"), "text")
    return Question(
        key=problems.attempt(lambda: _key(said.get("key"), f"{place}.key"), ""),
        type=kind,
        label=problems.attempt(lambda: _label(said.get("label"), f"{place}.label"), ""),
        help=problems.attempt(
            lambda: one_line(said.get("help", ""), field=f"{place}.help", max_length=500), ""
        ),
        required=problems.attempt(lambda: _flag(kind, said.get("required", False), place), False),
        choices=problems.attempt(lambda: _choices(kind, said.get("choices", ()), place), ()),
        max_length=problems.attempt(lambda: _length(kind, said.get("max_length"), place), None),
        pattern=problems.attempt(lambda: _pattern(kind, said.get("pattern", ""), place), ""),
        personal=problems.attempt(lambda: _personal(said.get("personal", ""), place), ""),
        show_if=problems.attempt(lambda: said_conditions(said.get("show_if", ()), place), ()),
        **_bounds(kind, said, place, problems),
    )


def _check_keys(questions: Sequence[Question], problems: Problems) -> None:
    seen: set[str] = set()
    for place, question in enumerate(questions):
        if question.key and question.key in seen:
            problems.add(f"fields.{place}.key", f"Another question has the key {question.key}.")
        seen.add(question.key)


def _kind(value: Any, field: str) -> str:
    if not isinstance(value, str) or value not in TYPES:
        raise invalid(field, f"Choose one of: {', '.join(TYPES)}.")
    return value


def _key(value: Any, field: str) -> str:
    if not isinstance(value, str) or not _KEY.fullmatch(value):
        raise invalid(field, "A key is 1 to 40 of a–z, 0–9 and _, and begins with a letter.")
    return value


def _label(value: Any, field: str) -> str:
    label = one_line(value, field=field, max_length=200)
    if not label:
        raise invalid(field, "A question needs words.")
    return label


def _flag(kind: str, value: Any, place: str) -> bool:
    if not isinstance(value, bool):
        raise invalid(f"{place}.required", "Say true or false.")
    if value and kind in SPOKEN:
        raise invalid(f"{place}.required", "A heading asks nothing.")
    return value


def _personal(value: Any, place: str) -> str:
    if value not in DATA_CLASSES:
        raise invalid(f"{place}.personal", "Say personal, sensitive or nothing.")
    return str(value)


def _pattern(kind: str, value: Any, place: str) -> str:
    if not value:
        return ""
    if kind != "text":
        raise invalid(f"{place}.pattern", "Only a line of text has a pattern.")
    if not isinstance(value, str) or value not in PATTERNS:
        raise invalid(f"{place}.pattern", f"Choose one of: {', '.join(PATTERNS)}.")
    return value


def _choices(kind: str, value: Any, place: str) -> tuple[str, ...]:
    field = f"{place}.choices"
    if kind not in CHOOSING:
        if value:
            raise invalid(field, "Only a choice has choices.")
        return ()
    if not isinstance(value, Sequence) or isinstance(value, str) or not value:
        raise invalid(field, "A choice needs a list of choices.")
    if len(value) > MOST_CHOICES:
        raise invalid(field, f"At most {MOST_CHOICES} choices.")
    choices = tuple(one_line(choice, field=field, max_length=200) for choice in value)
    if "" in choices or len(set(choices)) < len(choices):
        raise invalid(field, "Choices differ and are not empty.")
    return choices


def _length(kind: str, value: Any, place: str) -> int | None:
    field = f"{place}.max_length"
    if value is None:
        return None
    if kind not in LONGEST:
        raise invalid(field, "Only text has a length.")
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= LONGEST[kind]:
        raise invalid(field, f"A whole number from 1 to {LONGEST[kind]:,}.")
    return value


def _bounds(
    kind: str, said: Mapping[str, Any], place: str, problems: Problems
) -> dict[str, str | None]:
    bounds: dict[str, str | None] = {"min": None, "max": None}
    for name in bounds:
        value = said.get(name)
        if value is not None:
            bounds[name] = problems.attempt(partial(_bound, kind, value, f"{place}.{name}"), None)
    low, high = bounds["min"], bounds["max"]
    if low is not None and high is not None and comparable(kind, low) > comparable(kind, high):
        problems.add(f"{place}.max", "The greatest comes before the least.")
    return bounds


def _bound(kind: str, value: Any, field: str) -> str:
    if kind not in BOUNDED:
        raise invalid(field, "Only numbers and dates have a least and a greatest.")
    return number_of(value, field) if kind == "number" else date_of(value, field)
