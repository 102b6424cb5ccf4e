"""From sent forms to values, and to definitions of fields."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.http import QueryDict

from inward.catalogue.forms import PREFIX
from inward.catalogue.rules.fields import MOST_FIELDS, CustomField

SPARE_ROWS = 3
_PARTS = ("label", "key", "type", "choices", "help", "seen_by", "edited_by", "personal")
_FLAGS = ("required", "searchable")


def values_sent(fields: Sequence[CustomField], posted: QueryDict) -> dict[str, Any]:
    """What the form of a ticket's fields sent, by key: all of them, as all stand on the form."""
    return {one.question.key: _value(one, posted) for one in fields}


def _value(field: CustomField, posted: QueryDict) -> Any:
    name = PREFIX + field.question.key
    if field.question.type == "choices":
        return [value for value in posted.getlist(name) if value]
    return posted.get(name, "")


def rows_sent(posted: QueryDict) -> list[dict[str, Any]]:
    """The rows of the editor that say something, as typed, in the order of their numbers."""
    return [row for row in _rows(posted) if row["label"].strip() or row["key"].strip()]


def _rows(posted: QueryDict) -> Iterator[dict[str, Any]]:
    for place in range(MOST_FIELDS + SPARE_ROWS):
        if f"label-{place}" not in posted:
            return
        row: dict[str, Any] = {part: posted.get(f"{part}-{place}", "") for part in _PARTS}
        yield row | {flag: f"{flag}-{place}" in posted for flag in _FLAGS}


def said_of(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The rows as the action takes them: keys made from labels where none was typed."""
    return [_said(row) for row in rows]


def _said(row: Mapping[str, Any]) -> dict[str, Any]:
    said = {name: row[name] for name in ("type", "label", "help", "seen_by", "edited_by")}
    said |= {"personal": row["personal"], "required": row["required"]}
    said |= {"searchable": row["searchable"], "key": row["key"].strip() or key_of(row["label"])}
    if row["type"] in ("choice", "choices"):
        said["choices"] = [line.strip() for line in row["choices"].split(",") if line.strip()]
    return said


def key_of(label: str) -> str:
    """A key from words: 'Serial number' gives serial_number."""
    found = re.sub(r"[^a-z0-9]+", "_", label.lower()).strip("_")[:40]
    return found if found[:1].isalpha() else f"f_{found}"[:40]


def rows_of(fields: Sequence[CustomField]) -> list[dict[str, Any]]:
    """The rows of the editor for fields that are there."""
    return [
        {
            "label": one.question.label, "key": one.question.key, "type": one.question.type,
            "choices": ", ".join(one.question.choices), "help": one.question.help,
            "seen_by": one.seen_by, "edited_by": one.edited_by, "personal": one.personal,
            "required": one.question.required, "searchable": one.searchable,
        }
        for one in fields
    ]  # fmt: skip
