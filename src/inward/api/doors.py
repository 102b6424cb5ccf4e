"""What every route begins with: who is signed in, and at which instant."""

from datetime import datetime

from django.http import HttpRequest
from ninja.errors import AuthenticationError

from inward.directory.models import Person
from inward.kernel.clock import now
from inward.kernel.errors import Invalid

# No ticket has a version of more; Python refuses to read numbers of thousands of digits.
MOST_DIGITS = 18


def asking(request: HttpRequest) -> tuple[Person, datetime]:
    """The person who asks and the instant of asking. Raises AuthenticationError."""
    if not isinstance(request.user, Person):
        raise AuthenticationError
    return request.user, now()


def version_expected(request: HttpRequest) -> int | None:
    """The version of ``If-Match``: what the caller saw; None: compare nothing. Raises Invalid."""
    given = request.headers.get("If-Match")
    if given is None:
        return None
    number = given.strip().removeprefix("W/").strip('"')
    if not number.isdecimal() or len(number) > MOST_DIGITS:
        raise Invalid("If-Match: give the ETag of the ticket you read.")
    return int(number)


def idempotency_key(request: HttpRequest) -> str | None:
    """The caller's key for a create that may be sent again."""
    return request.headers.get("Idempotency-Key")
