"""The content of all tables as one digest each: what a request or a command has changed."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

# Tables that reading pages may change, each with its reason.
CHANGED_BY_READING = {
    "django_session": "a session's expiry moves on",
}


def digests(*, without: frozenset[str] = frozenset()) -> dict[str, str]:
    """A digest of each table's rows, whatever their order. Cost: reads the whole database."""
    with connection.cursor() as cursor:
        names = sorted(set(connection.introspection.table_names(cursor)) - without)
        return {name: _digest(cursor, name) for name in names}


@contextmanager
def nothing_changes(*, but: frozenset[str] = frozenset(CHANGED_BY_READING)) -> Iterator[None]:
    """Fails when the block changes any row of a table that is not among `but`."""
    before = digests(without=but)
    yield
    after = digests(without=but)
    changed = sorted(name for name in before | after if before.get(name) != after.get(name))
    assert not changed, f"reading changed {', '.join(changed)}"


def _digest(cursor: object, table: str) -> str:
    cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # type: ignore[attr-defined]
    rows = sorted(repr(row) for row in cursor.fetchall())  # type: ignore[attr-defined]
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()
