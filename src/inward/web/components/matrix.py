"""The matrix customer × supplier: size for volume, colour for promise kept, a dot to act on."""

from dataclasses import dataclass
from math import sqrt
from typing import Final

from django.utils.functional import Promise

Text = str | Promise

SIZES: Final = 5


@dataclass(frozen=True)
class MatrixHead:
    """A row's or column's department."""

    name: str
    href: str = ""


@dataclass(frozen=True)
class MatrixCell:
    """A relation: its figure, meaning, size 1 … 5, whether to act, and the sentence it opens to.

    An empty `value` is a relation without flow; `suppressed` one that is too small to show.
    """

    value: str = ""
    tone: str = "rest"
    size: int = 3
    href: str = ""
    title: str = ""
    act: bool = False
    own: bool = False
    suppressed: bool = False


@dataclass(frozen=True)
class MatrixRow:
    """A customer's row with its sum."""

    head: MatrixHead
    cells: tuple[MatrixCell, ...]
    total: str = ""
    total_title: str = ""


@dataclass(frozen=True)
class MatrixView:
    """The table. `caption` names it; totals stand at the margins."""

    caption: Text
    columns: tuple[MatrixHead, ...]
    rows: tuple[MatrixRow, ...]
    totals: tuple[str, ...] = ()
    grand_total: str = ""
    total_label: Text = ""


def size_of(volume: float, most: float) -> int:
    """Size 1 … 5 of a cell, area in proportion to volume."""
    if volume <= 0 or most <= 0:
        return 1
    return max(1, min(SIZES, round(sqrt(volume / most) * SIZES)))
