"""What one answered form starts beside its own ticket: the parts of a bundle. Pure.

A part is an offering of any department, started where its conditions on the answers hold, with
answers taken over from the form or fixed by who planned it. Parts start no parts of their own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from inward.catalogue.rules.answering import fitting_answers, validate_answers
from inward.catalogue.rules.conditions import Condition, all_hold, conditions_of
from inward.catalogue.rules.depending import checked_conditions, said_conditions
from inward.catalogue.rules.questions import Question
from inward.catalogue.rules.values import invalid
from inward.directory.problems import Problems
from inward.kernel.errors import Invalid
from inward.kernel.text import one_line

MOST_PARTS = 20
TITLE_LENGTH = 200
# Into which types an answer of a type may be taken over, beside its own.
_INTO: Mapping[str, tuple[str, ...]] = {
    "text": ("long_text",),
    "choice": ("text", "long_text"),
    "number": ("text", "long_text"),
    "date": ("text", "long_text"),
}


@dataclass(frozen=True)
class Part:
    """One thing that is asked along. `answers`: its question → ours; `fixed`: its question → text.

    `title`: of its ticket; without one, the usual title of its offering.
    """

    offering: int
    title: str = ""
    show_if: tuple[Condition, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    fixed: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """The part as stored: what is not said is left out."""
        said: dict[str, Any] = {"offering": self.offering}
        said |= {name: getattr(self, name) for name in ("title",) if getattr(self, name)}
        said |= {n: dict(getattr(self, n)) for n in ("answers", "fixed") if getattr(self, n)}
        return said | ({"show_if": [c.to_json() for c in self.show_if]} if self.show_if else {})


@dataclass(frozen=True)
class Startable:
    """An offering that may be a part: its name and the questions it asks now."""

    id: int
    name: str
    questions: tuple[Question, ...]


def parts_of(stored: Sequence[Mapping[str, Any]] | None) -> tuple[Part, ...]:
    """The parts of a stored plan, unchecked: `plan_of` wrote it."""
    return tuple(
        Part(**{**said, "show_if": conditions_of(said.get("show_if", ()))}) for said in stored or ()
    )


def plan_of(
    said: Any, questions: Sequence[Question], startable: Mapping[int, Startable]
) -> tuple[Part, ...]:
    """The parts somebody wants started along with a form, checked against it and theirs.

    Raises Invalid; `fields` names each fault by place: 'plan.0.answers' (counted from 0).
    """
    if not isinstance(said, Sequence) or isinstance(said, str | bytes):
        raise invalid("plan", "A plan is a list of parts.")
    if len(said) > MOST_PARTS:
        raise invalid("plan", f"A plan has at most {MOST_PARTS} parts.")
    problems = Problems()
    parts = [
        problems.attempt(partial(_part, one, f"plan.{n}", questions, startable, problems), None)
        for n, one in enumerate(said)
    ]
    problems.refuse("Please check what is asked along.")
    return tuple(one for one in parts if one is not None)


def parts_due(
    plan: Sequence[Part], questions: Sequence[Question], answers: Mapping[str, Any]
) -> list[Part]:
    """The parts that these (cleaned) answers start, in order."""
    kinds = {question.key: question.type for question in questions}
    return [part for part in plan if all_hold(part.show_if, kinds, answers)]


def answers_for(
    part: Part, answers: Mapping[str, Any], questions: Sequence[Question]
) -> dict[str, Any]:
    """The answers of a part to its own questions, as far as they fit. Never raises.

    Its form may have changed since it was planned: what is missing, its department asks for.
    """
    taken = {theirs: answers[ours] for theirs, ours in part.answers.items() if ours in answers}
    known = {question.key for question in questions}
    said = {key: value for key, value in {**part.fixed, **taken}.items() if key in known}
    return fitting_answers(questions, said)


def _part(
    said: Any, place: str, questions: Sequence[Question], startable: Mapping[int, Startable],
    problems: Problems,
) -> Part:  # fmt: skip
    if not isinstance(said, Mapping) or not set(said) <= set(Part.__dataclass_fields__):
        raise invalid(place, "A part has an offering, a title, conditions, answers, fixed ones.")
    other = startable.get(said["offering"]) if _is_id(said.get("offering")) else None
    if other is None:
        raise invalid(f"{place}.offering", "Choose what is asked along.")
    conditions = said_conditions(said.get("show_if", ()), place)
    end = len(questions)
    return Part(
        offering=other.id,
        title=one_line(said.get("title", ""), field=f"{place}.title", max_length=TITLE_LENGTH),
        show_if=checked_conditions(conditions, questions, end, problems, f"{place}.show_if"),
        answers=_taken(said.get("answers", {}), f"{place}.answers", questions, other),
        fixed=_fixed(said, f"{place}.fixed", other),
    )


def _is_id(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _taken(
    said: Any, place: str, questions: Sequence[Question], other: Startable
) -> dict[str, str]:
    """Which of their questions take which of our answers. Raises Invalid."""
    ours = {question.key: question for question in questions if question.asks}
    theirs = {question.key: question for question in other.questions if question.asks}
    if not isinstance(said, Mapping):
        raise invalid(place, "Say for each of their questions which answer it takes.")
    for target, source in said.items():
        if target not in theirs or not isinstance(source, str) or source not in ours:
            raise invalid(place, f"{other.name}: there is no such question to take over.")
        kind, into = ours[source].type, theirs[target].type
        if into != kind and into not in _INTO.get(kind, ()):
            words = f"An answer to {ours[source].label} does not fit {theirs[target].label}."
            raise invalid(place, words)
    return dict(said)


def _fixed(said: Mapping[str, Any], place: str, other: Startable) -> dict[str, str]:
    """What is fixed; with what is taken over, every question that must be answered is."""
    fixed = said.get("fixed", {})
    if not isinstance(fixed, Mapping) or not all(isinstance(v, str) for v in fixed.values()):
        raise invalid(place, "A fixed answer is text.")
    given = {key: value for key, value in fixed.items() if value.strip()}
    taken = said.get("answers", {})
    unasked = [q for q in other.questions if q.key not in taken]
    missing = [q.label for q in unasked if q.required and not q.show_if and q.key not in given]
    if missing:
        raise invalid(place, f"{other.name} needs an answer to {missing[0]}.")
    # Without demands on others: fixed answers are checked one by one.
    optional = [replace(one, required=False, show_if=()) for one in other.questions]
    try:
        validate_answers(optional, {key: given[key] for key in given if key not in taken})
    except Invalid as refused:
        words = next(iter(next(iter(refused.fields.values()), ())), refused.detail)
        raise invalid(place, f"{other.name}: {words}") from refused
    return given
