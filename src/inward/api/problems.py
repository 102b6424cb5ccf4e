"""Refusals as problem documents (RFC 9457), mapped once for all of the API."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from inward.kernel.errors import InwardError, NotFound

MEDIA_TYPE = "application/problem+json"


def problem(
    status: int,
    title: str,
    detail: str,
    *,
    code: str,
    fields: Mapping[str, Sequence[str]] | None = None,
) -> HttpResponse:
    """One problem document. `fields`: sentences by field of what was sent."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": detail,
        "code": code,
    }
    if fields:
        body["fields"] = {name: list(words) for name, words in fields.items()}
    return JsonResponse(body, status=status, content_type=MEDIA_TYPE)


def of_refusal(error: InwardError) -> HttpResponse:
    """The document for what an action refused."""
    return problem(error.status, error.title, error.detail, code=error.code, fields=error.fields)


def _of_validation(error: ValidationError) -> HttpResponse:
    fields: dict[str, list[str]] = {}
    for each in error.errors:
        place = [str(part) for part in each["loc"] if part not in {"body", "said"}]
        fields.setdefault(".".join(place) or "body", []).append(str(each["msg"]))
    return problem(
        422, "Please check what you sent", "What was sent does not fit.", code="invalid",
        fields=fields,
    )  # fmt: skip


def install(api: NinjaAPI) -> None:
    """Register the mapping: no other shape of error leaves the API."""
    for kind in (InwardError, ValidationError, AuthenticationError, Http404, HttpError):
        api.add_exception_handler(kind, _answer)


def _answer(_request: HttpRequest, error: object) -> HttpResponse:
    match error:
        case InwardError():
            return of_refusal(error)
        case ValidationError():
            return _of_validation(error)
        case AuthenticationError():
            return problem(401, "Sign in first", "Nobody is signed in.", code="unauthenticated")
        case HttpError():
            return problem(error.status_code, "Not readable", str(error), code="malformed")
        case _:
            return of_refusal(NotFound("There is no such thing."))
