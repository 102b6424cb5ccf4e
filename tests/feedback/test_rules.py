"""Rules of ratings: seals, scores, and whole batches."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inward.feedback import rules

T0 = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
END = T0 + rules.WINDOW


@dataclass
class Sealed:
    """A rating as far as its seal is concerned."""

    answered_at: datetime | None
    window_ends: datetime = END


def test_seal_breaks_when_both_sides_answered() -> None:
    later = T0 + timedelta(hours=3)
    assert rules.unsealed_at([Sealed(T0), Sealed(later)]) == later


def test_seal_of_one_answer_holds_until_the_window_ends() -> None:
    assert rules.unsealed_at([Sealed(T0), Sealed(None)]) == END


def test_a_side_asked_alone_stays_sealed_until_the_window_ends() -> None:
    assert rules.unsealed_at([Sealed(T0)]) == END


@pytest.mark.parametrize(
    ("answers", "expected"),
    [([], None), ([None, None], None), ([4], 4), ([4, 5], 5), ([1, 2, 2], 2), ([1, 1, 2], 1)],
)
def test_score_is_the_mean_with_half_rounded_up(
    answers: list[int | None], expected: int | None
) -> None:
    assert rules.score(answers) == expected


def test_answers_off_the_scale_are_named() -> None:
    assert list(rules.problems("customer", {"outcome": 6, "speed": 3})) == ["outcome"]


def test_an_empty_rating_is_refused_and_another_sides_items_do_not_count() -> None:
    assert rules.problems("customer", {}) != {}
    assert rules.problems("customer", {"complete": 4}) != {}
    assert rules.problems("supplier", {"complete": 4}) == {}


def test_a_person_is_asked_about_a_service_once_in_fourteen_days() -> None:
    assert rules.may_ask(None, T0)
    assert not rules.may_ask(T0, T0 + timedelta(days=13, hours=23))
    assert rules.may_ask(T0, T0 + timedelta(days=14))


ratings = st.lists(
    st.tuples(st.integers(0, 8), st.integers(0, 500)).map(
        lambda pair: (pair[0], T0 + timedelta(minutes=pair[1]))
    ),
    max_size=60,
)


def _releasable(given: list[tuple[int, datetime]]) -> list[rules.Releasable]:
    return [rules.Releasable(i, author, at) for i, (author, at) in enumerate(given)]


@given(ratings)
def test_every_batch_has_at_least_five_authors(given: list[tuple[int, datetime]]) -> None:
    for batch in rules.batches(_releasable(given)):
        assert len({one.author_id for one in batch}) >= rules.K


@given(ratings)
def test_a_later_rating_never_changes_a_released_batch(given: list[tuple[int, datetime]]) -> None:
    before = rules.batches(_releasable(given))
    newest = rules.Releasable(10_000, 99, T0 + timedelta(days=9))
    after = rules.batches([*_releasable(given), newest])
    assert after[: len(before)] == before
