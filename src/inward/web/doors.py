"""What every view begins with: who is signed in, by which method, at which instant."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.http.response import HttpResponseBase, HttpResponseNotAllowed

from inward.directory.models import Person
from inward.kernel.clock import now

P = ParamSpec("P")
Signed = Callable[Concatenate[HttpRequest, Person, datetime, P], HttpResponseBase]


def signed_in(
    *methods: str,
) -> Callable[[Signed[P]], Callable[Concatenate[HttpRequest, P], HttpResponseBase]]:
    """The view gets request, person and instant; others are led to the sign-in and back.

    Answers 405 to other methods than these (GET allows HEAD).
    """
    allowed = {*methods, "HEAD"} if "GET" in methods else set(methods)

    def decorate(view: Signed[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        @wraps(view)
        def door(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if request.method not in allowed:
                return HttpResponseNotAllowed(sorted(allowed))
            if not isinstance(request.user, Person):
                back = request.get_full_path() if "GET" in allowed else "/"
                return redirect_to_login(back)
            return view(request, request.user, now(), *args, **kwargs)

        return door

    return decorate
