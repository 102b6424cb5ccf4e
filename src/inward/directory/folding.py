"""How words are compared when somebody searches: without case, width or accents, on any database.

The databases fold text each in its own way (SQLite ASCII only, PostgreSQL by locale), so what is
searched is folded here, stored, and compared as it stands.
"""

import re
import unicodedata

from inward.kernel.text import fold

_WORD = re.compile(r"[^\W_]+(?:['’.\-][^\W_]+)*")
# What no stored text holds and PostgreSQL refuses to be asked for.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
# Latin, Greek and Cyrillic diacritics alone: in other scripts marks are vowels.
_ACCENTS = re.compile("[\u0300-\u036f]")


def without_accents(value: str) -> str:
    """Folded text without diacritics: 'Müller' and 'muller' are the same."""
    bare = _ACCENTS.sub("", unicodedata.normalize("NFKD", fold(value)))
    return unicodedata.normalize("NFKC", bare)


def search_key(*texts: str) -> str:
    """What is stored to be searched: each word after one blank; ' wor' finds where words begin."""
    return "".join(f" {word}" for text in texts for word in without_accents(text).split())


def search_words(query: str, *, most: int = 8) -> list[str]:
    """The words of what somebody typed, folded; at most `most` (a pasted page is no search)."""
    return without_accents(_UNSTORABLE.sub("", query[:400])).split()[:most]


def plain_words(text: str) -> list[str]:
    """Folded words without punctuation, for comparing words that are nearly alike."""
    return _WORD.findall(without_accents(text))
