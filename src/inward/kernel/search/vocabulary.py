"""The words of an index: for the beginnings of words, and for words with a letter wrong.

Words of letters alone, 3 to 24 of them. A word of four letters or more is also kept with each one
letter left out: two words that differ in one letter (another, one more, one less, two swapped)
share one of these, so that near words are found by an index and not by reading all.
"""

from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from threading import Lock
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

SHORTEST, LONGEST = 3, 24
SHORTEST_MENDED = 4
# Beginnings stand for at most so many words: the shortest ones, which are nearest to what is typed.
MOST_BEGINNINGS = 40
MOST_NEAR = 8
_REMEMBERED = 20_000
_AT_ONCE = 400

# Whether PostgreSQL learns after the commit (see `learn`); tests, which never commit, say no.
after_commit = True

_known: dict[str, OrderedDict[str, None]] = {}
_lock = Lock()


def learn(name: str, words: Collection[str]) -> None:
    """Keep the words that are new. No statement where all were seen by this process before.

    On PostgreSQL it happens after the commit: two transactions that learn the same words in
    another order would wait for each other. A crash between loses no document, and no word for
    longer than until it is written again.
    """
    fresh = _unknown(name, [word for word in words if is_kept(word)])
    if not fresh:
        return
    if connection.vendor == "postgresql" and after_commit:
        transaction.on_commit(lambda: _learn(name, fresh))
    else:
        _learn(name, fresh)
    transaction.on_commit(lambda: _remember(name, fresh))


def is_kept(word: str) -> bool:
    """Whether the vocabulary holds such words."""
    return SHORTEST <= len(word) <= LONGEST and word.isalpha()


def _unknown(name: str, words: Iterable[str]) -> list[str]:
    known = _known.get(name) or OrderedDict()
    return sorted(word for word in words if word not in known)


def _remember(name: str, words: Sequence[str]) -> None:
    with _lock:
        known = _known.setdefault(name, OrderedDict())
        known.update(dict.fromkeys(words))
        while len(known) > _REMEMBERED:
            known.popitem(last=False)


def forget(name: str) -> None:
    """Let this process look again which words are known: after the tables were emptied."""
    with _lock:
        _known.pop(name, None)


def _learn(name: str, words: Sequence[str]) -> None:
    for at in range(0, len(words), _AT_ONCE):
        batch = words[at : at + _AT_ONCE]
        marks = ", ".join(["(%s)"] * len(batch))
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {name}_words (word) VALUES {marks} ON CONFLICT DO NOTHING"
                " RETURNING word",
                list(batch),
            )
            added = [row[0] for row in cursor.fetchall()]
            pairs = [(near, word) for word in added for near in sorted(shortened(word))]
            if pairs:
                cursor.executemany(
                    f"INSERT INTO {name}_near (near, word) VALUES (%s, %s) ON CONFLICT DO NOTHING",
                    pairs,
                )


def shortened(word: str) -> frozenset[str]:
    """The word, and the word with each one letter left out; nothing of a short word."""
    if len(word) < SHORTEST_MENDED:
        return frozenset()
    return frozenset({word, *(word[:at] + word[at + 1 :] for at in range(len(word)))})


def beginnings(
    name: str, typed: Sequence[str], also: QuerySet[Any, Any] | None = None
) -> tuple[Mapping[str, list[str]], list[int]]:
    """For each of the typed words the known ones that begin with it, shortest first. One statement.

    Only for words of letters, three or more, which are the keys; an empty list: no document has
    such a word. ``also``: a query of one column called number, which is read along.
    """
    wanted = [word for word in dict.fromkeys(typed) if is_kept(word)]
    arm = (
        f"SELECT * FROM (SELECT %s AS typed, word FROM {name}_words WHERE word >= %s AND word < %s"
        f" ORDER BY length(word), word LIMIT {MOST_BEGINNINGS}) AS one"
    )
    arms, parameters = [arm] * len(wanted), [v for w in wanted for v in (w, w, f"{w}\U0010ffff")]
    if also is not None:
        statement, values = also.query.sql_with_params()
        arms.append(f"SELECT '' AS typed, CAST(number AS text) FROM ({statement}) AS two")
        parameters += values
    found: dict[str, list[str]] = {word: [] for word in ("", *wanted)}
    if arms:
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(arms), parameters)
            for word, longer in cursor.fetchall():
                found[word].append(longer)
    numbers = [int(number) for number in found.pop("")]
    return found, numbers


def near(name: str, typed: Sequence[str]) -> Mapping[str, list[str]]:
    """For each of the typed words the known ones that differ in one letter. One statement."""
    wanted = [word for word in dict.fromkeys(typed) if is_kept(word)]
    keys = {key: word for word in wanted for key in shortened(word)}
    found: dict[str, list[str]] = {word: [] for word in wanted}
    if not keys:
        return found
    marks = ", ".join(["%s"] * len(keys))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT near, word FROM {name}_near WHERE near IN ({marks})", list(keys))
        rows = cursor.fetchall()
    for key, word in rows:
        typed_word = keys[key]
        if word != typed_word and word not in found[typed_word] and is_near(typed_word, word):
            found[typed_word].append(word)
    return {
        word: sorted(others, key=_first_kept(word))[:MOST_NEAR] for word, others in found.items()
    }


def _first_kept(typed: str) -> Callable[[str], tuple[bool, int, str]]:
    """People seldom get the first letter wrong: words that share it come first."""
    return lambda word: (word[0] != typed[0], abs(len(word) - len(typed)), word)


def is_near(word: str, other: str) -> bool:
    """Whether one letter changed, added, left out or swapped with the next makes them equal."""
    if abs(len(word) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(word), len(other)) and word[start] == other[start]:
        start += 1
    rest, other_rest = word[start:], other[start:]
    return (
        rest[1:] == other_rest[1:]
        or rest[1:] == other_rest
        or rest == other_rest[1:]
        or (rest[1:2] + rest[:1] + rest[2:] == other_rest)
    )
