"""Writing an index: in the transaction that writes what it is about, or in bulk from the start."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from django.db import connection

from inward.kernel.search import buckets, vocabulary
from inward.kernel.search.expression import Expression, any_of
from inward.kernel.search.tokens import marked

# PostgreSQL keeps 16,383 positions a document; nobody looks for what stands after them.
MOST_TOKENS = 16_000
_MOST_PLACES = 255
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Document:
    """The tokens of one row, in order (`tokens.GAP` between parts that are no phrase).

    ``words``: those of its tokens that are words, without their marks, for the vocabulary.
    """

    id: int
    tokens: Sequence[str]
    words: Collection[str]


def put(name: str, documents: Iterable[Document], *, fresh: bool = False) -> None:
    """Index documents, in the place of those of the same ids. In the caller's transaction.

    ``fresh``: none of the ids is indexed yet. Two statements, one for fresh ones; for words seen
    for the first time two more. Some 0.3 ms for a document of 200 words.
    """
    waiting = iter(documents)
    while batch := list(islice(waiting, AT_ONCE)):
        if not fresh:
            remove(name, [document.id for document in batch])
        rows = [_row(document) for document in batch]
        with connection.cursor() as cursor:
            cursor.executemany(_INSERT[connection.vendor].format(name=name), rows)
        vocabulary.learn(name, {word for document in batch for word in document.words})


def remove(name: str, ids: Sequence[int]) -> None:
    """Forget documents. One statement."""
    if not ids:
        return
    column = "rowid" if connection.vendor == "sqlite" else "id"
    marks = ", ".join(["%s"] * len(ids))
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {name} WHERE {column} IN ({marks})", list(ids))


def holds(name: str, ids: Sequence[int]) -> frozenset[int]:
    """Which of these ids are indexed. One statement."""
    column = "rowid" if connection.vendor == "sqlite" else "id"
    marks = ", ".join(["%s"] * len(ids))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {name} WHERE {column} IN ({marks})", list(ids))
        return frozenset(row[0] for row in cursor.fetchall())


_INSERT = {
    "sqlite": "INSERT INTO {name} (rowid, tokens) VALUES (%s, %s)",
    "postgresql": "INSERT INTO {name} (id, tokens) VALUES (%s, %s::tsvector)",
}


def among(ids: Iterable[int]) -> Expression:
    """One of these documents: each holds a mark of its own id."""
    return any_of(marked("i", each) for each in ids)


def _row(document: Document) -> tuple[int, str]:
    tokens = [marked("i", document.id), *document.tokens[:MOST_TOKENS]]
    if connection.vendor == "sqlite":
        return document.id, " ".join(tokens)
    return document.id, _tsvector([*tokens, buckets.mark(document.id)])


def _tsvector(tokens: Sequence[str]) -> str:
    """Tokens with their places, as PostgreSQL reads a ``tsvector``."""
    places: dict[str, list[str]] = {}
    for place, one in enumerate(tokens, start=1):
        places.setdefault(one, []).append(str(place))
    return " ".join(f"'{one}':{','.join(at[:_MOST_PLACES])}" for one, at in places.items())
