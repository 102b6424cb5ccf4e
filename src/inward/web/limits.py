"""Refused before anything of it is read: bodies too large, cookies that are no session's."""

import re
from typing import Final

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from inward.kernel.files import LARGEST
from inward.web import errors
from inward.web.middleware import GetResponse

MOST_SENT: Final = 2 * LARGEST
# Whoever has no session sends forms of the sign-in, no files.
MOST_OF_STRANGERS: Final = 1024 * 1024
_SESSION_KEY: Final = re.compile(r"[0-9a-z]{32}")


class BodyLimit:
    """Refuses by the length that was announced; no server reads on beyond it.

    Without it a form's files are all taken in, and held on the disk, before a view sees the first.
    A session cookie that no session can have is dropped: databases refuse to look for some.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        key = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
        if key is not None and not _SESSION_KEY.fullmatch(key):
            del request.COOKIES[settings.SESSION_COOKIE_NAME]
            key = None
        if _announced(request) > (MOST_SENT if key else MOST_OF_STRANGERS):
            return errors.too_large(request)
        return self.get_response(request)


def _announced(request: HttpRequest) -> int:
    """The length of the body as announced; 0 where it is no number, which Django reads as none."""
    told = str(request.META.get("CONTENT_LENGTH") or "")
    return int(told[:18]) if told.isdecimal() else 0
