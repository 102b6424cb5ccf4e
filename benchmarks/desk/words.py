"""Invented words: sentences of a made-up language with the frequencies of a real one."""

import random

SEED = "desk-words"
_ONSETS = ("b", "br", "d", "dr", "f", "fl", "g", "gr", "h", "k", "kl", "l", "m", "n", "p", "pr",
           "r", "s", "st", "t", "tr", "v", "w", "z")  # fmt: skip
_VOWELS = ("a", "e", "i", "o", "u", "ei", "au", "io")
_ENDS = ("", "", "n", "r", "s", "t", "l", "m", "nd", "rt")

WORDS = 30_000
SENTENCES = 20_000
SENTENCE_LENGTH = 10


def vocabulary(rng: random.Random, size: int = WORDS) -> list[str]:
    """So many different words, the most frequent first; frequent words are short."""
    found: dict[str, None] = {}
    while len(found) < size:
        syllables = 1 + (len(found) > 150) + (len(found) > 3_000)
        found["".join(_syllable(rng) for _ in range(syllables))] = None
    return list(found)


def _syllable(rng: random.Random) -> str:
    return rng.choice(_ONSETS) + rng.choice(_VOWELS) + rng.choice(_ENDS)


class Speech:
    """Sentences to draw from, made once: the n-th word of the vocabulary is 1/n as frequent."""

    def __init__(self, seed: str = SEED) -> None:
        rng = random.Random(seed)
        self.words = vocabulary(rng)
        weights = [1 / rank for rank in range(1, len(self.words) + 1)]
        total = rng.choices(self.words, weights, k=SENTENCES * SENTENCE_LENGTH)
        self.sentences = [
            " ".join(total[at : at + SENTENCE_LENGTH]).capitalize() + "."
            for at in range(0, len(total), SENTENCE_LENGTH)
        ]

    def text(self, rng: random.Random, sentences: int = 4) -> str:
        """Some sentences: four are some 250 characters."""
        return " ".join(rng.choices(self.sentences, k=sentences))

    def title(self, rng: random.Random) -> str:
        """Half a sentence."""
        return " ".join(rng.choice(self.sentences).rstrip(".").split()[:5])
