"""A chart: lines or bars, with its table beside it; the library is fetched after first paint."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

Text = str | Promise


@dataclass(frozen=True)
class ChartSeries:
    """One row of figures; None where there is none. `colour` is a token: supplier, ontime, late."""

    name: str
    values: tuple[float | None, ...]
    kind: str = "line"
    colour: str = ""
    stack: str = ""
    dashed: bool = False


@dataclass(frozen=True)
class ChartView:
    """`name` is what a screen reader says; `caption` gives n, period and method."""

    id: str
    name: str
    unit: str
    labels: tuple[str, ...]
    series: tuple[ChartSeries, ...]
    caption: Text = ""
    download: str = ""
    horizontal: bool = False
    tall: bool = False

    @property
    def data_id(self) -> str:
        """Id of the page's JSON."""
        return f"{self.id}-data"

    @property
    def data(self) -> dict[str, Any]:
        """What the chart module reads."""
        return {
            "name": self.name,
            "unit": self.unit,
            "labels": self.labels,
            "horizontal": self.horizontal,
            "series": [_series(one) for one in self.series],
        }

    @property
    def table(self) -> list[tuple[str, tuple[float | None, ...]]]:
        """The same figures, a row a label."""
        columns = [one.values for one in self.series]
        return list(zip(self.labels, zip(*columns, strict=True), strict=True))


def _series(one: ChartSeries) -> dict[str, Any]:
    given = {"colour": one.colour, "stack": one.stack, "dashed": one.dashed}
    return {"name": one.name, "values": one.values, "kind": one.kind} | {
        key: value for key, value in given.items() if value
    }
