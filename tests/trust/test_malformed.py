"""No input breaks the server: malformed requests at every door, by every role, on both databases.

A few hundred in every run; ``INWARD_MALFORMED=10000`` sends so many a role.
"""

import os
import random
from collections.abc import Mapping
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from inward.tickets.models import Ticket
from tests.support.world_promises import Promises
from tests.trust.doors import doors
from tests.trust.malformed import Malformed, draw
from tests.web.pages import client_of

EACH = int(os.environ.get("INWARD_MALFORMED", "60"))


def send(client: Client, wrong: Malformed) -> tuple[int, str]:
    """The status of the answer, and the error behind a 5xx."""
    answer: Any = client.generic(
        wrong.door.method, wrong.address, wrong.body, wrong.content_type, headers=wrong.headers
    )
    broke = getattr(answer, "exc_info", None)
    return answer.status_code, repr(broke[1])[:300] if broke else ""


@pytest.mark.parametrize("role", ["mara", "ian", "alice", "max", "hana", "adam", None])
def test_no_input_breaks_the_server(
    promises: Promises, things: Mapping[str, Any], role: str | None
) -> None:
    person = getattr(promises, role) if role else None
    client, rng = client_of(person), random.Random(f"inward {role}")
    client.raise_request_exception = False
    every, broken = doors(things), []
    for number in range(EACH):
        if number % 20 == 0:
            cache.clear()
        version = Ticket.objects.get(key=things["ticket"]).version
        wrong = draw(rng, rng.choice(every), version)
        status, error = send(client, wrong)
        if status >= 500:
            broken.append(f"{status} {error} <- {wrong}")
        if person and wrong.door.name in {"account_logout", "account_change_password"}:
            client.force_login(person, backend="inward.web.accounts.SignInBackend")
    assert broken == [], f"{len(broken)} of {EACH}"
