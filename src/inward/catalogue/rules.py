"""Rules of forms: which questions can be asked, and which answers answer them. Pure.

A form is a list of questions. It is checked once, when published (`form_of`), and read as it stands
from then on (`questions_of`); answers are checked against it (`validate_answers`).
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from inward.directory.problems import Problems
from inward.kernel.errors import Invalid
from inward.kernel.text import many_lines, one_line

TYPES = ("text", "long_text", "choice", "number", "date", "person", "file")
MOST_QUESTIONS = 60
MOST_CHOICES = 200
MOST_FILES = 10
# The longest answer of each type of text: what a question may allow, and what it allows untold.
LONGEST = {"text": 1000, "long_text": 20_000}
USUAL = {"text": 300, "long_text": 10_000}
_BOUNDED = ("number", "date")
_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
# 15 digits before and 6 behind the point: exact in every database, spreadsheet and JSON reader.
_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,6})?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_FILE = re.compile(r"[0-9a-f]{32}")  # the token of a stored file
MOST_ID = 2**63 - 1


@dataclass(frozen=True)
class Question:
    """One question of a form.

    `choices` for type choice; `max_length` (code points) for text and long_text; `min` and `max`
    (both included; decimals or ISO dates, as text) for number and date.
    """

    key: str
    type: str
    label: str
    help: str = ""
    required: bool = False
    choices: tuple[str, ...] = ()
    max_length: int | None = None
    min: str | None = None
    max: str | None = None

    def to_json(self) -> dict[str, Any]:
        """The question as stored: what is not said is left out."""
        said = {name: value for name, value in asdict(self).items() if value}
        if self.choices:
            said["choices"] = list(self.choices)
        return said

    @property
    def longest(self) -> int:
        """The most code points of a text answer."""
        return self.max_length or USUAL[self.type]


_SAYABLE = {field.name for field in fields(Question)}


def questions_of(stored: Sequence[Mapping[str, Any]]) -> tuple[Question, ...]:
    """The questions of a stored form, unchecked: `form_of` wrote it."""
    return tuple(Question(**{**said, "choices": tuple(said.get("choices", ()))}) for said in stored)


def form_of(said: Any) -> tuple[Question, ...]:
    """The questions somebody wants to ask, checked.

    Raises Invalid; `fields` names each fault by place: 'fields.2.choices' (counted from 0).
    """
    if not isinstance(said, Sequence) or isinstance(said, str | bytes):
        raise _invalid("fields", "A form is a list of questions.")
    if len(said) > MOST_QUESTIONS:
        raise _invalid("fields", f"A form has at most {MOST_QUESTIONS} questions.")
    problems = Problems()
    questions = [_question(one, f"fields.{place}", problems) for place, one in enumerate(said)]
    _check_keys(questions, problems)
    problems.refuse("Please check the questions.")
    return tuple(questions)


def validate_answers(questions: Sequence[Question], raw: Mapping[str, Any]) -> dict[str, Any]:
    """The answers as stored: text; a number as decimal text; a date as ISO text; a person's id;
    a list of tokens of stored files. Questions left empty are left out.

    Raises Invalid with a sentence for every field that is wrong, unknown ones included. The caller
    keeps what was typed. That people and files exist is the caller's to ask (`people_in`,
    `files_in`). Cost: linear in what was typed.
    """
    problems = Problems()
    known = {question.key for question in questions}
    for key in raw:
        if key not in known:
            problems.add(str(key)[:80], "This was not asked.")
    cleaned: dict[str, Any] = {}
    for question in questions:
        answer = problems.attempt(partial(_answer, question, raw.get(question.key)), None)
        if answer is not None:
            cleaned[question.key] = answer
    problems.refuse("Please check your answers.")
    return cleaned


def people_in(questions: Iterable[Question], cleaned: Mapping[str, Any]) -> dict[str, int]:
    """The people an answered form names: key of the question → id."""
    return {q.key: cleaned[q.key] for q in questions if q.type == "person" and q.key in cleaned}


def files_in(questions: Iterable[Question], cleaned: Mapping[str, Any]) -> dict[str, list[str]]:
    """The files an answered form names: key of the question → tokens."""
    return {q.key: cleaned[q.key] for q in questions if q.type == "file" and q.key in cleaned}


def _question(said: Any, place: str, problems: Problems) -> Question:
    if not isinstance(said, Mapping):
        problems.add(place, "A question is an object.")
        return Question("", "text", "")
    for name in said:
        if name not in _SAYABLE:
            problems.add(f"{place}.{str(name)[:40]}", "This is not known of questions.")
    kind = problems.attempt(lambda: _kind(said.get("type"), f"{place}.type"), "text")
    return Question(
        key=problems.attempt(lambda: _key(said.get("key"), f"{place}.key"), ""),
        type=kind,
        label=problems.attempt(lambda: _label(said.get("label"), f"{place}.label"), ""),
        help=problems.attempt(
            lambda: one_line(said.get("help", ""), field=f"{place}.help", max_length=500), ""
        ),
        required=problems.attempt(lambda: _flag(said.get("required", False), place), False),
        choices=problems.attempt(lambda: _choices(kind, said.get("choices", ()), place), ()),
        max_length=problems.attempt(lambda: _length(kind, said.get("max_length"), place), None),
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
        raise _invalid(field, f"Choose one of: {', '.join(TYPES)}.")
    return value


def _key(value: Any, field: str) -> str:
    if not isinstance(value, str) or not _KEY.fullmatch(value):
        raise _invalid(field, "A key is 1 to 40 of a–z, 0–9 and _, and begins with a letter.")
    return value


def _label(value: Any, field: str) -> str:
    label = one_line(value, field=field, max_length=200)
    if not label:
        raise _invalid(field, "A question needs words.")
    return label


def _flag(value: Any, place: str) -> bool:
    if not isinstance(value, bool):
        raise _invalid(f"{place}.required", "Say true or false.")
    return value


def _choices(kind: str, value: Any, place: str) -> tuple[str, ...]:
    field = f"{place}.choices"
    if kind != "choice":
        if value:
            raise _invalid(field, "Only a choice has choices.")
        return ()
    if not isinstance(value, Sequence) or isinstance(value, str) or not value:
        raise _invalid(field, "A choice needs a list of choices.")
    if len(value) > MOST_CHOICES:
        raise _invalid(field, f"At most {MOST_CHOICES} choices.")
    choices = tuple(one_line(choice, field=field, max_length=200) for choice in value)
    if "" in choices or len(set(choices)) < len(choices):
        raise _invalid(field, "Choices differ and are not empty.")
    return choices


def _length(kind: str, value: Any, place: str) -> int | None:
    field = f"{place}.max_length"
    if value is None:
        return None
    if kind not in LONGEST:
        raise _invalid(field, "Only text has a length.")
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= LONGEST[kind]:
        raise _invalid(field, f"A whole number from 1 to {LONGEST[kind]:,}.")
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
    if low is not None and high is not None and _comparable(kind, low) > _comparable(kind, high):
        problems.add(f"{place}.max", "The greatest comes before the least.")
    return bounds


def _bound(kind: str, value: Any, field: str) -> str:
    if kind not in _BOUNDED:
        raise _invalid(field, "Only numbers and dates have a least and a greatest.")
    return _number(value, field) if kind == "number" else _date(value, field)


def _answer(question: Question, raw: Any) -> Any:
    """The cleaned answer; None for an empty one. Raises Invalid."""
    if raw is None or (isinstance(raw, str) and not raw.strip()) or raw in ([], ()):
        return _nothing(question)
    answer = _READ[question.type](question, raw)
    return _nothing(question) if answer == "" else answer


def _nothing(question: Question) -> None:
    if question.required:
        raise _invalid(question.key, "Please answer this.")


def _text(question: Question, raw: Any) -> str:
    return one_line(raw, field=question.key, max_length=question.longest)


def _long_text(question: Question, raw: Any) -> str:
    text = many_lines(raw, field=question.key, max_length=question.longest)
    return text if text.strip() else ""


def _choice(question: Question, raw: Any) -> str:
    choice = one_line(raw, field=question.key, max_length=200)
    if choice not in question.choices:
        raise _invalid(question.key, "Choose one of the given answers.")
    return choice


def _bounded(question: Question, raw: Any) -> str:
    read = _number if question.type == "number" else _date
    value = read(raw, question.key)
    here = _comparable(question.type, value)
    if question.min is not None and here < _comparable(question.type, question.min):
        raise _invalid(question.key, f"At least {question.min}.")
    if question.max is not None and here > _comparable(question.type, question.max):
        raise _invalid(question.key, f"At most {question.max}.")
    return value


def _number(raw: Any, field: str) -> str:
    """A decimal without exponent, sign '+', needless zeros: exact as text on every database."""
    if isinstance(raw, bool) or not isinstance(raw, str | int | float | Decimal):
        raise _invalid(field, "This is not a number.")
    # str of a huge int is refused by Python itself; numbers of that size are none of ours.
    text = (
        raw
        if isinstance(raw, str)
        else format(Decimal(repr(raw)) if isinstance(raw, float) else Decimal(raw), "f")
    )
    text = unicodedata.normalize("NFKC", text).replace("\u2212", "-").strip()
    if not _NUMBER.fullmatch(text):
        raise _invalid(field, "Write a number like 1234.5 (at most 15 digits before the point).")
    number = Decimal(text)
    return format(number.normalize() if number else Decimal(0), "f")


def _date(raw: Any, field: str) -> str:
    text = raw.isoformat() if type(raw) is date else raw
    try:
        if isinstance(text, str) and _DATE.fullmatch(text.strip()):
            return date.fromisoformat(text.strip()).isoformat()
    except ValueError:
        pass
    raise _invalid(field, "Write a date like 2025-03-31.")


def _comparable(kind: str, value: str) -> Any:
    return Decimal(value) if kind == "number" else value


def _person(question: Question, raw: Any) -> int:
    is_id = isinstance(raw, int) and not isinstance(raw, bool)
    if not is_id and not (isinstance(raw, str) and re.fullmatch("[0-9]{1,19}", raw.strip())):
        raise _invalid(question.key, "Choose a person.")
    number = int(raw)
    if not 1 <= number <= MOST_ID:
        raise _invalid(question.key, "Choose a person.")
    return number


def _files(question: Question, raw: Any) -> list[str]:
    names = [raw] if isinstance(raw, str) else raw
    if not isinstance(names, list | tuple) or len(names) > MOST_FILES:
        raise _invalid(question.key, f"At most {MOST_FILES} files.")
    if not all(isinstance(name, str) and _FILE.fullmatch(name) for name in names):
        raise _invalid(question.key, "Please attach the file again.")
    return list(dict.fromkeys(names))


_READ: dict[str, Callable[[Question, Any], Any]] = {
    "text": _text,
    "long_text": _long_text,
    "choice": _choice,
    "number": _bounded,
    "date": _bounded,
    "person": _person,
    "file": _files,
}


def _invalid(field: str, words: str) -> Invalid:
    return Invalid(words, fields={field: [words]})
