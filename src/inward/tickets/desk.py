"""How a department works its tickets: labels, rights, reasons of waits, windows. Pure.

A desk's document is JSON. What the organisation says for all stands in ``shared``, what the
department says in ``own``; the department's word goes before, but rights only ever narrow.

    {"labels": {"in_progress": {"name": "On the bench", "customer": "Being repaired"}},
     "rights": {"decline": "lead"},
     "waits": [{"code": "parts", "name": "Parts", "waiting_on": "outside", "needs_text": true}],
     "windows": {"close_days": 3, "reopen_days": 5, "chase_days": [3, 3], "give_up_days": 5},
     "offerings": {"12": {"rights": {…}, "windows": {…}}}}
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from inward.tickets.models import Category, Ticket, WaitingOn
from inward.tickets.rules import CLOSE_WORKING_DAYS, REOPEN_WORKING_DAYS, Verb

# Roles in the department that holds a ticket, from the least on.
RANKS: Mapping[str, int] = {"": 0, "member": 1, "agent": 2, "lead": 3, "head": 4}
# What a department may reserve to some of its roles; customers' and approvers' verbs it may not.
_NOT_THEIRS = frozenset(
    {
        Verb.ANSWER, Verb.CONFIRM, Verb.WITHDRAW, Verb.FOLLOW_UP, Verb.CLOSE, Verb.NOTE,
        Verb.APPROVE, Verb.REFUSE, Verb.AMEND,
    }
)  # fmt: skip
RESERVABLE: Sequence[Verb] = tuple(verb for verb in Verb if verb not in _NOT_THEIRS)
CHASE_DAYS = (3, 3)
GIVE_UP_DAYS = 5
LONGEST_DAYS = 250
MOST_CHASES = 5
MOST_WAITS = 40

Document = Mapping[str, Any]


@dataclass(frozen=True)
class Label:
    """What a category is called: by those who serve, and by the customer ('': the same)."""

    name: str
    customer: str = ""


@dataclass(frozen=True)
class WaitReason:
    """One reason to wait: whom it waits for is part of it; some need a word more."""

    code: str
    name: str
    waiting_on: str
    needs_text: bool = False


@dataclass(frozen=True)
class Windows:
    """Working days of the customer's calendar. ``give_up_days`` None: never given up by itself."""

    close_days: int = CLOSE_WORKING_DAYS
    reopen_days: int = REOPEN_WORKING_DAYS
    chase_days: tuple[int, ...] = CHASE_DAYS
    give_up_days: int | None = GIVE_UP_DAYS


# What everybody begins with; a department's own list takes its place.
WAITS: Sequence[WaitReason] = (
    WaitReason("information", "Information from the customer", WaitingOn.CUSTOMER),
    WaitReason("decision", "Decision of the customer", WaitingOn.CUSTOMER),
    WaitReason("test", "Customer tries it out", WaitingOn.CUSTOMER),
    WaitReason("vendor", "Answer from outside", WaitingOn.OUTSIDE),
    WaitReason("delivery", "Delivery", WaitingOn.OUTSIDE),
    WaitReason("colleagues", "Work of another department", WaitingOn.DEPARTMENT, needs_text=True),
    WaitReason("agreed_date", "Agreed date", WaitingOn.DATE),
    WaitReason("other_outside", "Something else, outside", WaitingOn.OUTSIDE, needs_text=True),
)


@dataclass(frozen=True)
class Desk:
    """What holds for one ticket's desk (and offering), from the two documents."""

    own: Document
    shared: Document
    offering_id: int | None = None

    @cached_property
    def labels(self) -> Mapping[str, Label]:
        """By category, where another name than the category's own was given."""
        found: dict[str, Label] = {}
        for document in (self.shared, self.own):
            for category, given in (document.get("labels") or {}).items():
                found[category] = Label(given["name"], given.get("customer", ""))
        return found

    def label(self, category: str, *, for_customer: bool = False) -> str:
        """What people read for a category."""
        found = self.labels.get(category)
        if found is None:
            return str(Category(category).label)
        return (for_customer and found.customer) or found.name or str(Category(category).label)

    @cached_property
    def rights(self) -> Mapping[str, str]:
        """By verb the least role it needs, where the department asks for more than serving."""
        found: dict[str, str] = {}
        for part in self._parts():
            for verb, role in (part.get("rights") or {}).items():
                if RANKS.get(role, 0) > RANKS[found.get(verb, "")]:
                    found[verb] = role
        return found

    @cached_property
    def waits(self) -> Sequence[WaitReason]:
        """The reasons one may choose from."""
        rows = self.own.get("waits") or self.shared.get("waits")
        return [WaitReason(**row) for row in rows] if rows else WAITS

    def wait(self, code: str) -> WaitReason | None:
        """A reason by its code."""
        return next((one for one in self.waits if one.code == code), None)

    @cached_property
    def windows(self) -> Windows:
        """Times to confirm, reopen, chase and give up."""
        found: dict[str, Any] = {}
        for part in self._parts():
            found |= part.get("windows") or {}
        if "chase_days" in found:
            found["chase_days"] = tuple(found["chase_days"])
        return Windows(**found)

    def _parts(self) -> Iterable[Document]:
        """From the widest to the nearest."""
        yield self.shared
        yield self.own
        if self.offering_id is not None:
            yield (self.own.get("offerings") or {}).get(str(self.offering_id)) or {}


PLAIN = Desk({}, {})


def desk_of(ticket: Ticket) -> Desk:
    """The desk of the department that holds a ticket. No statement where `supplier__desk` is read.

    Departments that never said anything about it have no row: the plain one.
    """
    row = getattr(ticket.supplier, "desk", None)
    return Desk(row.own, row.shared, ticket.offering_id) if row is not None else PLAIN


def may(verb: str, rank: int, desk: Desk) -> bool:
    """Whether somebody of this rank in the department may do a verb that it may have reserved."""
    return rank >= RANKS[desk.rights.get(verb, "")]
