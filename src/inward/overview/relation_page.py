"""A relation as a mirror: what two departments need of, promise and deliver to each other."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from inward.analytics.models import Watermark
from inward.analytics.queries import freshness
from inward.directory.models import Department
from inward.directory.queries import active_memberships
from inward.kernel.errors import NotFound
from inward.kernel.storable import can_be
from inward.network import queries as network
from inward.network.models import HandoffFigure
from inward.network.queries import ToActOn
from inward.network.relations import Relation
from inward.overview.agreed import Wording, wordings
from inward.overview.strip import Journey, journeys
from inward.tickets.models import Ticket

# So many of the newest tickets of a direction say what is asked most, and where the ball lies.
NEWEST_ASKED = 500
NEWEST_HELD = 100
MOST_ASKED = 3


@dataclass(frozen=True)
class Need:
    """What is asked for: a service, how many of the newest tickets were about it."""

    service: str
    tickets: int


@dataclass(frozen=True)
class Direction:
    """One way: what ``supplier`` does for ``customer``.

    ``relation`` None: nothing ever flowed this way. ``needs``: what the customer asks most, of
    ``sampled`` newest tickets. ``ball``: minutes by kind of party in the ``held`` newest.
    """

    supplier: Department
    customer: Department
    relation: Relation | None
    act: ToActOn | None
    wording: Wording | None
    needs: Sequence[Need]
    sampled: int
    ball: Mapping[str, float]
    held: int


@dataclass(frozen=True)
class RelationPage:
    """Both ways, how many people each side has, and hand-offs between the two."""

    fresh: Watermark | None
    here: Direction
    back: Direction
    people: Mapping[int, int]
    handoffs: int
    returned: int


def pair_of(code: str, other: str, at: datetime) -> tuple[Department, Department, dict[int, int]]:
    """Two departments by their codes, with how many belong to each. Raises NotFound. One statement.

    A department's relation to itself has one side only: it is no mirror.
    """
    people = active_memberships(at.date()).filter(department=OuterRef("pk")).order_by()
    number = people.values("department").annotate(n=Count("person", distinct=True)).values("n")
    codes = [one for one in (code, other) if can_be(one)]
    rows = Department.objects.filter(code__in=codes).select_related("head")
    found = {one.code: one for one in rows.annotate(people=Coalesce(Subquery(number), 0))}
    if len(found) != 2:
        raise NotFound("There are no two such departments.")
    numbers = {one.pk: int(getattr(one, "people", 0)) for one in found.values()}
    return found[code], found[other], numbers


def relation_page(
    one: Department, other: Department, people: Mapping[int, int], at: datetime
) -> RelationPage:
    """The mirror of two departments, ``one`` being the supplier of ``here``. Seven statements."""
    flowed = {(a.relation.supplier_id, a.relation.customer_id): a
              for a in network.between(one.pk, other.pk)}  # fmt: skip
    given = wordings(one, other, at)
    asked = {pair: _newest(*pair) for pair in ((one, other), (other, one))}
    held = {pair: rows[:NEWEST_HELD] for pair, rows in asked.items()}
    ways = journeys([ticket for rows in held.values() for ticket in rows], at)
    here, back = (
        Direction(
            supplier=pair[0],
            customer=pair[1],
            relation=act.relation if act else None,
            act=act if act and act.rank else None,
            wording=given.get((pair[0].pk, pair[1].pk)),
            needs=_needs(asked[pair]),
            sampled=len(asked[pair]),
            ball=_ball([ways[ticket.pk] for ticket in held[pair]]),
            held=len(held[pair]),
        )
        for pair in asked
        for act in [flowed.get((pair[0].pk, pair[1].pk))]
    )
    handoffs, returned = _handoffs(one, other)
    return RelationPage(freshness(), here, back, people, handoffs, returned)


def _handoffs(one: Department, other: Department) -> tuple[int, int]:
    both = [one.pk, other.pk]
    rows = HandoffFigure.objects.filter(from_department__in=both, to_department__in=both)
    found = rows.aggregate(n=Sum("handoffs"), returned=Sum("returned"))
    return found["n"] or 0, found["returned"] or 0


def _newest(supplier: Department, customer: Department) -> list[Ticket]:
    """The newest of a direction, without restricted ones: not even a count tells of them."""
    tickets = Ticket.objects.filter(supplier=supplier, customer=customer)
    ordinary = tickets.exclude(confidentiality="restricted").exclude(category="draft")
    return list(ordinary.select_related("service").order_by("-pk")[:NEWEST_ASKED])


def _needs(tickets: Sequence[Ticket]) -> list[Need]:
    counted = Counter(ticket.service.name for ticket in tickets if ticket.service)
    return [Need(name, n) for name, n in counted.most_common(MOST_ASKED)]


def _ball(ways: Sequence[Journey]) -> dict[str, float]:
    """Minutes by kind of party, until the work was done: the wait to be confirmed is left out."""
    found: dict[str, float] = {}
    for hold in (hold for way in ways for hold in way.holds):
        if hold.reason not in {"confirmation", "closed"}:
            found[hold.party_kind] = found.get(hold.party_kind, 0.0) + hold.minutes
    return found
