"""Checks what must hold (``inward doctor``): the database, the files, the jobs, every slice's own.

Before there is a database it says so and makes nothing: no home, no key, no file.
"""

import importlib
import importlib.util
import os
import shutil
import sqlite3
import stat
import sys
from pathlib import Path

import django
from django.apps import apps
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor

from inward.kernel.invariants import CHECKS, Level, Verdict, check, fine, warning, wrong
from inward.sqlite import is_safe

LITTLE_DISK = 500 * 1024 * 1024
HARDLY_ANY_DISK = 200 * 1024 * 1024
_MARKS = {Level.FINE: "ok     ", Level.WARNING: "WARNING", Level.WRONG: "WRONG  "}


def doctor() -> None:
    """Check what must hold; one line a check. Exit 1 if something is wrong."""
    if not installed():
        _say_what_is_here()
        return
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "inward.config.settings")
    django.setup()
    worst = max((_told(name, verdict) for name, verdict in examined()), default=Level.FINE)
    if worst is Level.WRONG:
        raise SystemExit(1)


def installed() -> bool:
    """Whether there is a database to look at; asks without making anything."""
    return bool(os.environ.get("INWARD_DATABASE_URL")) or (_home() / "inward.sqlite3").exists()


def examined() -> list[tuple[str, Verdict]]:
    """Run every check of every slice, in the order in which slices stand in the settings.

    With no migration pending; else only what needs no table of a newer version is run.
    """
    first = [(name, _run(name)) for name in ("migrations", "secret key", "home", "disk")]
    if first[0][1].level is Level.WRONG:
        return first
    load()
    others = [name for name in CHECKS if name not in dict(first)]
    return first + [(name, _run(name)) for name in others]


def load() -> None:
    """Import the module ``checks`` of every slice that has one."""
    for config in apps.get_app_configs():
        name = f"{config.name}.checks"
        if config.name.startswith("inward.") and importlib.util.find_spec(name):
            importlib.import_module(name)


@check("migrations")
def migrations() -> Verdict:
    """The database answers and is of this version."""
    try:
        waiting = pending()
    except Error as error:
        return wrong(f"the database does not answer: {str(error).strip()}")
    if waiting:
        return wrong(f"{waiting} pending: run inward migrate (inward up does it too)")
    return fine("none pending")


def pending() -> int:
    """How many migrations the database lacks. Raises django.db.Error when it does not answer."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


@check("secret key")
def secret_key() -> Verdict:
    """The secret key can be read by its owner alone."""
    if os.environ.get("INWARD_SECRET_KEY"):
        return fine("given by the environment")
    path = _home() / "secret.key"
    if not path.exists():
        return wrong(f"{path} is missing")
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        return wrong(f"{path} has mode {mode:04o}; others can read it: chmod 600")
    return fine(f"mode {mode:04o}")


@check("home")
def home_directory() -> Verdict:
    """The database in the home can be read by its owner alone: by its own mode or the home's."""
    home, path = _home(), _home() / "inward.sqlite3"
    if not path.exists():
        return fine("no database in it")
    modes = [stat.S_IMODE(one.stat().st_mode) for one in (home, path)]
    if all(mode & 0o077 for mode in modes):
        return wrong(f"{home} has mode {modes[0]:04o}: others can read the database: chmod 700")
    return fine(f"mode {modes[0]:04o}")


@check("disk")
def disk() -> Verdict:
    """There is room for the database and for files."""
    free = shutil.disk_usage(_nearest(_home())).free
    said = f"{free // (1024 * 1024):,} MB free at {_home()}"
    if free < HARDLY_ANY_DISK:
        return wrong(f"{said}: less than 200 MB")
    if free < LITTLE_DISK:
        return warning(f"{said}: less than 500 MB")
    return fine(said)


def _home() -> Path:
    return Path(os.environ.get("INWARD_HOME", "var")).resolve()


def _nearest(path: Path) -> Path:
    """The path or the nearest folder above that exists."""
    return next(folder for folder in (path, *path.parents) if folder.exists())


def _run(name: str) -> Verdict:
    """A check that cannot be made is wrong too, and stops no other."""
    try:
        return CHECKS[name].run()
    except Exception as error:
        return wrong(f"the check itself failed: {type(error).__name__}: {error}")


def _told(name: str, verdict: Verdict) -> Level:
    sys.stdout.write(f"{_MARKS[verdict.level]}  {name}: {verdict.words}\n")
    return verdict.level


def _say_what_is_here() -> None:
    """Before the first start: what can be said without a database."""
    version = sqlite3.sqlite_version
    unsafe = warning(f"{version} has the WAL-reset bug: prefer PostgreSQL")
    _told("SQLite", fine(version) if is_safe(sqlite3.sqlite_version_info) else unsafe)
    _told("disk", disk())
    sys.stdout.write(f"There is no database yet (looked in {_home()}): run inward up.\n")
