"""What a label of a foreign log means here: a state after an update, or a step somebody made.

Written in a mapping as short words, e.g. ``waiting/customer`` or ``approved by approver``.
"""

from dataclasses import dataclass

from inward.logs.errors import MappingWrong

CATEGORIES = (
    "draft", "submitted", "awaiting_approval", "accepted", "in_progress", "waiting", "resolved",
    "closed", "declined", "withdrawn", "merged", "unknown",
)  # fmt: skip
TERMINAL = ("closed", "declined", "withdrawn", "merged")
WAITING_ON = ("customer", "outside", "department", "approver", "date", "unknown")
STEPS = ("submitted", "approved", "refused", "updated", "replied", "asked", "answered")
PERFORMERS = ("customer", "approver", "supplier", "outside", "unknown")


@dataclass(frozen=True, slots=True)
class StateMeaning:
    """The status category after an event and, where it waits, on whom."""

    category: str
    waiting_on: str | None = None

    def __str__(self) -> str:
        return f"{self.category}/{self.waiting_on}" if self.waiting_on else self.category


@dataclass(frozen=True, slots=True)
class StepMeaning:
    """A step of an activity log: what was done and the state it leaves if it is the last one.

    ``after``: the state the step itself brings about; None: whoever performs the next step holds
    the ball until then. ``last``: the state if no step follows.
    """

    kind: str
    after: StateMeaning | None = None
    last: StateMeaning = StateMeaning("closed")

    def __str__(self) -> str:
        if self.after:
            return f"{self.kind} → {self.after}"
        return f"{self.kind}, at last {self.last}"


UNREAD = StateMeaning("unknown")


def state_meaning(text: str) -> StateMeaning:
    """Read ``category`` or ``waiting/who``. Raises MappingWrong naming what is allowed."""
    category, _, waiting_on = text.strip().partition("/")
    category = category.strip()
    who = waiting_on.strip() or None
    if category not in CATEGORIES:
        raise MappingWrong(f"{text!r} is no state. Known: {', '.join(CATEGORIES)}.")
    if who is not None and who not in WAITING_ON:
        raise MappingWrong(f"{text!r}: one waits on {', '.join(WAITING_ON)}.")
    if category == "waiting":
        who = who or "unknown"
    elif category == "awaiting_approval":
        who = "approver"
    else:
        who = None
    return StateMeaning(category, who)
