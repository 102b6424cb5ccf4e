"""Approvals on the page of a ticket: what waits for whom, who decided in whose name, deciding."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inward.kernel.errors import Invalid
from inward.tickets import actions, approvals
from inward.tickets.models import EventKind, Ticket, TicketEvent
from inward.tickets.queries import Detail
from inward.tickets.rules import Verb
from inward.web.ask.parsing import person_of
from inward.web.tickets.approval_rows import RoundRow, round_row
from inward.web.tickets.topic import Card, Mode, Sent, Topic

_l = gettext_lazy
MOST_ASKED = 10


@dataclass(frozen=True)
class View:
    """The card: the round that counts, earlier ones, what this person may do."""

    now: RoundRow | None
    earlier: Sequence[RoundRow]
    decides: bool
    may_amend: str
    in_name_of: str
    content: str
    version: int


def _head(detail: Detail) -> Card | None:
    """Nothing for tickets nobody was ever asked to approve. No statement."""
    rounds = [one for one in detail.approvals if one.opened]
    if not rounds:
        return None
    names = {pk: name for one in rounds for stage in one.opened for pk, name in stage.names.items()}
    rows = [round_row(detail, one, names) for one in rounds]
    view = View(
        now=rows[-1],
        earlier=rows[:-1],
        decides=Verb.APPROVE in detail.verbs,
        may_amend=reverse("ticket_amend", args=[detail.ticket.key])
        if Verb.AMEND in detail.verbs and detail.ticket.form_version_id
        else "",
        in_name_of=_in_name_of(detail, names),
        content=rounds[-1].content,
        version=detail.ticket.version,
    )
    return Card("tickets/topics/approvals.html", view)


def _in_name_of(detail: Detail, names: dict[int, str]) -> str:
    """Whom this person stands in for, if that is why they are asked."""
    stage = detail.approvals[-1].current
    me = detail.person.pk
    if stage is None or me in stage.undecided:
        return ""
    places = [p for p in stage.undecided if stage.substitutes.get(p) == me]
    return names.get(places[0], "") if places else ""


def _side(detail: Detail) -> Card | None:
    """The way to change what was asked, where nothing of approvals is shown yet."""
    shown = any(one.opened for one in detail.approvals)
    if shown or Verb.AMEND not in detail.verbs or not detail.ticket.form_version_id:
        return None
    return Card("tickets/topics/amend.html", detail.ticket)


def _approve(s: Sent) -> Ticket:
    return actions.approve(
        actor=s.actor, ticket=s.ticket, text=s.text, content=s.get("content") or None,
        version=s.version, now=s.now,
    )  # fmt: skip


def _refuse(s: Sent) -> Ticket:
    return actions.refuse(
        actor=s.actor, ticket=s.ticket, text=s.text,
        reason_kind=s.get("refusal_kind") or "not_entitled",
        policy_reference=s.get("refusal_policy"), content=s.get("content") or None,
        version=s.version, now=s.now,
    )  # fmt: skip


def _ask(s: Sent) -> Ticket:
    typed = [one.strip() for one in s.many.get("approver", ()) if one.strip()]
    found = [(one, person_of(s.actor, one)) for one in typed[:MOST_ASKED]]
    unknown = [one for one, person in found if person is None]
    if unknown:
        words = _("Choose one person: write name and address.")
        raise Invalid(words, fields={"people": [f"{words} ({unknown[0][:80]})"]})
    return actions.ask_approval(
        actor=s.actor, ticket=s.ticket, people=[one for _typed, one in found if one is not None],
        text=s.text, quorum=s.get("quorum") or "all", version=s.version, now=s.now,
    )  # fmt: skip


def _by_rules(event: TicketEvent) -> str:
    """'By the rules of this offering Max Morgen must approve: Manager'; '' if somebody asked."""
    said = event.data.get("approval", {})
    if event.side != TicketEvent.Side.SYSTEM or "asked" not in said:
        return ""
    words = {"who": _whom(said), "stage": event.reason}
    if said.get("origin") == "asked":
        told = _("%(who)s must approve it as it is now: %(stage)s") % words
    else:
        told = _("By the rules of this offering %(who)s must approve: %(stage)s") % words
    notes = " ".join(said.get("notes", ()))
    return f"{told}. {notes}".rstrip(". ") if notes else told


def _whom(said: Mapping[str, Any]) -> str:
    """Those asked by name, all of them, one of them, or so many."""
    names = said.get("names") or {}
    asked = [names.get(str(place)) or _("somebody") for place in said["asked"]]
    need = said.get("need", len(asked))
    if len(asked) == 1:
        return asked[0]
    if 1 < need < len(asked):
        return _("%(need)d of %(names)s") % {"need": need, "names": ", ".join(asked)}
    joined = _("%(some)s and %(last)s") if need > 1 else _("%(some)s or %(last)s")
    return joined % {"some": ", ".join(asked[:-1]), "last": asked[-1]}


def _requested(event: TicketEvent) -> str:
    said = event.data.get("approval", {})
    if approvals.asked_nobody(event.data):
        return _("looked who must approve this: nobody")
    if "asked" not in said:
        return _("found who stands in: %s") % " ".join(said.get("notes", ()))
    told = _("asked for approval: %s") % event.reason
    notes = " ".join(said.get("notes", ()))
    return f"{told}. {notes}".rstrip(". ") if notes else told


def _decided(event: TicketEvent) -> str:
    words = _("approved it") if event.kind == EventKind.APPROVED else _("refused it")
    said = event.data.get("approval", {})
    if said.get("for") not in (None, said.get("by")):
        whom = said.get("name") or _("somebody")
        words = _("%(words)s, in the name of %(whom)s") % {"words": words, "whom": whom}
    return _("%s, by the link of a mail") % words if said.get("via") == "link" else words


TOPIC = Topic(
    name="approvals",
    modes=(
        Mode("approve", Verb.APPROVE, _l("Approve"), _l("A word to go with it, if you like"),
             _l("Approve"), "circle-check", panel="tickets/topics/approve_panel.html"),
        Mode("refuse", Verb.REFUSE, _l("Refuse"), _l("Why not? Who asked reads this."),
             _l("Refuse"), "ban", panel="tickets/topics/refuse_panel.html"),
        Mode("ask_approval", Verb.ASK_APPROVAL, _l("Approval"),
             _l("What is to be decided? Whom you ask and the customer read this."),
             _l("Ask for approval"), "shield-check", rare=True,
             panel="tickets/topics/ask_approval_panel.html"),
    ),
    verbs={
        "approve": (_approve, _l("Approved.")),
        "refuse": (_refuse, _l("Refused; who asked is told why.")),
        "ask_approval": (_ask, _l("Asked. The ticket waits for the decision.")),
    },
    head=_head,
    side=_side,
    told={
        EventKind.APPROVAL_REQUESTED: _requested,
        EventKind.APPROVED: _decided,
        EventKind.REFUSED: _decided,
        EventKind.APPROVAL_VOIDED: lambda _event: _(
            "changed what was to be approved: decisions made before no longer count"
        ),
    },
    whole={EventKind.APPROVAL_REQUESTED: _by_rules},
    icons={
        EventKind.APPROVAL_REQUESTED: "shield-check",
        EventKind.APPROVED: "circle-check",
        EventKind.REFUSED: "ban",
        EventKind.APPROVAL_VOIDED: "refresh",
    },
)  # fmt: skip
