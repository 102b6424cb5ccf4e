"""Observed closeness: how near two departments stand by what flows between them.

Frequency, recency and reciprocity after Granovetter 1973 (the strength of weak ties) and Marsden &
Campbell 1984; share after Salton's cosine (Salton & McGill 1983): a small department that lives of
one supplier is close to it, however small. Letters as in systematic layout planning (Muther 1961),
which allots about 5 % of all pairs to A, 10 % to E, 15 % to I, 20 % to O and the rest to U.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from math import sqrt

from inward.network.relations import Closeness, Relation

DAYS_A_MONTH = 30.4375
LETTERS = (("A", 0.05), ("E", 0.15), ("I", 0.30), ("O", 0.50), ("U", 1.0))
Pair = tuple[int | None, int | None]


def rated(relations: Sequence[Relation], *, until: datetime, days: float) -> list[Relation]:
    """The relations with their closeness, in the order given.

    ``until`` is the end of observation, ``days`` its length. The score is the strength (tickets
    halved per 90 days of age) over the geometric mean of both sides' whole strength; pairs with an
    unknown side get a score of 0 and U.
    """
    supplied, received = _margins(relations)
    strengths = {(r.supplier_id, r.customer_id): r.strength for r in relations}
    found = []
    for relation in relations:
        whole = sqrt(supplied[relation.supplier_id] * received[relation.customer_id])
        score = relation.strength / whole if whole and _known(relation) else 0.0
        found.append(
            Closeness(
                per_month=relation.tickets / max(days / DAYS_A_MONTH, 1.0),
                days_since=max((until - relation.last_at).total_seconds() / 86_400, 0.0),
                reciprocity=_reciprocity(relation, strengths),
                of_supplier=_share(relation.strength, supplied[relation.supplier_id]),
                of_customer=_share(relation.strength, received[relation.customer_id]),
                score=score,
                letter="U",
            )
        )
    lettered = _lettered([c.score for c in found])
    return [
        replace(relation, closeness=replace(closeness, letter=letter))
        for relation, closeness, letter in zip(relations, found, lettered, strict=True)
    ]


def _margins(relations: Sequence[Relation]) -> tuple[dict[int | None, float], ...]:
    supplied: dict[int | None, float] = defaultdict(float)
    received: dict[int | None, float] = defaultdict(float)
    for relation in relations:
        supplied[relation.supplier_id] += relation.strength
        received[relation.customer_id] += relation.strength
    return supplied, received


def _known(relation: Relation) -> bool:
    return relation.supplier_id is not None and relation.customer_id is not None


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def _reciprocity(relation: Relation, strengths: dict[Pair, float]) -> float:
    """The weaker direction over the stronger one: 0 one-sided, 1 even. Unknown and own: 0."""
    if not _known(relation) or relation.supplier_id == relation.customer_id:
        return 0.0
    back = strengths.get((relation.customer_id, relation.supplier_id), 0.0)
    return _share(min(relation.strength, back), max(relation.strength, back))


def _lettered(scores: Sequence[float]) -> list[str]:
    """A letter for each score by its rank; equal scores share the letter of the best of them."""
    ranks: dict[float, float] = {}
    for rank, score in enumerate(sorted(scores, reverse=True)):
        ranks.setdefault(score, rank / len(scores))
    return [
        next(letter for letter, upto in LETTERS if ranks[score] < upto) if score > 0 else "U"
        for score in scores
    ]
