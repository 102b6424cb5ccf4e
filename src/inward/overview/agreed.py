"""What departments promised each other, for many pairs at once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from inward.agreements.models import Agreement, AgreementVersion, Target
from inward.directory.models import Department
from inward.directory.rules import ids_on

Pair = tuple[int, int]


@dataclass(frozen=True)
class Wording:
    """A version in force and its targets: business minutes by (kind, priority)."""

    agreement: Agreement
    version: AgreementVersion
    targets: dict[tuple[str, int], int]


def agreed_pairs(
    pairs: Iterable[Pair], departments: Mapping[int, Department], at: datetime
) -> frozenset[Pair]:
    """The (supplier, customer) pairs for which some agreement is in force. One statement."""
    rows = _in_force(at).values_list("agreement__supplier_id", "agreement__customer_id")
    given = frozenset(rows)
    return frozenset(
        (supplier, customer)
        for supplier, customer in pairs
        if any((supplier, above) in given for above in _above(departments.get(customer)))
    )


def wordings(one: Department, other: Department, at: datetime) -> dict[Pair, Wording]:
    """The most specific wording each of two departments gave the other, by (supplier, customer).

    One statement; a wording without targets promises nothing and is left out.
    """
    targets = (
        Target.objects.filter(
            version__in=_in_force(at), version__agreement__supplier__in=[one.pk, other.pk]
        )
        .select_related("version__agreement")
        .order_by("kind", "priority")
    )
    found: dict[int, Wording] = {}
    for target in targets:
        made = Wording(target.version.agreement, target.version, {})
        held = found.setdefault(target.version_id, made)
        held.targets[target.kind, target.priority] = target.minutes
    best = {}
    for supplier, customer in ((one, other), (other, one)):
        if fitting := _fitting(found.values(), supplier, customer):
            best[supplier.pk, customer.pk] = fitting
    return best


def _fitting(
    given: Iterable[Wording], supplier: Department, customer: Department
) -> Wording | None:
    above = _above(customer)
    fits = [
        one
        for one in given
        if one.agreement.supplier_id == supplier.pk and one.agreement.customer_id in above
    ]
    return min(fits, key=lambda one: above.index(one.agreement.customer_id), default=None)


def _in_force(at: datetime) -> QuerySet[AgreementVersion]:
    lasting = Q(in_force_until__isnull=True) | Q(in_force_until__gt=at)
    return AgreementVersion.objects.filter(lasting, in_force_since__lte=at)


def _above(customer: Department | None) -> list[int | None]:
    """For whom an agreement must be to hold for this customer: nearest first, all at last."""
    return [*reversed(ids_on(customer.path)), None] if customer is not None else [None]
