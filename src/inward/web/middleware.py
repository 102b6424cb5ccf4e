"""What every answer carries, and what happens to refusals and ended sessions on the way out."""

import logging
import zoneinfo
from collections.abc import Callable
from typing import Final
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from inward.kernel.errors import InwardError
from inward.web import errors

log = logging.getLogger(__name__)

GetResponse = Callable[[HttpRequest], HttpResponseBase]

POLICY: Final = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "object-src 'none'",
    ]
)
HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": (
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
        "magnetometer=(), microphone=(), payment=(), usb=()"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class SecurityHeaders:
    """Outermost: sets the headers on every answer, errors included.

    A header that a view has set itself stays (the download view is stricter). Answers to whoever
    carries a session are never stored, neither by proxies nor by the browser's back button.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = _sign_in_again(request, self.get_response(request))
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if request.path.startswith(settings.STATIC_URL):
            return response
        patch_vary_headers(response, ["HX-Request"])
        if _has_session(request, response):
            response.headers["Cache-Control"] = "no-store, private"
        return response


def _has_session(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Told by the cookie alone, so that it holds without a database too."""
    name = settings.SESSION_COOKIE_NAME
    return name in request.COOKIES or name in response.cookies


def _sign_in_again(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """An ended session under htmx: send the whole page to the sign-in, not its form into a part."""
    if request.headers.get("HX-Request") != "true" or response.status_code not in (301, 302):
        return response
    sign_in = resolve_url(settings.LOGIN_URL)
    if urlsplit(response.headers.get("Location", "")).path != sign_in:
        return response
    answer = HttpResponse(status=200)
    answer.headers["HX-Redirect"] = f"{sign_in}?{urlencode({'next': _page_of(request)})}"
    return answer


def _page_of(request: HttpRequest) -> str:
    """Path and query of the page that asked for a part; Home where it names none."""
    try:
        current = urlsplit(request.headers.get("HX-Current-URL", ""))
    except ValueError:
        return "/"
    path = "/" + current.path.lstrip("/")
    return path + (f"?{current.query}" if current.query else "")


class PersonTimeZone:
    """Times on pages stand in the reader's own zone."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        user = getattr(request, "user", None)
        name = getattr(user, "time_zone", None) or settings.TIME_ZONE
        with timezone.override(_zone(name)):
            return self.get_response(request)


def _zone(name: str) -> zoneinfo.ZoneInfo:
    """The zone of this name; the installation's own where the name is no longer known."""
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        log.warning("unknown time zone %r", name)
        return zoneinfo.ZoneInfo(settings.TIME_ZONE)


class ErrorPages:
    """Refusals of actions (`InwardError`) become pages; the API maps its own to problem+json."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page that says what an action refused; None leaves other errors to Django."""
        return errors.refused(request, error) if isinstance(error, InwardError) else None
