"""The link of a mail: what it shows, and deciding by it, once."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import transaction

from inward.directory.models import Person
from inward.kernel.errors import NotFound, RuleBroken
from inward.tickets import approvals, approvers, decision_links, log
from inward.tickets.actions.approving import approve, refuse
from inward.tickets.actions.steps import locked
from inward.tickets.approvals import Opened
from inward.tickets.models import DecisionLink, Ticket


class LinkState(StrEnum):
    """What became of a link."""

    OPEN = "open"
    USED = "used"
    DECIDED = "decided"  # on the page, or by others
    CHANGED = "changed"  # what was asked is another thing now
    EXPIRED = "expired"
    BACK = "back"  # whom they stood in for decides


@dataclass(frozen=True)
class Linked:
    """What the page of a link may show: of a confidential case, or a spent link, only the key."""

    link: DecisionLink
    state: LinkState
    ticket: Ticket
    stage: Opened | None
    in_name_of: str = ""

    @property
    def is_open(self) -> bool:
        """Whether one may decide by it now."""
        return self.state is LinkState.OPEN


def look(*, token: str, now: datetime) -> Linked:
    """What a link leads to; changes nothing. Raises NotFound for what is no link of ours, and for
    those of people who have left. Three statements.
    """
    return _linked(_known(decision_links.found_by(token)), now)


@transaction.atomic
def decide(
    *,
    token: str,
    approved: bool,
    text: str = "",
    reason_kind: str = "not_entitled",
    policy_reference: str = "",
    now: datetime,
) -> Ticket:
    """Approve or refuse by a link, which is spent in the same transaction.

    Raises NotFound, RuleBroken (spent, expired, out of date), and what `approve` and `refuse`
    raise.
    """
    locked(_known(decision_links.found_by(token)).ticket)  # first, as everybody does
    link = _known(decision_links.found_by(token, lock=True))
    linked = _linked(link, now)
    if not linked.is_open:
        raise RuleBroken("This link decides nothing any more.")
    DecisionLink.objects.filter(pk=link.pk).update(used_at=now)
    if approved:
        return approve(
            actor=link.person, ticket=link.ticket, text=text, content=link.content, via="link",
            now=now,
        )  # fmt: skip
    return refuse(
        actor=link.person, ticket=link.ticket, text=text, reason_kind=reason_kind,
        policy_reference=policy_reference, content=link.content, via="link", now=now,
    )  # fmt: skip


def _known(link: DecisionLink | None) -> DecisionLink:
    if link is None or not link.person.is_active:
        raise NotFound("There is no such link.")
    return link


def _linked(link: DecisionLink, now: datetime) -> Linked:
    ticket = Ticket.objects.select_related(
        "requester", "customer", "supplier", "offering", "form_version"
    ).get(pk=link.ticket_id)
    rounds = approvals.fold(log.entries_of(ticket))
    stage = approvals.current(rounds)
    state = _state(link, rounds, stage, now)
    return Linked(link, state, ticket, stage, _in_name_of(link, stage, now))


def _in_name_of(link: DecisionLink, stage: Opened | None, now: datetime) -> str:
    """Whom the holder of the link stands in for; '' who decides for themselves."""
    if stage is None:
        return ""
    place = stage.place_of(link.person_id, approvers.away_ids(stage.undecided, now))
    if place is None or place == link.person_id:
        return ""
    return Person.objects.values_list("name", flat=True).get(pk=place)


def _state(
    link: DecisionLink, rounds: tuple[approvals.Round, ...], stage: Opened | None, now: datetime
) -> LinkState:
    if link.used_at is not None:
        return LinkState.USED
    if not rounds or rounds[-1].content != link.content:
        return LinkState.CHANGED
    if now >= link.expires_at:
        return LinkState.EXPIRED
    if stage is None or (rounds[-1].number, stage.number) != (link.round, link.stage):
        return LinkState.DECIDED
    if stage.place_of(link.person_id, approvers.away_ids(stage.undecided, now)) is not None:
        return LinkState.OPEN
    return LinkState.BACK if link.person_id in stage.asked_now else LinkState.DECIDED
