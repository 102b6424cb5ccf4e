"""People at their browsers without a browser: real HTTP, a session each, forms with tokens."""

import http.client
import re
import urllib.parse
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.test import Client

from inward.directory.models import Person


class Answer(NamedTuple):
    """What came back: status, the page, where to go next ('' where nowhere)."""

    status: int
    text: str
    location: str


class Desk:
    """One person's desk: keeps the session, finds the form's token and version as a page gives."""

    def __init__(self, person: Person, url: str) -> None:
        client = Client()
        client.force_login(person)
        self.person = person
        self._cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        self._address = urlsplit(url).netloc

    def open(self, path: str) -> Answer:
        """Open a page."""
        return self._ask("GET", path, None)

    def send(self, path: str, fields: Mapping[str, str], *, seen: str) -> Answer:
        """Send a form from a page that was opened before (``seen``): its token and its version."""
        fresh = {"csrfmiddlewaretoken": token_of(seen), "version": version_of(seen)}
        return self._ask("POST", path, {**fresh, **fields})

    def _ask(self, method: str, path: str, fields: Mapping[str, str] | None) -> Answer:
        connection = http.client.HTTPConnection(self._address, timeout=60)
        headers = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={self._cookie}"}
        body = None
        if fields is not None:
            token = fields["csrfmiddlewaretoken"]
            headers["Cookie"] += f"; {settings.CSRF_COOKIE_NAME}={token}"
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            body = urllib.parse.urlencode(fields)
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            text = response.read().decode()
            return Answer(response.status, text, response.headers.get("Location", ""))
        finally:
            connection.close()


def token_of(page: str) -> str:
    """The CSRF token in a page."""
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert found, "no form on this page"
    return found[1]


def version_of(page: str) -> str:
    """The version of the ticket that a page shows."""
    found = re.search(r'name="version" value="(\d+)"', page)
    return found[1] if found else ""
