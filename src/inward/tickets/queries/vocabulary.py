"""The words of filters: each with what it may say, how that reads and the condition it means."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inward.catalogue.models import Offering
from inward.directory.models import Person
from inward.kernel.errors import Invalid
from inward.tickets.models import (
    Category,
    Ticket,
    TicketDepartment,
    TicketTag,
    WaitingOn,
    Watcher,
)
from inward.tickets.rules import OPEN, PRIORITY_NAMES
from inward.tickets.tags import KEY_LENGTH, key_of
from inward.tickets.visibility import Standing

Text = str | Promise
AT_RISK = timedelta(hours=4)
LONGEST_NAME = 120
# A day of a filter lies well inside the calendar, in every time zone.
FIRST_DAY, LAST_DAY = date(1970, 1, 2), date(2999, 12, 30)
_SPAN = re.compile(r"([0-9]{1,4})([hdw])")
_HOURS = {"h": 1, "d": 24, "w": 168}


class Asked(Protocol):
    """Who asks, when, and what the names stand for."""

    @property
    def person(self) -> Person:
        """Who asks: 'me'."""

    @property
    def at(self) -> datetime:
        """The instant that 'overdue' and '7d' are counted from."""

    @property
    def standing(self) -> Standing:
        """Where the person stands: whose side's own words they may sort by."""

    def ids(self, kind: str, value: str) -> frozenset[int]:
        """The ids that a name stands for."""


@dataclass(frozen=True)
class Field:
    """One name of the vocabulary.

    ``read`` gives the canonical value or raises Invalid; ``told`` says it in words. ``named``: its
    values name a department, person, service or offering, but for the ``fixed`` ones. ``all_of``:
    several values must all hold. ``single``: takes one value. ``hint``: what one may type.
    """

    label: Text
    read: Callable[[str], str]
    condition: Callable[[str, Asked], Q]
    hint: Text
    told: Callable[[str], str] = str
    named: str = ""
    fixed: frozenset[str] = field(default_factory=frozenset)
    all_of: bool = False
    single: bool = False


def _one_of(known: Mapping[str, Text]) -> Callable[[str], str]:
    """Reads one of these, by its name or by the words for it, in any case."""

    def read(value: str) -> str:
        wanted = value.casefold().replace("-", "_").replace(" ", "_")
        for name, words in known.items():
            if wanted in (name, str(words).casefold().replace(" ", "_")):
                return name
        raise Invalid(
            _("‘%(value)s’ is none of: %(known)s.")
            % {"value": value[:40], "known": ", ".join(known)}
        )

    return read


def _told(known: Mapping[str, Text]) -> Callable[[str], str]:
    return lambda value: str(known.get(value, value))


def _name(value: str) -> str:
    if len(value) > LONGEST_NAME:
        raise Invalid(_("this name is too long."))
    return value


def _by_ids(column: str, kind: str) -> Callable[[str, Asked], Q]:
    return lambda value, asked: Q(**{f"{column}_id__in": sorted(asked.ids(kind, value))})


def _person(column: str) -> Callable[[str, Asked], Q]:
    def condition(value: str, asked: Asked) -> Q:
        if value == "none":
            return Q(**{f"{column}__isnull": True})
        if value == "me":
            return Q(**{f"{column}_id": asked.person.pk})
        return _by_ids(column, "person")(value, asked)

    return condition


def _who(value: str) -> str:
    low = value.casefold()
    return low if low in _SELF else _name(value)


def _who_told(value: str) -> str:
    return {"me": _("me"), "none": _("nobody")}.get(value, value)


_SELF = frozenset({"me", "none"})


def _exactly(column: str) -> Callable[[str, Asked], Q]:
    return lambda value, _asked: Q(**{column: value})


# Days and spans ---------------------------------------------------------------------------------


def _day(value: str) -> str:
    """A day as 2026-10-01, 'today', 'yesterday', 'tomorrow', or a span such as 7d."""
    low = value.casefold()
    if low in _DAYS or _SPAN.fullmatch(low):
        return low
    try:
        day = date.fromisoformat(low)
    except ValueError:
        raise Invalid(
            _("‘%s’ is no day: write 2026-10-01, today, or a span such as 7d.") % value[:40]
        ) from None
    if not FIRST_DAY <= day <= LAST_DAY:
        raise Invalid(_("this day lies outside of the calendar."))
    return day.isoformat()


_DAYS: Mapping[str, int] = {"yesterday": -1, "today": 0, "tomorrow": 1}


def _instant(value: str, at: datetime, sign: int) -> datetime:
    """When a day begins where the reader is; a span: so long before (-1) or after (+1) now."""
    span = _SPAN.fullmatch(value)
    if span:
        return at + sign * timedelta(hours=int(span[1]) * _HOURS[span[2]])
    today = timezone.localtime(at).date()
    day = today + timedelta(_DAYS[value]) if value in _DAYS else date.fromisoformat(value)
    begins = datetime.combine(day, time.min, tzinfo=timezone.get_current_timezone())
    return begins.astimezone(UTC)


def _span_or_day(column: str, operator: str, sign: int) -> Callable[[str, Asked], Q]:
    return lambda value, asked: Q(**{f"{column}__{operator}": _instant(value, asked.at, sign)})


def _since(label: Text, column: str, sign: int = -1) -> Field:
    hint = gettext_lazy("2026-10-01, today, 7d")
    return Field(label, _day, _span_or_day(column, "gte", sign), hint, single=True)


def _before(label: Text, column: str, sign: int = -1) -> Field:
    hint = gettext_lazy("2026-10-01, tomorrow, 2d")
    return Field(label, _day, _span_or_day(column, "lt", sign), hint, single=True)


# Values that are words --------------------------------------------------------------------------

CATEGORIES: Mapping[str, Text] = dict(Category.choices)
WAITING: Mapping[str, Text] = {"any": gettext_lazy("Anybody"), **dict(WaitingOn.choices)}
KINDS: Mapping[str, Text] = dict(Offering.Kind.choices)
PRIORITIES: Mapping[str, Text] = {str(level): name for level, name in PRIORITY_NAMES.items()}
FLAGS: Mapping[str, Text] = {
    "open": gettext_lazy("open"),
    "closed": gettext_lazy("closed"),
    "resolved": gettext_lazy("to be confirmed"),
    "waiting": gettext_lazy("waiting"),
    "overdue": gettext_lazy("overdue"),
    "major": gettext_lazy("major"),
    "escalated": gettext_lazy("escalated"),
    "at_risk": gettext_lazy("at risk"),
    "unassigned": gettext_lazy("unassigned"),
    "mine": gettext_lazy("mine"),
    "asked": gettext_lazy("asked by me"),
    "watched": gettext_lazy("followed by me"),
    "reopened": gettext_lazy("reopened"),
    "restricted": gettext_lazy("restricted"),
    "kept": gettext_lazy("promise kept"),
    "missed": gettext_lazy("promise missed"),
}


def _flag(value: str, asked: Asked) -> Q:
    watched = Exists(Watcher.objects.filter(ticket=OuterRef("pk"), person=asked.person))
    return {
        "open": Q(category__in=sorted(OPEN)),
        "closed": Q(closed_at__isnull=False),
        "resolved": Q(category=Category.RESOLVED),
        "waiting": Q(category=Category.WAITING),
        "overdue": Q(next_due__lt=asked.at, closed_at__isnull=True),
        "major": Q(is_major=True),
        "escalated": Q(is_escalated=True),
        "at_risk": Q(next_due__lte=asked.at + AT_RISK, closed_at__isnull=True),
        "unassigned": Q(assignee__isnull=True, closed_at__isnull=True),
        "mine": Q(assignee_id=asked.person.pk),
        "asked": Q(requester_id=asked.person.pk) | Q(beneficiary_id=asked.person.pk),
        "watched": Q(watched),
        "reopened": Q(reopens__gt=0),
        "restricted": Q(confidentiality="restricted"),
        "kept": Q(met_resolve=True),
        "missed": Q(met_resolve=False),
    }[value]


def _waiting(value: str, _asked: Asked) -> Q:
    waits = Q(category__in=[Category.WAITING, Category.AWAITING_APPROVAL])
    if value == "any":
        return waits
    if value == WaitingOn.APPROVER:
        approver = Q(category=Category.AWAITING_APPROVAL)
        return approver | Q(category=Category.WAITING, waiting_on=value)
    return Q(category=Category.WAITING, waiting_on=value)


def _tag(value: str) -> str:
    name = value.lstrip("#").strip()
    if not key_of(name) or len(key_of(name)) > KEY_LENGTH:
        raise Invalid(_("‘%s’ is no tag.") % value[:40])
    return name


def _tagged(value: str, asked: Asked) -> Q:
    """Of the supplier's side alone: whom the ticket is about does not find it by its tags."""
    tagged = Exists(TicketTag.objects.filter(ticket=OuterRef("pk"), key=key_of(value)))
    held = TicketDepartment.objects.filter(
        ticket=OuterRef("pk"), department_id__in=sorted(asked.standing.departments)
    )
    mine = Q(requester_id=asked.person.pk) | Q(beneficiary_id=asked.person.pk)
    # NULL (nobody it is for) is not 'me': Django writes the opposite of an equation so.
    return Q(tagged) & Q(Exists(held)) & ~mine


def _kind(value: str) -> str:
    """A kind of ticket: one of ours, or as a foreign log names it."""
    low = value.casefold().replace(" ", "_")
    if len(low) > Ticket._meta.get_field("kind").max_length or not low.isprintable():  # type: ignore[operator]
        raise Invalid(_("there is no such kind."))
    return low


FIELDS: Mapping[str, Field] = {
    "is": Field(
        gettext_lazy("Is"), _one_of(FLAGS), _flag, gettext_lazy("open, overdue, at_risk, mine …"),
        told=_told(FLAGS), all_of=True,
    ),
    "assignee": Field(
        gettext_lazy("Assignee"), _who, _person("assignee"), gettext_lazy("me, none or a name"),
        told=_who_told, named="person", fixed=_SELF,
    ),
    "requester": Field(
        gettext_lazy("Asked by"), _who, _person("requester"), gettext_lazy("me or a name"),
        told=_who_told, named="person", fixed=_SELF,
    ),
    "supplier": Field(
        gettext_lazy("Supplier"), _name, _by_ids("supplier", "department"),
        gettext_lazy("code or name of a department"), named="department",
    ),
    "customer": Field(
        gettext_lazy("Customer"), _name, _by_ids("customer", "department"),
        gettext_lazy("code or name of a department"), named="department",
    ),
    "service": Field(
        gettext_lazy("Service"), _name, _by_ids("service", "service"),
        gettext_lazy("name of a service"), named="service",
    ),
    "offering": Field(
        gettext_lazy("Asked for"), _name, _by_ids("offering", "offering"),
        gettext_lazy("name of what one can ask for"), named="offering",
    ),
    "priority": Field(
        gettext_lazy("Priority"), _one_of(PRIORITIES), _exactly("priority"),
        gettext_lazy("1 critical … 4 low"), told=_told(PRIORITIES),
    ),
    "state": Field(
        gettext_lazy("State"), _one_of(CATEGORIES), _exactly("category"),
        gettext_lazy("submitted, in_progress, waiting …"), told=_told(CATEGORIES),
    ),
    "waiting": Field(
        gettext_lazy("Waiting for"), _one_of(WAITING), _waiting,
        gettext_lazy("customer, outside, department, approver, date, any"), told=_told(WAITING),
    ),
    "kind": Field(
        gettext_lazy("Kind"), _kind, _exactly("kind"), gettext_lazy("incident, service_request …"),
        told=_told(KINDS),
    ),
    "tag": Field(
        gettext_lazy("Tag"), _tag, _tagged, gettext_lazy("a word your department sorts by"),
        told=lambda value: f"#{value}", all_of=True,
    ),
    "since": _since(gettext_lazy("Asked since"), "submitted_at"),
    "before": _before(gettext_lazy("Asked before"), "submitted_at"),
    "due_since": _since(gettext_lazy("Due from"), "next_due", 1),
    "due_before": _before(gettext_lazy("Due before"), "next_due", 1),
    "closed_since": _since(gettext_lazy("Closed since"), "closed_at"),
    "closed_before": _before(gettext_lazy("Closed before"), "closed_at"),
    "changed_since": _since(gettext_lazy("Changed since"), "last_event_at"),
    "changed_before": _before(gettext_lazy("Changed before"), "last_event_at"),
}  # fmt: skip
# Other words people know for the same.
ALIASES: Mapping[str, str] = {
    "category": "state",
    "status": "state",
    "submitted_after": "since",
    "submitted_before": "before",
    "due_after": "due_since",
    "from": "requester",
    "owner": "assignee",
}
