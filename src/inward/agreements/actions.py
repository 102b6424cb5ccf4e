"""Use cases of agreements: draft, word, sign, put in force, end. The only writer.

Wordings (versions) are immutable once in force; a change is a new version. Every action records an
audit entry. All raise NotAllowed for who may not.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from inward.agreements import policies, queries, rules
from inward.agreements.events import AgreementEnded, AgreementProposed, AgreementPutInForce
from inward.agreements.models import Agreement, AgreementService, AgreementVersion, Target
from inward.calendars.models import Calendar
from inward.catalogue.models import Service
from inward.directory.models import Department, Person
from inward.kernel import audit, outbox
from inward.kernel.errors import Invalid, NotAllowed, RuleBroken
from inward.kernel.text import one_line

NAME_LENGTH = 200


@transaction.atomic
def create_agreement(
    *,
    actor: Person,
    name: str,
    supplier: Department,
    customer: Department | None,
    calendar: Calendar,
    services: Iterable[Service] = (),
    targets: rules.Targets | None = None,
    now: datetime,
) -> Agreement:
    """Begin an agreement with its first wording as a draft.

    ``customer`` None: all departments. ``services`` empty: all of the supplier. Raises NotAllowed,
    Invalid (name, targets, a service of another supplier, a department agreeing with itself).
    """
    if not policies.can_create_agreement(actor, supplier, customer, now.date()):
        raise NotAllowed("Only the heads of the two departments can write an agreement.")
    clean = one_line(name, field="name", max_length=NAME_LENGTH)
    _require_sides(clean, supplier, customer)
    agreement = Agreement.objects.create(
        name=clean, supplier=supplier, customer=customer, created_at=now
    )
    version = _new_row(agreement, 1, calendar, now)
    _write_services(version, services)
    _write_targets(version, targets or {})
    _record(actor, "agreement.created", agreement, now, version=version.number)
    return agreement


def _require_sides(name: str, supplier: Department, customer: Department | None) -> None:
    if not name:
        raise Invalid("Give the agreement a name.", fields={"name": ["Give it a name."]})
    if customer is not None and customer.pk == supplier.pk:
        words = "A department makes no agreement with itself."
        raise Invalid(words, fields={"customer": [words]})


@transaction.atomic
def new_version(*, actor: Person, agreement: Agreement, now: datetime) -> AgreementVersion:
    """Begin a new wording as a copy of the last one. The one in force stays until it is replaced.

    Raises NotAllowed, RuleBroken (there is a draft already; the agreement has ended).
    """
    agreement = _locked(agreement)
    _require_change(actor, agreement, now)
    last = _last_version(agreement)
    if last.in_force_since is None:
        raise RuleBroken(f"Version {last.number} is still a draft: change that one.")
    fresh = _new_row(agreement, last.number + 1, last.calendar, now)
    _write_services(fresh, [each.service for each in last.services.select_related("service")])
    _write_targets(fresh, queries.targets_of(last.pk))
    _record(actor, "agreement.version_begun", agreement, now, version=fresh.number)
    return fresh


@transaction.atomic
def set_targets(
    *, actor: Person, version: AgreementVersion, targets: rules.Targets, now: datetime
) -> AgreementVersion:
    """Replace the targets of a draft: business minutes by (kind, priority).

    A signature given to other figures is void and removed. Raises NotAllowed, Invalid (fields
    'kind.priority'), RuleBroken (not a draft).
    """
    version = _locked_draft(actor, version, now)
    Target.objects.filter(version=version).delete()
    _write_targets(version, targets)
    _unsign(version)
    said = {f"{kind}.{priority}": minutes for (kind, priority), minutes in targets.items()}
    _record(
        actor,
        "agreement.targets_set",
        version.agreement,
        now,
        version=version.number,
        targets=said,
    )
    return version


@transaction.atomic
def set_scope(
    *,
    actor: Person,
    version: AgreementVersion,
    services: Iterable[Service],
    calendar: Calendar,
    now: datetime,
) -> AgreementVersion:
    """Replace the services (none: all) and the calendar of a draft; signatures are void.

    Raises NotAllowed, Invalid (service of another supplier), RuleBroken (not a draft).
    """
    version = _locked_draft(actor, version, now)
    AgreementService.objects.filter(version=version).delete()
    _write_services(version, services)
    version.calendar = calendar
    version.save(update_fields=["calendar"])
    _unsign(version)
    _record(actor, "agreement.scope_set", version.agreement, now, version=version.number)
    return version


@transaction.atomic
def sign(*, actor: Person, version: AgreementVersion, now: datetime) -> AgreementVersion:
    """Sign a draft for each side the actor may sign for (one head may stand above both).

    The first signature proposes it to the other side. Raises NotAllowed, RuleBroken (not a draft;
    no targets yet).
    """
    version = _locked_version(version)
    _require_draft(version)
    supplier = policies.can_sign_for_supplier(actor, version.agreement, now.date())
    customer = policies.can_sign_for_customer(actor, version.agreement, now.date())
    if not (supplier or customer):
        raise NotAllowed("Only the heads of the two departments sign.")
    if not queries.targets_of(version.pk):
        raise RuleBroken("There is nothing to sign yet: the agreement promises nothing.")
    _write_signatures(version, actor, supplier=supplier, customer=customer)
    _record(
        actor,
        "agreement.signed",
        version.agreement,
        now,
        version=version.number,
        supplier=supplier,
        customer=customer,
    )
    if version.agreement.state == Agreement.State.DRAFT:
        _set_state(version.agreement, Agreement.State.PROPOSED)
        outbox.publish(AgreementProposed(version.agreement_id, version.pk, actor.pk))
    return version


@transaction.atomic
def put_in_force(*, actor: Person, version: AgreementVersion, now: datetime) -> AgreementVersion:
    """Let a wording signed by both sides apply from now on; the one before ends at this instant.

    Raises NotAllowed, RuleBroken (not a draft, a signature is missing, the agreement has ended, or
    a tie: another agreement in force would match some ticket equally well).
    """
    version = _locked_draft(actor, version, now)
    if version.signed_supplier_id is None or version.signed_customer_id is None:
        raise RuleBroken("Both sides have to sign before the agreement can be put in force.")
    # Of one supplier, one at a time: two that tie must not both look before either is written.
    Department.objects.select_for_update().get(pk=version.agreement.supplier_id)
    _refuse_tie(version)
    AgreementVersion.objects.filter(
        agreement=version.agreement, in_force_since__isnull=False, in_force_until__isnull=True
    ).update(in_force_until=now)
    version.in_force_since = now
    version.save(update_fields=["in_force_since"])
    _set_state(version.agreement, Agreement.State.IN_FORCE)
    _record(actor, "agreement.in_force", version.agreement, now, version=version.number)
    agreement = version.agreement
    outbox.publish(
        AgreementPutInForce(agreement.pk, version.pk, agreement.supplier_id, agreement.customer_id)
    )
    return version


@transaction.atomic
def end(*, actor: Person, agreement: Agreement, now: datetime) -> Agreement:
    """Let an agreement apply no longer; tickets keep the wording they pinned.

    Raises NotAllowed, RuleBroken (it has ended already).
    """
    agreement = _locked(agreement)
    _require_change(actor, agreement, now)
    agreement.versions.filter(in_force_since__isnull=False, in_force_until__isnull=True).update(
        in_force_until=now
    )
    _set_state(agreement, Agreement.State.ENDED)
    _record(actor, "agreement.ended", agreement, now)
    outbox.publish(AgreementEnded(agreement.pk, agreement.supplier_id, agreement.customer_id))
    return agreement


def _refuse_tie(version: AgreementVersion) -> None:
    mine = queries.scope_of(version)
    for other in queries.others_in_force(version):
        if rules.tie(mine, queries.scope_of(other)):
            raise RuleBroken(
                f"'{other.agreement.name}' in force is for the same department and the same"
                " services: it could not be said which of both applies."
            )


def _locked(agreement: Agreement) -> Agreement:
    return (
        Agreement.objects.select_for_update(of=("self",))
        .select_related("supplier", "customer")
        .get(pk=agreement.pk)
    )


def _locked_version(version: AgreementVersion) -> AgreementVersion:
    """The version as it is now, its agreement locked first (so versions have one writer)."""
    agreement = _locked(version.agreement)
    fresh = AgreementVersion.objects.select_related("calendar").get(pk=version.pk)
    fresh.agreement = agreement
    return fresh


def _locked_draft(actor: Person, version: AgreementVersion, now: datetime) -> AgreementVersion:
    version = _locked_version(version)
    _require_change(actor, version.agreement, now)
    _require_draft(version)
    return version


def _require_change(actor: Person, agreement: Agreement, now: datetime) -> None:
    if not policies.can_change_agreement(actor, agreement, now.date()):
        raise NotAllowed("Only the heads of the two departments change their agreement.")
    if agreement.state == Agreement.State.ENDED:
        raise RuleBroken("This agreement has ended.")


def _require_draft(version: AgreementVersion) -> None:
    if version.agreement.state == Agreement.State.ENDED:
        raise RuleBroken("This agreement has ended.")
    if version.in_force_since is not None:
        raise RuleBroken("What was put in force is never changed: begin a new version.")


def _last_version(agreement: Agreement) -> AgreementVersion:
    return agreement.versions.select_related("calendar").latest("number")


def _new_row(
    agreement: Agreement, number: int, calendar: Calendar, now: datetime
) -> AgreementVersion:
    return AgreementVersion.objects.create(
        agreement=agreement, number=number, calendar=calendar, created_at=now
    )


def _write_targets(version: AgreementVersion, targets: rules.Targets) -> None:
    faults = rules.faults(targets)
    if faults:
        raise Invalid("These targets do not fit together.", fields=faults)
    Target.objects.bulk_create(
        Target(version=version, kind=kind, priority=priority, minutes=minutes)
        for (kind, priority), minutes in sorted(targets.items())
    )


def _write_services(version: AgreementVersion, services: Iterable[Service]) -> None:
    chosen = list(services)
    if any(each.supplier_id != version.agreement.supplier_id for each in chosen):
        words = "An agreement is about services of its supplier."
        raise Invalid(words, fields={"services": [words]})
    AgreementService.objects.bulk_create(
        AgreementService(version=version, service=each) for each in chosen
    )


def _write_signatures(
    version: AgreementVersion, actor: Person, *, supplier: bool, customer: bool
) -> None:
    if supplier:
        version.signed_supplier = actor
    if customer:
        version.signed_customer = actor
    version.save(update_fields=["signed_supplier", "signed_customer"])


def _unsign(version: AgreementVersion) -> None:
    version.signed_supplier = version.signed_customer = None
    version.save(update_fields=["signed_supplier", "signed_customer"])
    if version.agreement.state == Agreement.State.PROPOSED:
        _set_state(version.agreement, Agreement.State.DRAFT)


def _set_state(agreement: Agreement, state: Agreement.State) -> None:
    agreement.state = state
    agreement.save(update_fields=["state"])


def _record(actor: Person, action: str, agreement: Agreement, now: datetime, **detail: Any) -> None:
    said: Mapping[str, Any] = detail
    audit.record(
        actor_id=actor.pk,
        action=action,
        subject="agreement",
        subject_id=agreement.pk,
        detail=said,
        at=now,
    )
