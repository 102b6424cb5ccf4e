"""Rules of the life cycle: which step leads where, priorities, windows. Pure; told the time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from inward.calendars.rules import Timeline, add_working_days
from inward.catalogue.rules import Question
from inward.kernel.errors import Invalid, RuleBroken
from inward.tickets.ledger import TERMINAL
from inward.tickets.models import Category, WaitingOn

OPEN = frozenset({"submitted", "awaiting_approval", "accepted", "in_progress", "waiting"})
# With the supplier, or waited for by it: what a queue shows as work.
WORKABLE = frozenset({"submitted", "accepted", "in_progress", "waiting"})
DONE = frozenset({"resolved", *TERMINAL})

LONGEST_WAIT = timedelta(days=3_653)
REOPEN_WORKING_DAYS = 5
CLOSE_WORKING_DAYS = 3
PRIORITIES = (1, 2, 3, 4)
IMPACTS: Mapping[int, str] = {
    1: "The organisation or an end customer waits",
    2: "A department waits",
    3: "One person waits",
}
URGENCIES: Mapping[int, str] = {
    1: "Work stopped for my team",
    2: "Work stopped for me",
    3: "Can wait",
}
PRIORITY_NAMES: Mapping[int, str] = {1: "Critical", 2: "High", 3: "Medium", 4: "Low"}

TITLE_LENGTH = 300
# How much of an answer a title repeats.
SAID_LENGTH = 80
REASON_LENGTH = 300
TEXT_LENGTH = 20_000


class Verb(StrEnum):
    """What can be done to a ticket; the names of the actions."""

    ACCEPT = "accept"
    ASSIGN = "assign"
    ASK = "ask"
    RESUME = "resume"
    ANSWER = "answer"
    HAND_OFF = "hand_off"
    REPLY = "reply"
    NOTE = "note"
    PRIORITISE = "prioritise"
    REPIN = "repin"
    TAG = "tag"
    TICK = "tick"
    BOOK_TIME = "book_time"
    SET_FIELDS = "set_fields"
    ASK_PART = "ask_part"
    CALL_OFF_PART = "call_off_part"
    LINK = "link"
    SPLIT = "split"
    MERGE = "merge"
    UNMERGE = "unmerge"
    OPEN_PROBLEM = "open_problem"
    OPEN_CHANGE = "open_change"
    PLAN = "plan"
    RESOLVE = "resolve"
    CONFIRM = "confirm"
    REOPEN = "reopen"
    CLOSE = "close"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    MAJOR = "major"
    ESCALATE = "escalate"
    FOLLOW_UP = "follow_up"
    ASK_APPROVAL = "ask_approval"
    APPROVE = "approve"
    REFUSE = "refuse"
    AMEND = "amend"


@dataclass(frozen=True)
class Step:
    """From which categories a verb may be done, and the category after it ('' : unchanged)."""

    sources: frozenset[str]
    target: str = ""


_NOT_DRAFT = frozenset(set(Category.values) - {"draft"})
_NOT_MERGED = _NOT_DRAFT - {"merged"}

STEPS: Mapping[Verb, Step] = {
    Verb.ACCEPT: Step(frozenset({"submitted"}), "accepted"),
    Verb.ASSIGN: Step(WORKABLE, "in_progress"),
    Verb.ASK: Step(WORKABLE, "waiting"),
    Verb.RESUME: Step(frozenset({"waiting"}), "in_progress"),
    Verb.ANSWER: Step(_NOT_MERGED, ""),  # from waiting on the customer: in_progress
    Verb.HAND_OFF: Step(WORKABLE, "submitted"),
    Verb.REPLY: Step(_NOT_MERGED, ""),
    Verb.NOTE: Step(_NOT_DRAFT, ""),
    Verb.PRIORITISE: Step(OPEN, ""),
    Verb.REPIN: Step(OPEN, ""),
    Verb.TAG: Step(_NOT_DRAFT, ""),
    Verb.TICK: Step(WORKABLE, ""),
    Verb.BOOK_TIME: Step(_NOT_DRAFT, ""),
    Verb.SET_FIELDS: Step(OPEN | {"resolved"}, ""),
    Verb.ASK_PART: Step(WORKABLE, ""),  # waits for it, if the actor says so
    Verb.CALL_OFF_PART: Step(_NOT_MERGED, ""),
    Verb.LINK: Step(_NOT_DRAFT, ""),
    Verb.SPLIT: Step(_NOT_MERGED, ""),
    Verb.MERGE: Step(frozenset({*WORKABLE, "resolved"}), "merged"),
    Verb.UNMERGE: Step(frozenset({"merged"}), ""),  # what it was before
    Verb.OPEN_PROBLEM: Step(_NOT_MERGED, ""),
    Verb.OPEN_CHANGE: Step(_NOT_MERGED, ""),
    Verb.PLAN: Step(OPEN, ""),
    Verb.RESOLVE: Step(WORKABLE, "resolved"),
    Verb.CONFIRM: Step(frozenset({"resolved"}), "closed"),
    Verb.REOPEN: Step(frozenset({"resolved", "closed"}), "in_progress"),
    Verb.CLOSE: Step(frozenset({"resolved"}), "closed"),
    Verb.DECLINE: Step(WORKABLE, "declined"),
    Verb.WITHDRAW: Step(OPEN, "withdrawn"),
    Verb.MAJOR: Step(OPEN, ""),
    Verb.ESCALATE: Step(OPEN, ""),
    Verb.FOLLOW_UP: Step(frozenset({"closed", "declined", "withdrawn"}), ""),
    Verb.ASK_APPROVAL: Step(WORKABLE, "awaiting_approval"),
    Verb.APPROVE: Step(frozenset({"awaiting_approval"}), ""),  # the last one: what it was before
    Verb.REFUSE: Step(frozenset({"awaiting_approval"}), ""),  # the decisive one: declined
    Verb.AMEND: Step(frozenset({"submitted", "awaiting_approval", "accepted"}), ""),
}

_PAST: Mapping[Verb, str] = {
    Verb.ACCEPT: "accepted",
    Verb.ASSIGN: "assigned",
    Verb.ASK: "set waiting",
    Verb.RESUME: "resumed",
    Verb.ANSWER: "answered",
    Verb.HAND_OFF: "handed off",
    Verb.REPLY: "replied to",
    Verb.NOTE: "noted on",
    Verb.BOOK_TIME: "booked time on",
    Verb.SET_FIELDS: "filled in",
    Verb.PRIORITISE: "given another priority",
    Verb.REPIN: "put under another agreement",
    Verb.TAG: "tagged",
    Verb.TICK: "ticked off",
    Verb.ASK_PART: "divided",
    Verb.CALL_OFF_PART: "changed",
    Verb.LINK: "linked",
    Verb.SPLIT: "split",
    Verb.MERGE: "merged",
    Verb.UNMERGE: "un-merged",
    Verb.OPEN_PROBLEM: "given a problem",
    Verb.OPEN_CHANGE: "given a change",
    Verb.PLAN: "planned",
    Verb.RESOLVE: "resolved",
    Verb.CONFIRM: "confirmed",
    Verb.REOPEN: "reopened",
    Verb.CLOSE: "closed",
    Verb.DECLINE: "declined",
    Verb.WITHDRAW: "withdrawn",
    Verb.MAJOR: "called major",
    Verb.ESCALATE: "escalated",
    Verb.FOLLOW_UP: "asked about again",
    Verb.ASK_APPROVAL: "sent to approval",
    Verb.APPROVE: "approved",
    Verb.REFUSE: "refused",
    Verb.AMEND: "changed",
}


def possible(verb: Verb, category: str) -> bool:
    """Whether the verb may be done to a ticket of this category."""
    return category in STEPS[verb].sources


def require(verb: Verb, category: str) -> None:
    """Raise RuleBroken, in words, when the verb may not be done now."""
    if not possible(verb, category):
        name = Category(category).label.lower()
        raise RuleBroken(f"A ticket that is {name} cannot be {_PAST[verb]}.")


def title_of(offering: str, questions: Sequence[Question], answers: Mapping[str, Any]) -> str:
    """What a ticket is called where nobody named it: 'Report a fault: The door beeps'.

    The first line of the first answer in words, else of the first choice, so that tickets of one
    offering can be told apart in a list.
    """
    for kinds in ({"text", "long_text"}, {"choice"}):
        for question in questions:
            said = str(answers.get(question.key) or "").strip() if question.type in kinds else ""
            if said:
                line = " ".join(said.splitlines()[0].split())
                cut = line if len(line) <= SAID_LENGTH else f"{line[: SAID_LENGTH - 1].rstrip()}…"
                return f"{offering}: {cut}"
    return offering


def priority_of(impact: int, urgency: int) -> int:
    """1 critical … 4 low, from impact (1 organisation … 3 person) and urgency (1 … 3).

    Raises Invalid naming the field that is out of range.
    """
    for field, value, known in (("impact", impact, IMPACTS), ("urgency", urgency, URGENCIES)):
        if value not in known:
            words = "Choose one of the three."
            raise Invalid(words, fields={field: [words]})
    return min(4, max(1, impact + urgency - 1))


def overridden(priority: int, *, derived: int, reason: str) -> tuple[int, str]:
    """The priority that holds and why: another one than derived needs a reason. Raises Invalid."""
    if priority not in PRIORITIES:
        words = "Priorities run from 1 (critical) to 4 (low)."
        raise Invalid(words, fields={"priority": [words]})
    if priority == derived:
        return derived, ""
    if not reason:
        words = f"Impact and urgency make it {PRIORITY_NAMES[derived].lower()}: say why not."
        raise Invalid(words, fields={"reason": [words]})
    return priority, reason


def check_wait(waiting_on: str, until: datetime | None, now: datetime) -> None:
    """A wait names whom; one for a date names the date; none ends in the past.

    Nor more than ten years ahead: the last days of the calendar are none in another zone. Raises
    Invalid.
    """
    if waiting_on not in {
        WaitingOn.CUSTOMER, WaitingOn.OUTSIDE, WaitingOn.DEPARTMENT, WaitingOn.DATE,
    }:  # fmt: skip
        words = "Say whom the ticket waits for."
        raise Invalid(words, fields={"waiting_on": [words]})
    if waiting_on == WaitingOn.DATE and until is None:
        words = "Say which date the ticket waits for."
        raise Invalid(words, fields={"until": [words]})
    if until is not None and until <= now:
        words = "This lies in the past."
        raise Invalid(words, fields={"until": [words]})
    if until is not None and until - now > LONGEST_WAIT:
        words = "This lies more than ten years ahead."
        raise Invalid(words, fields={"until": [words]})


def reopen_until(
    timeline: Timeline, closed_at: datetime, days: int = REOPEN_WORKING_DAYS
) -> datetime:
    """Until when a closed ticket may be reopened: the end of the so-manieth working day after."""
    return add_working_days(timeline, closed_at, days, end_of_day=True)


def closes_at(
    timeline: Timeline, resolved_at: datetime, days: int = CLOSE_WORKING_DAYS
) -> datetime:
    """When a resolved ticket that nobody confirms closes: the end of a working day after."""
    return add_working_days(timeline, resolved_at, days, end_of_day=True)


# How much earlier a ticket counts in the queue for the weight of who waits (minutes).
HEAD_START: Mapping[int, int] = {1: 8 * 60, 2: 2 * 60, 3: 0}
# Without a promise: days after submission by which the queue sorts, by priority.
UNPROMISED_DAYS: Mapping[int, int] = {1: 1, 2: 2, 3: 5, 4: 10}
