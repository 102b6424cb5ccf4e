"""GET, HEAD and OPTIONS change nothing, at any address, for anybody.

All tables are hashed before and after; the list of tables that reading may change is
`tests.support.tables.CHANGED_BY_READING`.
"""

from collections.abc import Mapping
from typing import Any

import pytest

from inward.tickets import actions
from inward.tickets.models import Ticket
from tests.support.tables import nothing_changes
from tests.support.world_promises import Promises, later
from tests.trust.doors import doors
from tests.trust.reading import readings
from tests.web.conftest import SetClock
from tests.web.pages import client_of

OUTSIDE = ("/healthz", "/readyz", "/api/v1/openapi.json", "/look/", "/account/reset/", "/none")


@pytest.mark.parametrize("role", ["mara", "ian", "alice", "adam", None])
def test_reading_changes_nothing(
    promises: Promises, things: Mapping[str, Any], at: SetClock, role: str | None
) -> None:
    """Also where something could be done on the way: a wait that is over, a draft, a rating."""
    w = promises
    ticket = Ticket.objects.get(key=things["ticket"])
    actions.hold(
        actor=w.ian, ticket=ticket, waiting_on="date", reason="x", until=later(3000), now=later(71)
    )
    place = actions.answer_place(ticket)
    actions.save_draft(person=w.mara, place=place, content={"text": "x"}, now=later(72))
    at(later(9000))
    every = readings(
        keys=[ticket.key], words="lap", ratings=[things["rating"]], files=[things["file"]],
        offerings=[things["offering"]],
    )  # fmt: skip
    client = client_of(getattr(w, role) if role else None)
    with nothing_changes():
        for address, headers in every:
            b"".join(client.get(address, headers=dict(headers)))
        for address in {door.address for door in doors(things)} | set(OUTSIDE):
            for method in ("get", "head", "options"):
                assert getattr(client, method)(address).status_code < 500, f"{method} {address}"
