"""Reads of measures for pages and API: rows of the last refresh. Loads no analytic engine."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet

from inward.measures.cuts import CUTS
from inward.measures.definitions import BY_KEY, Kpi
from inward.measures.models import Figure, FlowFigure

_FIELDS = {"month": "period", "week": "period"}


@dataclass(frozen=True)
class Value:
    """A KPI's value with its definition and the number of tickets (or ratings) it rests on."""

    kpi: Kpi
    value: float | None
    n: int


@dataclass(frozen=True)
class GroupFigures:
    """The KPIs of one group of a cut; the ids that do not name the group are None."""

    supplier_id: int | None = None
    customer_id: int | None = None
    service_id: int | None = None
    channel: str | None = None
    priority: int | None = None
    period: date | None = None
    values: Mapping[str, Value] = field(default_factory=dict)

    def value(self, key: str) -> float | None:
        """A KPI's value; None if it is unknown, suppressed or not stored for this cut."""
        found = self.values.get(key)
        return found.value if found else None

    def n(self, key: str) -> int:
        """How many tickets the value rests on."""
        found = self.values.get(key)
        return found.n if found else 0


def overall() -> GroupFigures:
    """All KPIs over all tickets; empty before the first refresh. One statement."""
    found = groups("all")
    return found[0] if found else GroupFigures()


def groups(cut: str, keys: Sequence[str] | None = None) -> list[GroupFigures]:
    """All groups of a cut (see `cuts.STORED`), most tickets first, periods in order of time.

    ``keys`` limits the KPIs read; volume is always among them. Raises KeyError for an unknown cut.
    """
    return _grouped(cut, Figure.objects.filter(cut=cut), keys)


def of_supplier(supplier_id: int, cut: str = "supplier") -> list[GroupFigures]:
    """The groups of one supplier: cut 'supplier' (one) or 'supplier_month'."""
    return _grouped(cut, Figure.objects.filter(cut=cut, supplier_id=supplier_id), None)


def of_customer(customer_id: int, cut: str = "customer") -> list[GroupFigures]:
    """The groups of one customer: cut 'customer' (one) or 'customer_month'."""
    return _grouped(cut, Figure.objects.filter(cut=cut, customer_id=customer_id), None)


def _grouped(cut: str, figures: QuerySet[Figure], keys: Sequence[str] | None) -> list[GroupFigures]:
    named = [_FIELDS.get(column, column) for column in CUTS[cut]]
    if keys is not None:
        figures = figures.filter(kpi__in={*keys, "volume"})
    found: dict[tuple[object, ...], dict[str, Value]] = defaultdict(dict)
    for row in figures.values("kpi", "value", "n", *named):
        group = tuple(row[name] for name in named)
        found[group][row["kpi"]] = Value(BY_KEY[row["kpi"]], row["value"], row["n"])
    made = [
        GroupFigures(**dict(zip(named, group, strict=True)), values=values)  # type: ignore[arg-type]
        for group, values in found.items()
    ]
    if "period" in named:
        return sorted(made, key=lambda g: (g.period or date.min, -(g.value("volume") or 0)))
    return sorted(made, key=lambda g: -(g.value("volume") or 0))


def flow(unit: str, supplier_id: int | None = None) -> list[FlowFigure]:
    """Submitted, done and open per 'month' or 'week', of all or of one supplier, oldest first."""
    rows = FlowFigure.objects.filter(unit=unit, supplier_id=supplier_id)
    return list(rows.order_by("period"))
