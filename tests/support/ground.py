"""The ground of all tests, laid when this module is imported: a home of their own, the settings.

Each process (also each of pytest-xdist) has its own home, made before Django's settings are read:
nothing of the working directory's ``var`` is read or written. SQLite is a file with the settings of
production; with ``INWARD_TEST_DATABASE=postgres`` there is a throw-away PostgreSQL server instead.
"""

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

import django
from django.conf import settings

from tests.support import postgres

ON_POSTGRES = os.environ.get("INWARD_TEST_DATABASE", "sqlite").lower().startswith("postgres")
HOME = Path(tempfile.mkdtemp(prefix="inward-tests-"))


def lay() -> None:
    """Set the environment, read the settings in it, load all slices."""
    atexit.register(shutil.rmtree, HOME, ignore_errors=True)
    _environment()
    if not ON_POSTGRES:
        test = settings.DATABASES["default"].setdefault("TEST", {})
        test["NAME"] = str(HOME / "tests.sqlite3")
    # One round of hashing per sign-in instead of 600,000: tests sign in often.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    django.setup()
    _lift_seals_when_emptying()
    _learn_words_at_once()


def _environment() -> None:
    os.environ["INWARD_HOME"] = str(HOME)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "inward.config.settings")
    for name in ("INWARD_SECRET_KEY", "INWARD_ALLOWED_HOSTS", "INWARD_DEMO", "INWARD_DEBUG"):
        os.environ.pop(name, None)
    if not ON_POSTGRES:
        os.environ.pop("INWARD_DATABASE_URL", None)
    elif "PYTEST_XDIST_WORKER" not in os.environ:  # workers inherit the address of the one server
        os.environ["INWARD_DATABASE_URL"] = postgres.server().url("inward")


def _lift_seals_when_emptying() -> None:
    """Append-only tables refuse to be emptied, as must be after a test with real transactions."""
    from django.db.backends.base.operations import BaseDatabaseOperations

    from inward.kernel import seals
    from inward.kernel.search import tables, vocabulary
    from inward.tickets.words import INDEX

    empty = BaseDatabaseOperations.execute_sql_flush

    def emptied(self: BaseDatabaseOperations, sql_list: Iterable[str]) -> None:
        sealed = seals.sealed(self.connection)
        for table in sealed:
            seals.unseal(self.connection, table)
        empty(self, sql_list)
        for table in sealed:
            seals.seal(self.connection, table)
        tables.empty(self.connection, INDEX)
        vocabulary.forget(INDEX)

    BaseDatabaseOperations.execute_sql_flush = emptied  # type: ignore[method-assign]


def _learn_words_at_once() -> None:
    """A test's transaction never commits; on PostgreSQL words are learnt after a commit."""
    from inward.kernel.search import vocabulary

    vocabulary.after_commit = False


lay()
