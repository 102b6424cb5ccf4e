"""Reads of the network for pages and API: rows of the last refresh. Loads no analytic engine."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.db.models import F, Q

from inward.network import flows
from inward.network.action import Reason
from inward.network.flows import Flow, PingPong, ping_pong
from inward.network.models import (
    DepartmentPlace,
    HandoffFigure,
    NetworkFigure,
    RelationFigure,
    StageFigure,
)
from inward.network.relations import Closeness, Relation, Stage

PLAIN = tuple(f.name for f in fields(Relation) if f.name not in {"closeness", "stage"})


@dataclass(frozen=True)
class ToActOn:
    """A relation to act on: its place (from 1) and why, the heaviest reason first."""

    rank: int
    relation: Relation
    reasons: tuple[Reason, ...]


def relations() -> list[Relation]:
    """All relations, most tickets first; unknown sides included. One statement."""
    return _relations(RelationFigure.objects.order_by("-tickets", "supplier_id", "customer_id"))


def flowed_in(month: date) -> dict[tuple[int, int], tuple[int, int, int]]:
    """By (supplier, customer): tickets asked in a month, promises decided, promises kept."""
    rows = RelationFigure.objects.filter(supplier__isnull=False, customer__isnull=False)
    name = f"{month:%Y-%m}"
    return {
        (supplier, customer): tuple(months[name])
        for supplier, customer, months in rows.values_list("supplier", "customer", "months")
        if name in months
    }


def relation(supplier_id: int, customer_id: int) -> Relation | None:
    """One direction of a pair; None if nothing flowed that way."""
    rows = RelationFigure.objects.filter(supplier_id=supplier_id, customer_id=customer_id)
    return next(iter(_relations(rows)), None)


def of_department(department_id: int) -> list[Relation]:
    """The relations in which a department serves or is served, most tickets first."""
    either = Q(supplier_id=department_id) | Q(customer_id=department_id)
    return _relations(RelationFigure.objects.filter(either).order_by("-tickets", "pk"))


def to_act_on(limit: int = 10) -> list[ToActOn]:
    """The relations to act on, most urgent first (`action.in_words` says a reason)."""
    rows = RelationFigure.objects.filter(act_rank__lte=limit).order_by("act_rank")
    return [
        ToActOn(row.act_rank or 0, _relation(row), tuple(Reason(**r) for r in row.reasons))
        for row in rows
    ]


def between(one_id: int, other_id: int) -> list[ToActOn]:
    """Both directions of a pair, as far as something flowed; rank 0 where nothing is to act on."""
    rows = RelationFigure.objects.filter(
        Q(supplier_id=one_id, customer_id=other_id) | Q(supplier_id=other_id, customer_id=one_id)
    )
    return [
        ToActOn(row.act_rank or 0, _relation(row), tuple(Reason(**r) for r in row.reasons))
        for row in rows
    ]


def handoffs() -> list[Flow]:
    """Hand-offs between departments, most first."""
    rows = HandoffFigure.objects.order_by("-handoffs", "pk").values(
        "handoffs",
        "returned",
        "tickets",
        "kept_n",
        "kept",
        from_id=F("from_department"),
        to_id=F("to_department"),
    )
    return [Flow(**row) for row in rows]


def ping_pong_pairs() -> list[PingPong]:
    """Pairs between which the ball goes to and fro, most returns first."""
    return ping_pong(handoffs())


def late_paths(usual: float | None, limit: int = 10) -> list[Flow]:
    """Hand-off paths that miss more promises than usual (``usual``: share kept over all)."""
    return flows.late_paths(handoffs(), usual, limit=limit)


def stages(supplier_id: int | None = None, limit: int = 15) -> list[StageFigure]:
    """Where the ball lay longest, in all tickets or in those of one supplier."""
    rows = StageFigure.objects.filter(supplier_id=supplier_id).select_related("department")
    return list(rows.order_by("-minutes", "pk")[:limit])


def ball_minutes(supplier_id: int | None = None) -> Mapping[str, float]:
    """Minutes by kind of party, in all tickets or in those of one supplier."""
    found: dict[str, float] = {}
    rows = StageFigure.objects.filter(supplier_id=supplier_id).values_list("party_kind", "minutes")
    for party, minutes in rows:
        found[party] = found.get(party, 0.0) + minutes
    return found


def matrix_order() -> tuple[list[int], list[int]]:
    """Ids of customers (rows) and of suppliers (columns), in an order in which clusters show."""
    places = DepartmentPlace.objects.values_list("department_id", "row", "column")
    rows = sorted((row, key) for key, row, _ in places if row is not None)
    columns = sorted((column, key) for key, _, column in places if column is not None)
    return [key for _, key in rows], [key for _, key in columns]


def network_figure(name: str) -> Any:
    """A figure of the whole network, None before the first refresh: 'silos' (E–I index with its
    value by chance), 'closed_groups' (departments that keep to themselves) or 'circles'."""
    return NetworkFigure.objects.filter(name=name).values_list("data", flat=True).first()


def _relations(rows: Iterable[RelationFigure]) -> list[Relation]:
    return [_relation(row) for row in rows]


def _relation(row: RelationFigure) -> Relation:
    plain = {name: getattr(row, name) for name in PLAIN}
    return Relation(
        **plain,
        stage=Stage(**row.stage) if row.stage else None,
        closeness=Closeness(**row.closeness) if row.closeness else None,
    )
