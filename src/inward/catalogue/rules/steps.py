"""Steps of a standard or an offering: the checklist by which a ticket is done. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from inward.catalogue.rules.values import invalid
from inward.directory.problems import Problems
from inward.kernel.text import one_line

MOST_STEPS = 40
STEP_LENGTH = 300
_KEY = re.compile(r"[a-z0-9][a-z0-9_.]{0,39}")


@dataclass(frozen=True)
class Step:
    """One thing to do. Required ones are done before a ticket is resolved as fulfilled."""

    key: str
    text: str
    required: bool = False

    def to_json(self) -> dict[str, Any]:
        """The step as stored."""
        return {"key": self.key, "text": self.text, "required": self.required}


def stored_steps(stored: Sequence[Mapping[str, Any]]) -> tuple[Step, ...]:
    """Stored steps, unchecked."""
    return tuple(Step(one["key"], one["text"], bool(one.get("required"))) for one in stored)


def steps_of(said: Any) -> tuple[Step, ...]:
    """The steps somebody wants done, checked. Raises Invalid ('steps.2.text', counted from 0)."""
    if not isinstance(said, Sequence) or isinstance(said, str | bytes):
        raise invalid("steps", "Steps are a list.")
    if len(said) > MOST_STEPS:
        raise invalid("steps", f"At most {MOST_STEPS} steps.")
    problems = Problems()
    steps = [
        problems.attempt(partial(_step, one, f"steps.{n}"), Step("", ""))
        for n, one in enumerate(said)
    ]
    keys = [one.key for one in steps if one.key]
    if len(set(keys)) < len(keys):
        problems.add("steps", "Two steps have the same key.")
    problems.refuse("Please check the steps.")
    return tuple(steps)


def _step(said: Any, place: str) -> Step:
    if not isinstance(said, Mapping) or not set(said) <= {"key", "text", "required"}:
        raise invalid(place, "A step has a key and a text, and may be required.")
    key, required = said.get("key"), said.get("required", False)
    if not isinstance(key, str) or not _KEY.fullmatch(key):
        raise invalid(f"{place}.key", "A key is 1 to 40 of a–z, 0–9, _ and .")
    if not isinstance(required, bool):
        raise invalid(f"{place}.required", "Say true or false.")
    text = one_line(said.get("text", ""), field=f"{place}.text", max_length=STEP_LENGTH)
    if not text:
        raise invalid(f"{place}.text", "Say what is to be done.")
    return Step(key, text, required)


def together(standard: Sequence[Step], own: Sequence[Step]) -> list[Step]:
    """The checklist of an offering: the standard's steps, then its own, keys made to differ."""
    first = [Step(f"s.{one.key}", one.text, one.required) for one in standard]
    return [*first, *own]
