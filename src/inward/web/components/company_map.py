"""The company map: departments on a circle, an arrow from each supplier to its customers.

Drawn on the server: no script is needed to read it. Width says volume, colour promise kept,
dashes that nothing was agreed.
"""

import textwrap
from dataclasses import dataclass
from math import cos, hypot, pi, sin, sqrt
from typing import Final

from django.utils.functional import Promise

Text = str | Promise

WIDTH: Final = 700
HEIGHT: Final = 620
RADIUS: Final = 205.0
SMALLEST: Final = 12.0
LARGEST: Final = 38.0
THINNEST: Final = 2.0
THICKEST: Final = 11.0
ARROW: Final = 13.0
NAME_LENGTH: Final = 12
LINE: Final = 20


@dataclass(frozen=True)
class MapNode:
    """A department; `volume` is what it handled."""

    id: str
    name: str
    volume: int
    href: str = ""


@dataclass(frozen=True)
class MapEdge:
    """Supplier → customer. `tone` tells how the promise was kept, `title` all of it in words."""

    supplier: str
    customer: str
    volume: int
    tone: str
    title: str
    href: str = ""
    agreed: bool = True


@dataclass(frozen=True)
class CompanyMapView:
    """The map. The order of the nodes is their order on the circle: neighbours that trade."""

    label: Text
    nodes: tuple[MapNode, ...]
    edges: tuple[MapEdge, ...]


@dataclass(frozen=True)
class DrawnNode:
    """A node with its place."""

    node: MapNode
    x: float
    y: float
    radius: float
    label_x: str
    label_y: float
    anchor: str

    @property
    def attributes(self) -> dict[str, str]:
        """SVG attributes, free of the reader's number format."""
        return {"cx": f"{self.x:.1f}", "cy": f"{self.y:.1f}", "r": f"{self.radius:.1f}"}

    @property
    def lines(self) -> list[tuple[str, str]]:
        """The name in up to two lines, each with its height; cut before it leaves the picture."""
        lines = textwrap.wrap(self.node.name, NAME_LENGTH, max_lines=2, placeholder="…")
        first = self.label_y - (len(lines) - 1) * LINE / 2
        return [(line, f"{first + at * LINE:.1f}") for at, line in enumerate(lines)]

    @property
    def shows_volume(self) -> bool:
        """Whether the number fits into the circle."""
        return self.radius >= 9.5 * len(str(self.node.volume)) / 2 + 3


@dataclass(frozen=True)
class DrawnEdge:
    """An edge with its path."""

    edge: MapEdge
    path: str
    stroke: str


@dataclass(frozen=True)
class DrawnMap:
    """What the template draws."""

    nodes: tuple[DrawnNode, ...]
    edges: tuple[DrawnEdge, ...]
    width: int = WIDTH
    height: int = HEIGHT


def draw(view: CompanyMapView) -> DrawnMap:
    """Places and paths. Edges without both ends are left out; thin ones are drawn last, on top."""
    most = max((node.volume for node in view.nodes), default=1)
    nodes = {node.id: _node(node, at, len(view.nodes), most) for at, node in enumerate(view.nodes)}
    known = [
        edge
        for edge in view.edges
        if edge.supplier in nodes and edge.customer in nodes and edge.supplier != edge.customer
    ]
    heaviest = max((edge.volume for edge in known), default=1)
    edges = [
        _edge(edge, nodes[edge.supplier], nodes[edge.customer], heaviest)
        for edge in sorted(known, key=lambda edge: -edge.volume)
    ]
    return DrawnMap(tuple(nodes.values()), tuple(edges))


def _node(node: MapNode, at: int, count: int, most: int) -> DrawnNode:
    angle = 2 * pi * at / max(count, 1) - pi / 2
    largest = min(LARGEST, pi * RADIUS / max(count, 1) * 0.8)
    radius = max(min(SMALLEST, largest), largest * sqrt(node.volume / most) if most else 0.0)
    x = WIDTH / 2 + RADIUS * cos(angle)
    y = HEIGHT / 2 + RADIUS * sin(angle)
    away = radius + 10
    sideways = cos(angle)
    anchor = "middle" if abs(sideways) < 0.2 else "start" if sideways > 0 else "end"
    label_y = y + away * sin(angle) + 6 + 9 * sin(angle)
    return DrawnNode(node, x, y, radius, f"{x + away * sideways:.1f}", label_y, anchor)


def _edge(edge: MapEdge, start: DrawnNode, end: DrawnNode, heaviest: int) -> DrawnEdge:
    """A curve that bows to its right, so that both directions of a pair stay apart."""
    stroke = THINNEST + (THICKEST - THINNEST) * sqrt(edge.volume / heaviest if heaviest else 0)
    across, down = end.x - start.x, end.y - start.y
    length = hypot(across, down) or 1.0
    middle = ((start.x + end.x) / 2, (start.y + end.y) / 2)
    towards = ((WIDTH / 2 - middle[0]) * 0.35, (HEIGHT / 2 - middle[1]) * 0.35)
    bow = 16 + length * 0.04
    bend = (
        middle[0] + towards[0] - down / length * bow,
        middle[1] + towards[1] + across / length * bow,
    )
    from_x, from_y = _towards((start.x, start.y), bend, start.radius + 1)
    to_x, to_y = _towards((end.x, end.y), bend, end.radius + ARROW + 1)
    path = f"M{from_x:.1f} {from_y:.1f}Q{bend[0]:.1f} {bend[1]:.1f} {to_x:.1f} {to_y:.1f}"
    return DrawnEdge(edge, path, f"{stroke:.1f}")


def _towards(
    origin: tuple[float, float], target: tuple[float, float], distance: float
) -> tuple[float, float]:
    across, down = target[0] - origin[0], target[1] - origin[1]
    length = hypot(across, down) or 1.0
    return origin[0] + across / length * distance, origin[1] + down / length * distance
