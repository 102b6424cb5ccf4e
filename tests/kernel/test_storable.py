"""JSON and text that both databases store alike."""

from typing import Any

import pytest

from inward.kernel.storable import checked, legible


@pytest.mark.parametrize("value", [{"a": "\x00"}, ["\ud800"], {"\x00": 1}, float("inf")])
def test_what_postgresql_refuses_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        checked(value)


@pytest.mark.parametrize("value", [{"a": "\\u0000"}, ["\\\\u0000"], {"é": [1, None, 1.5, True]}])
def test_all_else_passes_unchanged(value: Any) -> None:
    assert checked(value) is value


def test_what_is_no_json_is_refused() -> None:
    with pytest.raises(TypeError):
        checked({"x": object()})


def test_any_text_becomes_legible() -> None:
    assert legible("a\x00b\ud800c") == "a\ufffdb\ufffdc"
