"""Shared by tests of pages: a signed-in client, pages as text, forms as browsers send them."""

import re
from html import unescape
from typing import Any

from django.test import Client
from django.urls import reverse

from inward.directory.models import Person
from inward.tickets.models import Ticket

BACKEND = "inward.web.accounts.SignInBackend"


def client_of(person: Person | None) -> Client:
    """A browser over TLS in which this person is signed in (nobody: None)."""
    client = Client(headers={"accept-language": "en"})
    client.defaults["wsgi.url_scheme"] = "https"
    if person is not None:
        client.force_login(person, backend=BACKEND)
    return client


def text_of(response: Any) -> str:
    """What a reader reads: without tags, blanks collapsed."""
    html = re.sub(r"<(script|style|template)\b.*?</\1>", " ", response.content.decode(), flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def page_of(ticket: Ticket) -> str:
    """The address of a ticket."""
    return reverse("ticket", args=[ticket.key])


def sent(ticket: Ticket, verb: str, **fields: str) -> dict[str, str]:
    """The composer's form as a browser sends it."""
    ticket.refresh_from_db()
    return {"verb": verb, "version": str(ticket.version), **fields}


def hidden(response: Any, name: str) -> str:
    """The value of the first hidden field of this name."""
    pattern = rf'<input type="hidden" name="{name}" value="([^"]*)"'
    found = re.search(pattern, response.content.decode())
    assert found is not None, f"no hidden field {name}"
    return found[1]
