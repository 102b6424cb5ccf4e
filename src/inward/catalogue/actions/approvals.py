"""Who must approve what is asked of an offering: set the policy."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from inward.catalogue import events, policies
from inward.catalogue.actions.writing import locked, record
from inward.catalogue.approvals import Stage, departments_in, people_in, policy_of, stored
from inward.catalogue.models import Offering
from inward.directory.models import Department, Person
from inward.directory.policies import require
from inward.kernel import outbox
from inward.kernel.errors import Invalid, RuleBroken


@transaction.atomic
def set_approval_policy(
    *, actor: Person, offering: Offering, stages: Sequence[Any], now: datetime
) -> Offering:
    """Who must approve what is asked from now on; an empty list: nobody.

    Tickets asked before keep the stages they were submitted with. ``stages``: JSON as
    `catalogue.approvals` says. Raises NotAllowed (as for every change of an offering), Invalid
    ('approval_policy.0.approvers': …), RuleBroken (retired).
    """
    current = locked(offering)
    allowed = policies.can_manage_service(actor, current.service, now.date())
    require(allowed, policies.WHO_MANAGES)
    if not current.is_active:
        raise RuleBroken(f"{current.name} is retired.")
    policy = policy_of(stages)
    _require_known(policy)
    if current.approval_policy == stored(policy):
        return current
    current.approval_policy = stored(policy)
    current.save(update_fields=["approval_policy"])
    record(actor, "approvals_set", current, {"stages": [stage.name for stage in policy]}, now)
    outbox.publish(events.OfferingChanged(current.pk, ("approval_policy",), now))
    return current


def _require_known(policy: Sequence[Stage]) -> None:
    people, departments = people_in(policy), departments_in(policy)
    known = set(Person.objects.filter(pk__in=people, is_active=True).values_list("pk", flat=True))
    open_ones = Department.objects.filter(pk__in=departments, closed_at__isnull=True)
    if people - known or departments - set(open_ones.values_list("pk", flat=True)):
        words = "Somebody named there works here no more, or a department is closed."
        raise Invalid(words, fields={"approval_policy": [words]})
