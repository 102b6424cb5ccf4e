"""What the second run of the suite, on PostgreSQL, need not repeat: tests without a database.

As a pytest plugin (``-p tests.support.both_databases``) it leaves out the tests that never touch
the database; as a program it says whether PostgreSQL can be had here (exit 1, the reason, if not).
"""

import sys

import pytest

from tests.support import postgres

# Fixtures of pytest-django that open the database.
OPENING = frozenset({"db", "transactional_db", "live_server", "django_db_serialized_rollback"})


def touches_database(item: pytest.Item) -> bool:
    """Whether a test is marked to use the database or asks for a fixture that does."""
    if item.get_closest_marker("django_db"):
        return True
    return bool(OPENING & set(getattr(item, "fixturenames", ())))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep the tests that touch the database; count the others as deselected."""
    kept = [item for item in items if touches_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if not touches_database(item)])
    items[:] = kept


if __name__ == "__main__":
    try:
        postgres.server()
    except postgres.Unavailable as reason:
        sys.stdout.write(f"{reason}\n")
        sys.exit(1)
