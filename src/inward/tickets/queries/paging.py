"""Pages by key, not by number: the next page begins where this one ended, at any depth as quick."""

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from django.db.models import F, Model, Q, QuerySet
from django.db.models.expressions import OrderBy

from inward.kernel.errors import Invalid

M = TypeVar("M", bound=Model)
T = TypeVar("T")
MOST = 200
FIRST_YEAR, LAST_YEAR = 1900, 9900


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some rows of a list and where the next page begins (opaque; None: there is none)."""

    rows: Sequence[T]
    next: str | None


def size(limit: int) -> int:
    """How many rows a page has: from 1 to 200."""
    return max(1, min(limit, MOST))


def newest_first(rows: QuerySet[M], *, after: str | None, limit: int) -> Page[M]:
    """A page by falling id. Raises Invalid for a place that is none."""
    if after is not None:
        rows = rows.filter(pk__lt=_number(_read(after)))
    found = list(rows.order_by("-pk")[: limit + 1])
    return _page(found, limit, lambda row: str(row.pk))


def oldest_first(rows: QuerySet[M], *, after: str | None, limit: int) -> Page[M]:
    """A page by rising id. Raises Invalid for a place that is none."""
    if after is not None:
        rows = rows.filter(pk__gt=_number(_read(after)))
    found = list(rows.order_by("pk")[: limit + 1])
    return _page(found, limit, lambda row: str(row.pk))


def by_instant(
    rows: QuerySet[M], column: str, *, falling: bool = False, after: str | None, limit: int
) -> Page[M]:
    """A page by an instant and the id, both rising or both falling. Raises Invalid."""
    sign, beyond = ("-", "lt") if falling else ("", "gt")
    if after is not None:
        told, _, pk = _read(after).partition("|")
        at = _instant(told)
        rows = rows.filter(
            Q(**{f"{column}__{beyond}": at}) | Q(**{column: at, f"pk__{beyond}": _number(pk)})
        )
    found = list(rows.order_by(f"{sign}{column}", f"{sign}pk")[: limit + 1])
    return _page(found, limit, lambda row: f"{getattr(row, column).isoformat()}|{row.pk}")


@dataclass(frozen=True)
class Key:
    """A column by which rows are sorted; those without a value come last, either way."""

    column: str
    falling: bool = False


def by_keys(rows: QuerySet[M], keys: Sequence[Key], *, after: str | None, limit: int) -> Page[M]:
    """A page by instants or small numbers (which may be missing), then by id as the first key.

    Raises Invalid for a place that is none.
    """
    if after is not None:
        rows = rows.filter(_beyond(keys, _read(after)))
    sign = "-" if keys[0].falling else ""
    order = [_ordering(key) for key in keys]
    found = list(rows.order_by(*order, f"{sign}pk")[: limit + 1])
    told = found[:limit]
    return Page(told, _written(_place(keys, told[-1])) if len(found) > len(told) else None)


def _ordering(key: Key) -> OrderBy:
    column = F(key.column)
    return column.desc(nulls_last=True) if key.falling else column.asc(nulls_last=True)


def _place(keys: Sequence[Key], row: Model) -> str:
    values = [getattr(row, key.column) for key in keys]
    told = [one.isoformat() if isinstance(one, datetime) else str(one) for one in values]
    shown = ["" if one is None else text for one, text in zip(values, told, strict=True)]
    return "|".join([*shown, str(row.pk)])


def _beyond(keys: Sequence[Key], place: str) -> Q:
    """What comes after a place: beyond it in one column, equal in those before."""
    *values, pk = place.split("|")
    if len(values) != len(keys):
        raise _no_place()
    found, equal = Q(pk__in=()), Q()
    for key, told in zip(keys, values, strict=True):
        here = None if told == "" else _number(told) if told.isdecimal() else _instant(told)
        if here is None:
            equal &= Q(**{f"{key.column}__isnull": True})
            continue
        beyond = Q(**{f"{key.column}__{'lt' if key.falling else 'gt'}": here})
        found |= equal & (beyond | Q(**{f"{key.column}__isnull": True}))
        equal &= Q(**{key.column: here})
    step = "lt" if keys[0].falling else "gt"
    return found | (equal & Q(**{f"pk__{step}": _number(pk)}))


def page_of_rows(rows: Sequence[M], limit: int) -> Page[M]:
    """A page of rows that were read one further than it is long; the next begins at its last."""
    return _page(list(rows), limit, lambda row: str(row.pk))


def instant_of(after: str) -> datetime:
    """The instant at which a page by instants ended. Raises Invalid."""
    return _instant(_read(after).partition("|")[0])


def number_of(after: str) -> int:
    """The number at which a page by numbers ended. Raises Invalid."""
    return _number(_read(after))


def _page(found: list[T], limit: int, place: Callable[[T], str]) -> Page[T]:
    shown = found[:limit]
    more = len(found) > len(shown)
    return Page(shown, _written(place(shown[-1])) if more else None)


def _written(place: str) -> str:
    return base64.urlsafe_b64encode(place.encode()).decode().rstrip("=")


def _read(after: str) -> str:
    try:
        padded = after + "=" * (-len(after) % 4)
        return base64.b64decode(padded, altchars=b"-_", validate=True).decode("ascii")
    except (binascii.Error, ValueError):
        raise _no_place() from None


def _number(value: str) -> int:
    if not (value.isascii() and value.isdecimal()) or len(value) > 18:
        raise _no_place()
    return int(value)


def _instant(value: str) -> datetime:
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        raise _no_place() from None
    # Instants at the ends of the calendar leave it with another zone, or with a day more or less.
    if found.tzinfo is None or not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise _no_place()
    return found


def _no_place() -> Invalid:
    words = "This is no place in the list: begin at the first page."
    return Invalid(words, fields={"after": [words]})
