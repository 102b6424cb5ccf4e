"""Names found in a log, cleaned and numbered by first appearance."""

import re
import unicodedata
from collections.abc import Iterable

import numpy as np
import pyarrow as pa

# What logs write for 'not known'; compared without case and blanks around.
UNKNOWN = frozenset(
    {
        "", "?", "-", "--", "---", "n/a", "na", "n.a.", "n.a", "#n/a", "null", "(null)", "<null>",
        "none", "nil", "nan", "nat", "undefined", "unknown", "unbekannt", "inconnu", "inconnue",
        "sconosciuto", "onbekend", "desconocido", "desconhecido", "empty", "(empty)", "missing",
        "not available", "not set", "(blank)", "blank", "unassigned", "not assigned", r"\n", "tbd",
        "nobody", "no one", "nicht zugewiesen", "keine angabe", "k.a.", "(none)", "[none]",
    }
)  # fmt: skip
NAME_LIMIT = 200
# Control, format (bidirectional, zero-width), private, unassigned characters and line separators.
UNSEEN = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    r"\ufff9-\ufffb\U000e0000-\U000e007f\ud800-\udfff]+"
)


def tidy(text: str, limit: int = NAME_LIMIT) -> str:
    """One line: NFC, without control, bidirectional and zero-width characters, blanks collapsed."""
    clean = UNSEEN.sub(" ", unicodedata.normalize("NFC", text[: limit * 4]))
    return " ".join(clean.split())[:limit].rstrip()


def unknown_words(extra: Iterable[str] = ()) -> frozenset[str]:
    """All words that stand for 'not known', in the form they are compared in."""
    return UNKNOWN | {tidy(word).casefold() for word in extra}


class Names:
    """A growing table of names: the same name, however often, has one number (from 1)."""

    def __init__(self, unknown: frozenset[str]) -> None:
        self._unknown = unknown
        self._numbers: dict[str, int] = {}
        self._raw: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._numbers)

    @property
    def names(self) -> list[str]:
        """All names; the one with number n stands at n - 1."""
        return list(self._numbers)

    def number(self, raw: str) -> int:
        """The number of a name as it stands in the log; 0 if it means 'not known'."""
        known = self._raw.get(raw)
        if known is None:
            name = tidy(raw)
            if name.casefold() in self._unknown:
                known = 0
            else:
                known = self._numbers.setdefault(name, len(self._numbers) + 1)
            self._raw[raw] = known
        return known

    def numbers(self, column: pa.Array) -> pa.Array:
        """A column of names as int32, 'not known' as null. Cost: one step per distinct name."""
        encoded = column.dictionary_encode()
        values = [self.number(value) for value in encoded.dictionary.to_pylist()]
        table = np.array([0, *values], np.int32)
        codes = table[encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False) + 1]
        return pa.array(codes, mask=codes == 0)
