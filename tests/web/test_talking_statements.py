"""How many SQL statements the parts around a conversation take, pinned in query_counts.toml."""

from collections.abc import Mapping

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from inward.tickets import actions
from tests.support.world_promises import Promises, ask_for_laptop, later
from tests.web.conftest import SetClock
from tests.web.pages import client_of, page_of
from tests.web.test_query_counts import PINNED

PARTS = ("presence", "people", "canned_picker", "tags", "watchers")


@pytest.fixture
def addresses(promises: Promises, at: SetClock) -> Mapping[str, str]:
    """A ticket with company, words that name people and tickets, tags; things kept ready."""
    w = promises
    others = [ask_for_laptop(w, title=f"Laptop {n}", now=later(n)) for n in range(3)]
    ticket = actions.assign(actor=w.ian, ticket=others[0], person=w.ian, now=later(5))
    actions.tag(actor=w.ian, ticket=ticket, add=["vpn", "b"], now=later(6))
    text = f"@Iris Ingwer @max, see {others[1].key}, {others[2].key}"
    ticket = actions.reply(actor=w.ian, ticket=ticket, text=text, now=later(7))
    for n in range(3):
        text = "{{ ticket.tags }} {{ due }}"
        actions.save_canned(actor=w.ian, name=f"C{n}", text=text, owner=w.ian, now=later(8))
        steps = [{"do": "reply", "text": text}, {"do": "assign", "to": "me"}]
        actions.save_macro(actor=w.ian, name=f"M{n}", steps=steps, owner=w.ian, now=later(8))
    for person in (w.iris, w.alice):
        actions.be_present(actor=person, key=ticket.key, now=later(59.9))
    at(later(60))
    found = {f"ticket_{part}": f"ticket_{part}" for part in PARTS}
    names = {"ticket_canned_picker": "ticket_canned"}
    return {
        "ticket_named": page_of(ticket),
        "ticket_macro_mode": f"{page_of(ticket)}?do=macro",
        **{key: reverse(names.get(key, name), args=[ticket.key]) for key, name in found.items()},
        "canned": reverse("canned"),
        "canned_new": reverse("canned_new"),
        "macro_new": reverse("macro_new"),
    }


PAGES = ("ticket_named", "ticket_macro_mode", *(f"ticket_{part}" for part in PARTS), "canned",
         "canned_new", "macro_new")  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_statements_of_a_part(promises: Promises, addresses: Mapping[str, str], page: str) -> None:
    for name, pinned in PINNED[page].items():
        client = client_of(getattr(promises, name))
        send = client.post if page == "ticket_presence" else client.get
        with CaptureQueriesContext(connection) as asked:
            assert send(addresses[page], {"q": "fr", "version": "1"}).status_code == 200
        told = "\n".join(query["sql"][:160] for query in asked.captured_queries)
        assert len(asked) == pinned, f"{page} for {name}: {len(asked)}, pinned {pinned}\n{told}"
