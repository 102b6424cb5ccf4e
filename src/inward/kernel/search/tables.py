"""The tables of an index: made in a migration of the slice they belong to, by name.

``NAME`` holds the documents (SQLite: FTS5 without content; PostgreSQL: id and ``tsvector`` with a
GIN index), ``NAME_words`` the vocabulary, ``NAME_near`` its words with one letter left out.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import migrations
from django.db.backends.base.base import BaseDatabaseWrapper

# Searches read what waits to be merged from end to end: keep it short.
_GIN = "CREATE INDEX {name}_tokens ON {name} USING gin (tokens) WITH (gin_pending_list_limit = 512)"
_DOCUMENTS: dict[str, tuple[str, ...]] = {
    "sqlite": (
        # ascii: our tokens come with blanks between them; all beyond ASCII belongs to a word.
        "CREATE VIRTUAL TABLE {name} USING fts5(tokens, content='', contentless_delete=1,"
        " tokenize='ascii')",
    ),
    "postgresql": (
        "CREATE TABLE {name} (id bigint PRIMARY KEY, tokens tsvector NOT NULL)",
        _GIN,
    ),
}
_VOCABULARY: dict[str, tuple[str, ...]] = {
    "sqlite": (
        "CREATE TABLE {name}_words (word text PRIMARY KEY) WITHOUT ROWID",
        "CREATE TABLE {name}_near (near text, word text, PRIMARY KEY (near, word)) WITHOUT ROWID",
    ),
    "postgresql": (
        # C: words between 'pri' and 'prj' are those that begin with 'pri'.
        'CREATE TABLE {name}_words (word text COLLATE "C" PRIMARY KEY)',
        'CREATE TABLE {name}_near (near text COLLATE "C", word text COLLATE "C",'
        " PRIMARY KEY (near, word))",
    ),
}
PARTS = ("", "_words", "_near")


def search_table(name: str) -> migrations.RunPython:
    """The migration operation that makes the tables of an index; going back drops them."""
    return migrations.RunPython(
        lambda _apps, editor: create(editor.connection, name),
        lambda _apps, editor: drop(editor.connection, name),
    )


def create(connection: BaseDatabaseWrapper, name: str) -> None:
    """Make the tables, empty."""
    with connection.cursor() as cursor:
        for statement in (*_DOCUMENTS[connection.vendor], *_VOCABULARY[connection.vendor]):
            cursor.execute(statement.format(name=name))


def drop(connection: BaseDatabaseWrapper, name: str) -> None:
    """Remove the tables with all that is in them."""
    with connection.cursor() as cursor:
        for part in PARTS:
            cursor.execute(f"DROP TABLE IF EXISTS {name}{part}")


def empty(connection: BaseDatabaseWrapper, name: str) -> None:
    """Forget every document and word."""
    drop(connection, name)
    create(connection, name)


@contextmanager
def filling(connection: BaseDatabaseWrapper, name: str) -> Iterator[None]:
    """Fill an empty index with very many documents: PostgreSQL builds its own at the end, at once.

    Nothing is found meanwhile, or slowly. For installations that nobody uses yet.
    """
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(f"DROP INDEX IF EXISTS {name}_tokens")
    yield
    with connection.cursor() as cursor:
        cursor.execute(_GIN.format(name=name))
