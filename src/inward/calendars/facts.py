"""Calendar versions as plain rows for the analysis."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from inward.calendars.models import CalendarVersion


class CalendarVersionFact(NamedTuple):
    """One version of a calendar; `definition` reads with `reading.definition_from_json`."""

    id: int
    calendar_id: int
    number: int
    definition: dict[str, Any]


def calendar_versions(after_id: int = 0) -> Iterator[CalendarVersionFact]:
    """The versions published after the one with this id, oldest first. Rows never change."""
    rows = CalendarVersion.objects.filter(pk__gt=after_id).order_by("pk")
    columns = rows.values_list("pk", "calendar_id", "number", "definition")
    for row in columns.iterator(chunk_size=500):
        yield CalendarVersionFact(*row)
