"""HTML and SVG from Python values: text is data, escaped unless this module itself made it.

The only way to unescaped output is `el`, so log text cannot become markup, wherever it stands.
"""

import re
from collections.abc import Iterable
from html import escape

VOID = frozenset({"br", "hr", "img", "link", "meta"})
# Control characters, and marks that turn the reading direction of what stands around a name.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
_NAME = re.compile(r"[a-zA-Z][a-zA-Z0-9:-]*")


class Markup(str):
    """Text that is markup already. Made by `el` and `join` only."""

    __slots__ = ()


Child = str | int | float | None | Iterable["Child"]


def plain(text: object) -> str:
    """Text without characters that hide or reorder what the reader sees."""
    return _HIDDEN.sub("\ufffd", str(text))


def join(*children: Child) -> Markup:
    """Children one after the other; None is nothing, an iterable its members."""
    return Markup("".join(_pieces(children)))


def el(name: str, /, *children: Child, **attributes: str | float | bool | None) -> Markup:
    """An element. Attribute ``class_`` is ``class``, inner underscores are hyphens; None and False
    leave an attribute out, True writes it bare. Raises ValueError for a name that is none."""
    if not _NAME.fullmatch(name):
        raise ValueError(f"not an element name: {name!r}")
    written = "".join(_attribute(key, value) for key, value in attributes.items())
    if name in VOID:
        return Markup(f"<{name}{written}>")
    return Markup(f"<{name}{written}>{join(*children)}</{name}>")


def _attribute(key: str, value: str | float | bool | None) -> str:
    name = key.rstrip("_").replace("_", "-")
    if not _NAME.fullmatch(name) or name.lower().startswith("on"):
        raise ValueError(f"not an attribute name: {name!r}")
    if value is None or value is False:
        return ""
    return f" {name}" if value is True else f' {name}="{escape(plain(_number(value)))}"'


def _number(value: str | float) -> str:
    """Coordinates with two decimals at most: a report has ten thousands of them."""
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".")
    return str(value)


def _pieces(children: Iterable[Child]) -> Iterable[str]:
    for child in children:
        if child is None:
            continue
        if isinstance(child, Markup):
            yield str(child)
        elif isinstance(child, str | int | float):
            yield escape(plain(_number(child)))
        else:
            yield from _pieces(child)
