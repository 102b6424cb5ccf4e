"""What a model sees of a ticket: folded words, pairs of neighbours, and marks such as its customer.

The same function makes features for training and for scoring, so that both agree. Pure.
"""

from collections.abc import Iterable
from itertools import pairwise

from inward.directory.folding import plain_words

# Characters of text that are read.
READ = 4_000


def features(text: str, marks: Iterable[str] = ()) -> list[str]:
    """Words and pairs of neighbouring words of the text; marks ('customer=4') as they stand."""
    words = [word for word in plain_words(text[:READ]) if len(word) > 1 and not word.isdigit()]
    pairs = [f"{first} {second}" for first, second in pairwise(words)]
    return [*words, *pairs, *(f"\t{mark}" for mark in marks)]
