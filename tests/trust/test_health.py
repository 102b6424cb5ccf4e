"""The health page tells administrators which database it is; the doctor finds an open home."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from inward.config import doctor
from inward.kernel.invariants import Level
from tests.support.world import World
from tests.web.pages import client_of


def test_administrators_alone_are_told_version_and_journal(signed_world: World) -> None:
    told: Any = client_of(signed_world.adam).get("/readyz").json()
    assert told["status"] == "ready"
    expected = "SQLite 3." if connection.vendor == "sqlite" else "PostgreSQL "
    assert told["database"].startswith(expected)
    if connection.vendor == "sqlite":
        assert "journal wal, synchronous 2" in told["database"]
    for person in (signed_world.alice, None):
        assert client_of(person).get("/readyz").json() == {"status": "ready"}


def test_a_database_that_others_can_read_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INWARD_HOME", str(tmp_path))
    tmp_path.chmod(0o755)
    assert doctor.home_directory().level is Level.FINE
    file = tmp_path / "inward.sqlite3"
    file.touch()
    file.chmod(0o644)
    assert doctor.home_directory().level is Level.WRONG
    file.chmod(0o600)
    assert doctor.home_directory().level is Level.FINE
    file.chmod(0o644)
    tmp_path.chmod(0o700)
    assert doctor.home_directory().level is Level.FINE
