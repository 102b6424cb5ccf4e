"""Text checked at the edge, so that SQLite and PostgreSQL are never asked to disagree on it.

PostgreSQL refuses U+0000 and lone surrogates and counts lengths; SQLite takes anything. Characters
that cannot be seen (control, bidirectional overrides, zero width) let one name look like another.
"""

import re
import unicodedata
from typing import Any, Never

from inward.kernel.errors import Invalid

_SURROGATE = re.compile("[\ud800-\udfff]")
# Blank in every font though Unicode calls them letters or symbols: Hangul fillers, empty Braille.
_BLANKS = re.compile("[\\s\u3164\uffa0\u2800\u115f\u1160]+")
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# Overrides, embeddings and isolates re-order what stands around them. The plain marks and joiners
# stay in many-line text: Arabic, Hebrew, Persian and emoji are written with them.
_REORDERING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_INVISIBLE = frozenset("\u00ad\u180e\u200b\u2060\u2061\u2062\u2063\u2064\ufeff")


def one_line(value: Any, *, field: str, max_length: int) -> str:
    """One line: NFC, without invisible characters, blanks collapsed and trimmed.

    Length counts code points after cleaning. Raises Invalid (naming `field`) for what is no text,
    contains U+0000 or a lone surrogate, or is too long. Cost: linear.
    """
    text = _checked(value, field, max_length)
    text = _BLANKS.sub(" ", text)
    text = "".join(c for c in text if unicodedata.category(c) not in {"Cc", "Cf"})
    text = _BLANKS.sub(" ", unicodedata.normalize("NFC", text)).strip()
    return _not_longer(text, field, max_length)


def many_lines(value: Any, *, field: str, max_length: int) -> str:
    """Text of several lines: NFC, line ends as U+000A, tabs kept, other control characters out.

    Bidirectional overrides and zero-width characters go; joiners and direction marks, with which
    languages are written, stay. Raises Invalid like `one_line`. Cost: linear.
    """
    text = _LINE_ENDS.sub("\n", _checked(value, field, max_length))
    text = "".join(c for c in text if not _dropped(c))
    return _not_longer(unicodedata.normalize("NFC", text).strip("\n"), field, max_length)


def fold(value: str) -> str:
    """A key for comparing text without regard to case or width, the same on every database."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", value).casefold())


def _dropped(character: str) -> bool:
    if character in "\n\t":
        return False
    if character in _REORDERING or character in _INVISIBLE:
        return True
    return unicodedata.category(character) == "Cc"


def _checked(value: Any, field: str, max_length: int) -> str:
    if not isinstance(value, str):
        _refuse(field, "This is not text.")
    if len(value) > 8 * max_length + 1000:  # far too long: not worth cleaning first
        _refuse(field, f"At most {max_length:,} characters.")
    if "\x00" in value or _SURROGATE.search(value):
        _refuse(field, "This contains a character that cannot be stored.")
    return value


def _not_longer(text: str, field: str, max_length: int) -> str:
    if len(text) > max_length:
        _refuse(field, f"At most {max_length:,} characters; this has {len(text):,}.")
    return text


def _refuse(field: str, words: str) -> Never:
    raise Invalid(words, fields={field: [words]})
