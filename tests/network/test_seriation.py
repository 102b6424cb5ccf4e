"""The matrix's order: blocks stand together, always the same."""

import random

from inward.network import seriation


def test_shuffled_blocks_come_back_together() -> None:
    blocks = [[9.0 if (i < 3) == (j < 3) else 0.5 for j in range(6)] for i in range(6)]
    draw = random.Random(5)
    rows, columns = list(range(6)), list(range(6))
    draw.shuffle(rows)
    draw.shuffle(columns)
    order, column_order = seriation.order([[blocks[i][j] for j in columns] for i in rows])
    assert len({rows[i] < 3 for i in order[:3]}) == 1
    assert len({columns[j] < 3 for j in column_order[:3]}) == 1


def test_the_order_is_the_same_every_time_and_complete() -> None:
    table = [[float((i * 7 + j * 3) % 11) for j in range(5)] for i in range(8)]
    assert seriation.order(table) == seriation.order(table)
    rows, columns = seriation.order(table)
    assert sorted(rows) == list(range(8))
    assert sorted(columns) == list(range(5))


def test_empty_rows_go_to_the_end_and_an_empty_table_stays() -> None:
    rows, _ = seriation.order([[0.0, 0.0], [1.0, 2.0], [3.0, 1.0]])
    assert rows[-1] == 0
    assert seriation.order([]) == ([], [])
    assert seriation.order([[0.0, 0.0]]) == ([0], [0, 1])
