"""Which answers answer the questions of a form, and which questions are asked at all. Pure."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from inward.catalogue.rules.conditions import all_hold, comparable
from inward.catalogue.rules.questions import MOST_FILES, MOST_ID, PATTERNS, Question
from inward.catalogue.rules.values import date_of, invalid, number_of
from inward.directory.problems import Problems
from inward.kernel.errors import Invalid
from inward.kernel.text import many_lines, one_line

_FILE = re.compile(r"[0-9a-f]{32}")  # the token of a stored file
_YES, _NO = frozenset({"yes", "on", "true", "1"}), frozenset({"no", "off", "false", "0"})


def validate_answers(questions: Sequence[Question], raw: Mapping[str, Any]) -> dict[str, Any]:
    """The answers as stored: text; a number as decimal text; a date as ISO text; the id of a person
    or department; a list of choices, or of tokens of stored files; True for what is ticked.

    Questions left empty are left out, and so is whatever was sent for questions that the other
    answers hide. Raises Invalid with a sentence for every field that is wrong, unknown ones
    included. The caller keeps what was typed. That people, departments and files exist is the
    caller's to ask (`people_in`, `departments_in`, `files_in`). Cost: linear in what was typed.
    """
    problems = Problems()
    known = {question.key for question in questions if question.asks}
    for key in raw:
        if key not in known:
            problems.add(str(key)[:80], "This was not asked.")
    cleaned = _walk(questions, raw, problems)
    problems.refuse("Please check your answers.")
    return cleaned


def fitting_answers(questions: Sequence[Question], raw: Mapping[str, Any]) -> dict[str, Any]:
    """As `validate_answers`, but what does not fit is left out: for answers nobody can mend now."""
    return _walk(questions, raw, None)


def shown_keys(questions: Sequence[Question], raw: Mapping[str, Any]) -> frozenset[str]:
    """The keys of the questions that what was typed so far lets appear, headings included.

    What was typed wrongly counts as answered, and as nothing more. Never raises.
    """
    kinds = {question.key: question.type for question in questions}
    answers: dict[str, Any] = {}
    shown = set()
    for question in questions:
        if all_hold(question.show_if, kinds, answers):
            shown.add(question.key)
            answers[question.key] = _lenient(question, raw.get(question.key))
    return frozenset(shown)


def people_in(questions: Iterable[Question], cleaned: Mapping[str, Any]) -> dict[str, int]:
    """The people an answered form names: key of the question → id."""
    return {q.key: cleaned[q.key] for q in questions if q.type == "person" and q.key in cleaned}


def departments_in(questions: Iterable[Question], cleaned: Mapping[str, Any]) -> dict[str, int]:
    """The departments an answered form names: key of the question → id."""
    return {q.key: cleaned[q.key] for q in questions if q.type == "department" and q.key in cleaned}


def files_in(questions: Iterable[Question], cleaned: Mapping[str, Any]) -> dict[str, list[str]]:
    """The files an answered form names: key of the question → tokens."""
    return {q.key: cleaned[q.key] for q in questions if q.type == "file" and q.key in cleaned}


def _walk(
    questions: Sequence[Question], raw: Mapping[str, Any], problems: Problems | None
) -> dict[str, Any]:
    """One pass from top to bottom: a question depends on questions above it alone."""
    kinds = {question.key: question.type for question in questions}
    cleaned: dict[str, Any] = {}
    gathering = Problems() if problems is None else problems
    for question in questions:
        if not question.asks or not all_hold(question.show_if, kinds, cleaned):
            continue
        answer = gathering.attempt(partial(_answer, question, raw.get(question.key)), None)
        if answer is not None:
            cleaned[question.key] = answer
    return cleaned


def _lenient(question: Question, raw: Any) -> Any:
    """The cleaned answer; what was typed, where it is none."""
    if not question.asks or _is_empty(raw):
        return None
    try:
        return _READ[question.type](question, raw) or None
    except Invalid:
        # Compared with numbers or dates it must not be taken for one.
        return [] if question.type in {"number", "date", "checkbox"} else ""


def _is_empty(raw: Any) -> bool:
    return raw is None or (isinstance(raw, str) and not raw.strip()) or raw in ([], ())


def _answer(question: Question, raw: Any) -> Any:
    """The cleaned answer; None for an empty one. Raises Invalid."""
    answer = None if _is_empty(raw) else _READ[question.type](question, raw)
    return answer or _nothing(question)


def _nothing(question: Question) -> Any:
    """None, unless it must be answered. Raises Invalid."""
    if question.required:
        words = "Please tick this." if question.type == "checkbox" else "Please answer this."
        raise invalid(question.key, words)
    return None


def _text(question: Question, raw: Any) -> str:
    text = one_line(raw, field=question.key, max_length=question.longest)
    pattern = PATTERNS.get(question.pattern)
    if text and pattern is not None and not pattern.shape.fullmatch(text):
        raise invalid(question.key, pattern.refusal)
    return text


def _long_text(question: Question, raw: Any) -> str:
    text = many_lines(raw, field=question.key, max_length=question.longest)
    return text if text.strip() else ""


def _choice(question: Question, raw: Any) -> str:
    choice = one_line(raw, field=question.key, max_length=200)
    if choice not in question.choices:
        raise invalid(question.key, "Choose one of the given answers.")
    return choice


def _choices(question: Question, raw: Any) -> list[str]:
    many = [raw] if isinstance(raw, str) else raw
    if not isinstance(many, list | tuple) or len(many) > len(question.choices):
        raise invalid(question.key, "Choose from the given answers.")
    chosen = {_choice(question, one) for one in many}
    return [choice for choice in question.choices if choice in chosen]


def _checkbox(question: Question, raw: Any) -> bool | None:
    if isinstance(raw, str) and raw.strip().lower() in _YES | _NO:
        return raw.strip().lower() in _YES or None
    if isinstance(raw, bool):
        return raw or None
    raise invalid(question.key, "Tick it or leave it.")


def _bounded(question: Question, raw: Any) -> str:
    read = number_of if question.type == "number" else date_of
    value = read(raw, question.key)
    here = comparable(question.type, value)
    if question.min is not None and here < comparable(question.type, question.min):
        raise invalid(question.key, f"At least {question.min}.")
    if question.max is not None and here > comparable(question.type, question.max):
        raise invalid(question.key, f"At most {question.max}.")
    return value


_CHOOSE = {"person": "Choose a person.", "department": "Choose a department."}


def _id(question: Question, raw: Any) -> int:
    is_id = isinstance(raw, int) and not isinstance(raw, bool)
    if not is_id and not (isinstance(raw, str) and re.fullmatch("[0-9]{1,19}", raw.strip())):
        raise invalid(question.key, _CHOOSE[question.type])
    number = int(raw)
    if not 1 <= number <= MOST_ID:
        raise invalid(question.key, _CHOOSE[question.type])
    return number


def _files(question: Question, raw: Any) -> list[str]:
    names = [raw] if isinstance(raw, str) else raw
    if not isinstance(names, list | tuple) or len(names) > MOST_FILES:
        raise invalid(question.key, f"At most {MOST_FILES} files.")
    if not all(isinstance(name, str) and _FILE.fullmatch(name) for name in names):
        raise invalid(question.key, "Please attach the file again.")
    return list(dict.fromkeys(names))


_READ: dict[str, Callable[[Question, Any], Any]] = {
    "text": _text,
    "long_text": _long_text,
    "choice": _choice,
    "number": _bounded,
    "date": _bounded,
    "choices": _choices,
    "person": _id,
    "department": _id,
    "checkbox": _checkbox,
    "file": _files,
}
