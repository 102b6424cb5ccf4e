"""What is asked along with a form, as rows of a page: read as sent, said to the action by place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import QueryDict

from inward.catalogue.rules import Part, Question, Startable
from inward.web.catalogue.editor import SEPARATOR, If

MOST_ROWS = 25
FIXED = "="


@dataclass(frozen=True)
class Taking:
    """Where the answer to one of their questions comes from: one of ours, a fixed text, nowhere."""

    source: str = ""
    fixed: str = ""


@dataclass(frozen=True)
class Row:
    """A part as typed."""

    row: int
    offering: int
    title: str = ""
    condition: If = field(default_factory=If)
    takings: Mapping[str, Taking] = field(default_factory=dict)
    errors: Sequence[str] = ()

    def part(self) -> dict[str, Any]:
        """As the action takes it."""
        said: dict[str, Any] = {"offering": self.offering, "title": self.title}
        taken = {k: t.source for k, t in self.takings.items() if t.source not in ("", FIXED)}
        fixed = {k: t.fixed.strip() for k, t in self.takings.items() if t.source == FIXED}
        said |= {"answers": taken, "fixed": {k: v for k, v in fixed.items() if v}}
        return said | ({"show_if": [self.condition.said()]} if self.condition.key else {})


@dataclass(frozen=True)
class Asked:
    """One of their questions with where its answer comes from."""

    question: Question
    taking: Taking


@dataclass(frozen=True)
class Shown:
    """A row with what its controls offer."""

    row: Row
    number: int
    name: str
    asked: Sequence[Asked]


def rows_of(parts: Sequence[Part]) -> list[Row]:
    """The rows of a plan in force."""
    return [_row(number, part) for number, part in enumerate(parts)]


def _row(number: int, part: Part) -> Row:
    takings = {theirs: Taking(ours) for theirs, ours in part.answers.items()}
    takings |= {theirs: Taking(FIXED, text) for theirs, text in part.fixed.items()}
    asked = [If(c.key, c.op, f" {SEPARATOR} ".join(c.values)) for c in part.show_if]
    return Row(number, part.offering, part.title, asked[0] if asked else If(), takings)


def sent_rows(posted: QueryDict, startable: Mapping[int, Startable]) -> list[Row]:
    """The rows of a sent page, in its order."""
    numbers = [int(one) for one in posted.getlist("row") if one.isdecimal() and len(one) < 6]
    return [_sent(posted, one, startable) for one in dict.fromkeys(numbers[:MOST_ROWS])]


def _sent(posted: QueryDict, number: int, startable: Mapping[int, Startable]) -> Row:
    name = f"p-{number}"
    typed = posted.get(f"{name}-offering", "")
    offering = int(typed) if typed.isdecimal() and len(typed) < 19 else 0
    condition = If(*(posted.get(f"{name}-if-{part}", "") for part in ("key", "op", "value")))
    questions = startable[offering].questions if offering in startable else ()
    takings = {
        one.key: Taking(
            posted.get(f"{name}-from-{one.key}", ""), posted.get(f"{name}-fixed-{one.key}", "")
        )
        for one in questions
    }
    return Row(number, offering, posted.get(f"{name}-title", ""), condition, takings)


def changed(rows: Sequence[Row], posted: QueryDict) -> list[Row]:
    """The rows after the button that was pressed: add, remove; others change nothing."""
    verb, _sep, number = posted.get("do", "").partition(":")
    if verb == "add":
        typed = posted.get("new-offering", "")
        offering = int(typed) if typed.isdecimal() and len(typed) < 19 else 0
        return [*rows, Row(max((one.row for one in rows), default=-1) + 1, offering)]
    if verb == "remove":
        return [row for row in rows if str(row.row) != number]
    return list(rows)


def with_errors(rows: Sequence[Row], fields: Mapping[str, Sequence[str]]) -> list[Row]:
    """The rows with what the action refused: 'plan.1.answers' stands at the second row."""
    found = []
    for place, row in enumerate(rows):
        start = f"plan.{place}"
        words = [w for name, many in fields.items() if _is_at(name, start) for w in many]
        found.append(replace(row, errors=words))
    return found


def _is_at(name: str, start: str) -> bool:
    return name == start or name.startswith(f"{start}.")


def shown(rows: Sequence[Row], startable: Mapping[int, Startable]) -> list[Shown]:
    """The rows ready to be drawn, each with the questions its offering asks now."""
    return [
        Shown(row, place + 1, f"p-{row.row}", _asked(row, startable))
        for place, row in enumerate(rows)
    ]


def _asked(row: Row, startable: Mapping[int, Startable]) -> list[Asked]:
    other = startable.get(row.offering)
    questions = [one for one in other.questions if one.asks] if other else []
    return [Asked(one, row.takings.get(one.key, Taking())) for one in questions]
