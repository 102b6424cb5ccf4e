"""The ground of all tests: a home of their own, SQLite as in production or a real PostgreSQL.

``pytest`` runs on a SQLite file with the settings of production; ``INWARD_TEST_DATABASE=postgres
pytest`` runs the same tests on a throw-away PostgreSQL server. Each process (also each of
pytest-xdist) has its own home, made before Django's settings are read: nothing of the working
directory's ``var`` is read or written.
"""

import os
import shutil
import tempfile
from pathlib import Path

import pytest

from tests.support import postgres

ON_POSTGRES = os.environ.get("INWARD_TEST_DATABASE", "sqlite").lower().startswith("postgres")
HOME = Path(tempfile.mkdtemp(prefix="inward-tests-"))

os.environ["INWARD_HOME"] = str(HOME)
os.environ["DJANGO_SETTINGS_MODULE"] = "inward.config.settings"
for _name in ("INWARD_SECRET_KEY", "INWARD_ALLOWED_HOSTS", "INWARD_DEMO", "INWARD_DEBUG"):
    os.environ.pop(_name, None)
if not ON_POSTGRES:
    os.environ.pop("INWARD_DATABASE_URL", None)
elif "PYTEST_XDIST_WORKER" not in os.environ:  # workers inherit the address of the one server
    os.environ["INWARD_DATABASE_URL"] = postgres.server().url("inward")


def pytest_configure(config: pytest.Config) -> None:
    """Read the settings in this home, and name the test database's file in it."""
    from django.conf import settings

    if not ON_POSTGRES:
        settings.DATABASES["default"]["TEST"] = {"NAME": str(HOME / "tests.sqlite3")}
    # One round of hashing per sign-in instead of 600,000: tests sign in often.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


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
