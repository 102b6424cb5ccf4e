"""Checks of the kernel: the database itself, the audit, seals, jobs, files."""

import sqlite3
from datetime import timedelta

from django.apps import apps
from django.db import connection
from django.db.models import Count

from inward.kernel import audit, seals, shelves
from inward.kernel.clock import now
from inward.kernel.invariants import Verdict, check, fine, none_of, warning, wrong
from inward.kernel.models import AuditHead, Job, StoredFile
from inward.sqlite import FIRST_SAFE, is_safe

OVERDUE = timedelta(minutes=10)
PAST_LEASE = timedelta(seconds=10)
# A file is written just before its row commits.
YOUNG_FILE_SECONDS = 3600
OLDEST_POSTGRESQL = 14


@check("database")
def database() -> Verdict:
    """Version and settings of the database: what is safe with several writers and power cuts."""
    return _sqlite() if connection.vendor == "sqlite" else _postgresql()


def _sqlite() -> Verdict:
    journal, synchronous = _value("PRAGMA journal_mode"), _value("PRAGMA synchronous")
    said = f"SQLite {sqlite3.sqlite_version}, journal {journal}, synchronous {synchronous}"
    if journal != "wal" or synchronous not in {"2", "3"}:
        return wrong(f"{said}: it must be wal and 2 (full)")
    if not is_safe(sqlite3.sqlite_version_info):
        safe = ".".join(str(part) for part in FIRST_SAFE)
        return warning(f"{said}: older than {safe}, with the WAL-reset bug; use PostgreSQL")
    return fine(said)


def _postgresql() -> Verdict:
    version, commit = _value("SHOW server_version"), _value("SHOW synchronous_commit")
    said = f"PostgreSQL {version}, synchronous_commit {commit}"
    if commit == "off" or _value("SHOW fsync") == "off":
        return wrong(f"{said}: acknowledged writes can be lost")
    if int(version.split(".", maxsplit=1)[0]) < OLDEST_POSTGRESQL:
        return wrong(f"{said}: older than {OLDEST_POSTGRESQL}")
    return fine(said)


@check("integrity")
def integrity() -> Verdict:
    """The pages of the database file are whole (SQLite); PostgreSQL keeps checksums of its own."""
    if connection.vendor != "sqlite":
        return fine("kept by the server")
    said = _value("PRAGMA quick_check(3)")
    return fine("whole") if said == "ok" else wrong(said)


@check("foreign keys")
def foreign_keys() -> Verdict:
    """Every foreign key points to a row."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA foreign_key_check")
            faults = [f"{table} row {row} misses one of {parent}"
                      for table, row, parent, _ in cursor.fetchall()]  # fmt: skip
        else:
            cursor.execute("SELECT conname FROM pg_constraint WHERE NOT convalidated")
            faults = [f"constraint {name} is not validated" for (name,) in cursor.fetchall()]
    return none_of(faults, fine_words="all point to a row")


@check("audit chain")
def audit_chain() -> Verdict:
    """No entry of the audit was changed, removed or slipped in."""
    faults = audit.verify()
    head = AuditHead.objects.filter(pk=1).first()
    entries = head.ordinal if head else 0
    ending = f", head {head.digest[:16]}" if head and head.digest else ""
    return none_of(faults, fine_words=f"whole: {entries:,} entries{ending}")


@check("append-only tables")
def append_only_tables() -> Verdict:
    """The tables that are append-only refuse changes in the database itself."""
    expected = {
        model._meta.db_table
        for model in apps.get_models()
        if isinstance(model._default_manager, seals.AppendOnlyManager)
    }
    missing = sorted(expected - seals.sealed(connection))
    faults = [f"{table} is not sealed" for table in missing]
    return none_of(faults, fine_words=f"{len(expected)} sealed")


@check("jobs waiting")
def jobs_waiting() -> Verdict:
    """Nothing due waits long, no lease is long over: some worker is at work."""
    at = now()
    overdue = Job.objects.filter(state=Job.State.PENDING, run_at__lt=at - OVERDUE).count()
    stuck = Job.objects.filter(state=Job.State.RUNNING, lease_until__lt=at - PAST_LEASE).count()
    if overdue or stuck:
        return wrong(
            f"{overdue:,} jobs and deliveries due for over 10 minutes, {stuck:,} with a lease long "
            "over: is a worker running (inward worker)?"
        )
    waiting = Job.objects.filter(state=Job.State.PENDING).count()
    return fine(f"{waiting:,} waiting, none overdue")


@check("failed jobs")
def failed_jobs() -> Verdict:
    """No job has failed for good."""
    failed = (
        Job.objects.filter(state__in=(Job.State.DEAD, Job.State.PARKED))
        .values_list("state", "task")
        .annotate(times=Count("pk"))
        .order_by("state", "task")
    )
    faults = [f"{times:,} {state}: {task}" for state, task, times in failed]
    return none_of(faults, fine_words="none")


@check("files")
def stored_files() -> Verdict:
    """Every row has its file, every file its row, and sizes agree."""
    rows = dict(StoredFile.objects.values_list("token", "size"))
    faults, seen = [], set()
    for kept in shelves.shelf().listed():
        seen.add(kept.token)
        if kept.token not in rows and kept.age > YOUNG_FILE_SECONDS:
            faults.append(f"file {kept.token} has no row")
        elif kept.token in rows and kept.size != rows[kept.token]:
            faults.append(f"file {kept.token} has {kept.size} bytes, not {rows[kept.token]}")
    faults += [f"the file of row {token} is missing" for token in sorted(rows.keys() - seen)]
    return none_of(faults, fine_words=f"{len(rows):,} files")


def _value(statement: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return str(cursor.fetchone()[0])
