"""What each kind of answer carries: page, part, redirect, refusal, crash, file, static, API."""

from collections.abc import Mapping
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from inward.web.assets import asset_url
from inward.web.middleware import POLICY
from inward.web.see import views as see_views
from tests.support.world import PASSWORD, World
from tests.support.world_promises import Promises
from tests.web.pages import client_of, text_of

SANDBOX = "default-src 'none'; sandbox"
# Name → address, status. Names in braces are keys of `things`.
KINDS: Mapping[str, tuple[str, int]] = {
    "page": ("/", 200),
    "part": ("/ask/?q=lap", 200),
    "refused": ("/serve/?view=none", 404),
    "hidden": ("/tickets/HR-99/", 404),
    "missing": ("/no/such", 404),
    "unreadable": ("/serve/?after=x", 422),
    "moved": ("/account/login/", 302),
    "slash": ("/serve", 301),
    "figures": ("/see/matrix.csv", 200),
    "api": ("/api/v1/tickets", 200),
    "api missing": ("/api/v1/none", 404),
    "api hidden": ("/api/v1/tickets/HR-99", 404),
    "health": ("/healthz", 200),
}


def carries_all(answer: Any, policy: str = POLICY) -> None:
    """The headers that every answer has."""
    headers = answer.headers
    assert headers["Content-Security-Policy"] == policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Strict-Transport-Security"] == "max-age=31536000"


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_answer_to_who_is_signed_in(
    promises: Promises, things: Mapping[str, Any], kind: str
) -> None:
    address, status = KINDS[kind]
    headers = {"HX-Request": "true", "HX-Target": "found"} if kind == "part" else {}
    answer = client_of(promises.alice).get(address, headers=headers, secure=True)
    assert answer.status_code == status
    carries_all(answer)
    assert answer.headers["Cache-Control"] == "no-store, private"
    assert "HX-Request" in answer.headers["Vary"]


def test_a_file_is_sandboxed_and_stored_nowhere(
    promises: Promises, things: Mapping[str, Any]
) -> None:
    address = reverse("file", args=[things["file"], things["ticket"]])
    answer = client_of(promises.ian).get(address, secure=True)
    carries_all(answer, SANDBOX)
    assert answer.headers["Cache-Control"] == "no-store, private"
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_a_crash(promises: Promises, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_given: object) -> None:
        raise RuntimeError("secret words")

    monkeypatch.setattr(see_views, "see_of", broken)
    client = client_of(promises.alice)
    client.raise_request_exception = False
    answer = client.get("/see/", secure=True)
    assert answer.status_code == 500
    carries_all(answer)
    assert answer.headers["Cache-Control"] == "no-store, private"
    assert "secret words" not in answer.content.decode()


def test_a_static_file_may_be_kept_for_ever_and_runs_nothing(client: Client) -> None:
    answer = client.get(asset_url("app.css"), secure=True)
    assert answer.status_code == 200
    carries_all(answer)
    assert "immutable" in answer.headers["Cache-Control"]
    missing = client.get("/static/inward/none.css", secure=True)
    assert missing.status_code == 404
    carries_all(missing)


@pytest.mark.django_db
def test_a_host_that_is_not_ours_and_a_body_too_large(client: Client) -> None:
    wrong = client.get("/", headers={"Host": "evil.example"}, secure=True)
    assert wrong.status_code == 400
    carries_all(wrong)
    large = client.post(
        "/account/login/", b"x", content_type="multipart/form-data; boundary=b", secure=True,
        headers={"Content-Length": str(2**40)},
    )  # fmt: skip
    assert large.status_code == 413
    carries_all(large)


def test_all_cookies_are_bound_to_host_and_tls(signed_world: World) -> None:
    client = client_of(None)
    client.get("/account/login/")
    given = {"login": "mara@example.org", "password": PASSWORD}
    client.post("/account/login/", given)
    client.get("/")
    assert {cookie.key for cookie in client.cookies.values()} == {"__Host-session", "__Host-csrf"}
    for cookie in client.cookies.values():
        assert cookie.key.startswith("__Host-"), cookie.key
        assert cookie["secure"]
        assert cookie["httponly"]
        assert cookie["path"] == "/"
        assert not cookie["domain"]
        assert cookie["samesite"] == "Lax"


def test_words_for_the_next_page_need_no_cookie(promises: Promises) -> None:
    client = client_of(promises.mara)
    said = {"answer-model": "Light"}
    asked = client.post(reverse("offering", args=[promises.new_laptop.pk]), said, follow=True)
    assert "Asked: IT-1" in text_of(asked)
    assert {name for name in client.cookies if not name.startswith("__Host-")} == set()


def test_htmx_obeys_no_eval_no_script_and_keeps_no_history(promises: Promises) -> None:
    for person in (promises.mara, None):
        html = client_of(person).get("/account/login/", follow=True).content.decode()
        for said in ('"allowEval": false', '"allowScriptTags": false', '"historyCacheSize": 0',
                     '"includeIndicatorStyles": false', '"selfRequestsOnly": true'):  # fmt: skip
            assert said in html


def test_no_session_is_begun_for_who_only_looks(db: None) -> None:
    for address in ("/", "/account/login/", "/no/such"):
        assert "__Host-session" not in client_of(None).get(address).cookies
