"""Macros: a named list of steps that are done to a ticket at once. Reading and checking; pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Never

from inward.kernel.errors import Invalid, InwardError
from inward.kernel.text import many_lines, one_line
from inward.tickets import canned, tags
from inward.tickets.models import Ticket, WaitingOn
from inward.tickets.rules import PRIORITY_NAMES, REASON_LENGTH, TEXT_LENGTH

MOST_STEPS = 10
LONGEST_WAIT_DAYS = 365
ME = "me"
Given = Mapping[str, Any]


@dataclass(frozen=True)
class Step:
    """One step: what is done, with which particulars (as stored)."""

    do: str
    given: Given = field(default_factory=dict)

    def text(self, name: str) -> str:
        """A particular that is text; '' if it is not given."""
        return str(self.given.get(name, ""))

    def number(self, name: str) -> int | None:
        """A particular that is a number."""
        value = self.given.get(name)
        return value if isinstance(value, int) else None


def _said(given: Given) -> Given:
    text = many_lines(given.get("text", ""), field="text", max_length=TEXT_LENGTH)
    canned.check(text)
    return {"text": text} if text.strip() else _wrong("Write what it is to say.")


def _assigned(given: Given) -> Given:
    to = given.get("to")
    return {"to": to} if to == ME or _is_id(to) else _wrong("Choose to whom.")


def _prioritised(given: Given) -> Given:
    level = given.get("priority")
    return {"priority": level} if level in PRIORITY_NAMES else _wrong("Choose a priority.")


def _tagged(given: Given) -> Given:
    add, remove = (list(tags.cleaned(given.get(name, ())).values()) for name in ("add", "remove"))
    if not add and not remove:
        _wrong("Name a tag to add or to take away.")
    return {"add": add, "remove": remove}


def _waited(given: Given) -> Given:
    on, days = given.get("waiting_on"), given.get("days")
    if on not in (WaitingOn.OUTSIDE, WaitingOn.DEPARTMENT, WaitingOn.DATE):
        _wrong("Choose for whom it waits.")
    if days is not None and not (isinstance(days, int) and 1 <= days <= LONGEST_WAIT_DAYS):
        _wrong(f"A wait has 1 to {LONGEST_WAIT_DAYS} days.")
    if on == WaitingOn.DATE and days is None:
        _wrong("Say in how many days the date is.")
    return {"waiting_on": str(on), "reason": _reason(given), "days": days}


def _handed_off(given: Given) -> Given:
    if not _is_id(given.get("department")):
        _wrong("Choose the department.")
    return {"department": given["department"], "reason": _reason(given)}


def _resolved(given: Given) -> Given:
    if given.get("outcome") not in Ticket.Outcome.values:
        _wrong("Choose what the customer got.")
    text = many_lines(given.get("text", ""), field="text", max_length=TEXT_LENGTH)
    canned.check(text)
    return {"outcome": given["outcome"], "text": text}


def _reason(given: Given) -> str:
    reason = one_line(given.get("reason", ""), field="reason", max_length=REASON_LENGTH)
    return reason or _wrong("Give the reason.")


def _is_id(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**63


def _wrong(words: str) -> Never:
    raise Invalid(words)


# What can be done, in the order the form lists it: its name and what checks its particulars.
KINDS: Mapping[str, tuple[str, Callable[[Given], Given]]] = {
    "assign": ("Assign", _assigned),
    "prioritise": ("Set the priority", _prioritised),
    "tag": ("Tag", _tagged),
    "note": ("Leave a note", _said),
    "reply": ("Reply", _said),
    "hold": ("Wait", _waited),
    "hand_off": ("Hand off", _handed_off),
    "resolve": ("Resolve", _resolved),
}


def name_of(step: Step) -> str:
    """What the step is called."""
    return KINDS[step.do][0]


def checked(steps: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The steps as they are stored. Raises Invalid naming the step that is not right."""
    if not 1 <= len(steps) <= MOST_STEPS:
        words = f"A macro has 1 to {MOST_STEPS} steps."
        raise Invalid(words, fields={"steps": [words]})
    return [_checked(number, step) for number, step in enumerate(steps, 1)]


def _checked(number: int, step: Mapping[str, Any]) -> dict[str, Any]:
    kind = str(step.get("do", ""))
    if kind not in KINDS:
        words = f"Step {number} is none that we know."
        raise Invalid(words, fields={"steps": [words]})
    name, check = KINDS[kind]
    try:
        return {"do": kind, **check(step)}
    except Invalid as error:
        words = f"{number}. {name}: {error.detail}"
        raise Invalid(words, fields={kind: [error.detail]}) from error


def steps_of(stored: Sequence[Mapping[str, Any]]) -> list[Step]:
    """The steps of a stored macro."""
    return [Step(str(one["do"]), {k: v for k, v in one.items() if k != "do"}) for one in stored]


def named(error: InwardError, number: int, step: Step) -> InwardError:
    """The refusal of a step, saying which one it was."""
    return type(error)(f"Step {number} ({name_of(step)}): {error.detail}", fields=error.fields)
