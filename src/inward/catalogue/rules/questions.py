"""What a question is, and a form as stored. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from inward.catalogue.rules.conditions import Condition, conditions_of

TYPES = (
    "text", "long_text", "choice", "choices", "number", "date", "person", "department", "checkbox",
    "file", "heading",
)  # fmt: skip
CHOOSING = ("choice", "choices")
BOUNDED = ("number", "date")
# Asks nothing: words between questions.
SPOKEN = ("heading",)
# Personal data in an answer: none said, personal, or sensitive (health, pay, discipline …).
DATA_CLASSES = ("", "personal", "sensitive")
MOST_QUESTIONS = 60
MOST_CHOICES = 200
MOST_FILES = 10
# The longest answer of each type of text: what a question may allow, and what it allows untold.
LONGEST = {"text": 1000, "long_text": 20_000}
USUAL = {"text": 300, "long_text": 10_000}
MOST_ID = 2**63 - 1


@dataclass(frozen=True)
class Pattern:
    """A shape a line of text must have: for who builds forms, and for who answers wrongly."""

    name: str
    shape: re.Pattern[str]
    refusal: str


# The only patterns there are: none of them can be made to take long by what is typed.
PATTERNS: Mapping[str, Pattern] = {
    "email": Pattern(
        "an e-mail address",
        re.compile(r"[^@\s]{1,64}@[^@\s]{1,190}\.[^@\s.]{2,63}"),
        "Write an address like name@example.org.",
    ),
    "phone": Pattern(
        "a telephone number",
        re.compile(r"\+?[0-9][0-9 ()/.-]{3,30}"),
        "Write a number like +49 30 1234-56.",
    ),
    "web": Pattern(
        "a web address", re.compile(r"https?://\S+"), "Write an address like https://example.org."
    ),
    "digits": Pattern("digits only", re.compile(r"[0-9]+"), "Write digits only."),
    "code": Pattern(
        "a code of letters, digits, - . _ /",
        re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]*"),
        "Write letters and digits, and - . _ / between them.",
    ),
}


@dataclass(frozen=True)
class Question:
    """One question of a form.

    `choices` for choice and choices; `max_length` (code points) for text and long_text; `min` and
    `max` (both included; decimals or ISO dates, as text) for number and date; `pattern` (a name in
    PATTERNS) for text. Asked only where all of `show_if` hold. A heading asks nothing.
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
    pattern: str = ""
    show_if: tuple[Condition, ...] = ()
    # Which class of personal data an answer is: '', personal, sensitive.
    personal: str = ""

    def to_json(self) -> dict[str, Any]:
        """The question as stored: what is not said is left out."""
        said = {name: value for name in SAYABLE if (value := getattr(self, name))}
        if self.choices:
            said["choices"] = list(self.choices)
        if self.show_if:
            said["show_if"] = [one.to_json() for one in self.show_if]
        return said

    @property
    def asks(self) -> bool:
        """Whether it can be answered."""
        return self.type not in SPOKEN

    @property
    def longest(self) -> int:
        """The most code points of a text answer."""
        return self.max_length or USUAL[self.type]


SAYABLE = tuple(field.name for field in fields(Question))


def questions_of(stored: Sequence[Mapping[str, Any]]) -> tuple[Question, ...]:
    """The questions of a stored form, unchecked: `form_of` wrote it."""
    return tuple(_stored(said) for said in stored)


def _stored(said: Mapping[str, Any]) -> Question:
    many = {
        "choices": tuple(said.get("choices", ())),
        "show_if": conditions_of(said.get("show_if", ())),
    }
    return Question(**{**said, **many})
