"""Signing in against those who try: fixation, guessing, redirects, forged forms."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from inward.directory.models import Person
from inward.kernel.models import AuditEntry
from inward.tickets.models import Ticket
from tests.support.world import PASSWORD, World
from tests.support.world_promises import Promises
from tests.web.pages import client_of
from tests.web.routes import ROUTES
from tests.web.test_routes import address_of

SESSION = "__Host-session"


@pytest.fixture(autouse=True)
def _no_attempts_of_others() -> None:
    cache.clear()


def sign_in(client: Client, password: str = PASSWORD, **more: str) -> Any:
    given = {"login": "mara@example.org", "password": password, **more}
    return client.post("/account/login/", given, secure=True)


def test_a_session_known_before_is_not_the_one_afterwards(signed_world: World) -> None:
    client = client_of(None)
    client.cookies[SESSION] = "a1" * 16  # planted by somebody else
    sign_in(client)
    assert client.cookies[SESSION].value != "a1" * 16
    own = Client()
    session = own.session
    session["planted"] = "yes"
    session.save()
    before = str(session.session_key)
    own.cookies[SESSION] = before
    sign_in(own)
    assert own.cookies[SESSION].value != before


@pytest.mark.parametrize(
    "target",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)",
     "http:evil.example", "https:///evil.example", "///evil.example", "\x00//evil.example"],
)  # fmt: skip
def test_after_signing_in_one_stays_here(signed_world: World, target: str) -> None:
    answer = sign_in(client_of(None), next=target)
    assert answer.headers.get("Location", "/") == "/"


def test_a_page_of_ours_is_where_one_wanted_to_go(signed_world: World) -> None:
    assert sign_in(client_of(None), next="/ask/?q=a").headers["Location"] == "/ask/?q=a"


def test_guessing_is_slowed_also_for_the_right_password(signed_world: World) -> None:
    client = client_of(None)
    for attempt in range(5):
        assert sign_in(client, f"guess {attempt}").status_code == 200
    refused = sign_in(client)
    assert "Location" not in refused.headers
    assert SESSION not in refused.cookies
    elsewhere = client_of(None)
    elsewhere.defaults["REMOTE_ADDR"] = "10.0.0.9"
    assert "Location" not in sign_in(elsewhere).headers, "the limit follows the address guessed at"


def test_the_limit_says_the_same_for_who_does_not_exist(signed_world: World) -> None:
    pages = []
    for login in ("mara@example.org", "nobody@example.org"):
        cache.clear()
        client = client_of(None)
        for attempt in range(7):
            given = {"login": login, "password": f"guess {attempt}"}
            answer = client.post("/account/login/", given, secure=True)
        text = answer.content.decode().replace(login, "")
        token = answer.context["csrf_token"] if answer.context else ""
        pages.append((answer.status_code, text.replace(str(token), "")))
    assert pages[0] == pages[1]


def test_the_reset_of_a_known_address_looks_like_that_of_another(signed_world: World) -> None:
    answers = [
        client_of(None).post("/account/password/reset/", {"email": email}, secure=True)
        for email in ("mara@example.org", "nobody@example.org")
    ]
    assert len({(one.status_code, one.headers["Location"], one.content) for one in answers}) == 1


def test_looking_at_the_sign_out_signs_nobody_out(signed_world: World) -> None:
    client = client_of(signed_world.mara)
    client.get("/account/logout/")
    assert client.get("/").status_code == 200
    client.post("/account/logout/")
    assert client.get("/").status_code == 302


def test_every_form_needs_its_token(promises: Promises, things: Any) -> None:
    """Forged forms of other sites change nothing, at any address that takes a POST."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(promises.mara, backend="inward.web.accounts.SignInBackend")
    before = (Ticket.objects.count(), AuditEntry.objects.count())
    for name, route in ROUTES.items():
        if "POST" in route.methods:
            answer = client.post(address_of(name, things), route.sent, secure=True)
            assert answer.status_code == 403, name
    for address in ("/account/login/", "/account/logout/", "/account/password/reset/",
                    "/account/password/change/", "/api/v1/tickets"):  # fmt: skip
        answer = client.post(address, {}, secure=True)
        assert answer.status_code == 403, address
    assert (Ticket.objects.count(), AuditEntry.objects.count()) == before


def test_a_token_of_another_origin_is_refused(signed_world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    page = client.get("/account/login/", secure=True)
    given = {"login": "mara@example.org", "password": PASSWORD,
             "csrfmiddlewaretoken": str(page.context["csrf_token"])}  # fmt: skip
    forged = client.post(
        "/account/login/", given, secure=True, headers={"Origin": "https://evil.example"}
    )
    assert forged.status_code == 403
    fine = client.post(
        "/account/login/", given, secure=True, headers={"Origin": "https://testserver"}
    )
    assert fine.status_code == 302


def test_who_left_is_out_of_the_api_too(signed_world: World) -> None:
    client = client_of(signed_world.mara)
    assert client.get("/api/v1/tickets").status_code == 200
    Person.objects.filter(pk=signed_world.mara.pk).update(is_active=False)
    assert client.get("/api/v1/tickets").status_code == 401
