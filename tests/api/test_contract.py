"""The API keeps its own description: whatever is sent, no answer is a 5xx or off its schema."""

from typing import Any

import pytest
import schemathesis
from django.conf import settings as django_settings
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance

from inward.config.wsgi import application
from tests.api.test_tickets import asked, signed
from tests.support.world_promises import Promises

TOKEN = "a" * 32


@pytest.fixture
def description(promises: Promises) -> Any:
    """The API as it describes itself, with a ticket in it."""
    asked(promises)
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)


schema = schemathesis.pytest.from_fixture("description")


@schema.parametrize()
@settings(
    max_examples=20,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_no_input_breaks_the_server(case: schemathesis.Case, promises: Promises) -> None:
    session = signed(promises.ian).cookies[django_settings.SESSION_COOKIE_NAME].value
    answer = case.call(
        cookies={
            django_settings.SESSION_COOKIE_NAME: session,
            django_settings.CSRF_COOKIE_NAME: TOKEN,
        },
        headers={"X-CSRFToken": TOKEN},
    )
    case.validate_response(answer, checks=[not_a_server_error, response_schema_conformance])
