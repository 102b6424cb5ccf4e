"""Policies and asked tickets for the tests of approvals."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from inward.catalogue import actions as catalogue
from inward.directory.models import Person
from inward.tickets import approvals, log
from inward.tickets.approvals import Opened, Round
from inward.tickets.decision_links import path_of
from inward.tickets.models import DecisionLink, Ticket
from tests.support.world import START
from tests.support.world_promises import Promises, ask_for_laptop

MANAGER: Mapping[str, Any] = {
    "name": "Manager", "quorum": "any", "approvers": [{"kind": "line_manager"}],
}  # fmt: skip


def named(name: str, quorum: str | int, *people: Person, **more: Any) -> dict[str, Any]:
    """A stage of named people."""
    ids = [one.pk for one in people]
    return {"name": name, "quorum": quorum, "approvers": [{"kind": "people", "people": ids}],
            **more}  # fmt: skip


def with_policy(w: Promises, *stages: Mapping[str, Any]) -> None:
    """Alice says who approves new laptops."""
    catalogue.set_approval_policy(
        actor=w.alice, offering=w.new_laptop, stages=[dict(one) for one in stages], now=START
    )


def asked(w: Promises, *stages: Mapping[str, Any], now: datetime = START, **said: Any) -> Ticket:
    """Mara asks for a laptop under this policy."""
    with_policy(w, *stages)
    return ask_for_laptop(w, now=now, **said)


def rounds_of(ticket: Ticket) -> Sequence[Round]:
    """What its log folds to."""
    return approvals.fold(log.entries_of(ticket))


def open_stage(ticket: Ticket) -> Opened:
    """The stage that waits."""
    stage = approvals.current(rounds_of(ticket))
    assert stage is not None
    return stage


def token_of(person: Person) -> str:
    """The token of the person's newest link, as the mail gets it."""
    link = DecisionLink.objects.filter(person=person).latest("pk")
    return path_of(f"decision:{link.pk}").split("/")[2]
