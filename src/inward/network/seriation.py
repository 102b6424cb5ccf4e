"""Rows and columns of a matrix ordered so that clusters show as blocks.

Reciprocal averaging, the first axis of a correspondence analysis (Hill 1973; Liiv 2010 reviews
seriation): departments that are served by the same suppliers stand together, and the other way
round. Deterministic: the sign is fixed, ties keep the given order.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def order(weights: Sequence[Sequence[float]]) -> tuple[list[int], list[int]]:
    """Places of rows and of columns, first to last. Empty rows and columns go to the end."""
    table = np.asarray(weights, dtype=float)
    if table.size == 0 or table.sum() <= 0:
        return list(range(len(weights))), list(range(table.shape[1] if table.ndim == 2 else 0))
    rows, columns = _first_axis(table)
    return _sorted(rows, table.sum(axis=1)), _sorted(columns, table.sum(axis=0))


def _first_axis(table: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    # Square roots damp the few huge cells that would otherwise be an axis of their own.
    damped = np.sqrt(table)
    row, column = damped.sum(axis=1), damped.sum(axis=0)
    row_scale = np.divide(1, np.sqrt(row), where=row > 0, out=np.zeros_like(row))
    column_scale = np.divide(1, np.sqrt(column), where=column > 0, out=np.zeros_like(column))
    expected = np.outer(row, column) / damped.sum()
    left, _, right = np.linalg.svd(
        row_scale[:, None] * (damped - expected) * column_scale[None, :], full_matrices=False
    )
    return _signed(left[:, 0] * row_scale, right[0] * column_scale)


def _signed(
    rows: NDArray[np.float64], columns: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """An axis has no sense of direction of its own: the largest row coordinate is positive."""
    flip = -1.0 if rows.size and rows[int(np.argmax(np.abs(rows)))] < 0 else 1.0
    return np.round(rows * flip, 9), np.round(columns * flip, 9)


def _sorted(values: NDArray[np.float64], totals: NDArray[np.float64]) -> list[int]:
    return sorted(range(len(values)), key=lambda i: (totals[i] <= 0, float(values[i]), i))
