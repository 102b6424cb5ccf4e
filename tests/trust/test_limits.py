"""A body too large is refused by its announced length; a cookie that is no session's is none."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from inward.web.limits import MOST_OF_STRANGERS, MOST_SENT, BodyLimit

SESSION = "a1" * 16


class Unread:
    """A body that must not be read."""

    def read(self, *_size: int) -> bytes:
        raise AssertionError("the body was read")

    def __iter__(self) -> Iterator[bytes]:
        raise AssertionError("the body was read")


def asked(length: object, session: str = SESSION) -> HttpRequest:
    """A request that announces a body of some length."""
    request = RequestFactory().post("/ask/1/")
    request.META["CONTENT_LENGTH"] = length
    request.META["wsgi.input"] = Unread()
    if session:
        request.COOKIES[settings.SESSION_COOKIE_NAME] = session
    return request


def status(request: HttpRequest) -> int:
    """What becomes of it."""
    return BodyLimit(lambda _request: HttpResponse(status=204))(request).status_code


@pytest.mark.parametrize(
    ("length", "session", "expected"),
    [
        (str(MOST_SENT), SESSION, 204),
        (str(MOST_SENT + 1), SESSION, 413),
        ("9" * 400, SESSION, 413),
        (str(MOST_OF_STRANGERS), "", 204),
        (str(MOST_OF_STRANGERS + 1), "", 413),
        (str(MOST_OF_STRANGERS + 1), "no session", 413),
        ("", SESSION, 204),
        ("-1", SESSION, 204),
        ("x", SESSION, 204),
    ],
)
def test_refused_by_the_announced_length(length: str, session: str, expected: int) -> None:
    assert status(asked(length, session)) == expected


@pytest.mark.parametrize("key", ["", "short", "a1" * 15 + "\x00b", "A1" * 16, "a" * 9_000])
def test_a_cookie_that_is_no_sessions_is_dropped(key: str) -> None:
    request = asked("1", "")
    request.COOKIES[settings.SESSION_COOKIE_NAME] = key
    assert status(request) == 204
    assert settings.SESSION_COOKIE_NAME not in request.COOKIES


def test_the_api_and_parts_are_told_in_their_own_way() -> None:
    limit = BodyLimit(lambda _request: HttpResponse())
    api = asked(str(2**40))
    api.path = "/api/v1/tickets"
    part = asked(str(2**40))
    part.META["HTTP_HX_REQUEST"] = "true"
    answer = limit(api)
    assert (answer.status_code, answer["Content-Type"]) == (413, "application/problem+json")
    assert "X-Inward-Problem" in limit(part).headers
