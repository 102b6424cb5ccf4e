"""Checks of the network for ``inward doctor``: ratings are told of five or of none."""

from django.db.models import Q

from inward.kernel.invariants import Verdict, check, none_of
from inward.kernel.suppression import K_RATINGS
from inward.network.models import RelationFigure


@check("network: ratings of five or none")
def ratings_of_five_or_none() -> Verdict:
    """No relation shows a rating that rests on fewer than five."""
    shown = RelationFigure.objects.filter(Q(score_n__gt=0) | Q(score_mean__isnull=False))
    faults = [
        f"{one.supplier_id} → {one.customer_id} rests on {one.score_n}"
        for one in shown.filter(score_n__lt=K_RATINGS)[:100]
    ]
    return none_of(faults, fine_words=f"{shown.count():,} relations released")
