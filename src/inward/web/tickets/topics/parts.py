"""Parts on the page of a ticket: ask a department for one, the chain, how each stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inward.directory.models import Department
from inward.directory.queries import department_for, departments_visible_to
from inward.kernel.errors import Invalid, NotFound
from inward.tickets import actions
from inward.tickets.models import Category, EventKind, Ticket, TicketEvent
from inward.tickets.parts import AskedPart
from inward.tickets.queries import Detail
from inward.tickets.rules import DONE, Verb
from inward.web.components import times
from inward.web.components.pieces import Tone
from inward.web.tickets.topic import Card, Mode, Sent, TabOf, Topic


@dataclass(frozen=True)
class Row:
    """One part: of whom, how it stands. Key, title and address only for who may see it."""

    id: int
    department: str
    key: str
    title: str
    href: str
    tone: Tone
    state: str
    chain: str
    due: str
    asked_at: datetime
    open: bool


@dataclass(frozen=True)
class View:
    """The tab: all parts; ``may_end``: the person may call open ones off."""

    rows: Sequence[Row]
    may_end: bool
    version: int


@dataclass(frozen=True)
class Chain:
    """Who has the ball through open parts, in sentences; and what this ticket is a part of."""

    lines: Sequence[str]
    parent: Ticket | None
    parent_state: str
    is_part: bool


def _words(detail: Detail) -> str | None:
    return _("Parts") if detail.around.parts else None


def _count(detail: Detail) -> int | None:
    return len(detail.around.parts) or None


def _body(detail: Detail) -> Card | None:
    rows = [_row(detail, part) for part in detail.around.parts]
    view = View(rows, Verb.CALL_OFF_PART in detail.verbs, detail.ticket.version)
    return Card("tickets/topics/parts.html", view)


def _row(detail: Detail, part: AskedPart) -> Row:
    around = detail.around
    seen, state = around.tickets.get(part.id), around.states.get(part.id)
    tone, words = _standing(part, state, detail.at)
    return Row(
        id=part.id,
        department=part.name,
        key=seen.key if seen else "",
        title=seen.title if seen else "",
        href=reverse("ticket", args=[seen.key]) if seen else "",
        tone=tone,
        state=words,
        chain=_chain_of(detail, part),
        due=_due(state, detail.at) if seen else "",
        asked_at=part.since,
        open=not part.ended,
    )


def _standing(part: AskedPart, state: Ticket | None, at: datetime) -> tuple[Tone, str]:
    """The meaning and the state in words."""
    if part.ended:
        return Tone.REST, Category(part.ended).label.lower()
    if state is None:
        return Tone.PLAIN, _("open")
    late = state.due_resolve is not None and state.due_resolve < at
    tone = Tone.LATE if late else Tone.ONTIME if state.due_resolve else Tone.PLAIN
    return tone, Category(state.category).label.lower()


def _due(state: Ticket | None, at: datetime) -> str:
    if state is None or state.due_resolve is None or state.category in DONE:
        return ""
    return times.short(state.due_resolve, now=at)


def _chain_of(detail: Detail, part: AskedPart) -> str:
    """'waits for Legal, who wait for Facilities'; '' where nobody is waited for in turn."""
    waited = detail.around.chains.get(part.id, ())
    if part.ended or not waited:
        return ""
    told = _("waits for %s") % waited[0]
    return told + "".join(_(", who wait for %s") % one for one in waited[1:])


def _head(detail: Detail) -> Card | None:
    """The chain while parts are open, and the way up from a part."""
    around = detail.around
    lines = [_line(detail, part) for part in around.open_parts]
    if not lines and around.part_of is None:
        return None
    parent = around.tickets.get(around.part_of[0]) if around.part_of else None
    state = Category(parent.category).label.lower() if parent else ""
    chain = Chain(lines, parent, state, around.part_of is not None)
    return Card("tickets/topics/chain.html", chain)


def _line(detail: Detail, part: AskedPart) -> str:
    """'Finance does its part: in progress; waits for Legal'."""
    _tone, state = _standing(part, detail.around.states.get(part.id), detail.at)
    told = _("%(who)s: %(state)s") % {"who": part.name, "state": state}
    chain = _chain_of(detail, part)
    return f"{told}, {chain}" if chain else told


def _choices(detail: Detail) -> Mapping[str, object]:
    """The departments that can be asked. One statement."""
    found = departments_visible_to(detail.person).filter(closed_at__isnull=True)
    others = found.exclude(pk=detail.ticket.supplier_id) if detail.ticket.supplier_id else found
    return {"departments": list(others.order_by("name_key", "pk"))}


def _ask(s: Sent) -> Ticket:
    actions.ask_part(
        actor=s.actor, ticket=s.ticket, department=_department(s), title=s.get("part_title"),
        text=s.text, waits=s.get("waits") != "no", idempotency_key=s.key, version=s.version,
        now=s.now,
    )  # fmt: skip
    return _fresh(s.ticket)


def _department(s: Sent) -> Department:
    typed = s.get("part_department")
    try:
        return department_for(s.actor, int(typed) if typed.isdecimal() and len(typed) < 10 else 0)
    except NotFound as error:
        words = _("Choose the department.")
        raise Invalid(words, fields={"department": [words]}) from error


def _call_off(s: Sent) -> Ticket:
    typed = s.get("part")
    return actions.call_off_part(
        actor=s.actor, ticket=s.ticket, part=int(typed) if typed.isdecimal() and len(typed) < 18
        else 0, version=s.version, now=s.now,
    )  # fmt: skip


def _fresh(ticket: Ticket) -> Ticket:
    return Ticket.objects.get(pk=ticket.pk)


def _asked(event: TicketEvent) -> str:
    name = str(event.data.get("department_name", ""))
    how = event.data.get("how")
    if how == "reopened":
        return _("noted that the part of %s is open again") % name
    if how == "handed_off":
        return _("noted that %s has a part of it now") % name
    if event.category == "waiting":
        return _("asked %s for a part of it and waits for that") % name
    return _("asked %s for a part of it") % name


_ENDINGS = {
    "resolved": gettext_lazy("noted that %s finished its part"),
    "declined": gettext_lazy("noted that %s declined its part"),
    "withdrawn": gettext_lazy("noted that the part of %s was called off"),
}


def _ended(event: TicketEvent) -> str:
    words = _ENDINGS.get(event.data.get("ended", ""), _ENDINGS["resolved"])
    told = str(words) % str(event.data.get("department_name", ""))
    waiting = event.data.get("awaited_names")
    if event.category == "waiting" and waiting:
        return _("%(told)s; %(who)s is still waited for") % {"told": told, "who": waiting}
    return _("%s; it goes on") % told if event.category else told


_l = gettext_lazy
TOPIC = Topic(
    name="parts",
    modes=(
        Mode("ask_part", Verb.ASK_PART, _l("Ask a part"),
             _l("What do you need of them, and for what? They read this; your customer does not."),
             _l("Ask for this part"), "puzzle", "p", rare=True, listed=True,
             panel="tickets/topics/part_ask.html"),
    ),
    verbs={
        "ask_part": (_ask, _l("Asked. You are told when they are done.")),
        "call_off_part": (_call_off, _l("Called off; the department is told.")),
    },
    choices={"ask_part": _choices},
    tab=TabOf(_words, _body, _count),
    head=_head,
    told={EventKind.PART_ASKED: _asked, EventKind.PART_ENDED: _ended},
    icons={EventKind.PART_ASKED: "puzzle", EventKind.PART_ENDED: "puzzle"},
)  # fmt: skip
