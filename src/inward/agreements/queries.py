"""Reads of agreements: which one applies, what it promises, what a person may see of them."""

from datetime import datetime

from django.db.models import Prefetch, Q, QuerySet

from inward.agreements.models import Agreement, AgreementService, AgreementVersion, Target
from inward.agreements.rules import Scope, Targets, most_specific
from inward.catalogue.models import Service
from inward.directory.models import Department, Person
from inward.directory.queries import departments_headed, ids_above
from inward.directory.rules import ids_on


def match(
    supplier: Department, customer: Department | None, service: Service | None, at: datetime
) -> AgreementVersion | None:
    """The wording that applies to what `customer` asks of `supplier` at an instant, or None.

    The most specific wins (see `rules.most_specific`). Two queries.
    """
    found = list(_in_force_at(supplier.pk, at))
    ancestry = tuple(reversed(ids_on(customer.path))) if customer is not None else ()
    best = most_specific(
        [scope_of(version) for version in found],
        ancestry=ancestry,
        service=service.pk if service is not None else None,
    )
    return next((v for v in found if best is not None and v.pk == best.version), None)


def _in_force_at(supplier_id: int, at: datetime) -> QuerySet[AgreementVersion]:
    return (
        AgreementVersion.objects.filter(
            Q(in_force_until__isnull=True) | Q(in_force_until__gt=at),
            agreement__supplier_id=supplier_id,
            in_force_since__lte=at,
        )
        .select_related("agreement", "calendar")
        .prefetch_related("services")
    )


def scope_of(version: AgreementVersion) -> Scope:
    """Whom a wording is for and what it is about; reads `services` (prefetch them)."""
    services = frozenset(each.service_id for each in version.services.all())
    return Scope(version.pk, version.agreement.customer_id, services)


def others_in_force(version: AgreementVersion) -> list[AgreementVersion]:
    """Wordings of *other* agreements of the same supplier that are in force. Two queries."""
    return list(
        AgreementVersion.objects.filter(
            agreement__supplier_id=version.agreement.supplier_id,
            in_force_since__isnull=False,
            in_force_until__isnull=True,
        )
        .exclude(agreement_id=version.agreement_id)
        .select_related("agreement")
        .prefetch_related("services")
    )


def targets_of(version_id: int) -> Targets:
    """Business minutes by (kind, priority) of one wording, drafts included. One query."""
    rows = Target.objects.filter(version_id=version_id).values_list("kind", "priority", "minutes")
    return {(kind, priority): minutes for kind, priority, minutes in rows}


def visible_to(person: Person, at: datetime) -> QuerySet[Agreement]:
    """The agreements a person may read: the one permitted queryset.

    What is or was in force is no secret between the two sides: members of the supplier and of the
    customer (or of what lies below it); everybody, where the customer is everybody. Drafts are for
    heads of both sides and administrators. Two queries before the returned one.
    """
    if not person.is_active:
        return Agreement.objects.none()
    if person.is_administrator:
        return Agreement.objects.all()
    mine = ids_above(person, at.date())
    settled = Q(state__in=[Agreement.State.IN_FORCE, Agreement.State.ENDED])
    side = Q(supplier_id__in=mine) | Q(customer_id__in=mine) | Q(customer__isnull=True)
    headed = departments_headed(person, at.date()).values("pk")
    as_head = Q(supplier_id__in=headed) | Q(customer_id__in=headed)
    return Agreement.objects.filter((settled & side) | as_head)


def with_versions(agreements: QuerySet[Agreement]) -> QuerySet[Agreement]:
    """Agreements with their versions (newest first), targets, services and calendars: 5 queries."""
    versions = (
        AgreementVersion.objects.order_by("-number")
        .select_related("calendar", "signed_supplier", "signed_customer")
        .prefetch_related(
            "targets",
            Prefetch("services", queryset=AgreementService.objects.select_related("service")),
        )
    )
    return (
        agreements.select_related("supplier", "customer")
        .order_by("supplier__name", "name", "pk")
        .prefetch_related(Prefetch("versions", queryset=versions))
    )
