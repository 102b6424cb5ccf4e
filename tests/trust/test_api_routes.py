"""API route × person: every operation has a row here, and the row is true.

The twin of tests/web/routes.py for the other door. A new operation gets its row in the same commit.
"""

import json
from collections.abc import Mapping
from typing import Any

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from inward.api.app import api
from tests.support.world_promises import Promises
from tests.trust.doors import API
from tests.web.pages import client_of
from tests.web.routes import EVERYBODY, OF_TICKET, OPEN, ROUTES

# Who is answered 2xx or is told that a rule forbids it now; everybody else is told that there is no
# such thing, or (seeing the ticket, yet not to do this) that it is not theirs to do.
SERVE = {"alice", "iris", "ian"}
ASK = {"mara"}
ROWS: Mapping[tuple[str, str], set[str]] = {
    ("GET", "offerings"): set(EVERYBODY),
    ("GET", "tickets"): set(EVERYBODY),
    ("POST", "tickets"): set(EVERYBODY),
    ("GET", "tickets/{key}"): set(OF_TICKET),
    ("POST", "tickets/{key}/take"): SERVE,
    ("POST", "tickets/{key}/replies"): SERVE,
    ("POST", "tickets/{key}/notes"): SERVE,
    ("POST", "tickets/{key}/answers"): ASK,
    ("POST", "tickets/{key}/questions"): SERVE,
    ("POST", "tickets/{key}/hand-off"): SERVE,
    ("POST", "tickets/{key}/resolution"): SERVE,
    ("POST", "tickets/{key}/confirmation"): ASK,
    ("POST", "tickets/{key}/reopening"): SERVE | ASK,
    ("POST", "tickets/{key}/refusal"): SERVE,
    ("POST", "tickets/{key}/withdrawal"): ASK,
    ("POST", "tickets/{key}/decisions"): set(),  # nobody was asked: tests/api/test_approvals.py
    ("POST", "tickets/{key}/approvals"): SERVE,
    ("POST", "tickets/{key}/amendments"): ASK,
    ("POST", "approval-policies"): {"alice", "iris", "adam"},
}
FORBIDDEN, MISSING = 403, 404
# Addresses of neither pages nor API operations: health (no data), the API's own description.
OTHERS = {"healthz", "readyz", "api/v1/openapi.json", "api/v1/"}


def test_every_operation_has_a_row() -> None:
    found = {
        (method, path.lstrip("/"))
        for prefix, router in api._routers
        for path, view in router.path_operations.items()
        for operation in view.operations
        for method in operation.methods
    }
    assert found == set(ROWS) == {(method, path) for method, path, _keys in API}


def test_no_address_is_outside_the_tables() -> None:
    patterns = get_resolver().url_patterns
    known = set(ROUTES) | OPEN
    outside = [
        address
        for address, name in _addresses(patterns)
        if name not in known and address not in OTHERS and not address.startswith("api/v1/")
    ]
    assert outside == []


def _addresses(patterns: list[Any], prefix: str = "") -> list[tuple[str, str | None]]:
    found: list[tuple[str, str | None]] = []
    for one in patterns:
        address = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            found += _addresses(one.url_patterns, address)
        elif isinstance(one, URLPattern):
            found.append((address, one.name))
    return found


def test_who_may_do_what(promises: Promises, things: Mapping[str, Any]) -> None:
    wrong = []
    for (method, path), people in ROWS.items():
        for name in EVERYBODY:
            status = _asked(client_of(getattr(promises, name)), method, path, things, promises)
            expected = FORBIDDEN if name in OF_TICKET and "{key}" in path else MISSING
            fine = status not in {FORBIDDEN, MISSING} if name in people else status == expected
            if status >= 500 or not fine:
                wrong.append(f"{name} {method} {path}: {status}")
    assert wrong == []


def test_nobody_does_anything_without_signing_in(
    promises: Promises, things: Mapping[str, Any]
) -> None:
    for method, path in ROWS:
        assert _asked(client_of(None), method, path, things, promises) == 401, f"{method} {path}"


def test_other_methods_are_refused(promises: Promises, things: Mapping[str, Any]) -> None:
    paths = {path for _method, path in ROWS}
    for path in paths:
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
            if (method, path) not in ROWS:
                status = _asked(client_of(promises.alice), method, path, things, promises)
                assert status == 405, f"{method} {path}"


def _asked(
    client: Client, method: str, path: str, things: Mapping[str, Any], w: Promises
) -> int:  # fmt: skip
    """The status of a request that says all it needs, under a version that is long past.

    A step that is allowed is refused for the version (409): each of the cast finds the same ticket.
    """
    said = {
        "tickets": {"offering": w.new_laptop.pk, "answers": {"model": "Light"}},
        "tickets/{key}/hand-off": {"department": w.finance.pk, "reason": "x"},
        "tickets/{key}/resolution": {"outcome": "fulfilled"},
        "tickets/{key}/refusal": {"reason_kind": "capacity", "text": "x"},
        "tickets/{key}/decisions": {"decision": "approve"},
        "tickets/{key}/approvals": {"people": [w.fiona.pk], "text": "x"},
        "tickets/{key}/amendments": {"answers": {}},
        "approval-policies": {"offering": w.new_laptop.pk, "stages": []},
        "tickets/{key}/confirmation": {}, "tickets/{key}/withdrawal": {},
    }.get(path, {"text": "x"})  # fmt: skip
    answer = client.generic(
        method, "/api/v1/" + path.format(key=things["ticket"]),
        json.dumps(said) if method != "GET" else "", content_type="application/json",
        headers={"If-Match": '"999"'},
    )  # fmt: skip
    return int(answer.status_code)
