"""The form being built, as rows of a page: read as sent, changed by a button, said to the action.

Rows come in the order of the page; each has a number (`row`), under which its fields are named
`q-<row>-<field>`. Nothing is refused here: what is wrong, the action says, by place.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from inward.catalogue.rules import CHOOSING, LONGEST, OPERATORS, PATTERNS, TYPES, Question
from inward.web.catalogue.stepping import slug, unused

MOST_ROWS = 80
SEPARATOR = "|"
BLANK_CONDITIONS = 1
_TEXT = (
    "key", "type", "label", "help", "max_length", "min", "max", "pattern", "choices", "personal",
)  # fmt: skip
TYPE_NAMES = {
    "text": _("One line of text"),
    "long_text": _("Several lines of text"),
    "choice": _("One of several"),
    "choices": _("Some of several"),
    "checkbox": _("A tick"),
    "number": _("A number"),
    "date": _("A date"),
    "person": _("A person"),
    "department": _("A department"),
    "file": _("Files"),
    "heading": _("A heading, no question"),
}


@dataclass(frozen=True)
class If:
    """A condition as typed; several values with | between them."""

    key: str = ""
    op: str = "equals"
    value: str = ""

    def said(self) -> dict[str, Any]:
        """As the action takes it."""
        parts = self.value.split(SEPARATOR) if self.op == "one_of" else [self.value]
        values = [part.strip() for part in parts if part.strip()]
        return {"key": self.key, "op": self.op, "values": values}


@dataclass(frozen=True)
class Row:
    """A question as typed."""

    row: int
    said: Mapping[str, str]
    required: bool = False
    conditions: Sequence[If] = ()
    errors: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The key of the question."""
        return self.said.get("key", "")

    @property
    def type(self) -> str:
        """Its type; text where none was sent that is known."""
        return self.said.get("type", "") if self.said.get("type") in TYPES else "text"

    @property
    def label(self) -> str:
        """Its words."""
        return self.said.get("label", "")

    def question(self) -> dict[str, Any]:
        """As the action takes it: only what belongs to its type."""
        said: dict[str, Any] = {"key": self.key, "type": self.type, "label": self.label}
        said |= {"help": self.said.get("help", "")}
        if self.type != "heading":
            said |= {"required": self.required, "personal": self.said.get("personal", "")}
        if self.type in CHOOSING:
            lines = self.said.get("choices", "").splitlines()
            said["choices"] = [line.strip() for line in lines if line.strip()]
        said |= {name: self.said[name].strip() for name in self._bounds() if self._has(name)}
        if "max_length" in said and said["max_length"].isdecimal():
            said["max_length"] = int(said["max_length"][:9])
        asked = [one.said() for one in self.conditions if one.key]
        return said | ({"show_if": asked} if asked else {})

    def _bounds(self) -> tuple[str, ...]:
        if self.type in LONGEST:
            return ("max_length", "pattern") if self.type == "text" else ("max_length",)
        return ("min", "max") if self.type in ("number", "date") else ()

    def _has(self, name: str) -> bool:
        return bool(self.said.get(name, "").strip())


@dataclass(frozen=True)
class Shown:
    """A row with what its controls offer. ``sources``: questions above it, by key and words."""

    row: Row
    number: int
    conditions: Sequence[If]
    sources: Sequence[tuple[str, str]]
    first: bool
    last: bool

    @property
    def known(self) -> frozenset[str]:
        """Keys of the questions above it."""
        return frozenset(key for key, _label in self.sources)

    @property
    def name(self) -> str:
        """What the names of its fields begin with."""
        return f"q-{self.row.row}"


CLASS_CHOICES = (("", _("none")), ("personal", _("personal")), ("sensitive", _("sensitive")))
TYPE_CHOICES = tuple(TYPE_NAMES.items())
OPERATOR_CHOICES = tuple((name, _(words)) for name, words in OPERATORS.items())
PATTERN_CHOICES = tuple((name, _(pattern.name)) for name, pattern in PATTERNS.items())


def rows_of(questions: Sequence[Question]) -> list[Row]:
    """The rows of a published form."""
    return [_row(number, question) for number, question in enumerate(questions)]


def _row(number: int, question: Question) -> Row:
    said = {name: str(getattr(question, name) or "") for name in _TEXT if name != "choices"}
    said["choices"] = "\n".join(question.choices)
    conditions = [If(c.key, c.op, f" {SEPARATOR} ".join(c.values)) for c in question.show_if]
    return Row(number, said, question.required, conditions)


def sent_rows(posted: QueryDict) -> list[Row]:
    """The rows of a sent page, in its order."""
    numbers = [int(one) for one in posted.getlist("row") if one.isdecimal() and len(one) < 6]
    return [_sent(posted, number) for number in dict.fromkeys(numbers[:MOST_ROWS])]


def _sent(posted: QueryDict, number: int) -> Row:
    name = f"q-{number}"
    said = {one: posted.get(f"{name}-{one}", "") for one in _TEXT}
    conditions: list[If] = []
    while f"{name}-if-{len(conditions)}-key" in posted and len(conditions) < 10:
        prefix = f"{name}-if-{len(conditions)}"
        typed = [posted.get(f"{prefix}-{part}", "") for part in ("key", "op", "value")]
        conditions.append(If(*typed))
    asked = [one for one in conditions if one.key]
    return Row(number, said, bool(posted.get(f"{name}-required")), asked)


def changed(rows: Sequence[Row], posted: QueryDict) -> list[Row]:
    """The rows after the button that was pressed: add, up, down, remove; others change nothing."""
    verb, _sep, number = posted.get("do", "").partition(":")
    found = list(rows)
    if verb == "add":
        return [*found, _added(found, posted)]
    at = next((n for n, row in enumerate(found) if str(row.row) == number), None)
    if at is None:
        return found
    row = found.pop(at)
    if verb == "remove":
        return found
    step = {"up": -1, "down": 1}.get(verb, 0)
    found.insert(max(0, at + step), row)
    return found


def _added(rows: Sequence[Row], posted: QueryDict) -> Row:
    number = max((row.row for row in rows), default=-1) + 1
    label, kind = posted.get("new-label", "").strip(), posted.get("new-type", "")
    key = unused(slug(label, "question"), (row.key for row in rows))
    return Row(number, {"key": key, "type": kind, "label": label})


def said_form(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """The form as the action takes it."""
    return [row.question() for row in rows]


def with_errors(rows: Sequence[Row], fields: Mapping[str, Sequence[str]]) -> list[Row]:
    """The rows with what the action refused: 'fields.2.choices' stands at the third row."""
    found = []
    for place, row in enumerate(rows):
        start = f"fields.{place}"
        mine = {name: words for name, words in fields.items() if _is_at(name, start)}
        errors = {name.removeprefix(start).lstrip("."): words for name, words in mine.items()}
        found.append(replace(row, errors=errors))
    return found


def _is_at(name: str, start: str) -> bool:
    return name == start or name.startswith(f"{start}.")


def shown(rows: Sequence[Row]) -> list[Shown]:
    """The rows ready to be drawn, each with one blank condition to fill in."""
    return [
        Shown(
            row=row,
            number=place + 1,
            conditions=[*row.conditions, *([If()] * BLANK_CONDITIONS)],
            sources=[(one.key, one.label or one.key) for one in rows[:place] if _asks(one)],
            first=place == 0,
            last=place == len(rows) - 1,
        )
        for place, row in enumerate(rows)
    ]


def _asks(row: Row) -> bool:
    return row.type != "heading" and bool(row.key)
