"""Health: alive without a database, ready only with a database of this version."""

import json
from typing import Any

import pytest
from django.db import OperationalError
from django.test import RequestFactory

from inward.config import health


@pytest.fixture(autouse=True)
def _forget() -> None:
    health._known_migrated.cache_clear()


def _ask(view: Any, method: str = "GET") -> tuple[int, dict[str, str]]:
    answer = view(RequestFactory().generic(method, "/"))
    return answer.status_code, json.loads(answer.content or "{}")


def test_alive_asks_nothing_of_the_database() -> None:
    assert _ask(health.healthz) == (200, {"status": "alive"})


@pytest.mark.django_db
def test_ready_when_the_database_is_of_this_version() -> None:
    assert _ask(health.readyz) == (200, {"status": "ready"})


@pytest.mark.django_db
def test_ready_costs_one_statement_once_it_was_found(django_assert_num_queries: Any) -> None:
    _ask(health.readyz)
    with django_assert_num_queries(1):
        _ask(health.readyz)


@pytest.mark.django_db
def test_not_ready_while_migrations_are_pending(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "pending", lambda: 2)
    assert _ask(health.readyz) == (503, {"status": "not ready", "reason": "migrations"})


def test_not_ready_when_the_database_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    class Away:
        def cursor(self) -> None:
            raise OperationalError("secret host name")

    monkeypatch.setattr(health, "connection", Away())
    assert _ask(health.readyz) == (503, {"status": "not ready", "reason": "database"})


@pytest.mark.parametrize("view", [health.healthz, health.readyz])
def test_health_is_only_read(view: Any) -> None:
    assert view(RequestFactory().post("/")).status_code == 405
