"""Eight processes write to one SQLite file with the settings of production; none is refused."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

from django.conf import settings

from inward.config import environment
from inward.sqlite import is_safe

WRITERS, EACH = 8, 40
ROOT = Path(__file__).resolve().parents[2]

# Each writes as actions do: reads first, then writes, in one transaction, audited.
WRITER = """
import sys
import django
django.setup()
from django.db import OperationalError, transaction
from inward.kernel import audit, jobs
from inward.kernel.clock import now
from inward.kernel.models import Job

failed = 0
for number in range(int(sys.argv[2])):
    try:
        with transaction.atomic():
            seen = Job.objects.count()
            jobs.enqueue("made", {"by": sys.argv[1], "seen": seen})
            audit.record(actor_id=None, action="made", subject="job", subject_id=number,
                         detail={}, at=now())
    except OperationalError as error:
        failed += 1
        print(error, file=sys.stderr)
sys.exit(min(failed, 99))
"""


def environment_of(home: Path) -> dict[str, str]:
    """That of an installation of its own, on SQLite."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("INWARD_")}
    return kept | {
        "INWARD_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "inward.config.settings",
        "PYTHONPATH": str(ROOT / "src"),
    }


def test_eight_writers_and_no_database_is_locked(tmp_path: Path) -> None:
    home = tmp_path / "home"
    given = environment_of(home)
    migrate = [sys.executable, "-m", "inward", "migrate"]
    subprocess.run(migrate, env=given, check=True, capture_output=True, timeout=60)
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(number), str(EACH)],
            env=given, stderr=subprocess.PIPE, text=True,
        )
        for number in range(WRITERS)
    ]  # fmt: skip
    said = [writer.communicate(timeout=120)[1] for writer in writers]
    assert [writer.returncode for writer in writers] == [0] * WRITERS, said
    database = sqlite3.connect(home / "inward.sqlite3")
    [(jobs,)] = database.execute("SELECT count(*) FROM kernel_job WHERE task = 'made'")
    [(entries,)] = database.execute("SELECT count(*) FROM kernel_auditentry WHERE action = 'made'")
    [(journal,)] = database.execute("PRAGMA journal_mode")
    assert (jobs, entries, journal) == (WRITERS * EACH, WRITERS * EACH, "wal")
    for path in home.iterdir():
        assert path.stat().st_mode & 0o077 == 0, f"{path.name} can be read by others"
    assert home.stat().st_mode & 0o777 == 0o700


def test_the_settings_behind_it(tmp_path: Path) -> None:
    options = environment.database(tmp_path)["OPTIONS"] if not _given() else None
    if options is not None:
        assert options["transaction_mode"] == "IMMEDIATE"
        assert options["timeout"] == 20
        assert "synchronous=FULL" in options["init_command"]
    assert not settings.DATABASES["default"].get("ATOMIC_REQUESTS")
    assert is_safe(sqlite3.sqlite_version_info), "pysqlite3 stands in for the system's SQLite"
    assert not any("cache.middleware" in one.lower() for one in settings.MIDDLEWARE)


def _given() -> bool:
    return bool(os.environ.get("INWARD_DATABASE_URL"))
