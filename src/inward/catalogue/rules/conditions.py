"""When a question is asked, or a part started: conditions over answers given before. Pure.

A condition about a question that was not asked or not answered does not hold, whatever it says.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

MOST_CONDITIONS = 5
MOST_VALUES = 50

# What a condition may say, in words for who builds a form.
OPERATORS: Mapping[str, str] = {
    "equals": "is",
    "not_equals": "is not",
    "one_of": "is one of",
    "greater": "is more (or later) than",
    "less": "is less (or earlier) than",
    "answered": "is answered",
}
TICKED = "yes"
_BOUNDED = ("number", "date")
_COMPARING: Mapping[str, Collection[str]] = {
    "text": ("equals", "not_equals", "one_of", "answered"),
    "long_text": ("answered",),
    "choice": ("equals", "not_equals", "one_of", "answered"),
    "choices": ("equals", "not_equals", "one_of", "answered"),
    "number": tuple(OPERATORS),
    "date": tuple(OPERATORS),
    "person": ("answered",),
    "department": ("answered",),
    "checkbox": ("answered", "equals", "not_equals"),
    "file": ("answered",),
    "heading": (),
}


@dataclass(frozen=True)
class Condition:
    """One demand on the answer to the question `key`. `values`: one, several for one_of, or none.

    Numbers and dates as stored text. An answer of several choices equals a value it contains.
    """

    key: str
    op: str
    values: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The condition as stored."""
        said: dict[str, Any] = {"key": self.key, "op": self.op}
        return said | ({"values": list(self.values)} if self.values else {})


def conditions_of(stored: Sequence[Mapping[str, Any]]) -> tuple[Condition, ...]:
    """Stored conditions, unchecked."""
    return tuple(Condition(one["key"], one["op"], tuple(one.get("values", ()))) for one in stored)


def fits(kind: str, op: str) -> bool:
    """Whether answers to questions of this type can be asked about in this way."""
    return op in _COMPARING.get(kind, ())


def all_hold(
    conditions: Sequence[Condition], kinds: Mapping[str, str], answers: Mapping[str, Any]
) -> bool:
    """Whether every condition holds; `kinds`: type by key; `answers` cleaned, hidden ones out."""
    return all(_holds(one, kinds.get(one.key, ""), answers.get(one.key)) for one in conditions)


def _holds(condition: Condition, kind: str, answer: Any) -> bool:
    if answer is None:
        return False
    said = _said(answer)
    return _TESTS[condition.op](kind, said, condition.values)


def _said(answer: Any) -> frozenset[str]:
    if answer is True:
        return frozenset({TICKED})
    many = answer if isinstance(answer, list | tuple) else [answer]
    return frozenset(str(one) for one in many)


def _beyond(kind: str, said: frozenset[str], values: Sequence[str], sign: int) -> bool:
    if kind not in _BOUNDED or not values:
        return False
    bound = comparable(kind, values[0])
    return any((comparable(kind, one) > bound) - (comparable(kind, one) < bound) == sign
               for one in said)  # fmt: skip


_TESTS: Mapping[str, Callable[[str, frozenset[str], Sequence[str]], bool]] = {
    "equals": lambda _kind, said, values: not said.isdisjoint(values[:1]),
    "not_equals": lambda _kind, said, values: said.isdisjoint(values[:1]),
    "one_of": lambda _kind, said, values: not said.isdisjoint(values),
    "greater": lambda kind, said, values: _beyond(kind, said, values, 1),
    "less": lambda kind, said, values: _beyond(kind, said, values, -1),
    "answered": lambda _kind, _said, _values: True,
}


def comparable(kind: str, value: str) -> Any:
    """A stored number or date as what can be compared: dates in ISO form compare as text."""
    return Decimal(value) if kind == "number" else value
