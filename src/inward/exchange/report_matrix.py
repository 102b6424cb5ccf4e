"""The matrix customer × supplier: colour for promises kept, a bar for volume, a dot to act on."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from inward.exchange import report_words as words
from inward.exchange.report_figures import Report
from inward.exchange.report_markup import Markup, el
from inward.network import seriation
from inward.network.relations import Relation

ROWS, COLUMNS = 16, 14
CELL_W, CELL_H, GAP = 46.0, 32.0, 4.0
LABEL_W, SUM_W = 150.0, 56.0
FEW = 5  # below, a share is chance: the cell shows how many tickets instead
REST = -1  # the place of all others together
Pair = tuple[int, int]


@dataclass
class Cell:
    """The tickets of one customer (or the rest) from one supplier (or the rest)."""

    tickets: int = 0
    kept_n: int = 0
    kept: int = 0
    median: float | None = None

    def add(self, relation: Relation) -> None:
        """Count one relation in. The median stands only while the cell is one relation."""
        self.median = relation.resolve_median if self.tickets == 0 else None
        self.tickets += relation.tickets
        self.kept_n += relation.kept_n
        self.kept += relation.kept

    @property
    def compliance(self) -> float | None:
        """Share of decided promises kept."""
        return self.kept / self.kept_n if self.kept_n else None


@dataclass(frozen=True)
class Matrix:
    """Which customers (rows) and suppliers (columns) are shown, in order, and their cells.

    other_rows, other_columns: the names that share the row and the column of the rest.
    """

    rows: tuple[int, ...]
    columns: tuple[int, ...]
    cells: dict[Pair, Cell]
    other_rows: tuple[str, ...]
    other_columns: tuple[str, ...]


def arranged(report: Report) -> Matrix | None:
    """The matrix of the largest departments; None where the log names no customers or suppliers."""
    known = [r for r in report.relations if r.supplier_id is not None and r.customer_id is not None]
    if not known:
        return None
    rows, more_rows = _largest([(r.customer_id or 0, r.tickets) for r in known], ROWS)
    columns, more_columns = _largest([(r.supplier_id or 0, r.tickets) for r in known], COLUMNS)
    cells: dict[Pair, Cell] = defaultdict(Cell)
    for relation in known:
        row = relation.customer_id if relation.customer_id in rows else REST
        column = relation.supplier_id if relation.supplier_id in columns else REST
        cells[row or REST, column or REST].add(relation)
    row_order, column_order = seriation.order(
        [[cells[r, c].tickets if (r, c) in cells else 0 for c in columns] for r in rows]
    )
    return Matrix(
        rows=(*(rows[i] for i in row_order), *([REST] if more_rows else [])),
        columns=(*(columns[i] for i in column_order), *([REST] if more_columns else [])),
        cells=dict(cells),
        other_rows=tuple(report.name(i) for i in more_rows),
        other_columns=tuple(report.name(i) for i in more_columns),
    )


def _largest(pairs: Sequence[Pair], most: int) -> tuple[list[int], list[int]]:
    totals: dict[int, int] = defaultdict(int)
    for key, n in pairs:
        totals[key] += n
    ordered = sorted(totals, key=lambda key: (-totals[key], key))
    if len(ordered) <= most + 1:  # a rest of one is that one
        return ordered, []
    return ordered[:most], ordered[most:]


def drawn(report: Report, matrix: Matrix) -> Markup:
    """The matrix as SVG. Without promises in the log, colour is the time against the usual."""
    width = LABEL_W + len(matrix.columns) * (CELL_W + GAP) + SUM_W
    height = _head(report, matrix) + len(matrix.rows) * (CELL_H + GAP) + 26
    marks = {(a.relation.customer_id, a.relation.supplier_id) for a in report.advice}
    most = max(cell.tickets for cell in matrix.cells.values())
    label = f"Matrix of {len(matrix.rows)} customers by {len(matrix.columns)} suppliers"
    return el(
        "svg",
        _heads(report, matrix),
        [_row(report, matrix, i, most, marks) for i in range(len(matrix.rows))],
        _column_sums(matrix, height),
        viewBox=f"0 0 {width:.0f} {height:.0f}",
        role="img",
        aria_label=label,
        style=f"max-width:{width * 1.2:.0f}px",
    )


def _head(report: Report, matrix: Matrix) -> float:
    """Height of the slanted names of the columns."""
    names = (_called(report, key, matrix.other_columns) for key in matrix.columns)
    return 24 + 5.4 * min(17, max(len(name) for name in names))


def _called(report: Report, key: int, others: tuple[str, ...]) -> str:
    return f"{len(others)} others" if key == REST else report.name(key)


def _heads(report: Report, matrix: Matrix) -> list[Markup]:
    found, y = [], _head(report, matrix) - 8
    for j, key in enumerate(matrix.columns):
        name = _called(report, key, matrix.other_columns)
        x = LABEL_W + j * (CELL_W + GAP) + CELL_W / 2
        found.append(
            el(
                "text",
                words.cut(name, 17),
                el("title", name),
                x=x,
                y=y,
                transform=f"rotate(-52 {x:.1f} {y:.1f})",
                class_="soft",
            )
        )
    return found


def _row(
    report: Report, matrix: Matrix, i: int, most: int, marks: set[tuple[int | None, int | None]]
) -> Markup:
    key = matrix.rows[i]
    y = _head(report, matrix) + i * (CELL_H + GAP)
    name = _called(report, key, matrix.other_rows)
    cells = [
        _cell(
            report,
            matrix,
            (key, column),
            (LABEL_W + j * (CELL_W + GAP), y),
            most,
            (key, column) in marks,
        )
        for j, column in enumerate(matrix.columns)
    ]
    total = sum(matrix.cells[key, c].tickets for c in matrix.columns if (key, c) in matrix.cells)
    end = LABEL_W + len(matrix.columns) * (CELL_W + GAP) + 8
    return el(
        "g",
        el(
            "text",
            words.cut(name, 20),
            el("title", name),
            x=LABEL_W - 12,
            y=y + 20,
            text_anchor="end",
        ),
        cells,
        el("text", words.count(total), x=end, y=y + 20, class_="soft s"),
    )


def _cell(
    report: Report, matrix: Matrix, pair: Pair, at: tuple[float, float], most: int, marked: bool
) -> Markup:
    cell = matrix.cells.get(pair)
    x, y = at
    if cell is None or cell.tickets == 0:
        return el("rect", x=x, y=y, width=CELL_W, height=CELL_H, rx=7.0, class_="kn", opacity=0.35)
    tone, text = _tone(report, cell)
    small = " few" if text.startswith("n ") else ""
    bar = max(3.0, (CELL_W - 12) * sqrt(cell.tickets / most))
    customer = _called(report, pair[0], matrix.other_rows)
    supplier = _called(report, pair[1], matrix.other_columns)
    title = f"{supplier} → {customer}: {words.plural(cell.tickets, 'ticket')}, {_told(cell)}"
    return el(
        "g",
        el("title", title),
        el("rect", x=x, y=y, width=CELL_W, height=CELL_H, rx=7.0, class_=tone),
        el(
            "text",
            text,
            x=x + CELL_W / 2,
            y=y + 18,
            text_anchor="middle",
            class_=f"b t{tone}{small}",
        ),
        el(
            "rect",
            x=x + (CELL_W - bar) / 2,
            y=y + CELL_H - 7,
            width=bar,
            height=3.0,
            rx=1.5,
            class_=f"vol v{tone}",
        ),
        el("circle", cx=x + CELL_W - 4, cy=y + 4, r=4.0, class_="dot") if marked else None,
    )


def _tone(report: Report, cell: Cell) -> tuple[str, str]:
    """Colour class and the text of a cell."""
    if report.usual.kept is not None:
        share = cell.compliance if cell.kept_n >= FEW else None
        if share is None:
            return "kn", f"n {cell.tickets}"
        return words.step(share), f"{share * 100:.0f}"
    if cell.median is None or cell.tickets < FEW:
        return "kn", f"n {words.count(cell.tickets)}"
    return words.pace(cell.median, report.value("resolve_median")), _short(cell.median)


def _short(minutes: float) -> str:
    return words.duration(minutes).replace(f"{words.NBSP}min", "m").replace(words.NBSP, "")


def _told(cell: Cell) -> str:
    if cell.compliance is not None:
        return f"{words.percent(cell.compliance)} of {words.count(cell.kept_n)} promises kept"
    return f"median to resolve {words.duration(cell.median)}"


def _column_sums(matrix: Matrix, height: float) -> list[Markup]:
    found = []
    for j, column in enumerate(matrix.columns):
        total = sum(
            matrix.cells[r, column].tickets for r in matrix.rows if (r, column) in matrix.cells
        )
        x = LABEL_W + j * (CELL_W + GAP) + CELL_W / 2
        found.append(
            el("text", words.count(total), x=x, y=height - 8, text_anchor="middle", class_="soft s")
        )
    return found
