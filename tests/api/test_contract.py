"""The API keeps its own description: whatever is sent, no answer is a 5xx or off its schema."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import schemathesis
from django.conf import settings as django_settings
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance

from inward.config.wsgi import application
from tests.api.test_tickets import asked, signed
from tests.support.world_promises import Promises

TOKEN = "a" * 32
# The same few draws a route in every run: what is found once is found again.
FEW = settings(
    max_examples=20,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@contextmanager
def one_connection() -> Iterator[None]:
    """Requests do not close the test's connection at their end (as Django's own client does)."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_no_input_breaks_the_server(promises: Promises) -> None:
    asked(promises)
    cookies = {
        django_settings.SESSION_COOKIE_NAME: signed(promises.ian)
        .cookies[django_settings.SESSION_COOKIE_NAME]
        .value,
        django_settings.CSRF_COOKIE_NAME: TOKEN,
    }
    with one_connection():
        schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
        tried = [_try(_operation(found), cookies) for found in schema.get_all_operations()]
    assert len(tried) >= 14


def _operation(found: Any) -> Any:
    return found.ok()


def _try(operation: Any, cookies: dict[str, str]) -> str:
    @FEW
    @given(case=operation.as_strategy())
    def send(case: schemathesis.Case[Any]) -> None:
        answer = case.call(cookies=cookies, headers={"X-CSRFToken": TOKEN})
        case.validate_response(answer, checks=[not_a_server_error, response_schema_conformance])

    send()
    return str(operation.label)
