"""Seals: append-only tables. A trigger in the database refuses UPDATE, DELETE and TRUNCATE.

The model refuses too (`AppendOnlyQuerySet`), but raw SQL and other programs pass it by. A table is
sealed in a migration: ``operations = [seals.append_only("kernel_auditentry")]``. On SQLite a later
migration that rebuilds the table drops its triggers: seal it again there (``inward doctor`` looks).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Never, TypeVar

from django.db import migrations, models
from django.db.backends.base.base import BaseDatabaseWrapper

M = TypeVar("M", bound=models.Model)

_PREFIX = "inward_seal"
_FUNCTION = f"{_PREFIX}_refuse"


class AppendOnlyQuerySet(models.QuerySet[M]):
    """A query set that adds and reads, and refuses all else."""

    def update(self, **kwargs: Any) -> Never:
        """Refused."""
        raise TypeError(f"{self.model.__name__} is append-only, not to be updated ({kwargs})")

    def delete(self) -> Never:
        """Refused."""
        raise TypeError(f"{self.model.__name__} is append-only, not to be deleted")


AppendOnlyManager = models.Manager.from_queryset(AppendOnlyQuerySet)


def append_only(table: str) -> migrations.RunPython:
    """The migration operation that seals a table; going back lifts the seal."""
    return migrations.RunPython(
        lambda _apps, editor: seal(editor.connection, table),
        lambda _apps, editor: unseal(editor.connection, table),
    )


def seal(connection: BaseDatabaseWrapper, table: str) -> None:
    """Make the database refuse changes to the table's rows. Harmless when sealed already."""
    unseal(connection, table)
    _execute(connection, _SEAL[connection.vendor], table)


def unseal(connection: BaseDatabaseWrapper, table: str) -> None:
    """Lift the seal. For migrations, `lifted` and emptying a test's database, nothing else."""
    _execute(connection, _UNSEAL[connection.vendor], table)


@contextmanager
def lifted(connection: BaseDatabaseWrapper, table: str) -> Iterator[None]:
    """Lift the seal inside the caller's transaction, for what the law asks to be forgotten.

    The seal is back before the block ends, also when it fails; a transaction that breaks restores
    it. On PostgreSQL all others wait for the table until the transaction ends.
    """
    unseal(connection, table)
    try:
        yield
    finally:
        if not connection.needs_rollback:
            seal(connection, table)


def sealed(connection: BaseDatabaseWrapper) -> frozenset[str]:
    """The names of all sealed tables."""
    with connection.cursor() as cursor:
        cursor.execute(_SEALED[connection.vendor], [f"{_PREFIX}\\_delete%"])
        return frozenset(str(row[0]) for row in cursor.fetchall())


def _execute(connection: BaseDatabaseWrapper, statements: tuple[str, ...], table: str) -> None:
    quoted = connection.ops.quote_name(table)
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement.format(table=quoted, name=table, prefix=_PREFIX))


_SEAL: dict[str, tuple[str, ...]] = {
    "sqlite": tuple(
        f"CREATE TRIGGER {{prefix}}_{verb}_{{name}} BEFORE {verb.upper()} ON {{table}} "
        "BEGIN SELECT RAISE(ABORT, '{name} is append-only'); END"
        for verb in ("update", "delete")
    ),
    "postgresql": (
        f"CREATE OR REPLACE FUNCTION {_FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN RAISE EXCEPTION '%% is append-only', TG_TABLE_NAME "
        "USING ERRCODE = 'integrity_constraint_violation'; END $$".replace("%%", "%"),
        "CREATE TRIGGER {prefix}_update_{name} BEFORE UPDATE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {_FUNCTION}()",
        "CREATE TRIGGER {prefix}_delete_{name} BEFORE DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {_FUNCTION}()",
        "CREATE TRIGGER {prefix}_truncate_{name} BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {_FUNCTION}()",
    ),
}
_UNSEAL: dict[str, tuple[str, ...]] = {
    "sqlite": tuple(
        f"DROP TRIGGER IF EXISTS {{prefix}}_{verb}_{{name}}" for verb in ("update", "delete")
    ),
    "postgresql": tuple(
        f"DROP TRIGGER IF EXISTS {{prefix}}_{verb}_{{name}} ON {{table}}"
        for verb in ("update", "delete", "truncate")
    ),
}
_SEALED = {
    "sqlite": (
        "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s ESCAPE '\\'"
    ),
    "postgresql": (
        "SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
        "WHERE NOT t.tgisinternal AND t.tgname LIKE %s"
    ),
}
