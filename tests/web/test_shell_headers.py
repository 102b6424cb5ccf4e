"""What every answer carries, errors and parts included."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from inward.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, RuleBroken
from inward.web import errors
from inward.web.middleware import POLICY, ErrorPages, SecurityHeaders
from tests.support.world import PASSWORD, World, signed_world

__all__ = ["signed_world"]


@pytest.fixture
def alice(client: Client, signed_world: World) -> Client:
    client.force_login(signed_world.alice)
    return client


@pytest.mark.parametrize("path", ["/account/login/", "/no/such/page"])
def test_every_answer_has_the_policy(client: Client, db: None, path: str) -> None:
    response = client.get(path, secure=True)
    assert response.headers["Content-Security-Policy"] == POLICY
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in response.headers["Permissions-Policy"]
    assert "HX-Request" in response.headers["Vary"]


def test_the_policy_is_the_one_written_down() -> None:
    assert POLICY == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; "
        "base-uri 'none'; object-src 'none'"
    )


def test_a_stricter_policy_of_a_view_stays() -> None:
    def download(request: HttpRequest) -> HttpResponse:
        return HttpResponse(headers={"Content-Security-Policy": "sandbox"})

    response = SecurityHeaders(download)(RequestFactory().get("/"))
    assert response.headers["Content-Security-Policy"] == "sandbox"


def test_pages_of_the_signed_in_are_stored_nowhere(alice: Client) -> None:
    response = alice.get("/no/such/page", secure=True)
    assert response.headers["Cache-Control"] == "no-store, private"


def test_an_ended_session_sends_the_whole_page_to_the_sign_in(client: Client, db: None) -> None:
    def guarded(request: HttpRequest) -> HttpResponse:
        return HttpResponse(status=302, headers={"Location": f"{reverse('account_login')}?next=/x"})

    request = RequestFactory().get(
        "/part", headers={"HX-Request": "true", "HX-Current-URL": "https://testserver/ask/?q=a b"}
    )
    response = SecurityHeaders(guarded)(request)
    assert response.status_code == 200
    assert response.headers["HX-Redirect"] == "/account/login/?next=%2Fask%2F%3Fq%3Da+b"


def test_other_redirects_under_htmx_stay(client: Client) -> None:
    def moved(request: HttpRequest) -> HttpResponse:
        return HttpResponse(status=302, headers={"Location": "/t/12"})

    request = RequestFactory().get("/part", headers={"HX-Request": "true"})
    assert SecurityHeaders(moved)(request).headers["Location"] == "/t/12"


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NotFound("No such ticket."), 404),
        (NotAllowed("Only agents of IT may take it."), 403),
        (RuleBroken("It is closed already."), 409),
        (Conflict("Ian was quicker."), 409),
        (Invalid("Please check.", fields={"title": ["Say what it is about."]}), 422),
    ],
)
def test_refusals_become_pages_in_their_own_words(
    alice: Client, signed_world: World, error: Exception, status: int
) -> None:
    request = RequestFactory().get("/t/1", secure=True)
    request.user = signed_world.alice
    response = ErrorPages(lambda _request: HttpResponse()).process_exception(request, error)
    assert response is not None
    assert response.status_code == status
    text = response.content.decode()
    assert str(error) in text
    assert "What is safe" in text
    assert "What to do" in text


def test_a_refused_part_becomes_a_line_for_a_toast() -> None:
    request = RequestFactory().post("/t/1", headers={"HX-Request": "true"})
    response = errors.refused(request, RuleBroken("Geschlossen — schon länger."))
    assert response.status_code == 409
    assert response.content == b""
    assert response.headers["X-Inward-Problem"].isascii()


def test_an_unknown_api_address_is_a_problem_document() -> None:
    response = errors.not_found(RequestFactory().get("/api/v1/nothing"))
    assert response.headers["Content-Type"] == "application/problem+json"


def test_a_crash_page_needs_neither_database_nor_session() -> None:
    response = errors.server_error(RequestFactory().get("/"))
    assert response.status_code == 500
    assert b"What is safe" in response.content


def test_other_errors_are_left_to_django() -> None:
    handler = ErrorPages(lambda _request: HttpResponse())
    assert handler.process_exception(RequestFactory().get("/"), ValueError()) is None


def test_signing_in_sets_no_store(client: Client, signed_world: World) -> None:
    given = {"login": "alice@example.org", "password": PASSWORD}
    response = client.post(reverse("account_login"), given, secure=True)
    assert "no-store" in response.headers["Cache-Control"]
