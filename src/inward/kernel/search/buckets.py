"""Newest first on PostgreSQL: a GIN index has no order, so each document names the range of its id.

A search looks into the newest ranges first and into all of them only where those do not fill a
page: then there are few hits, and sorting them is cheap.
"""

from inward.kernel.search.expression import All, Expression, any_of
from inward.kernel.search.tokens import marked

WIDTH = 8_192
# How many ranges, counted from the newest, are searched before all are.
STEPS = (2, 16)


def mark(document_id: int) -> str:
    """The token that names the range of an id."""
    return marked("b", document_id // WIDTH)


def windows(expression: Expression, newest: int) -> list[Expression]:
    """The expression within the newest ranges at or below an id, wider each time; last: all."""
    last = newest // WIDTH
    narrowed: list[Expression] = []
    for step in STEPS:
        if last >= step:
            marks = (marked("b", number) for number in range(last, last - step, -1))
            narrowed.append(All((any_of(marks), expression)))
    return [*narrowed, expression]
