"""Forms as pages need them: questions to be answered, and answers with the question as asked."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from inward.catalogue import rules
from inward.catalogue.models import FormVersion
from inward.directory.models import Department, Person
from inward.kernel.models import StoredFile

# Prefix of the names of form fields in pages: an answer never collides with a field of the page.
PREFIX = "answer-"
# Types whose answer is a list: every value of the field counts.
_MANY = ("file", "choices")
# So many choices are shown at a glance; more go into a list to pick from.
MOST_RADIOS = 5
_WIDGETS = {
    "text": "text", "long_text": "textarea", "number": "number", "date": "date",
    "person": "person", "file": "file", "choices": "checks", "department": "department",
    "checkbox": "check", "heading": "heading",
}  # fmt: skip


@dataclass(frozen=True)
class AskedQuestion:
    """A question ready to be shown: with what was typed and what is wrong with it.

    `name` is the form field's; `widget`: text, textarea, radio, select, checks, check, number,
    date, person, department, file, heading. `value` is a text (several for files and checks), as
    typed, never judged. `hidden`: what was typed so far does not let it appear; `depends`: on what
    (JSON for the page's script, '' where on nothing).
    """

    question: rules.Question
    name: str
    widget: str
    value: str | tuple[str, ...]
    errors: tuple[str, ...]
    hidden: bool = False
    depends: str = ""

    @property
    def id(self) -> str:
        """The id of the element, for its label."""
        return f"id-{self.name}"


@dataclass(frozen=True)
class AnsweredQuestion:
    """An answer beside the question as it was asked; `text` is plain text for people.

    Files: `files` has (token, name) of each; `person_id` is set where a person was named.
    """

    key: str
    type: str
    label: str
    text: str
    files: tuple[tuple[str, str], ...] = ()
    person_id: int | None = None


def form_questions(
    form: FormVersion,
    raw: Mapping[str, Any] | None = None,
    errors: Mapping[str, Sequence[str]] | None = None,
) -> list[AskedQuestion]:
    """The questions of a form, in order; with `raw` and `errors` as `raw_answers` and Invalid gave.

    Cost: no statement.
    """
    return asked_questions(rules.questions_of(form.fields), raw or {}, errors or {})


def asked_questions(
    questions: Sequence[rules.Question], raw: Mapping[str, Any], errors: Mapping[str, Sequence[str]]
) -> list[AskedQuestion]:
    """As `form_questions`, for questions that are not published (yet)."""
    shown = rules.shown_keys(questions, raw)
    kinds = {question.key: question.type for question in questions}
    return [
        AskedQuestion(
            question=question,
            name=PREFIX + question.key,
            widget=_widget(question),
            value=_shown(raw.get(question.key)),
            errors=tuple(errors.get(question.key, ())),
            hidden=question.key not in shown,
            depends=_depends(question, kinds),
        )
        for question in questions
    ]


def _depends(question: rules.Question, kinds: Mapping[str, str]) -> str:
    conditions = [
        {"name": PREFIX + one.key, "type": kinds.get(one.key, ""), "op": one.op,
         "values": list(one.values)}
        for one in question.show_if
    ]  # fmt: skip
    return json.dumps(conditions) if conditions else ""


def raw_answers(form: FormVersion, posted: Mapping[str, Any]) -> dict[str, Any]:
    """What a page's form sent, by key of the question, untouched; other fields are left alone.

    `posted` is Django's QueryDict (files and several choices: every value of the field) or a plain
    mapping.
    """
    return typed_answers(rules.questions_of(form.fields), posted)


def typed_answers(questions: Iterable[rules.Question], posted: Mapping[str, Any]) -> dict[str, Any]:
    """As `raw_answers`, for questions that are not published (yet)."""
    found: dict[str, Any] = {}
    for question in questions:
        name = PREFIX + question.key
        if name in posted:
            many = getattr(posted, "getlist", None) if question.type in _MANY else None
            found[question.key] = [v for v in many(name) if v] if many else _plain(question, posted)
    return found


def _plain(question: rules.Question, posted: Mapping[str, Any]) -> Any:
    """A draft keeps several choices as lines."""
    value = posted[PREFIX + question.key]
    several = question.type == "choices" and isinstance(value, str)
    return value.split("\n") if several else value


def answered_questions(form: FormVersion, answers: Mapping[str, Any]) -> list[AnsweredQuestion]:
    """The answers of a ticket with their questions, in the order asked; empty ones are left out.

    Cost: one statement if people are named, one if departments, one if files are.
    """
    questions = rules.questions_of(form.fields)
    names = _Names(
        _names_of_people(rules.people_in(questions, answers).values()),
        _names_of_departments(rules.departments_in(questions, answers).values()),
        _names_of_files(rules.files_in(questions, answers).values()),
    )
    return [
        _answered(question, answers[question.key], names)
        for question in questions
        if question.key in answers
    ]


@dataclass(frozen=True)
class _Names:
    people: Mapping[int, str]
    departments: Mapping[int, str]
    files: Mapping[str, str]


def _answered(question: rules.Question, answer: Any, names: _Names) -> AnsweredQuestion:
    asked = partial(AnsweredQuestion, question.key, question.type, question.label)
    if question.type == "person":
        return asked(names.people.get(answer, "somebody"), person_id=answer)
    if question.type == "department":
        return asked(names.departments.get(answer, "a department"))
    if question.type == "file":
        named = tuple((token, names.files.get(token, "a file")) for token in answer)
        return asked(", ".join(name for _, name in named), files=named)
    if isinstance(answer, list):
        return asked(", ".join(answer))
    return asked("Yes" if answer is True else str(answer))


def _names_of_departments(ids: Iterable[int]) -> dict[int, str]:
    wanted = set(ids)
    rows = Department.objects.filter(pk__in=wanted).values_list("pk", "name") if wanted else ()
    return dict(rows)


def _names_of_people(ids: Iterable[int]) -> dict[int, str]:
    wanted = set(ids)
    rows = Person.objects.filter(pk__in=wanted).values_list("pk", "name") if wanted else ()
    return dict(rows)


def _names_of_files(tokens: Iterable[Sequence[str]]) -> dict[str, str]:
    wanted = {token for many in tokens for token in many}
    rows = StoredFile.objects.filter(token__in=wanted).values_list("token", "name")
    return dict(rows) if wanted else {}


def _widget(question: rules.Question) -> str:
    if question.type == "choice":
        return "radio" if len(question.choices) <= MOST_RADIOS else "select"
    return _WIDGETS[question.type]


def _shown(value: Any) -> str | tuple[str, ...]:
    if isinstance(value, list | tuple):
        return tuple(str(one) for one in value)
    return "" if value is None else str(value)
