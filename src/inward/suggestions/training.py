"""Training and judging models, with scikit-learn (the optional extra ``suggest``).

Nothing but the worker's job and the back-test imports this module: it costs some 100 MB.
"""

import warnings
from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, f1_score

from inward.suggestions.model import Model

MOST_TERMS = 20_000
FEWEST_A_TERM = 3
FEWEST_A_LABEL = 5
# Below this many examples a model is no better than a guess.
FEWEST = 100
MOST_LABELS = 80
_TEMPERATURES = tuple(2 ** (step / 8) for step in range(-24, 17))
_BINS = 10


@dataclass(frozen=True)
class Example:
    """What was known when a ticket was asked, and what became of it. In order of time."""

    features: tuple[str, ...]
    label: str


@dataclass(frozen=True)
class Report:
    """How good a model is on tickets it has not seen. Shares of 1.

    ``majority_*``: always naming the commonest label of the training. ``calibration``: expected
    calibration error over ten bins of confidence. ``confident``: the share named with at least
    half, and ``confident_accuracy`` how often that was right.
    """

    trained: int
    tested: int
    labels: int
    accuracy: float
    macro_f1: float
    majority_accuracy: float
    majority_macro_f1: float
    calibration: float
    confident: float
    confident_accuracy: float


class TooLittle(ValueError):
    """There is not enough history to learn from."""


def train(examples: Sequence[Example], calibration: Sequence[Example]) -> Model:
    """A model of the examples, its temperature fitted on the calibration set.

    Labels with fewer than 5 examples are not learned, of the rest the commonest 80. Raises
    TooLittle for fewer than 100 examples or two labels. Some 3 s for 5,000 texts on one core.
    """
    known = _known_labels(examples)
    used = [one for one in examples if one.label in known]
    if len(used) < FEWEST or len(known) < 2:
        raise TooLittle(f"{len(used)} examples of {len(known)} labels")
    vectors = TfidfVectorizer(
        analyzer=_as_they_are, min_df=FEWEST_A_TERM, max_features=MOST_TERMS, sublinear_tf=True
    )
    matrix = vectors.fit_transform([one.features for one in used])
    linear = LogisticRegression(C=10.0, max_iter=200, tol=1e-3)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        linear.fit(matrix, [one.label for one in used])
    return _calibrated(_plain(vectors, linear), calibration)


def _as_they_are(features: Sequence[str]) -> Sequence[str]:
    return features


def _known_labels(examples: Sequence[Example]) -> set[str]:
    counts = Counter(one.label for one in examples)
    often = [label for label, n in counts.most_common(MOST_LABELS) if n >= FEWEST_A_LABEL]
    return set(often)


def _plain(vectors: TfidfVectorizer, linear: LogisticRegression) -> Model:
    """The fitted model as plain weights. Two labels have one row of weights: that of the second."""
    rows, bias = linear.coef_, linear.intercept_
    if len(linear.classes_) == 2:
        rows, bias = np.vstack([-rows / 2, rows / 2]), np.hstack([-bias / 2, bias / 2])
    return Model(
        labels=tuple(str(label) for label in linear.classes_),
        terms={str(term): int(place) for term, place in vectors.vocabulary_.items()},
        idf=array("f", vectors.idf_.tolist()),
        weights=array("f", rows.T.ravel().tolist()),
        bias=array("f", bias.tolist()),
    )


def _calibrated(model: Model, examples: Sequence[Example]) -> Model:
    """The same model with the temperature that makes the calibration set likeliest."""
    scores, truth = _scores(model, examples)
    if not len(truth):
        return model
    best = min(_TEMPERATURES, key=lambda one: _loss(scores, truth, one))
    return Model(model.labels, model.terms, model.idf, model.weights, model.bias, best)


def _scores(
    model: Model, examples: Sequence[Example]
) -> tuple["np.ndarray[tuple[int, int], np.dtype[np.float64]]", list[int]]:
    """Logarithms of the shares of examples whose label is known, and the places of the labels."""
    places = {label: place for place, label in enumerate(model.labels)}
    rows, truth = [], []
    for one in examples:
        found = {guess.label: guess.confidence for guess in model.guess(one.features, most=10**6)}
        if found and one.label in places:
            rows.append([found[label] for label in model.labels])
            truth.append(places[one.label])
    return np.log(np.maximum(np.array(rows).reshape(-1, len(model.labels)), 1e-30)), truth


def _loss(
    scores: "np.ndarray[tuple[int, int], np.dtype[np.float64]]", truth: list[int], one: float
) -> float:
    scaled = scores / one
    scaled = scaled - scaled.max(axis=1, keepdims=True)
    total = np.log(np.exp(scaled).sum(axis=1))
    return float((total - scaled[np.arange(len(truth)), truth]).mean())


def judge(model: Model, examples: Sequence[Example], tests: Sequence[Example]) -> Report:
    """How good the model is on tests it has not seen; all of them count, unknown labels too.

    Where it knows no feature it names the commonest label with no confidence.
    """
    common = Counter(one.label for one in examples).most_common(1)[0][0]
    truth = [one.label for one in tests]
    found = [next(iter(model.guess(one.features, most=1)), None) for one in tests]
    named = [guess.label if guess else common for guess in found]
    sure = np.array([guess.confidence if guess else 0.0 for guess in found])
    right = np.array([a == b for a, b in zip(named, truth, strict=True)])
    half = sure >= 0.5
    return Report(
        trained=len(examples),
        tested=len(tests),
        labels=len(model.labels),
        accuracy=float(accuracy_score(truth, named)),
        macro_f1=float(f1_score(truth, named, average="macro", zero_division=0)),
        majority_accuracy=truth.count(common) / len(truth),
        majority_macro_f1=float(
            f1_score(truth, [common] * len(truth), average="macro", zero_division=0)
        ),
        calibration=_calibration_error(sure, right),
        confident=float(half.mean()),
        confident_accuracy=float(right[half].mean()) if half.any() else 0.0,
    )


def _calibration_error(
    sure: "np.ndarray[tuple[int], np.dtype[np.float64]]",
    right: "np.ndarray[tuple[int], np.dtype[np.bool_]]",
) -> float:
    """Mean distance between confidence and how often it was right, over ten bins."""
    bins = np.minimum((sure * _BINS).astype(int), _BINS - 1)
    error = 0.0
    for number in range(_BINS):
        inside = bins == number
        if inside.any():
            error += float(inside.mean() * abs(sure[inside].mean() - right[inside].mean()))
    return error


def split(examples: Sequence[Example]) -> tuple[list[Example], list[Example], list[Example]]:
    """The first 70 % to train, the next 10 % to calibrate, the last 20 % to test: by time."""
    first, second = len(examples) * 7 // 10, len(examples) * 8 // 10
    return list(examples[:first]), list(examples[first:second]), list(examples[second:])


def fit(examples: Sequence[Example]) -> tuple[Model, Report]:
    """A model of all examples, with the report of one trained on the first 70 %.

    What is used has seen everything; its temperature is that of the judged one. Raises TooLittle.
    """
    first, middle, rest = split(examples)
    judged = train(first, middle)
    report = judge(judged, first, rest)
    whole = train(examples, ())
    kept = Model(
        whole.labels, whole.terms, whole.idf, whole.weights, whole.bias, judged.temperature
    )
    return kept, report
