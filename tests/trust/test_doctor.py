"""The doctor sees what the other tests of it do not break: database, versions, releases."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from inward.config import doctor
from inward.kernel import checks as kernel
from inward.kernel.clock import now
from inward.kernel.invariants import CHECKS, Level
from inward.measures.checks import answers_of_five_or_none
from inward.measures.models import Figure
from inward.network.checks import ratings_of_five_or_none
from inward.network.models import RelationFigure
from tests.support.world import World
from tests.trust.test_writers import environment_of

# Of a page of 4096 bytes each; the first holds the schema.
DAMAGED = slice(20 * 4096, 60 * 4096)


def run(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """A command of ours in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "inward", *words], env=environment_of(home), check=False,
        capture_output=True, text=True, timeout=90,
    )  # fmt: skip


def test_a_fresh_installation_is_all_fine_until_it_is_broken(tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert run(home, "migrate").returncode == 0
    fresh = run(home, "doctor")
    assert fresh.returncode == 0, fresh.stdout
    assert all(line.startswith("ok ") for line in fresh.stdout.splitlines()), fresh.stdout
    file = home / "inward.sqlite3"
    _written_back(file)
    whole = file.read_bytes()
    _written_back(file, "DELETE FROM django_migrations WHERE app = 'network'")
    behind = run(home, "doctor")
    assert behind.returncode == 1
    assert "WRONG    migrations" in behind.stdout
    _written_back(file)
    # Pages in the middle are overwritten, as a dying disk does.
    file.write_bytes(whole[: DAMAGED.start] + os.urandom(40 * 4096) + whole[DAMAGED.stop :])
    broken = run(home, "doctor")
    assert broken.returncode == 1
    assert "WRONG    integrity" in broken.stdout or "malformed" in broken.stdout, broken.stdout
    assert "Traceback" not in broken.stdout + broken.stderr


def _written_back(file: Path, statement: str = "SELECT 1") -> None:
    """Run a statement; afterwards all stands in the one file."""
    database = sqlite3.connect(file)
    database.execute(statement)
    database.commit()
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()


@pytest.mark.django_db(transaction=True)
def test_a_database_that_may_lose_writes_is_found() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL: synchronous_commit is set by every connection of ours")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous = OFF")
        assert kernel.database().level is Level.WRONG
        cursor.execute("PRAGMA synchronous = FULL")
    assert kernel.database().level is Level.FINE


def test_a_figure_of_few_answers_is_found(world: World) -> None:
    assert answers_of_five_or_none().level is Level.FINE
    figure = Figure.objects.create(
        cut="supplier", kpi="satisfaction_customer", value=4.0, n=5, supplier=world.it
    )
    assert answers_of_five_or_none().level is Level.FINE
    Figure.objects.filter(pk=figure.pk).update(n=4)
    assert answers_of_five_or_none().level is Level.WRONG
    Figure.objects.filter(pk=figure.pk).update(n=500, cut="month")
    assert answers_of_five_or_none().level is Level.WRONG


def test_a_relation_rated_by_few_is_found(world: World) -> None:
    numbers = dict.fromkeys(
        ("tickets", "kept_n", "kept", "resolve_n", "handoffs", "ping_pong", "reopened", "backlog",
         "silent", "slow", "tickets_recent", "kept_n_recent", "kept_recent", "elapsed_minutes",
         "strength"), 0,
    )  # fmt: skip
    row = RelationFigure.objects.create(
        supplier=world.it, customer=world.marketing, first_at=now(), last_at=now(), score_n=5,
        score_mean=4.0, **numbers,
    )  # fmt: skip
    assert ratings_of_five_or_none().level is Level.FINE
    RelationFigure.objects.filter(pk=row.pk).update(score_n=4)
    assert ratings_of_five_or_none().level is Level.WRONG
    RelationFigure.objects.filter(pk=row.pk).update(score_n=0)
    assert ratings_of_five_or_none().level is Level.WRONG


def test_all_that_is_promised_is_checked() -> None:
    doctor.load()
    assert {
        "foreign keys", "audit chain", "tickets: state against log", "tickets: ledger sums",
        "tickets: clocks against log", "jobs waiting", "failed jobs", "files", "database",
        "tickets: restricted stay restricted", "measures: answers of five or none",
        "network: ratings of five or none",
    } <= set(CHECKS)  # fmt: skip
