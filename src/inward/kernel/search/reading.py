"""Reading an index: the newest hits that a query of the slice permits."""

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from inward.kernel.search import buckets
from inward.kernel.search.expression import Expression


@dataclass(frozen=True)
class Source:
    """An index with the query that says which rows may be found: its ``pk`` is the document's id."""

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
        inner = self.permitted.order_by().filter(pk=RawSQL(self.column, ())).values("pk")
        statement, parameters = inner.query.sql_with_params()
        return f"EXISTS ({statement})", list(parameters)


def written(expression: Expression) -> str:
    """The expression in the language of the database."""
    return expression.fts5() if connection.vendor == "sqlite" else expression.tsquery()


def newest(
    source: Source, expression: Expression | None, *, limit: int, before: int | None = None,
    since: int | None = None, within: QuerySet[Any] | None = None,
) -> list[int]:  # fmt: skip
    """Ids of permitted documents that fulfil the expression, newest first.

    ``before``: only ids below; ``since``: only ids from; ``within``: a query of one column, ids to
    look among (a short list; then the expression may be None: all of them). One statement; on
    PostgreSQL up to four, of which the last are read only where hits are few.
    """
    if expression is None:
        rows = source.permitted.filter(pk__in=within) if within is not None else source.permitted
        rows = rows.filter(pk__lt=before) if before is not None else rows
        return list(rows.order_by("-pk").values_list("pk", flat=True)[:limit])
    if connection.vendor == "sqlite" or within is not None:
        return _ids(source, expression, limit, before, since, within)
    return _by_windows(source, expression, limit, before, since)


def _by_windows(
    source: Source, expression: Expression, limit: int, before: int | None, since: int | None
) -> list[int]:
    found: list[int] = []
    for narrowed in buckets.windows(expression, before or _last(source)):
        found = _ids(source, narrowed, limit, before, since, None)
        if len(found) >= limit:
            break
    return found


def _last(source: Source) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT max(id) FROM {source.name}")
        return int(cursor.fetchone()[0] or 0)


def _ids(
    source: Source, expression: Expression, limit: int, before: int | None, since: int | None,
    within: QuerySet[Any] | None,
) -> list[int]:  # fmt: skip
    conditions: list[str] = [source.matches()]
    parameters: list[Any] = [written(expression)]
    permitted, values = source.exists()
    for bound, sign in ((before, "<"), (since, ">=")):
        if bound is not None:
            conditions.append(f"{source.column} {sign} %s")
            parameters.append(bound)
    if within is not None:
        among, ids = within.query.sql_with_params()
        conditions.append(f"{source.column} IN ({among})")
        parameters.extend(ids)
    statement = (
        f"SELECT {source.column} FROM {source.name} WHERE {' AND '.join([*conditions, permitted])}"
        f" ORDER BY {source.column} DESC LIMIT %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*parameters, *values, limit])
        return [row[0] for row in cursor.fetchall()]
