"""Tokens: folded words, the same on every database; and marked ones that no word can be taken for.

Words are runs of letters and digits without case, width or accents. Scripts without blanks between
words (Chinese, Japanese, Thai …) give one token a character and are found as phrases.
"""

import re
import unicodedata

from inward.kernel.text import fold

LONGEST = 64
_PLAIN = re.compile("[a-z0-9]+")
# Latin, Greek and Cyrillic diacritics alone: in other scripts marks are vowels.
_ACCENTS = re.compile("[\u0300-\u036f]")
# Thai to Khmer, kana, ideographs: no blanks between words.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
_WORD = re.compile(f"[{_UNSPACED}]|[^\\W_{_UNSPACED}](?:[^\\W_{_UNSPACED}]|[\u0900-\u0dff])*")
# Tokens of our own begin with a character for private use: no word does, `words` drops them.
_PRIVATE = "\ue000"
GAP = _PRIVATE


def without_accents(value: str) -> str:
    """Folded text without diacritics: 'Müller' and 'muller' are the same."""
    if value.isascii():
        return value.lower()
    bare = _ACCENTS.sub("", unicodedata.normalize("NFKD", fold(value)))
    return unicodedata.normalize("NFKC", bare)


def words(text: str) -> list[str]:
    """The tokens of a text in order, each at most 64 characters. Linear; some 20 µs a kilobyte."""
    if text.isascii():
        return [word[:LONGEST] for word in _PLAIN.findall(text.lower())]
    return [word[:LONGEST] for word in _WORD.findall(without_accents(text))]


def marked(kind: str, value: object) -> str:
    """A token that only our own expressions look for: ``kind`` is a letter or two."""
    return f"{_PRIVATE}{kind}{value}"
