"""Models as plain weights: scored without an engine, read only as they were written."""

import json
import subprocess
import sys
from array import array
from hashlib import sha256
from math import isclose
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inward.suggestions.features import features
from inward.suggestions.model import Model, Unreadable, from_bytes, softmax, to_bytes

MODEL = Model(
    labels=("a", "b"), terms={"printer": 0, "vpn": 1, "\tcustomer=4": 2},
    idf=array("f", [1.5, 2.0, 1.0]), weights=array("f", [3.0, -3.0, -4.0, 4.0, 0.5, -0.5]),
    bias=array("f", [0.25, -0.25]), temperature=0.5,
)  # fmt: skip


def test_words_pairs_and_marks_are_features() -> None:
    assert features("Der Drücker 12 klemmt!", ["customer=4"]) == [
        "der", "drucker", "klemmt", "der drucker", "drucker klemmt", "\tcustomer=4"
    ]  # fmt: skip


def test_a_mark_is_no_word_somebody_can_type() -> None:
    assert features("customer=4") != features("", ["customer=4"])


def test_the_likeliest_label_comes_first_with_its_probability() -> None:
    first, second = MODEL.guess(["printer"])
    assert (first.label, second.label) == ("a", "b")
    assert isclose(first.confidence + second.confidence, 1.0)
    assert MODEL.guess(["vpn"], most=1)[0].label == "b"


def test_what_it_knows_nothing_of_it_says_nothing_about() -> None:
    assert MODEL.guess(["unknown", "words"]) == []


def test_a_written_model_reads_back_the_same() -> None:
    raw = to_bytes(MODEL)
    again = from_bytes(raw, sha256(raw).hexdigest())
    assert again == MODEL


@pytest.mark.parametrize("change", ["hash", "format", "weights"])
def test_another_file_is_refused(change: str) -> None:
    said = json.loads(to_bytes(MODEL))
    if change == "format":
        said["format"] = 2
    if change == "weights":
        said["weights"] = said["bias"]
    raw = json.dumps(said).encode()
    expected = "0" * 64 if change == "hash" else sha256(raw).hexdigest()
    with pytest.raises(Unreadable):
        from_bytes(raw, expected)


@given(st.lists(st.floats(-50, 50), min_size=1, max_size=9), st.floats(0.1, 10))
def test_probabilities_add_up_and_keep_the_order(scores: list[float], temperature: float) -> None:
    shares = softmax(scores, temperature)
    assert isclose(sum(shares), 1.0, rel_tol=1e-9)
    assert max(range(len(scores)), key=lambda n: scores[n]) in [
        n for n, share in enumerate(shares) if share == max(shares)
    ]


def invented(number: int, seed: int = 1) -> list[tuple[tuple[str, ...], str]]:
    """Texts of three kinds, each with words of its own among words of all."""
    chance = Random(seed)
    own = {"1": "printer paper toner", "2": "vpn password login", "3": "chair desk lamp"}
    noise = ["please", "help", "today", "since", "morning", "my", "the", "broken", "thanks"]
    found = []
    for _ in range(number):
        label = chance.choice("112233"[:5])
        words = [chance.choice(own[label].split()), *chance.sample(noise, 4)]
        if chance.random() < 0.1:
            words[0] = chance.choice(own[chance.choice("123")].split())
        found.append((tuple(features(" ".join(words))), label))
    return found


def test_training_learns_calibrates_and_says_how_good_it_is() -> None:
    training = pytest.importorskip(
        "inward.suggestions.training", reason="scikit-learn (extra 'suggest') is not installed",
        exc_type=ImportError,
    )  # fmt: skip
    examples = [training.Example(*one) for one in invented(2000)]
    model, report = training.fit(examples)
    assert report.accuracy > 0.8 > report.majority_accuracy
    assert report.macro_f1 > report.majority_macro_f1
    assert report.calibration < 0.08
    assert (report.trained, report.tested) == (1400, 400)
    assert model.guess(features("the toner is broken"), most=1)[0].label == "1"


def test_our_scores_are_those_of_the_library() -> None:
    training = pytest.importorskip(
        "inward.suggestions.training", reason="scikit-learn (extra 'suggest') is not installed",
        exc_type=ImportError,
    )  # fmt: skip
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    for labels in ("123", "12"):
        data = [one for one in invented(400) if one[1] in labels]
        vectors = TfidfVectorizer(analyzer=lambda one: one, min_df=3, sublinear_tf=True)
        linear = LogisticRegression(C=10.0, max_iter=200, tol=1e-3)
        matrix = vectors.fit_transform([known for known, _ in data])
        linear.fit(matrix, [label for _, label in data])
        model = training._plain(vectors, linear)
        for row, (known, _label) in zip(linear.predict_proba(matrix)[:50], data, strict=False):
            ours = {guess.label: guess.confidence for guess in model.guess(known, most=9)}
            theirs = dict(zip(linear.classes_, row, strict=True))
            assert all(isclose(ours[label], theirs[label], abs_tol=1e-4) for label in theirs)


def test_too_little_history_is_said() -> None:
    training = pytest.importorskip(
        "inward.suggestions.training", reason="scikit-learn (extra 'suggest') is not installed",
        exc_type=ImportError,
    )  # fmt: skip
    with pytest.raises(training.TooLittle):
        training.fit([training.Example(*one) for one in invented(60)])


def test_pages_score_without_the_engine() -> None:
    told = (
        "import inward.suggestions.model, sys;"
        " print('sklearn' in sys.modules, 'numpy' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", told], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.split() == ["False", "False"]
