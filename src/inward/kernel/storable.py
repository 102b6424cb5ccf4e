"""JSON that both databases store alike: PostgreSQL refuses U+0000 and lone surrogates in it."""

import json
import re
from typing import Any

_NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")
_SURROGATE = re.compile("[\ud800-\udfff]")


def checked(value: Any) -> Any:
    """The value itself. Raises TypeError when it is no JSON, ValueError when it is not storable."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    if _NUL.search(text) or _SURROGATE.search(text):
        raise ValueError("JSON to be stored holds U+0000 or a lone surrogate")
    return value


def can_be(typed: str) -> bool:
    """Whether any row can have this text: PostgreSQL refuses to look for U+0000 or surrogates."""
    return "\x00" not in typed and not _SURROGATE.search(typed)


def legible(text: str) -> str:
    """Text of any origin (a traceback) made storable: what cannot be is replaced by U+FFFD."""
    return _SURROGATE.sub("\ufffd", text.replace("\x00", "\ufffd"))
