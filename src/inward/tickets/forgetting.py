"""What is left of a ticket when personal data is taken out of it. Pure.

The frame stays: instants, kinds, states, departments, whom was waited for, times, priorities. So
holds, clocks and figures are what they were. What people wrote, gave, named or attached goes.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from inward.catalogue.rules import Question
from inward.catalogue.rules.fields import CustomField

# Answers of these types may say anything; the others only what the form offered.
FREE = frozenset({"text", "long_text", "person", "file"})
# What an event's data says in so many words, or of people on the customer's side.
_WORDS = frozenset(
    {"files", "answers", "old", "new", "before_answers", "note", "text", "title", "name", "names",
     "mentions", "mentioned", "watchers", "requester", "beneficiary", "priority_reason",
     "policy_reference", "repinned", "why", "reason", "comment", "added", "removed", "fields",
     "new_title", "new_answers", "amended"}
)  # fmt: skip
# Codes, keys and instants are no words of a person.
_CODE = re.compile(r"[a-z0-9_]{1,40}|[A-Z0-9]{1,20}-\d{1,12}|\d{4}-\d{2}-\d{2}[T0-9:.+Z-]*")


def frame(data: Mapping[str, Any]) -> dict[str, Any]:
    """An event's data without words: numbers, switches, codes, keys and instants stay."""
    return {name: _framed(value) for name, value in data.items() if name not in _WORDS}


def _framed(value: Any) -> Any:
    if isinstance(value, Mapping):
        return frame(value)
    if isinstance(value, list):
        return [kept for one in value if (kept := _framed(one)) != ""]
    if isinstance(value, str):
        return value if _CODE.fullmatch(value) else ""
    return value


def amended(questions: Sequence[Question], data: Mapping[str, Any], level: str) -> dict[str, Any]:
    """An event's data with the answers that stay, where somebody changed what they asked for."""
    if "new_answers" not in data:
        return dict(data)
    before = data.get("amended") or {}
    old = kept_answers(questions, before.get("answers") or {}, level)
    new = kept_answers(questions, data["new_answers"] or {}, level)
    return {**data, "new_answers": new, "amended": {**before, "answers": old}}


def kept_answers(
    questions: Sequence[Question], answers: Mapping[str, Any], level: str
) -> dict[str, Any]:
    """The answers that stay; those of questions nobody knows any more go."""
    known = {one.key: (one.type, one.personal) for one in questions}
    return {k: v for k, v in answers.items() if k in known and _stays(*known[k], level)}


def kept_fields(
    fields: Sequence[CustomField], values: Mapping[str, Any], level: str
) -> dict[str, Any]:
    """The values of custom fields that stay."""
    known = {one.question.key: (one.question.type, one.personal) for one in fields}
    return {k: v for k, v in values.items() if k in known and _stays(*known[k], level)}


def _stays(kind: str, personal: str, level: str) -> bool:
    if personal == "sensitive":
        return False
    return level == "sensitive" or (not personal and kind not in FREE)
