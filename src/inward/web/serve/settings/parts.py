"""The four parts of a desk as forms: what stands in the fields, and what a sent form says."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inward.kernel.errors import Invalid
from inward.tickets.desk import RESERVABLE, Desk
from inward.tickets.desk_checks import AWAITED, LABELLED
from inward.tickets.models import Category, WaitingOn
from inward.tickets.rules import Verb

_l = gettext_lazy
Document = Mapping[str, Any]
SPARE_ROWS = 3
ROLES: Sequence[tuple[str, str | Promise]] = (
    ("agent", _l("agents, leads and the head")),
    ("lead", _l("leads and the head")),
    ("head", _l("the head alone")),
)
WHOM: Mapping[str, str | Promise] = {
    WaitingOn.CUSTOMER.value: _l("the customer"),
    WaitingOn.OUTSIDE.value: _l("somebody outside"),
    WaitingOn.DEPARTMENT.value: _l("another department"),
    WaitingOn.DATE.value: _l("a date"),
}
# Steps in people's verbs; those of other topics are called by their own name.
STEP_NAMES: Mapping[str, str | Promise] = {
    Verb.ACCEPT: _l("Accept"),
    Verb.ASSIGN: _l("Take or assign"),
    Verb.ASK: _l("Ask back, or wait for others"),
    Verb.RESUME: _l("End a wait"),
    Verb.HAND_OFF: _l("Hand off to another department"),
    Verb.REPLY: _l("Reply to the customer"),
    Verb.PRIORITISE: _l("Set the priority"),
    Verb.REPIN: _l("Put under the agreement of today"),
    Verb.RESOLVE: _l("Resolve"),
    Verb.REOPEN: _l("Reopen"),
    Verb.DECLINE: _l("Decline"),
    Verb.MAJOR: _l("Call it major"),
    Verb.ESCALATE: _l("Escalate"),
    Verb.TAG: _l("Tag"),
    Verb.TICK: _l("Tick steps of the checklist"),
    Verb.BOOK_TIME: _l("Book time"),
    Verb.SET_FIELDS: _l("Fill in the department’s own fields"),
    Verb.ASK_PART: _l("Ask another department for a part"),
    Verb.CALL_OFF_PART: _l("Call a part off"),
    Verb.LINK: _l("Link to other tickets"),
    Verb.SPLIT: _l("Split a message into a ticket"),
    Verb.MERGE: _l("Merge with another ticket"),
    Verb.UNMERGE: _l("Undo a merge"),
    Verb.OPEN_PROBLEM: _l("Open a problem"),
    Verb.OPEN_CHANGE: _l("Open a change"),
    Verb.PLAN: _l("Plan a change"),
    Verb.ASK_APPROVAL: _l("Ask for an approval"),
}


@dataclass(frozen=True)
class Row:
    """A line of a part's form: its key, its name, and what its fields hold."""

    key: str
    name: str
    values: Mapping[str, Any]


def label_rows(own: Document, above: Desk) -> list[Row]:
    """One line a category: its own name, what was given here for both sides."""
    given = own.get("labels") or {}
    return [
        Row(one, above.label(one), given.get(one) or {"name": "", "customer": ""})
        for one in LABELLED
    ]


def labels_sent(posted: QueryDict) -> dict[str, Any]:
    """Names by category."""
    return {
        one: {"name": posted.get(f"{one}-name", ""), "customer": posted.get(f"{one}-customer", "")}
        for one in LABELLED
    }


def right_rows(own: Document, above: Desk) -> list[Row]:
    """One line a step: the role chosen here, and what holds without it."""
    given = own.get("rights") or {}
    roles = dict(ROLES)
    return [
        Row(
            verb.value,
            str(STEP_NAMES.get(verb) or verb.value.replace("_", " ").capitalize()),
            {"role": given.get(verb.value, ""), "above": roles.get(above.rights.get(verb, ""), "")},
        )
        for verb in RESERVABLE
    ]


def rights_sent(posted: QueryDict) -> dict[str, str]:
    """The role by step."""
    return {verb.value: posted.get(f"role-{verb.value}", "") for verb in RESERVABLE}


def wait_rows(own: Document, above: Desk) -> list[Row]:
    """The reasons as they stand, and some empty lines."""
    given = own.get("waits") or [
        {"code": one.code, "name": one.name, "waiting_on": one.waiting_on,
         "needs_text": one.needs_text} for one in above.waits
    ]  # fmt: skip
    empty = [{"code": "", "name": "", "waiting_on": "", "needs_text": False}] * SPARE_ROWS
    return [Row(str(i), one["name"], one) for i, one in enumerate([*given, *empty])]


def waits_sent(posted: QueryDict) -> list[dict[str, Any]]:
    """The lines of the form in their order."""
    numbers = [int(n) for n in posted.getlist("row") if n.isdecimal() and len(n) < 4]
    return [
        {
            "code": posted.get(f"code-{n}", ""),
            "name": posted.get(f"name-{n}", ""),
            "waiting_on": posted.get(f"waiting_on-{n}", ""),
            "needs_text": bool(posted.get(f"needs_text-{n}")),
        }
        for n in sorted(set(numbers))
    ]


def time_rows(own: Document, above: Desk) -> list[Row]:
    """Windows as text: empty means as above, 0 means never."""
    given, rest = own.get("windows") or {}, above.windows
    chase = ", ".join(map(str, given["chase_days"])) or "0" if "chase_days" in given else ""
    give_up = given.get("give_up_days", "")
    values = {
        "chase_days": (chase, ", ".join(map(str, rest.chase_days)) or _("never")),
        "give_up_days": ("0" if give_up is None else give_up, rest.give_up_days or _("never")),
        "close_days": (given.get("close_days", ""), rest.close_days),
        "reopen_days": (given.get("reopen_days", ""), rest.reopen_days),
    }
    return [
        Row(key, str(TIME_NAMES[key][0]), {"value": value, "above": above, "help": str(told)})
        for key, (value, above) in values.items()
        for told in [TIME_NAMES[key][1]]
    ]


TIME_NAMES: Mapping[str, tuple[str | Promise, str | Promise]] = {
    "chase_days": (
        _l("Ask the customer again after"),
        _l("Working days before each reminder, such as 3, 3. 0: no reminders."),
    ),
    "give_up_days": (
        _l("Then end it without an answer after"),
        _l("Working days after the last reminder; the outcome is 'not fulfilled', and"
           " 'Not done' brings it back. 0: never. Confidential tickets never end so."),
    ),
    "close_days": (
        _l("Close what nobody confirms after"),
        _l("Working days after it was resolved."),
    ),
    "reopen_days": (
        _l("Let the customer reopen it for"),
        _l("Working days after it was closed; later they ask again, by a linked ticket."),
    ),
}  # fmt: skip


def times_sent(posted: QueryDict) -> dict[str, Any]:
    """The windows that were given. Raises Invalid for what is no number."""
    found: dict[str, Any] = {}
    for name in ("close_days", "reopen_days"):
        if typed := posted.get(name, "").strip():
            found[name] = _number(typed, name)
    if typed := posted.get("chase_days", "").strip():
        days = [_number(one.strip(), "chase_days") for one in typed.split(",") if one.strip()]
        found["chase_days"] = [] if days == [0] else days
    if typed := posted.get("give_up_days", "").strip():
        found["give_up_days"] = _number(typed, "give_up_days") or None
    return found


def _number(typed: str, field: str) -> int:
    if not typed.isdecimal() or len(typed) > 4:
        words = _("Write a number of days.")
        raise Invalid(words, fields={field: [words]})
    return int(typed)


@dataclass(frozen=True)
class Part:
    """A part of a desk as a page. ``name``: in the document; ``by_offering``: may differ so."""

    name: str
    title: str | Promise
    lede: str | Promise
    template: str
    rows: Callable[[Document, Desk], list[Row]]
    sent: Callable[[QueryDict], Any]
    by_offering: bool = False


PARTS: Mapping[str, Part] = {
    "labels": Part(
        "labels", _l("Labels"),
        _l("The states are the same everywhere, so that figures can be compared. What people read"
           " is yours to choose."),
        "serve/settings/labels.html", label_rows, labels_sent,
    ),
    "waits": Part(
        "waits", _l("Reasons to wait"),
        _l("Each reason says whom it waits for. A line without a name goes."),
        "serve/settings/waits.html", wait_rows, waits_sent,
    ),
    "times": Part(
        "windows", _l("Times"),
        _l("In working days of the customer's own calendar. Nobody is asked again while they are"
           " away and nobody stands in. Dates already given stay."),
        "serve/settings/times.html", time_rows, times_sent, by_offering=True,
    ),
    "rights": Part(
        "rights", _l("Who may do what"),
        _l("A step kept for some is closed to the others; nobody gets more than they may anyway."),
        "serve/settings/rights.html", right_rows, rights_sent, by_offering=True,
    ),
}  # fmt: skip
WHOM_ROWS = tuple((one.value, WHOM[one.value]) for one in AWAITED)
CATEGORY_NAMES = {one.value: one.label for one in Category}
