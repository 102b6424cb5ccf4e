"""Reading an index: the newest hits that a query of the slice permits."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.expressions import RawSQL

from inward.kernel.search import buckets
from inward.kernel.search.expression import Expression

M = TypeVar("M", bound=Model)
T = TypeVar("T")


@dataclass(frozen=True)
class Source:
    """An index, and the query of rows that may be found (their ``pk`` is the document's id)."""

    name: str
    permitted: QuerySet[Any]

    @property
    def column(self) -> str:
        """The id of a document."""
        return f"{self.name}.rowid" if connection.vendor == "sqlite" else f"{self.name}.id"

    def matches(self) -> str:
        """The condition with one parameter, the expression."""
        if connection.vendor == "sqlite":
            return f"{self.name} MATCH %s"
        return f"{self.name}.tokens @@ %s::tsquery"

    def exists(self) -> tuple[str, list[Any]]:
        """That the row of the document is among the permitted ones."""
        row = RawSQL(self.column, ())  # noqa: S611 - the name of a table of ours
        inner = self.permitted.order_by().filter(pk=row).values("pk")
        try:
            statement, parameters = inner.query.sql_with_params()
        except EmptyResultSet:
            return "1 = 0", []  # nothing is permitted
        return f"EXISTS ({statement})", list(parameters)


def written(expression: Expression) -> str:
    """The expression in the language of the database."""
    return expression.fts5() if connection.vendor == "sqlite" else expression.tsquery()


def newest(
    source: Source, expression: Expression, *, limit: int, before: int | None = None,
    since: int | None = None,
) -> list[int]:  # fmt: skip
    """Ids of permitted documents that fulfil the expression, newest first.

    ``before``: only ids below; ``since``: only ids from. One statement; on PostgreSQL up to four,
    of which the last are read only where hits are few.
    """

    def read(statement: str, parameters: list[Any]) -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            return [row[0] for row in cursor.fetchall()]

    return _by_windows(source, expression, limit, before, since, read)


def newest_rows(
    rows: QuerySet[M], source: Source, expression: Expression, *, limit: int,
    before: int | None = None,
) -> list[M]:  # fmt: skip
    """The rows themselves, as ``rows`` reads and once more permits them. As many statements."""

    def read(statement: str, parameters: list[Any]) -> list[M]:
        ids = RawSQL(statement, parameters)  # noqa: S611 - our own statement
        return list(rows.filter(pk__in=ids).order_by("-pk"))

    return _by_windows(source, expression, limit, before, None, read)


def _by_windows(
    source: Source, expression: Expression, limit: int, before: int | None, since: int | None,
    read: Callable[[str, list[Any]], list[T]],
) -> list[T]:  # fmt: skip
    if connection.vendor == "sqlite":
        return read(*_statement(source, expression, limit, before, since))
    found: list[T] = []
    for narrowed in buckets.windows(expression, before or _last(source)):
        found = read(*_statement(source, narrowed, limit, before, since))
        if len(found) >= limit:
            break
    return found


def _last(source: Source) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT max(id) FROM {source.name}")
        return int(cursor.fetchone()[0] or 0)


def _statement(
    source: Source, expression: Expression, limit: int, before: int | None, since: int | None
) -> tuple[str, list[Any]]:
    """The statement that gives the ids, newest first."""
    conditions: list[str] = [source.matches()]
    parameters: list[Any] = [written(expression)]
    permitted, values = source.exists()
    for bound, sign in ((before, "<"), (since, ">=")):
        if bound is not None:
            conditions.append(f"{source.column} {sign} %s")
            parameters.append(bound)
    statement = (
        f"SELECT {source.column} FROM {source.name} WHERE {' AND '.join([*conditions, permitted])}"
        f" ORDER BY {source.column} DESC LIMIT %s"
    )
    return statement, [*parameters, *values, limit]
