"""What was typed into the form of an offering: read, kept, resolved; judged by the action alone."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from inward.catalogue.forms import PREFIX, raw_answers
from inward.catalogue.models import FormVersion
from inward.catalogue.rules import questions_of
from inward.directory.models import Department, Person
from inward.directory.queries import pick_departments, pick_people
from inward.kernel.errors import Invalid
from inward.tickets.rules import URGENCIES

PLAIN = ("title", "text", "urgency", "for", "customer")
CAN_WAIT = 3
NOBODY = "?"


@dataclass(frozen=True)
class Typed:
    """The fields as typed; `answers` by key of the question (files: tokens)."""

    title: str = ""
    text: str = ""
    urgency: int = CAN_WAIT
    beneficiary: str = ""
    customer: str = ""
    answers: dict[str, Any] = field(default_factory=dict)


def typed_of(form: FormVersion, posted: Mapping[str, Any]) -> Typed:
    """From what a page sent, or from a draft; nothing is refused here."""
    return Typed(
        title=posted.get("title", ""),
        text=posted.get("text", ""),
        urgency=urgency_of(posted.get("urgency")),
        beneficiary=posted.get("for", ""),
        customer=posted.get("customer", ""),
        answers=raw_answers(form, posted),
    )


def urgency_of(value: Any) -> int:
    """One of the three; 'can wait' where something else was sent."""
    number = int(value) if isinstance(value, str) and value.isdecimal() and len(value) < 3 else 0
    return number if number in URGENCIES else CAN_WAIT


def draft_content(form: FormVersion, posted: Mapping[str, Any]) -> dict[str, str]:
    """What of a form is kept as a draft: text alone, empty fields left out."""
    kept = {name: posted[name] for name in PLAIN if posted.get(name)}
    answers = raw_answers(form, posted)
    for question in questions_of(form.fields):
        said = answers.get(question.key)
        if said and question.type != "file":
            kept[PREFIX + question.key] = said if isinstance(said, str) else "\n".join(said)
    return kept


def resolved(actor: Person, form: FormVersion, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers with people and departments as ids: one statement for each that is named."""
    found = dict(answers)
    for question in questions_of(form.fields):
        typed = found.get(question.key)
        if typed and question.type in _NAMED:
            named = _NAMED[question.type](actor, str(typed))
            found[question.key] = named.pk if named else NOBODY
    return found


def person_of(actor: Person, typed: str) -> Person | None:
    """The one person meant: by address in '<…>' or alone, or by a name only one person has."""
    address = typed.rpartition("<")[2].strip(" >").lower()
    near = pick_people(actor, address if "@" in address else typed, limit=3)
    exact = [p for p in near if p.email == address or p.name.casefold() == typed.strip().casefold()]
    if len(exact) == 1:
        return exact[0]
    return near[0] if len(near) == 1 else None


def department_of(actor: Person, typed: str) -> Department | None:
    """The one open department meant: by code in '(…)' or alone, or by a name only one has."""
    code = typed.rpartition("(")[2].strip(" )").upper()
    near = pick_departments(actor, code if "(" in typed else typed, limit=3)
    exact = [d for d in near if d.code == code or d.name.casefold() == typed.strip().casefold()]
    if len(exact) == 1:
        return exact[0]
    return near[0] if len(near) == 1 else None


_NAMED: Mapping[str, Callable[[Person, str], Person | Department | None]] = {
    "person": person_of,
    "department": department_of,
}


def beneficiary_of(actor: Person, typed: str) -> Person | None:
    """Whom it is for; None for oneself. Raises Invalid (beneficiary)."""
    if not typed.strip():
        return None
    found = person_of(actor, typed)
    if found is None:
        words = "Choose one person: write name and address."
        raise Invalid(words, fields={"beneficiary": [words]})
    return found


def label_of(person: Person) -> str:
    """How a person is written so that they are found again: 'Ian Iversen <ian@example.org>'."""
    return f"{person.name} <{person.email}>" if person.email else person.name


def label_of_department(department: Department) -> str:
    """How a department is written so that it is found again: 'Finance (FIN)'."""
    return f"{department.name} ({department.code})"
