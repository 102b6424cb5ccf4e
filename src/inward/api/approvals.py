"""Routes of approvals: decide, ask for a decision, change what was asked, set a policy."""

from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from inward.api.doors import asking
from inward.api.schemas import Said, TicketOut
from inward.api.tickets import done
from inward.catalogue import actions as catalogue
from inward.catalogue.queries import managed_offering
from inward.catalogue.rules import MOST_ID
from inward.directory.queries import person_for
from inward.tickets.actions import amending, approving

router = Router(tags=["approvals"])


class Decision(Said):
    """Approve, or refuse with a reason; `policy_reference` where it is one of a policy."""

    decision: Literal["approve", "refuse"]
    text: str = ""
    reason_kind: str = "not_entitled"
    policy_reference: str = ""


class ApprovalAsked(Said):
    """Whom to ask, by id; `quorum`: all or any of them."""

    people: list[int] = Field(max_length=50)
    text: str
    quorum: str = "all"


class Amendment(Said):
    """All answers anew; `title` empty: as it was."""

    answers: dict[str, Any] = Field(default_factory=dict)
    title: str = ""


class Policy(Said):
    """An offering and its stages in their order (see the guide); none: nobody approves."""

    offering: int = Field(ge=1, le=MOST_ID)
    stages: list[dict[str, Any]]


@router.post("/tickets/{key}/decisions", response=TicketOut, url_name="ticket-decisions")
def decide(
    request: HttpRequest, response: HttpResponse, key: str, said: Decision
) -> dict[str, Any]:
    """Approve or refuse, for oneself or for whom one stands in for."""
    if said.decision == "approve":
        return done(
            request, response, key,
            lambda **common: approving.approve(text=said.text, via="api", **common),
        )  # fmt: skip
    return done(
        request, response, key,
        lambda **common: approving.refuse(
            text=said.text, reason_kind=said.reason_kind,
            policy_reference=said.policy_reference, via="api", **common,
        ),
    )  # fmt: skip


@router.post("/tickets/{key}/approvals", response=TicketOut, url_name="ticket-approvals")
def ask(
    request: HttpRequest, response: HttpResponse, key: str, said: ApprovalAsked
) -> dict[str, Any]:
    """Ask people to approve an open ticket before work goes on."""
    person, _ = asking(request)
    people = [person_for(person, pk) for pk in said.people]
    return done(
        request, response, key,
        lambda **common: approving.ask_approval(
            people=people, text=said.text, quorum=said.quorum, **common
        ),
    )  # fmt: skip


@router.post("/tickets/{key}/amendments", response=TicketOut, url_name="ticket-amendments")
def amend(
    request: HttpRequest, response: HttpResponse, key: str, said: Amendment
) -> dict[str, Any]:
    """Change what one asked for, before work began; approvals of before are void."""
    return done(
        request, response, key,
        lambda **common: amending.amend(answers=said.answers, title=said.title, **common),
    )  # fmt: skip


@router.post("/approval-policies", response=Policy, url_name="approval-policies")
def set_policy(request: HttpRequest, said: Policy) -> dict[str, Any]:
    """Say who approves what is asked from now on. For who manages the offering."""
    person, instant = asking(request)
    found = managed_offering(person, said.offering, instant.date())
    kept = catalogue.set_approval_policy(
        actor=person, offering=found, stages=said.stages, now=instant
    )
    return {"offering": kept.pk, "stages": kept.approval_policy}
