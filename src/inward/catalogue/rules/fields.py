"""Custom fields of the tickets of an offering: what a department notes of each, typed. Pure.

A custom field is a question (`Question`, of the types below) with who sees it, who writes it,
whether its value is found by searching, and which class of personal data it is. They are filled in
while the ticket lives, where a form is filled in once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from inward.catalogue.rules.answering import fitting_answers, validate_answers
from inward.catalogue.rules.publishing import form_of
from inward.catalogue.rules.questions import DATA_CLASSES, Question, questions_of
from inward.catalogue.rules.values import invalid

FIELD_TYPES = ("text", "long_text", "choice", "choices", "number", "date", "checkbox")
SIDES = ("supplier", "both")
MOST_FIELDS = 40
_OWN = ("seen_by", "edited_by", "searchable", "personal")


@dataclass(frozen=True)
class CustomField:
    """``seen_by``, ``edited_by``: the supplier's side alone, or both; the notes' rules hold."""

    question: Question
    seen_by: str = "supplier"
    edited_by: str = "supplier"
    searchable: bool = False
    personal: str = ""

    def to_json(self) -> dict[str, Any]:
        """The field as stored."""
        own = {name: getattr(self, name) for name in _OWN}
        return {**self.question.to_json(), **own}


def fields_said(said: Any) -> tuple[CustomField, ...]:
    """The fields somebody wants, checked. Raises Invalid; `fields` names each fault by place."""
    if not isinstance(said, Sequence) or isinstance(said, str | bytes):
        raise invalid("fields", "Custom fields are a list.")
    if len(said) > MOST_FIELDS:
        raise invalid("fields", f"At most {MOST_FIELDS} custom fields.")
    if not all(isinstance(one, Mapping) for one in said):
        raise invalid("fields", "A custom field is an object.")
    questions = form_of([_question_of(one) for one in said])
    return tuple(
        _field(question, one, f"fields.{place}")
        for place, (question, one) in enumerate(zip(questions, said, strict=True))
    )


def _question_of(said: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in said.items() if name not in _OWN}


def _field(question: Question, said: Mapping[str, Any], place: str) -> CustomField:
    if question.type not in FIELD_TYPES:
        raise invalid(f"{place}.type", f"Choose one of: {', '.join(FIELD_TYPES)}.")
    if question.show_if:
        raise invalid(f"{place}.show_if", "A custom field always stands there.")
    found = CustomField(
        question=question,
        seen_by=_one_of(said.get("seen_by", "supplier"), SIDES, f"{place}.seen_by"),
        edited_by=_one_of(said.get("edited_by", "supplier"), SIDES, f"{place}.edited_by"),
        searchable=said.get("searchable") is True,
        personal=_one_of(said.get("personal", ""), DATA_CLASSES, f"{place}.personal"),
    )
    if found.edited_by == "both" and found.seen_by != "both":
        raise invalid(f"{place}.edited_by", "The customer cannot write what they do not see.")
    if found.personal == "sensitive" and found.searchable:
        raise invalid(f"{place}.searchable", "Sensitive data is not to be found by searching.")
    return found


def _one_of(value: Any, known: Sequence[str], field: str) -> str:
    if value not in known:
        raise invalid(field, "Choose one of those offered.")
    return str(value)


def fields_of(stored: Sequence[Mapping[str, Any]]) -> tuple[CustomField, ...]:
    """The fields as stored, not checked again."""
    questions = questions_of([_question_of(one) for one in stored])
    return tuple(
        CustomField(question, **{name: one[name] for name in _OWN if name in one})
        for question, one in zip(questions, stored, strict=True)
    )


def seen(fields: Sequence[CustomField], *, by_customer: bool) -> tuple[CustomField, ...]:
    """The fields a side sees."""
    return tuple(one for one in fields if not by_customer or one.seen_by == "both")


def edited(fields: Sequence[CustomField], *, by_customer: bool) -> tuple[CustomField, ...]:
    """The fields a side writes."""
    return tuple(one for one in fields if not by_customer or one.edited_by == "both")


def validate_values(fields: Sequence[CustomField], raw: Mapping[str, Any]) -> dict[str, Any]:
    """The values of these fields as stored; None for those emptied. Raises Invalid by key.

    Only fields that were sent are judged: one that is required must not be emptied.
    """
    sent = [one.question for one in fields if one.question.key in raw]
    found = validate_answers(sent, raw)
    return {question.key: found.get(question.key) for question in sent}


def still_fitting(fields: Sequence[CustomField], values: Mapping[str, Any]) -> dict[str, Any]:
    """Of values given under an older version, those that these fields can still show."""
    known = {one.question.key for one in fields}
    kept = {key: value for key, value in values.items() if key in known}
    return fitting_answers([one.question for one in fields], kept)
