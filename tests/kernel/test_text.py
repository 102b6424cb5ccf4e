"""Text at the edge: what both databases store alike, and nothing that hides."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inward.kernel.errors import Invalid
from inward.kernel.text import fold, many_lines, one_line

ANY_TEXT = st.text(max_size=60) | st.text(
    alphabet="ae\u0301\u200b\u200d\u202e\u2066\ufeff\u00ad\x07\x85\u2028\r\n\t \u00a0\u3164o\u0308",
    max_size=60,
)


@pytest.mark.parametrize(
    ("given_text", "clean"),
    [
        ("  two   words ", "two words"),
        ("line\r\nbreak\ttab", "line break tab"),
        ("cafe\u0301", "café"),
        ("pay\u200bpal", "paypal"),
        ("in\u202evoice\u202c", "invoice"),
        ("\ufeffbom", "bom"),
        ("bell\x07", "bell"),
        ("\u3164\u2800", ""),
        ("a\u00adb", "ab"),
        ("e\u200b\u0301", "é"),
    ],
)
def test_one_line_shows_all_that_it_holds(given_text: str, clean: str) -> None:
    assert one_line(given_text, field="title", max_length=50) == clean


@pytest.mark.parametrize(
    ("given_text", "clean"),
    [
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("\n\nfirst\n\n\nlast\n\n", "first\n\n\nlast"),
        ("\tindented  code", "\tindented  code"),
        ("in\u202evoice", "invoice"),
        ("zero\u200bwidth", "zerowidth"),
        ("می\u200cخواهم", "می\u200cخواهم"),  # Persian is written with the non-joiner
        ("👩\u200d💻", "👩\u200d💻"),
        ("bell\x07", "bell"),
    ],
)
def test_many_lines_keeps_what_languages_need(given_text: str, clean: str) -> None:
    assert many_lines(given_text, field="text", max_length=50) == clean


@pytest.mark.parametrize("value", ["a\x00b", "\ud800", "a\udfff", 7, None, b"bytes", ["a"]])
@pytest.mark.parametrize("clean", [one_line, many_lines])
def test_what_a_database_would_refuse_is_refused_by_field(clean: object, value: object) -> None:
    with pytest.raises(Invalid) as refused:
        clean(value, field="title", max_length=50)  # type: ignore[operator]
    assert list(refused.value.fields) == ["title"]


@pytest.mark.parametrize("clean", [one_line, many_lines])
def test_length_counts_code_points_after_cleaning(clean: object) -> None:
    assert len(clean("é\u202e" * 10, field="x", max_length=10)) == 10  # type: ignore[operator]
    with pytest.raises(Invalid, match="11"):
        clean("x" * 11, field="x", max_length=10)  # type: ignore[operator]
    with pytest.raises(Invalid):
        clean("\u202e" * 10_000, field="x", max_length=10)  # type: ignore[operator]


@given(ANY_TEXT)
def test_one_line_of_any_text_is_storable_visible_and_stable(text: str) -> None:
    try:
        clean = one_line(text, field="x", max_length=100)
    except Invalid:
        assert "\x00" in text or any(0xD800 <= ord(c) <= 0xDFFF for c in text)
        return
    assert not [c for c in clean if unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"}]
    assert unicodedata.is_normalized("NFC", clean)
    assert clean == " ".join(clean.split())
    assert one_line(clean, field="x", max_length=100) == clean


@given(ANY_TEXT)
def test_many_lines_of_any_text_is_storable_and_stable(text: str) -> None:
    try:
        clean = many_lines(text, field="x", max_length=100)
    except Invalid:
        return
    assert not [c for c in clean if unicodedata.category(c) in {"Cc", "Cs"} and c not in "\n\t"]
    assert not set(clean) & {"\u202a", "\u202d", "\u202e", "\u2066", "\u2069", "\u200b", "\ufeff"}
    assert unicodedata.is_normalized("NFC", clean)
    assert many_lines(clean, field="x", max_length=100) == clean


@pytest.mark.parametrize(
    ("one", "other"), [("Straße", "STRASSE"), ("ÉCOLE", "école"), ("ﬁn", "FIN"), ("Ａ", "a")]
)
def test_fold_compares_without_case_on_every_database_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)
