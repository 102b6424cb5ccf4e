"""Numbers and dates as they are stored: exact text. Pure."""

import re
import unicodedata
from datetime import date
from decimal import Decimal
from typing import Any

from inward.kernel.errors import Invalid

# 15 digits before and 6 behind the point: exact in every database, spreadsheet and JSON reader.
_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,6})?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def number_of(raw: Any, field: str) -> str:
    """A decimal without exponent, sign '+', needless zeros: exact as text on every database.

    Raises Invalid.
    """
    if isinstance(raw, bool) or not isinstance(raw, str | int | float | Decimal):
        raise invalid(field, "This is not a number.")
    # str of a huge int is refused by Python itself; numbers of that size are none of ours.
    text = (
        raw
        if isinstance(raw, str)
        else format(Decimal(repr(raw)) if isinstance(raw, float) else Decimal(raw), "f")
    )
    text = unicodedata.normalize("NFKC", text).replace("\u2212", "-").strip()
    if not _NUMBER.fullmatch(text):
        raise invalid(field, "Write a number like 1234.5 (at most 15 digits before the point).")
    number = Decimal(text)
    return format(number.normalize() if number else Decimal(0), "f")


def date_of(raw: Any, field: str) -> str:
    """A day as ISO text. Raises Invalid."""
    text = raw.isoformat() if type(raw) is date else raw
    try:
        if isinstance(text, str) and _DATE.fullmatch(text.strip()):
            return date.fromisoformat(text.strip()).isoformat()
    except ValueError:
        pass
    raise invalid(field, "Write a date like 2025-03-31.")


def invalid(field: str, words: str) -> Invalid:
    """A refusal of one field in words."""
    return Invalid(words, fields={field: [words]})
