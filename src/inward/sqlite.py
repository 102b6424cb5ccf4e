"""Chooses the SQLite library: the standard one where it is safe, `pysqlite3` where it is not.

SQLite 3.7.0 to 3.51.2 can corrupt a database in WAL mode (the WAL-reset bug, fixed in 3.51.3). Long
lived distributions ship such releases, so `pysqlite3` (a drop-in of the same DB-API with its own
SQLite) takes the place of `sqlite3` before anything imports it. Where no wheel of it exists the old
one stays and ``inward doctor`` says so.
"""

import importlib
import sqlite3
import sys

FIRST_SAFE = (3, 51, 3)


def is_safe(version: tuple[int, int, int]) -> bool:
    """Whether this SQLite release is free of the WAL-reset bug."""
    return version >= FIRST_SAFE


def use_safe_sqlite() -> None:
    """Let ``import sqlite3`` mean `pysqlite3` where the standard library's SQLite is unsafe."""
    if is_safe(sqlite3.sqlite_version_info):
        return
    try:
        replacement = importlib.import_module("pysqlite3")
        dbapi2 = importlib.import_module("pysqlite3.dbapi2")
    except ImportError:
        return
    sys.modules["sqlite3"] = replacement
    sys.modules["sqlite3.dbapi2"] = dbapi2
