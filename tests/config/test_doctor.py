"""The doctor finds what is wrong, says it in a line, and makes nothing where there is nothing."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from inward.config import doctor
from inward.kernel import audit, files, jobs, leases, seals, shelves, worker
from inward.kernel.clock import now
from inward.kernel.invariants import CHECKS, Check, Level, Verdict, check, fine, none_of, wrong
from inward.kernel.models import Job

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
KERNEL = ("database", "integrity", "foreign keys", "audit chain", "append-only tables",
          "jobs waiting", "failed jobs", "files")  # fmt: skip


@pytest.fixture(autouse=True)
def _loaded() -> None:
    doctor.load()


def _verdict(name: str) -> Verdict:
    return CHECKS[name].run()


def _overdue() -> None:
    jobs.enqueue("kernel.purge", {}, run_at=now() - timedelta(minutes=11))


def _stuck() -> None:
    jobs.enqueue("kernel.purge", {})
    leases.claim(worker="gone", lease=timedelta(minutes=-1), at=now())


def _dead() -> None:
    jobs.enqueue("kernel.purge", {})
    Job.objects.update(state=Job.State.DEAD)


def _parked() -> None:
    jobs.enqueue("no.such", {})
    worker.drain()


def _store() -> str:
    return files.store([b"hello"], name="a.txt", created_by_id=None, at=now()).token


def _file_without_row() -> None:
    path = shelves.Directory(shelves.directory()).path("ab" * 16)
    path.parent.mkdir(parents=True)
    path.write_bytes(b"x")
    os.utime(path, (0, 0))


def _row_without_file() -> None:
    shelves.Directory(shelves.directory()).path(_store()).unlink()


def _file_cut_short() -> None:
    shelves.Directory(shelves.directory()).path(_store()).write_bytes(b"he")


def _audit_changed() -> None:
    audit.record(actor_id=1, action="a", subject="s", subject_id=1, detail={}, at=now())
    seals.unseal(connection, "kernel_auditentry")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE kernel_auditentry SET actor_id = 2")
    seals.seal(connection, "kernel_auditentry")


def _seal_lifted() -> None:
    seals.unseal(connection, "kernel_auditentry")


@pytest.mark.parametrize("name", KERNEL)
def test_a_sound_installation_is_fine(name: str) -> None:
    if name == "database" and connection.vendor == "postgresql":
        pytest.skip("the test server runs with fsync off, which the doctor rightly finds")
    verdict = _verdict(name)
    assert verdict.level is Level.FINE, verdict.words


@pytest.mark.parametrize(
    ("damage", "name", "said"),
    [
        (_overdue, "jobs waiting", "1 jobs and deliveries due"),
        (_stuck, "jobs waiting", "1 with a lease long over"),
        (_dead, "failed jobs", "1 dead: kernel.purge"),
        (_parked, "failed jobs", "1 parked: no.such"),
        (_file_without_row, "files", "has no row"),
        (_row_without_file, "files", "is missing"),
        (_file_cut_short, "files", "has 2 bytes, not 5"),
        (_audit_changed, "audit chain", "entry 1 was changed"),
        (_seal_lifted, "append-only tables", "kernel_auditentry is not sealed"),
    ],
)
def test_damage_is_found(damage: Callable[[], None], name: str, said: str) -> None:
    damage()
    verdict = _verdict(name)
    assert verdict.level is Level.WRONG
    assert said in verdict.words


def test_a_file_whose_row_is_just_being_written_is_no_fault() -> None:
    path = shelves.Directory(shelves.directory()).path("ab" * 16)
    path.parent.mkdir(parents=True)
    path.write_bytes(b"x")
    assert _verdict("files").level is Level.FINE


def test_a_row_that_points_nowhere_is_found() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL refuses such a row itself")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA defer_foreign_keys = ON")
        cursor.execute(
            "INSERT INTO auth_group_permissions (group_id, permission_id) VALUES (999, 999)"
        )
        assert "auth_group_permissions" in _verdict("foreign keys").words
        cursor.execute("DELETE FROM auth_group_permissions")


def test_a_secret_key_that_others_can_read_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INWARD_HOME", str(tmp_path))
    assert "missing" in doctor.secret_key().words
    key = tmp_path / "secret.key"
    key.write_text("x")
    key.chmod(0o644)
    assert doctor.secret_key().level is Level.WRONG
    key.chmod(0o600)
    assert doctor.secret_key().level is Level.FINE
    monkeypatch.setenv("INWARD_SECRET_KEY", "x")
    assert "environment" in doctor.secret_key().words


@pytest.mark.parametrize(
    ("free", "level"), [(10**12, Level.FINE), (400 * 2**20, Level.WARNING), (2**20, Level.WRONG)]
)
def test_little_room_is_found(free: int, level: Level, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage("/")._replace(free=free)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage)
    assert doctor.disk().level is level


def test_a_check_that_breaks_is_wrong_and_stops_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> Verdict:
        raise RuntimeError("no")

    monkeypatch.setitem(CHECKS, "broken", Check("broken", broken))
    found = dict(doctor.examined())
    assert found["broken"] == wrong("the check itself failed: RuntimeError: no")
    assert set(KERNEL) | {"migrations", "secret key", "disk"} <= set(found)


def test_a_name_is_given_to_one_check_only() -> None:
    with pytest.raises(ValueError, match="files"):
        check("files")(lambda: fine("another"))


def test_many_faults_are_told_in_short() -> None:
    assert none_of(list("abcde"), fine_words="x").words == "a; b; c; and 2 more"


def _doctor(home: Path, **more: str) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("INWARD_")}
    environment |= {"INWARD_HOME": str(home), "PYTHONPATH": str(ROOT / "src"), **more}
    return subprocess.run(
        [sys.executable, "-c", "from inward.config.cli import main; main()", "doctor"],
        cwd=home.parent,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_where_there_is_nothing_it_says_so_and_makes_nothing(tmp_path: Path) -> None:
    done = _doctor(tmp_path / "home")
    assert done.returncode == 0, done.stderr
    assert "There is no database yet" in done.stdout
    assert "inward up" in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_a_database_that_does_not_answer_is_wrong(tmp_path: Path) -> None:
    done = _doctor(tmp_path / "home", INWARD_DATABASE_URL="postgres://x:y@127.0.0.1:1/none")
    assert done.returncode == 1
    assert "does not answer" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
