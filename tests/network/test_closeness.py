"""Observed closeness: share, reciprocity, recency; letters by rank."""

from datetime import timedelta

import pytest

from inward.network import closeness
from inward.network.relations import Closeness, Relation
from tests.network.people import NOON, relation

END = NOON + timedelta(days=10)


def rated(*relations: Relation) -> list[Closeness]:
    found = closeness.rated(relations, until=END, days=365.25)
    return [one.closeness for one in found if one.closeness]


def test_the_score_is_the_cosine_of_the_pair() -> None:
    both, _, _ = rated(relation(1, 2, 30), relation(1, 3, 10), relation(4, 2, 10))
    assert both.score == pytest.approx(30 / (40 * 40) ** 0.5)
    assert both.of_supplier == pytest.approx(0.75)
    assert both.of_customer == pytest.approx(0.75)


def test_frequency_is_tickets_a_month_and_recency_days_since_the_last() -> None:
    [one] = rated(relation(1, 2, 24))
    assert one.per_month == pytest.approx(2.0)
    assert one.days_since == 10


def test_reciprocity_is_the_weaker_direction_over_the_stronger() -> None:
    there, back, alone = rated(relation(1, 2, 40), relation(2, 1, 10), relation(1, 3, 5))
    assert (there.reciprocity, back.reciprocity, alone.reciprocity) == (0.25, 0.25, 0.0)


def test_letters_follow_the_proportions_of_systematic_layout_planning() -> None:
    pairs = [relation(i, 100 + i, 1, strength=1.0) for i in range(1, 101)]
    pairs = [relation(1, 100 + i, 1, strength=float(101 - i)) for i in range(1, 101)]
    letters = [one.letter for one in rated(*pairs)]
    assert [letters.count(letter) for letter in "AEIOU"] == [5, 10, 15, 20, 50]
    assert letters[0] == "A"


def test_pairs_with_an_unknown_side_are_not_close() -> None:
    one, _ = rated(relation(None, 2, 50), relation(1, 2, 1))
    assert (one.score, one.letter) == (0.0, "U")
