"""Ranking what a search found, and mending words with one wrong letter. Pure."""

from collections.abc import Iterable, Sequence

from inward.catalogue.models import Offering
from inward.directory.folding import plain_words, search_key

# Shorter words are too like each other: 'cat' is no misspelt 'car'.
SHORTEST_MENDED = 4


def ranked(offerings: Sequence[Offering], words: Sequence[str]) -> list[Offering]:
    """Best first: words found in the name, then keywords, then the service's name, elsewhere."""
    return sorted(offerings, key=lambda offering: _rank(offering, words))


def vocabulary(texts: Iterable[str]) -> frozenset[str]:
    """The folded words of these texts."""
    return frozenset(word for text in texts for word in plain_words(text))


def mend(words: Sequence[str], known: frozenset[str]) -> list[str]:
    """Each word, or the known word (or beginning of one) that differs from it in one letter.

    Empty when no word was changed. Cost: words × known, each linear.
    """
    mended = [_nearest(word, known) for word in words]
    return mended if mended != list(words) else []


def is_near(word: str, other: str) -> bool:
    """Whether one letter changed, added, left out or swapped with the next makes them equal."""
    if abs(len(word) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(word), len(other)) and word[start] == other[start]:
        start += 1
    rest, other_rest = word[start:], other[start:]
    return (
        rest[1:] == other_rest[1:]
        or rest[1:] == other_rest
        or rest == other_rest[1:]
        or (rest[1:2] + rest[:1] + rest[2:] == other_rest)
    )


def _nearest(word: str, known: frozenset[str]) -> str:
    if len(word) < SHORTEST_MENDED or any(other.startswith(word) for other in known):
        return word
    near = [other for other in known if is_near(word, other)]
    near += [
        other[:length]
        for other in known
        for length in (len(word) - 1, len(word), len(word) + 1)
        if len(other) > length >= SHORTEST_MENDED and is_near(word, other[:length])
    ]
    return min(
        near,
        key=lambda other: (other[0] != word[0], abs(len(other) - len(word)), other),
        default=word,
    )


def _rank(offering: Offering, words: Sequence[str]) -> tuple[int, int, str, int]:
    name, keywords = search_key(offering.name), search_key(offering.keywords)
    service = search_key(offering.service.name)
    missed = 0
    for word in words:
        begins = f" {word}"
        places = (begins in name, begins in keywords, begins in service, True)
        missed += places.index(True)
    starts = 0 if words and name.startswith(f" {words[0]}") else 1
    return missed, starts, name, offering.pk
