"""A trained model as plain weights: reading, writing, scoring. Without scikit-learn or NumPy.

TF-IDF (logarithmic counts, unit length) times a linear model; a temperature makes the softmax a
calibrated probability. Stored as JSON with the weights as base64 of 32-bit floats, little endian:
nothing in the file can run. A file is read only if its SHA-256 is the expected one.
"""

import json
import sys
from array import array
from base64 import b64decode, b64encode
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from math import exp, log, sqrt

FORMAT = 1
MOST_BYTES = 64 * 1024 * 1024


class Unreadable(ValueError):
    """The file is no model of ours, or not the one that was expected."""


@dataclass(frozen=True)
class Guess:
    """A label with its calibrated probability."""

    label: str
    confidence: float


@dataclass(frozen=True)
class Model:
    """Weights by term: ``weights[place * len(labels) + label]``; ``terms`` gives the place."""

    labels: tuple[str, ...]
    terms: dict[str, int]
    idf: "array[float]"
    weights: "array[float]"
    bias: "array[float]"
    temperature: float = 1.0

    def guess(self, found: Sequence[str], *, most: int = 3) -> list[Guess]:
        """The likeliest labels, best first. Some 10 µs a known feature and ten labels.

        Nothing for a text without a single known feature: it would be the majority, no suggestion.
        """
        vector = self._vector(found)
        if not vector:
            return []
        shares = self._shares(vector)
        best = sorted(range(len(shares)), key=lambda place: -shares[place])[:most]
        return [Guess(self.labels[place], shares[place]) for place in best]

    def _vector(self, found: Sequence[str]) -> list[tuple[int, float]]:
        """The known features by place, weighted, of length one."""
        counts = Counter(place for one in found if (place := self.terms.get(one)) is not None)
        weighed = [(place, (1 + log(n)) * self.idf[place]) for place, n in counts.items()]
        length = sqrt(sum(value * value for _, value in weighed))
        return [(place, value / length) for place, value in weighed] if length else []

    def _shares(self, vector: Sequence[tuple[int, float]]) -> list[float]:
        width = len(self.labels)
        scores = list(self.bias)
        for place, value in vector:
            start = place * width
            for label, weight in enumerate(self.weights[start : start + width]):
                scores[label] += value * weight
        return softmax(scores, self.temperature)


def softmax(scores: Sequence[float], temperature: float) -> list[float]:
    """Scores as probabilities; a higher temperature makes them more modest."""
    top = max(scores)
    raised = [exp((score - top) / temperature) for score in scores]
    total = sum(raised)
    return [one / total for one in raised]


def to_bytes(model: Model) -> bytes:
    """The model as it is stored."""
    said = {
        "format": FORMAT,
        "labels": list(model.labels),
        "terms": sorted(model.terms, key=lambda term: model.terms[term]),
        "idf": _packed(model.idf),
        "weights": _packed(model.weights),
        "bias": _packed(model.bias),
        "temperature": model.temperature,
    }
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


def from_bytes(raw: bytes, expected: str) -> Model:
    """The model of a file whose SHA-256 is ``expected``. Raises Unreadable for any other."""
    if len(raw) > MOST_BYTES or sha256(raw).hexdigest() != expected:
        raise Unreadable("this is not the model that was trained")
    said = json.loads(raw)
    if said.get("format") != FORMAT:
        raise Unreadable("this model was written by another version")
    labels, terms = tuple(said["labels"]), {term: n for n, term in enumerate(said["terms"])}
    model = Model(
        labels, terms, _unpacked(said["idf"]), _unpacked(said["weights"]),
        _unpacked(said["bias"]), float(said["temperature"]),
    )  # fmt: skip
    sizes = (len(model.idf), len(model.weights), len(model.bias))
    if sizes != (len(terms), len(terms) * len(labels), len(labels)):
        raise Unreadable("the weights do not fit the words")
    return model


def _packed(values: "array[float]") -> str:
    copy = array("f", values)
    if sys.byteorder == "big":
        copy.byteswap()
    return b64encode(copy.tobytes()).decode()


def _unpacked(text: str) -> "array[float]":
    values = array("f")
    values.frombytes(b64decode(text, validate=True))
    if sys.byteorder == "big":
        values.byteswap()
    return values
