"""What all tests stand on; how the ground is laid says `tests.support.ground`."""

import shutil
from pathlib import Path

import pytest

from tests.support import postgres
from tests.support.browser import browser
from tests.support.ground import HOME, ON_POSTGRES

# Once for all: a second Playwright cannot start beside the first.
__all__ = ["browser"]


def pytest_report_header() -> str:
    """Which database the tests run on."""
    return f"inward: tests on {'PostgreSQL' if ON_POSTGRES else 'SQLite'}"


def pytest_unconfigure() -> None:
    """Remove the home."""
    shutil.rmtree(HOME, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_server() -> postgres.Server:
    """A real PostgreSQL server; the test is skipped, saying why, where none can be had."""
    try:
        return postgres.server()
    except postgres.Unavailable as reason:
        pytest.skip(str(reason))


@pytest.fixture(autouse=True)
def _own_files(tmp_path: Path, settings: object) -> None:
    """Stored files of a test lie in a directory of its own."""
    settings.FILES_ROOT = tmp_path / "files"  # type: ignore[attr-defined]
