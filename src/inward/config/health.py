"""Health for load balancers and supervisors: ``/healthz`` (alive) and ``/readyz`` (can serve).

They say no more than that to whoever asks. A signed-in administrator is told by ``/readyz`` which
database it is, its version and how it writes; the rest is the doctor's.
"""

from functools import cache

from django.db import Error, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from inward.config.doctor import pending
from inward.kernel.checks import database


@never_cache
@require_safe
def healthz(_request: HttpRequest) -> JsonResponse:
    """200 while the process answers; asks nothing of the database."""
    return JsonResponse({"status": "alive"})


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when the database answers and is of this version; else 503 with the reason."""
    reason = _reason()
    if reason:
        return JsonResponse({"status": "not ready", "reason": reason}, status=503)
    if getattr(getattr(request, "user", None), "is_administrator", False):
        return JsonResponse({"status": "ready", "database": database().words})
    return JsonResponse({"status": "ready"})


def _reason() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return "" if _migrated() else "migrations"
    except Error:
        return "database"


@cache
def _known_migrated() -> bool:
    return True


def _migrated() -> bool:
    """Asked of the database until it is true once: migrations do not go back while we serve."""
    if _known_migrated.cache_info().currsize:
        return True
    return not pending() and _known_migrated()
