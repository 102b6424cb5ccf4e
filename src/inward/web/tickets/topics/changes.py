"""Problems and changes on the page of a ticket: open one, see and move a change's window."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inward.kernel.errors import Invalid
from inward.tickets import actions
from inward.tickets.models import Ticket
from inward.tickets.queries import Detail
from inward.tickets.rules import Verb
from inward.web.tickets.topic import Card, Mode, Sent, Topic


@dataclass(frozen=True)
class Window:
    """When a change is planned."""

    starts: datetime
    ends: datetime
    may_plan: bool
    version: int


def _planned(detail: Detail) -> tuple[datetime, datetime] | None:
    """The window the log gave last."""
    given = [entry.data["planned"] for entry in detail.log if "planned" in entry.data]
    if not given:
        return None
    starts, ends = (datetime.fromisoformat(given[-1][name]) for name in ("starts", "ends"))
    return starts, ends


def _side(detail: Detail) -> Card | None:
    planned = _planned(detail)
    if planned is None or Verb.PLAN not in detail.verbs:
        return None
    return Card("tickets/topics/change.html", Window(*planned, True, detail.ticket.version))


def _facts(detail: Detail) -> Sequence[tuple[str, str, str]]:
    planned = _planned(detail)
    if planned is None:
        return []
    starts, ends = (date_format(timezone.localtime(one), "j M Y H:i") for one in planned)
    return [(_("Planned"), _("%(starts)s to %(ends)s") % {"starts": starts, "ends": ends}, "")]


def _instant(sent: Sent, field: str, name: str) -> datetime:
    try:
        typed = datetime.fromisoformat(sent.get(field))
        if typed.tzinfo is not None:
            raise ValueError
        return timezone.make_aware(typed, timezone.get_current_timezone())
    except (ValueError, OverflowError):
        words = _("Write a date and a time like 2025-03-31T18:00.")
        raise Invalid(words, fields={name: [words]}) from None


def _open_problem(s: Sent) -> Ticket:
    return actions.open_problem(
        actor=s.actor, ticket=s.ticket, title=s.get("problem_title"), text=s.text,
        idempotency_key=s.key, version=s.version, now=s.now,
    )  # fmt: skip


def _open_change(s: Sent) -> Ticket:
    return actions.open_change(
        actor=s.actor, ticket=s.ticket, title=s.get("change_title"), text=s.text,
        starts=_instant(s, "starts", "starts"), ends=_instant(s, "ends", "ends"),
        idempotency_key=s.key, version=s.version, now=s.now,
    )  # fmt: skip


def _plan(s: Sent) -> Ticket:
    return actions.plan(
        actor=s.actor, ticket=s.ticket, starts=_instant(s, "plan_starts", "starts"),
        ends=_instant(s, "plan_ends", "ends"), version=s.version, now=s.now,
    )  # fmt: skip


_l = gettext_lazy
TOPIC = Topic(
    name="changes",
    modes=(
        Mode("open_problem", Verb.OPEN_PROBLEM, _l("Problem"),
             _l("What is known of the cause, if anything yet"), _l("Open a problem"),
             "zoom-question", rare=True, panel="tickets/topics/problem.html"),
        Mode("open_change", Verb.OPEN_CHANGE, _l("Change"),
             _l("What is to be changed, and how it is undone if it goes wrong"),
             _l("Open a change"), "calendar-event", rare=True,
             panel="tickets/topics/change_open.html"),
    ),
    verbs={
        "open_problem": (_open_problem, _l("This is the problem; the ticket is linked to it.")),
        "open_change": (_open_change, _l("This is the change, linked to where it came from.")),
        "plan": (_plan, _l("Planned.")),
    },
    side=_side,
    facts=_facts,
)  # fmt: skip
