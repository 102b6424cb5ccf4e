"""See: who serves whom and how well, from the results of the last refresh."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import OuterRef, Subquery

from inward.analytics.models import Watermark
from inward.analytics.queries import freshness
from inward.directory.models import Department
from inward.measures import queries as measures
from inward.measures.queries import GroupFigures
from inward.network import queries as network
from inward.network.models import DepartmentPlace, NetworkFigure
from inward.network.queries import ToActOn
from inward.network.relations import Relation
from inward.overview.agreed import agreed_pairs

CARDS = (
    "compliance", "resolve_business_median", "resolve_median", "ball_share_customer",
    "satisfaction_customer", "backlog",
)  # fmt: skip
ACT_ON = 6


@dataclass(frozen=True)
class Cell:
    """What flowed from a supplier to a customer in the period: tickets, promises decided, kept."""

    tickets: int
    kept_n: int
    kept: int

    @property
    def compliance(self) -> float | None:
        """Share of decided promises that were kept."""
        return self.kept / self.kept_n if self.kept_n else None


@dataclass(frozen=True)
class See:
    """All that the page of the company shows.

    ``relations``: those with both sides known; ``unknown``: tickets of the others. ``cells`` (by
    supplier and customer) and ``figures`` are of the chosen ``month`` (None: of all tickets),
    ``recent`` and ``before`` of the two months that a trend compares; None where there are no two.
    ``rows`` and ``columns``: ids of customers and suppliers in an order in which clusters show.
    ``whole``: figures of the network by name.
    """

    fresh: Watermark
    departments: Mapping[int, Department]
    relations: Sequence[Relation]
    cells: Mapping[tuple[int, int], Cell]
    unknown: int
    rows: Sequence[int]
    columns: Sequence[int]
    act: Sequence[ToActOn]
    figures: GroupFigures
    recent: GroupFigures | None
    before: GroupFigures | None
    months: Sequence[date]
    month: date | None
    agreed: frozenset[tuple[int, int]]
    whole: Mapping[str, Any]


def see_of(at: datetime, month: date | None) -> See | None:
    """The page; None before the first refresh. Eight statements. An unknown month is none."""
    fresh = freshness()
    if fresh is None:
        return None
    departments, rows, columns = _places()
    every = network.relations()
    known = [r for r in every if r.supplier_id is not None and r.customer_id is not None]
    by_month = measures.groups("month", CARDS)
    months = [group.period for group in by_month if group.period is not None]
    chosen = month if month in months else None
    recent, before = _compared(by_month, chosen, at)
    return See(
        fresh=fresh,
        departments=departments,
        relations=known,
        cells=_cells(known, chosen),
        unknown=sum(r.tickets for r in every) - sum(r.tickets for r in known),
        rows=rows,
        columns=columns,
        act=network.to_act_on(ACT_ON),
        figures=recent if chosen and recent else measures.overall(),
        recent=recent,
        before=before,
        months=months,
        month=chosen,
        whole=_whole(),
        agreed=agreed_pairs([(r.supplier_id or 0, r.customer_id or 0) for r in known],
                            departments, at),
    )  # fmt: skip


def _places() -> tuple[dict[int, Department], list[int], list[int]]:
    """All departments, and the order of customers and suppliers in the matrix. One statement."""
    place = DepartmentPlace.objects.filter(department=OuterRef("pk"))
    found: dict[int, Department] = {
        one.pk: one
        for one in Department.objects.annotate(
            row=Subquery(place.values("row")), column=Subquery(place.values("column"))
        )
    }
    rows, columns = (
        sorted((at, pk) for pk, one in found.items() if (at := getattr(one, side)) is not None)
        for side in ("row", "column")
    )
    return found, [pk for _, pk in rows], [pk for _, pk in columns]


def _cells(relations: Sequence[Relation], month: date | None) -> dict[tuple[int, int], Cell]:
    """What flowed in the month (one statement), or ever."""
    if month is not None:
        return {pair: Cell(*numbers) for pair, numbers in network.flowed_in(month).items()}
    return {
        (r.supplier_id or 0, r.customer_id or 0): Cell(r.tickets, r.kept_n, r.kept)
        for r in relations
    }


def _whole() -> dict[str, Any]:
    """Figures of the whole network by name. One statement."""
    return dict(NetworkFigure.objects.values_list("name", "data"))


def _compared(
    months: Sequence[GroupFigures], chosen: date | None, at: datetime
) -> tuple[GroupFigures | None, GroupFigures | None]:
    """The chosen month and the one before; without a choice the last two that are complete."""
    this = at.date().replace(day=1)
    ends = [i for i, group in enumerate(months) if group.period and group.period < this]
    at_index = [i for i, group in enumerate(months) if chosen and group.period == chosen] or ends
    if not at_index:
        return None, None
    last = at_index[-1]
    return months[last], months[last - 1] if last else None
