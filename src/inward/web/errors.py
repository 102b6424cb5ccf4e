"""Error pages: what happened, what is safe, what to do. One table of words, two templates."""

import sys
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from inward.kernel.errors import InwardError

Text = str | Promise


@dataclass(frozen=True)
class Words:
    """What an error page says."""

    title: Text
    happened: Text
    safe: Text
    next: Text


_UNCHANGED: Final = _("Nothing was changed.")

WORDS: Final[dict[int, Words]] = {
    400: Words(
        _("We could not read that"),
        _("Your browser sent something this page does not understand."),
        _UNCHANGED,
        _("Go back and try again. If it comes again, tell your administrator what you did."),
    ),
    403: Words(
        _("Not allowed"),
        _("You are signed in, yet this is not yours to do."),
        _UNCHANGED,
        _("Ask the owner of the page, or the head of your department, to do it or to let you."),
    ),
    404: Words(
        _("Nothing here"),
        _("There is no such page, or you may not see it."),
        _("If you followed a link of ours, the thing itself is not lost because of this."),
        _("Check the address, search above, or ask whoever sent you the link."),
    ),
    409: Words(
        _("Not possible now"),
        _("Somebody was quicker, or a rule forbids this at the moment."),
        _("What the others did is kept. What you typed is kept in this browser."),
        _("Go back, look at how it stands now, and decide again."),
    ),
    413: Words(
        _("Too much at once"),
        _("What you sent is larger than we take."),
        _UNCHANGED,
        _("Send at most 50 MB at once, and single files of at most 25 MB."),
    ),
    422: Words(
        _("Please check what you entered"),
        _("Something in the form does not fit."),
        _("What you typed is kept in this browser; nothing was saved yet."),
        _("Go back, correct it and send it again."),
    ),
    500: Words(
        _("That was our fault"),
        _("Something broke on our side while we made this page."),
        _("What was saved before is safe. Of this last step, either all was saved or nothing."),
        _("Look whether it is there; if not, try again in a minute. It was written to the log."),
    ),
    503: Words(
        _("Back in a moment"),
        _("Inward cannot reach its data right now."),
        _("Everything saved is safe. What you typed is kept in this browser."),
        _("Wait a minute, then load this page again."),
    ),
}

EXPIRED_FORM: Final = Words(
    _("This form was open too long"),
    _("Its proof that it came from you has expired, or your browser blocks our cookies."),
    _("Nothing was sent. What you typed is kept in this browser."),
    _("Go back, load the page again and send it once more."),
)


def refused(request: HttpRequest, error: InwardError) -> HttpResponse:
    """The page for what an action refused, in the action's own words."""
    usual = WORDS.get(error.status, WORDS[400])
    said = Words(_(error.title), error.detail or usual.happened, usual.safe, usual.next)
    lines = [line for lines in error.fields.values() for line in lines]
    return _answer(request, error.status, said, lines)


def bad_request(
    request: HttpRequest,
    exception: Exception | None = None,  # noqa: ARG001 (Django passes it by name)
) -> HttpResponse:
    """400: handler of Django."""
    return _answer(request, 400, WORDS[400])


def not_allowed(
    request: HttpRequest,
    exception: Exception | None = None,  # noqa: ARG001 (Django passes it by name)
) -> HttpResponse:
    """403: handler of Django."""
    return _answer(request, 403, WORDS[403])


def not_found(
    request: HttpRequest,
    exception: Exception | None = None,  # noqa: ARG001 (Django passes it by name)
) -> HttpResponse:
    """404: handler of Django; hidden and missing look the same."""
    return _answer(request, 404, WORDS[404])


def too_large(request: HttpRequest) -> HttpResponse:
    """413: nothing of the body was read. Reads neither database nor session."""
    return _bare(request, 413)


def csrf_failure(
    request: HttpRequest,
    reason: str = "",  # noqa: ARG001 (Django passes it by name)
) -> HttpResponse:
    """403 of a form whose token is missing or old."""
    return _answer(request, 403, EXPIRED_FORM)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 where the database did not answer. Reads neither database nor session."""
    status = 503 if isinstance(sys.exc_info()[1], OperationalError) else 500
    response = _bare(request, status)
    if status == 503:
        response.headers["Retry-After"] = "60"
    return response


def _bare(request: HttpRequest, status: int) -> HttpResponse:
    """An answer made of its words alone."""
    if _is_api(request) or _is_part(request):
        return _short(request, status, WORDS[status])
    page = render_to_string("errors/broken.html", {"words": WORDS[status], "status": status})
    return HttpResponse(page, status=status)


def _answer(
    request: HttpRequest, status: int, words: Words, lines: list[str] | None = None
) -> HttpResponse:
    if _is_api(request) or _is_part(request):
        return _short(request, status, words)
    context = {"words": words, "status": status, "lines": lines or []}
    return HttpResponse(render_to_string("errors/page.html", context, request), status=status)


def _is_api(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")


def _is_part(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def _short(request: HttpRequest, status: int, words: Words) -> HttpResponse:
    """For the API a problem document, for htmx one line that becomes a toast."""
    if _is_api(request):
        problem = {"type": "about:blank", "title": str(words.title), "status": status}
        problem["detail"] = str(words.happened)
        return JsonResponse(problem, status=status, content_type="application/problem+json")
    response = HttpResponse(status=status)
    response.headers["X-Inward-Problem"] = quote(f"{words.title}: {words.happened}")
    return response
