"""Inputs that once broke a page: each is answered, none with a 5xx."""

import base64
import json
from collections.abc import Mapping
from typing import Any

import pytest
from django.test import Client

from tests.support.world_promises import Promises
from tests.web.pages import client_of

NO_URL = "http://["
EDGES = (
    "0001-01-01T00:00:00+23:59|1", "0001-01-02T00:00:00+00:00|1", "9999-12-31T23:59:59-23:59|1",
)  # fmt: skip


def place(text: str) -> str:
    """A place in a list as pages write it into their addresses."""
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


@pytest.mark.parametrize("month", ["9999-12", "0001-01", "10000-01", "2025-13"])
@pytest.mark.parametrize("path", ["/tickets/", "/see/"])
def test_months_at_the_end_of_the_calendar(promises: Promises, path: str, month: str) -> None:
    answer = client_of(promises.alice).get(path, {"month": month})
    assert answer.status_code in {200, 404}


@pytest.mark.parametrize("edge", EDGES)
@pytest.mark.parametrize("view", ["next", "closed", "resolved"])
def test_places_at_the_end_of_the_calendar(promises: Promises, view: str, edge: str) -> None:
    answer = client_of(promises.ian).get("/serve/", {"view": view, "after": place(edge)})
    assert answer.status_code == 422


@pytest.mark.parametrize("path", ["/account/login/", "/account/logout/"])
def test_a_next_that_is_no_address_leads_home(signed_world: Any, path: str) -> None:
    stranger, mara = client_of(None), client_of(signed_world.mara)
    assert stranger.get(path, {"next": NO_URL}).status_code in {200, 302}
    assert stranger.post(path, {"next": NO_URL, "login": "a@b.c"}).status_code in {200, 302}
    assert mara.get(path, {"next": NO_URL}).status_code in {200, 302}


@pytest.mark.parametrize("current", [NO_URL, "//[", ":::", "https://testserver//evil.example/"])
def test_an_ended_session_under_htmx_whatever_page_it_names(db: None, current: str) -> None:
    answer = client_of(None).get("/", headers={"HX-Request": "true", "HX-Current-URL": current})
    assert answer.status_code == 200
    assert answer.headers["HX-Redirect"].startswith("/account/login/?next=%2F")


@pytest.mark.parametrize("version", ["9" * 5_000, "\xb2", "-1", "*"])
def test_a_version_that_is_none(
    promises: Promises, things: Mapping[str, Any], version: str
) -> None:
    answer = posted(client_of(promises.ian), things, "replies", {"text": "x"}, version)
    assert answer.status_code == 422


@pytest.mark.parametrize(
    "until",
    ["9999-12-31T23:59:59-14:00", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00",
     "2030-01-01T00:00:00", "9999-12-31", 10**30],
)  # fmt: skip
def test_a_wait_until_a_day_that_is_none(
    promises: Promises, things: Mapping[str, Any], until: object
) -> None:
    said = {"text": "Which?", "until": until}
    answer = posted(client_of(promises.ian), things, "questions", said)
    assert answer.status_code == 422


def posted(
    client: Client, things: Mapping[str, Any], what: str, said: object, version: str | None = None
) -> Any:
    """POST to the ticket over the API."""
    headers = {"If-Match": version} if version is not None else {}
    return client.post(
        f"/api/v1/tickets/{things['ticket']}/{what}", json.dumps(said),
        content_type="application/json", headers=headers,
    )  # fmt: skip


@pytest.mark.parametrize("typed", ["%00", "IT%00", "%ED%A0%80", "%F0%9F%98%80", "x" * 3000])
def test_what_no_column_can_hold_is_not_found(
    promises: Promises, things: Mapping[str, Any], typed: str
) -> None:
    client, ticket = client_of(promises.alice), things["ticket"]
    for address in (
        f"/tickets/?supplier={typed}",
        f"/tickets/?customer={typed}",
        f"/see/relations/{typed}/IT/",
        f"/see/relations/IT/{typed}/",
        f"/see/departments/{typed}/",
        f"/see/departments/IT/{typed}.csv",
        f"/serve/?department={typed}",
        f"/tickets/{typed}/",
        f"/files/{typed}/{ticket}/",
        f"/serve/preview/{typed}/",
        f"/api/v1/tickets/{typed}",
    ):
        assert client.get(address).status_code == 404, address
    for address in (f"/ask/?q={typed}", f"/serve/?q={typed}", f"/api/v1/tickets?q={typed}",
                    f"/ask/people/?q={typed}", f"/api/v1/offerings?q={typed}"):  # fmt: skip
        assert client.get(address).status_code == 200, address
