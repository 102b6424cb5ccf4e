"""Markup from values: text is data wherever it stands."""

import pytest

from inward.exchange.report_markup import Markup, el, join

HOSTILE = '"><script>alert(1)</script>'


def test_text_is_escaped_in_content_and_in_attributes() -> None:
    written = el("p", HOSTILE, title=HOSTILE)
    assert "<script" not in written
    assert written.count("<") == 2


def test_markup_made_here_is_not_escaped_again() -> None:
    assert el("p", el("b", "a & b"), join("<", 2)) == "<p><b>a &amp; b</b>&lt;2</p>"


def test_what_is_added_to_markup_is_plain_text_again() -> None:
    assert "<script" not in el("p", el("b", "x") + HOSTILE)


def test_marks_that_hide_or_reorder_text_are_shown() -> None:
    assert el("p", "a\u202eb\x00c\u200bd\ud800") == "<p>a\ufffdb\ufffdc\ufffdd\ufffd</p>"


def test_none_and_false_leave_out_true_stands_bare() -> None:
    assert el("a", None, hidden=True, id=None, open=False) == "<a hidden></a>"


def test_lists_are_written_member_by_member_and_numbers_short() -> None:
    assert el("g", [1, [2.5, "x"]], x=3.0, y=0.126) == '<g x="3" y="0.13">12.5x</g>'


@pytest.mark.parametrize("name", ["script>", "1a", "", "a b"])
def test_names_of_elements_are_checked(name: str) -> None:
    with pytest.raises(ValueError, match="element name"):
        el(name)


def test_there_are_no_event_handlers() -> None:
    with pytest.raises(ValueError, match="attribute name"):
        el("p", onclick="x")


def test_joined_pieces_are_markup() -> None:
    assert isinstance(join("a", Markup("<b>")), Markup)
