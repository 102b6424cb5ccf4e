"""Rules of the tree, of codes and of folding, by table and by property."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inward.directory import rules
from inward.directory.folding import search_key, search_words, without_accents
from inward.directory.foreign import identity_of, shown_name
from inward.kernel.errors import Invalid, RuleBroken

ANY_TEXT = st.text(st.characters(), max_size=60)  # lone surrogates and U+0000 included
T0 = datetime(2025, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Human Resources", "HR"),
        ("Finance", "FINA"),
        ("IT", "IT"),
        ("Group 70", "G70"),
        ("V30", "V30"),
        ("Org line A2", "OLA"),
        ("Größte Abteilung", "GA"),
        ("李", "D"),
        ("42", "D42"),
        ("", "D"),
    ],
)
def test_codes_are_made_of_names(name: str, code: str) -> None:
    assert rules.CodeMaker().make(name) == code


@given(st.lists(ANY_TEXT, max_size=40))
def test_made_codes_differ_and_are_codes(names: list[str]) -> None:
    maker = rules.CodeMaker(["IT", "D"])
    codes = [maker.make(name) for name in names]
    assert len({*codes, "IT", "D"}) == len(codes) + 2
    assert all(rules.code_of(code) == code for code in codes)


@given(st.lists(st.integers(1, 10**18), min_size=1, max_size=20, unique=True))
def test_paths_tell_the_ids_above(ids: list[int]) -> None:
    path = ""
    for number in ids:
        above, path = path, rules.child_path(path, number)
        assert rules.is_within(path, above or path)
    assert rules.ids_on(path) == tuple(ids)
    assert len(path) <= 500


def test_a_place_below_oneself_or_too_deep_is_refused() -> None:
    rules.check_place("/1/", "/2/")
    rules.check_place("/1/", "/12/")
    for path, parent, height in (("/1/", "/1/", 1), ("/1/", "/1/2/", 1), ("/1/", "/2/", 20)):
        with pytest.raises(RuleBroken):
            rules.check_place(path, parent, height=height)


@given(
    st.lists(st.tuples(st.integers(1, 3), st.integers(0, 5)), max_size=12, unique=True),
    st.integers(0, 6),
)
def test_the_state_of_a_day_is_the_last_one_until_then(
    changes: list[tuple[int, int]], day: int
) -> None:
    states = [
        rules.State(pk, T0 + timedelta(days=n), f"{pk} since {n}", None, None) for pk, n in changes
    ]
    found = rules.as_of(states, T0 + timedelta(days=day))
    for pk in (1, 2, 3):
        days = [n for other, n in changes if other == pk and n <= day]
        assert (found[pk].name if pk in found else None) == (
            f"{pk} since {max(days)}" if days else None
        )


@given(ANY_TEXT)
def test_names_are_stored_alike_by_both_databases_or_refused(text: str) -> None:
    try:
        name = rules.name_of(text)
    except Invalid:
        return
    name.encode("utf-8")
    assert "\x00" not in name
    assert 1 <= len(name) <= 200
    assert rules.name_of(name) == name
    assert len(search_key(name)) <= 1200


@given(ANY_TEXT)
def test_names_of_foreign_logs_always_find_a_storable_identity(text: str) -> None:
    identity, shown = identity_of(text), shown_name(text)
    for stored in (identity, shown):
        stored.encode("utf-8")
        assert stored
        assert "\x00" not in stored
    assert len(identity) <= 300
    assert len(shown) <= 200
    assert identity_of(identity) == identity


def test_long_foreign_names_keep_apart_what_differs_at_the_end() -> None:
    one, other = "x" * 5000 + "1", "x" * 5000 + "2"
    assert identity_of(one) != identity_of(other)
    assert shown_name(one) == shown_name(other) == "x" * 199 + "…"


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_word_is_found_by_its_beginning(first: str, second: str) -> None:
    key = search_key(first.replace("\x00", ""), second)
    for word in search_words(first, most=100):
        assert f" {word}" in key


def test_accents_of_other_scripts_are_letters() -> None:
    assert without_accents("Zoë Ångström") == "zoe angstrom"
    assert without_accents("हिन्दी") == "हिन्दी"
    assert without_accents("ガ") == "ガ"


def test_a_chain_of_managers_ends_where_a_circle_begins() -> None:
    assert rules.chain_above(1, {1: 2, 2: 3, 3: None}) == [2, 3]
    assert rules.chain_above(1, {1: 2, 2: 3, 3: 2}) == [2, 3]
    assert rules.chain_above(1, {1: 1}) == []
