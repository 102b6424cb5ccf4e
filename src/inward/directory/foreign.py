"""Names of foreign logs made storable, so that each finds its row again. Pure."""

import hashlib
import re
import unicodedata

from inward.kernel.text import one_line

NAME_LENGTH = 200
IDENTITY_LENGTH = 300
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def identity_of(name: str) -> str:
    """What a row is found by: the name itself, or its beginning and digest where it is too long.

    Never empty; two names that differ only in what cannot be stored or seen are one.
    """
    cleaned = _cleaned(name)
    if not cleaned:
        return f"(blank) {_digest(name)}"
    if len(cleaned) <= IDENTITY_LENGTH:
        return cleaned
    return f"{cleaned[:240]}… {_digest(cleaned)}"


def shown_name(name: str) -> str:
    """What people read: the name, cut with … where it is too long; '(blank)' for what is unseen."""
    cleaned = _cleaned(name) or "(blank)"
    return cleaned if len(cleaned) <= NAME_LENGTH else f"{cleaned[: NAME_LENGTH - 1]}…"


def _cleaned(name: str) -> str:
    storable = _UNSTORABLE.sub("\ufffd", name)
    # Normalising makes a character three at most: the length is never refused.
    return one_line(storable, field="name", max_length=3 * len(storable) + 1)


def _digest(name: str) -> str:
    raw = unicodedata.normalize("NFC", name).encode("utf-8", "surrogatepass")
    return hashlib.sha256(raw).hexdigest()[:24]
