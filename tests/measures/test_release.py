"""People's figures leave only in groups of five, and only in cuts that take no batch apart."""

from inward.measures import release

SCORE = "satisfaction_customer"


def row(supplier: int, n: int) -> dict[str, object]:
    return {"supplier_id": supplier, SCORE: 4.0, f"{SCORE}__n": n, "volume": 100.0}


def shown(cut: str, *rows: dict[str, object]) -> list[object]:
    keys = ("supplier_id",) if cut != "all" else ()
    return [one[SCORE] for one in release.suppressed(cut, rows, keys)]


def test_a_group_below_five_is_hidden_and_its_n_with_it() -> None:
    [_, _, small] = release.suppressed(
        "supplier", [row(1, 9), row(2, 9), row(3, 4)], ("supplier_id",)
    )
    assert (small[SCORE], small[f"{SCORE}__n"]) == (None, 0)
    assert small["volume"] == 100.0


def test_the_next_smallest_is_hidden_where_subtraction_would_tell() -> None:
    assert shown("supplier", row(1, 30), row(2, 9), row(3, 4)) == [4.0, None, None]


def test_over_all_it_is_shown_from_five_on() -> None:
    assert shown("all", {SCORE: 4.0, f"{SCORE}__n": 5}) == [4.0]
    assert shown("all", {SCORE: 4.0, f"{SCORE}__n": 4}) == [None]


def test_cuts_that_could_take_a_batch_apart_show_no_ratings() -> None:
    for cut in ("service", "month", "channel", "priority", "supplier_month"):
        assert shown(cut, row(1, 500)) == [None]


def test_relations_are_released_within_their_supplier() -> None:
    told = release.of_relations({(1, 2): 12, (1, 3): 7, (1, 4): 2, (5, 2): 8})
    assert told == {(1, 2), (5, 2)}
