"""Steps as lines of text: 'Install the image *' is a step that must be done."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

MUST = "*"


def lines_of(steps: Iterable[Mapping[str, Any]]) -> str:
    """Stored steps as lines."""
    return "\n".join(f"{one['text']} {MUST}" if one["required"] else one["text"] for one in steps)


def steps_of_lines(text: str) -> list[dict[str, Any]]:
    """Lines as the actions take steps; empty ones are none. Keys follow from the words."""
    steps: list[dict[str, Any]] = []
    taken: set[str] = set()
    for line in filter(None, (line.strip() for line in text.splitlines())):
        words = line.removesuffix(MUST).strip()
        key = unused(slug(words, "step"), taken)
        taken.add(key)
        steps.append({"key": key, "text": words, "required": line.endswith(MUST)})
    return steps


def slug(words: str, otherwise: str) -> str:
    """Words as a key: 'Größe (cm)' is 'grosse_cm'; what has no Latin letter, ``otherwise``."""
    plain = unicodedata.normalize("NFKD", words.casefold())
    key = re.sub(r"[^a-z0-9]+", "_", plain.encode("ascii", "ignore").decode()).strip("_")
    return key[:30].strip("_") if key[:1].isalpha() else otherwise


def unused(key: str, taken: Iterable[str]) -> str:
    """The key, with the first number behind it that makes it differ from those taken."""
    known = set(taken)
    number = 2
    found = key
    while found in known:
        found = f"{key}_{number}"
        number += 1
    return found
