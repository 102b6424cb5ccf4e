"""Conditions as somebody says them, checked against the questions they depend on. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from inward.catalogue.rules.conditions import (
    MOST_CONDITIONS,
    MOST_VALUES,
    OPERATORS,
    TICKED,
    Condition,
    fits,
)
from inward.catalogue.rules.questions import BOUNDED, CHOOSING, Question
from inward.catalogue.rules.values import date_of, invalid, number_of
from inward.directory.problems import Problems
from inward.kernel.text import one_line


def said_conditions(said: Any, place: str) -> tuple[Condition, ...]:
    """Conditions by their shape alone. Raises Invalid ('fields.2.show_if')."""
    field = f"{place}.show_if"
    if not isinstance(said, Sequence) or isinstance(said, str | bytes):
        raise invalid(field, "Conditions are a list.")
    if len(said) > MOST_CONDITIONS:
        raise invalid(field, f"At most {MOST_CONDITIONS} conditions.")
    return tuple(_condition(one, field) for one in said)


def conditioned(questions: Sequence[Question], problems: Problems) -> list[Question]:
    """The questions with their conditions checked and their values as stored.

    A question depends on answers above it alone, so that who fills the form in meets them in order
    and no two wait for each other.
    """
    return [
        replace(one, show_if=checked_conditions(one.show_if, questions, place, problems))
        if one.show_if
        else one
        for place, one in enumerate(questions)
    ]


def checked_conditions(
    conditions: Sequence[Condition], questions: Sequence[Question], place: int, problems: Problems,
    field: str = "",
) -> tuple[Condition, ...]:  # fmt: skip
    """Conditions on questions before `place` (all of them: len(questions)), values as stored."""
    name = field or f"fields.{place}.show_if"
    checked = (
        problems.attempt(partial(_checked, one, questions, place, name), None) for one in conditions
    )
    return tuple(one for one in checked if one is not None)


def _condition(said: Any, field: str) -> Condition:
    if not isinstance(said, Mapping) or not set(said) <= {"key", "op", "values"}:
        raise invalid(field, "A condition has a key, an op and values.")
    key, op, values = said.get("key"), said.get("op"), said.get("values", ())
    if not isinstance(key, str) or not isinstance(op, str) or op not in OPERATORS:
        raise invalid(field, f"Choose one of: {', '.join(OPERATORS)}.")
    listed = isinstance(values, Sequence) and not isinstance(values, str | bytes)
    if not listed or len(values) > MOST_VALUES:
        raise invalid(field, f"Values are a list of at most {MOST_VALUES}.")
    return Condition(key, op, tuple(one_line(v, field=field, max_length=200) for v in values))


def _checked(
    condition: Condition, questions: Sequence[Question], place: int, field: str
) -> Condition:
    source = _source(condition, questions, place, field)
    if not source.asks:
        raise invalid(field, f"{source.label} is a heading: it has no answer.")
    if not fits(source.type, condition.op):
        words = OPERATORS[condition.op]
        raise invalid(field, f"Of {source.label} one cannot ask whether it {words} something.")
    return replace(condition, values=_values(condition, source, field))


def _source(
    condition: Condition, questions: Sequence[Question], place: int, field: str
) -> Question:
    """The question a condition is about. Raises Invalid: unknown, itself, in a circle, below."""
    found = next((n for n, one in enumerate(questions) if one.key == condition.key), None)
    if found is None:
        raise invalid(field, f"There is no question {condition.key or '?'} to depend on.")
    if found == place:
        raise invalid(field, "A question cannot depend on its own answer.")
    if found > place:
        circle = _circle(questions, place, found)
        if circle:
            raise invalid(field, f"These wait for each other: {circle}.")
        words = f"{questions[found].label} stands below: move it up, or this one down."
        raise invalid(field, words)
    return questions[found]


def _circle(questions: Sequence[Question], start: int, via: int) -> str:
    """The way from a question over `via` back to itself, in words; '' where there is none."""
    by_key = {one.key: one for one in questions}
    ways = [[questions[start].key, questions[via].key]]
    seen = {questions[via].key}
    while ways:
        way = ways.pop()
        for condition in by_key[way[-1]].show_if:
            if condition.key == way[0]:
                return " → ".join(by_key[key].label for key in [*way, condition.key])
            if condition.key in by_key and condition.key not in seen:
                seen.add(condition.key)
                ways.append([*way, condition.key])
    return ""


def _values(condition: Condition, source: Question, field: str) -> tuple[str, ...]:
    """What is compared with, as answers are stored. Raises Invalid."""
    if condition.op == "answered":
        return ()
    if not condition.values or (len(condition.values) > 1 and condition.op != "one_of"):
        raise invalid(field, "Say what the answer is compared with.")
    return tuple(_value(one, source, field) for one in condition.values)


def _value(value: str, source: Question, field: str) -> str:
    if source.type in CHOOSING and value not in source.choices:
        raise invalid(field, f"{source.label} has no answer {value!r}.")
    if source.type in BOUNDED:
        return number_of(value, field) if source.type == "number" else date_of(value, field)
    if source.type == "checkbox" and value != TICKED:
        raise invalid(field, f"Compare {source.label} with {TICKED!r}.")
    if not value:
        raise invalid(field, "Say what the answer is compared with.")
    return value
