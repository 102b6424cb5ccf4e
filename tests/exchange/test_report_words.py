"""Figures in words."""

import pytest

from inward.exchange import report_words as words


@pytest.mark.parametrize(
    ("minutes", "told"),
    [
        (None, "–"), (0, "0 min"), (0.5, "30 s"), (45, "45 min"), (99.4, "99 min"),
        (179.6, "3 h 00"), (409, "6 h 49"), (829, "14 h"), (1440, "1.0 d"), (5040, "3.5 d"),
        (38880, "27 d"), (2_880_000, "2,000 d"),
    ],
)  # fmt: skip
def test_lengths_of_time_have_about_two_figures(minutes: float | None, told: str) -> None:
    assert words.duration(minutes).replace(words.NBSP, " ") == told


@pytest.mark.parametrize(
    ("share", "told"),
    [
        (None, "–"),
        (0.0, "0 %"),
        (0.001, "< 1 %"),
        (0.634, "63 %"),
        (0.9999, "> 99 %"),
        (1.0, "100 %"),
    ],
)
def test_a_share_that_is_not_quite_all_or_nothing_says_so(share: float | None, told: str) -> None:
    assert words.percent(share).replace(words.NBSP, " ") == told


def test_the_interval_is_wilsons() -> None:
    low, high = words.interval(8, 10)
    assert (low, high) == pytest.approx((0.4902, 0.9433), abs=5e-5)


def test_names_are_cut_with_an_ellipsis() -> None:
    assert words.cut("Procurement", 8) == "Procure…"
    assert words.cut("IT", 8) == "IT"


def test_lists_read_as_a_sentence() -> None:
    assert [words.listed(["A", "B", "C"][:n]) for n in range(4)] == [
        "",
        "A",
        "A and B",
        "A, B and C",
    ]


@pytest.mark.parametrize(
    ("share", "kind"),
    [(None, "kn"), (0.0, "k0"), (0.6, "k1"), (0.8, "k2"), (0.9, "k3"), (1.0, "k5")],
)
def test_shares_have_six_steps_of_colour(share: float | None, kind: str) -> None:
    assert words.step(share) == kind


def test_pace_is_the_time_against_the_usual() -> None:
    assert [words.pace(m, 100) for m in (None, 10, 70, 100, 150, 300, 900)] == [
        "kn", "k5", "k4", "k3", "k2", "k1", "k0",
    ]  # fmt: skip
