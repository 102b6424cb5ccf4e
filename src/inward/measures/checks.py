"""Checks of the measures for ``inward doctor``: what people answered is told of five or of none."""

from django.db.models import Q

from inward.kernel.invariants import Verdict, check, none_of
from inward.kernel.suppression import K_RATINGS
from inward.measures.cuts import RATED
from inward.measures.models import Figure
from inward.measures.release import PEOPLE


@check("measures: answers of five or none")
def answers_of_five_or_none() -> Verdict:
    """No stored figure of people's answers rests on fewer than five, or takes a batch apart."""
    told = Figure.objects.filter(kpi__in=PEOPLE)
    small = told.filter(Q(n__lt=K_RATINGS) | ~Q(cut__in=sorted(RATED)))
    faults = [f"{one.kpi} by {one.cut} rests on {one.n}" for one in small[:100]]
    return none_of(faults, fine_words=f"{told.count():,} figures released")
