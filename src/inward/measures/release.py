"""Which answers of people may leave: the one release of the kernel, over the cuts of measures."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from inward.kernel.suppression import K_RATINGS, Group, release
from inward.measures.cuts import RATED
from inward.measures.definitions import KPIS

PEOPLE = tuple(kpi.key for kpi in KPIS if kpi.people)

Row = dict[str, Any]


def suppressed(cut: str, rows: Iterable[Row], keys: tuple[str, ...]) -> list[Row]:
    """Rows of `expressions.figures` with people's figures withheld where they may not be told.

    ``keys`` are the columns that name a row's group. In cuts that could take a released batch of
    answers apart they are withheld altogether; else by the release of siblings, k = 5.
    """
    found = [dict(row) for row in rows]
    for kpi in PEOPLE:
        if found and kpi in found[0]:
            _suppress(kpi, found, _shown(cut, kpi, found, keys))
    return found


def _shown(cut: str, kpi: str, rows: list[Row], keys: tuple[str, ...]) -> Callable[[Row], bool]:
    if cut not in RATED:
        return lambda _: False
    told = release(
        [Group(tuple(row[key] for key in keys), int(row[f"{kpi}__n"])) for row in rows],
        k=K_RATINGS,
    )
    return lambda row: told.shows(tuple(row[key] for key in keys))


def _suppress(kpi: str, rows: list[Row], shown: Callable[[Row], bool]) -> None:
    for row in rows:
        if not shown(row):
            row[kpi], row[f"{kpi}__n"] = None, 0


def of_relations(numbers: Mapping[tuple[int | None, int | None], int]) -> frozenset[Any]:
    """The relations (supplier, customer) whose ratings may be shown, given how many each has.

    Suppliers are the parents of their relations, so that no total tells of a hidden relation.
    """
    totals: dict[int | None, int] = {}
    for (supplier, _), n in numbers.items():
        totals[supplier] = totals.get(supplier, 0) + n
    groups: list[Group[Any]] = [Group(("supplier", key), n) for key, n in totals.items()]
    groups += [Group(pair, n, ("supplier", pair[0])) for pair, n in numbers.items()]
    told = release(groups, k=K_RATINGS)
    return frozenset(pair for pair in numbers if told.shows(pair))
