"""Transactions are begun where things are written, nowhere else.

Under SQLite's IMMEDIATE every ``atomic`` takes the write lock, so a page or a query that begins one
to read holds up all writers; and a door that begins one would decide what belongs together, which
is an action's to decide.
"""

import ast
from collections.abc import Iterator

from tests.architecture.tree import Source, sources

# ``imports.py`` and ``replay.py`` hold the bulk actions of a slice.
WRITERS = frozenset({"actions", "tasks", "handlers", "imports", "replay"})
# The kernel is the mechanism itself; an import writes in batches of its own.
SLICES = frozenset({"kernel", "exchange"})
# Others, each with its reason.
ALSO = {
    "directory/csv_import.py": "one transaction a file, one nested a row, around actions",
    "directory/problems.py": "nested in an action: a clash of unique names becomes a refusal",
    "network/refresh.py": "replaces computed rows together with their watermark",
}


def _begins(source: Source) -> Iterator[int]:
    """Lines that name ``atomic`` of django.db.transaction."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and node.attr == "atomic":
            yield node.lineno
        if isinstance(node, ast.ImportFrom) and node.module == "django.db.transaction":
            yield node.lineno


def _writes(source: Source) -> bool:
    parts = set(source.name.removesuffix(".py").split("/"))
    return source.slice in SLICES or bool(parts & WRITERS) or source.name in ALSO


def test_transactions_begin_only_in_actions_tasks_kernel_and_exchange() -> None:
    found = [
        f"{source.name}:{line}"
        for source in sources()
        if not _writes(source)
        for line in _begins(source)
    ]
    assert found == []


def test_the_exceptions_are_still_needed() -> None:
    names = {source.name for source in sources() if any(_begins(source))}
    assert set(ALSO) - names == set()
