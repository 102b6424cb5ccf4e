"""The scorecard of a department: as supplier, as customer, month by month."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from inward.analytics.models import Watermark
from inward.analytics.queries import freshness
from inward.directory.models import Department
from inward.kernel.errors import NotFound
from inward.kernel.storable import can_be
from inward.measures import queries as measures
from inward.measures.models import FlowFigure
from inward.measures.queries import GroupFigures
from inward.network import queries as network
from inward.network.models import StageFigure
from inward.network.relations import Relation

STAGES = 8
MOST_STAGES = 1_000
AFTERWARDS = ("confirmation", "closed")


@dataclass(frozen=True)
class Scorecard:
    """How a department does. ``serves``, ``depends``: its relations, most tickets first.

    ``stages`` and ``ball``: where the ball lies, and minutes by kind of party, in all tickets it
    answers for, until the work is done: the wait to be confirmed is left out.
    """

    department: Department
    departments: Mapping[int, Department]
    fresh: Watermark | None
    figures: GroupFigures
    months: Sequence[GroupFigures]
    flow: Sequence[FlowFigure]
    serves: Sequence[Relation]
    depends: Sequence[Relation]
    stages: Sequence[StageFigure]
    ball: Mapping[str, float]


def department_of(code: str) -> Department:
    """The department of this code. Raises NotFound."""
    named = Department.objects.filter(code=code).select_related("head")
    found = named.first() if can_be(code) else None
    if found is None:
        raise NotFound("There is no such department.")
    return found


def scorecard_of(department: Department) -> Scorecard:
    """The scorecard. Seven statements."""
    key = department.pk
    around = network.of_department(key)
    stages = [s for s in network.stages(key, limit=MOST_STAGES) if s.reason not in AFTERWARDS]
    others = {r.supplier_id for r in around} | {r.customer_id for r in around}
    others |= {getattr(stage, "department_id", None) for stage in stages} | {key}
    wanted = {pk for pk in others if pk is not None}
    return Scorecard(
        department=department,
        departments={one.pk: one for one in Department.objects.filter(pk__in=wanted)},
        fresh=freshness(),
        figures=_first(measures.of_supplier(key)),
        months=measures.of_supplier(key, "supplier_month"),
        flow=measures.flow("month", key),
        serves=[r for r in around if r.supplier_id == key and r.customer_id is not None],
        depends=[r for r in around if r.customer_id == key and r.supplier_id not in (None, key)],
        stages=stages[:STAGES],
        ball=_by_party(stages),
    )


def _by_party(stages: Sequence[StageFigure]) -> dict[str, float]:
    found: dict[str, float] = {}
    for stage in stages:
        found[stage.party_kind] = found.get(stage.party_kind, 0.0) + stage.minutes
    return found


def _first(groups: Sequence[GroupFigures]) -> GroupFigures:
    return groups[0] if groups else GroupFigures()
