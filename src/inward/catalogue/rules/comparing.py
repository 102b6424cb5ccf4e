"""What changed from one version of a form to the next, in words. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from inward.catalogue.rules.questions import SAYABLE, Question

_NAMES = {
    "type": "its type",
    "label": "its words",
    "help": "its help",
    "required": "whether it must be answered",
    "choices": "its choices",
    "max_length": "its length",
    "min": "its least",
    "max": "its greatest",
    "pattern": "its pattern",
    "show_if": "when it is asked",
}


@dataclass(frozen=True)
class Change:
    """One question that came, went, moved or changed. `kind`: added, removed, moved, changed."""

    kind: str
    label: str
    what: tuple[str, ...] = ()


def changes(before: Sequence[Question], after: Sequence[Question]) -> list[Change]:
    """What changed, by key: in the order of the new form, then what is gone."""
    old = {question.key: question for question in before}
    new = {question.key for question in after}
    stayed = [question.key for question in before if question.key in new]
    found: list[Change] = []
    for question in after:
        if question.key not in old:
            found.append(Change("added", question.label))
            continue
        what = _differing(old[question.key], question)
        if what:
            found.append(Change("changed", question.label, what))
    if stayed != [question.key for question in after if question.key in old]:
        found.append(Change("moved", ""))
    gone = [question for question in before if question.key not in new]
    return [*found, *(Change("removed", question.label) for question in gone)]


def _differing(before: Question, after: Question) -> tuple[str, ...]:
    return tuple(
        _NAMES[name]
        for name in SAYABLE
        if name in _NAMES and getattr(before, name) != getattr(after, name)
    )
