"""What stands in the custom fields of a ticket: a fold of its log. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from inward.tickets.life import Entry

DATA = "fields"


def columns(entries: Sequence[Entry]) -> dict[str, Any]:
    """The cached column of a ticket, from its log."""
    return {"fields": values_of(one.data for one in entries if one.kind == "fields_set")}


def values_of(datas: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The value of each field after these events (their ``data``, in order); emptied ones are out.

    The last word holds; a value None empties its field.
    """
    found: dict[str, Any] = {}
    for data in datas:
        found.update(data.get(DATA) or {})
    return {key: value for key, value in found.items() if value is not None}
