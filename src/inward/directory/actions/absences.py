"""Absences: one record drives routing, approvals and escalation alike."""

from datetime import datetime

from django.db import transaction

from inward.directory import events, policies, rules
from inward.directory.actions.writing import locked, record
from inward.directory.models import Absence, Person
from inward.kernel import outbox
from inward.kernel.errors import Invalid, RuleBroken
from inward.kernel.text import one_line

WHO_MAY = "Only the person, their manager or head, and administrators do this."


@transaction.atomic
def record_absence(
    *,
    actor: Person,
    person: Person,
    since: datetime,
    until: datetime,
    now: datetime,
    substitute: Person | None = None,
    reason: str = "",
) -> Absence:
    """A person is away from `since` until `until` (excluded); `substitute` stands in.

    Raises NotAllowed; Invalid (no length, over already, substitute left or the person themselves);
    RuleBroken when it overlaps another absence of the person.
    """
    who = locked(person)
    allowed = policies.can_record_absence(actor, who, now.date())
    policies.require(allowed, WHO_MAY)
    _check(who, since, until, substitute, now)
    absence = Absence.objects.create(
        person=who,
        since=since,
        until=until,
        substitute=substitute,
        reason=one_line(reason, field="reason", max_length=200),
    )
    record(actor, "recorded", absence, {"person_id": who.pk}, now)
    outbox.publish(events.AbsenceRecorded(absence.pk, who.pk, since, until, now))
    return absence


@transaction.atomic
def cancel_absence(*, actor: Person, absence: Absence, now: datetime) -> None:
    """A person is not away after all: a future absence goes, a running one ends now.

    Raises NotAllowed; RuleBroken when it is over.
    """
    current = locked(absence)
    allowed = policies.can_record_absence(actor, current.person, now.date())
    policies.require(allowed, WHO_MAY)
    if current.until <= now:
        raise RuleBroken("This absence is over.")
    record(actor, "cancelled", current, {"person_id": current.person_id}, now)
    outbox.publish(events.AbsenceCancelled(current.pk, current.person_id, now))
    if current.since >= now:
        current.delete()
        return
    current.until = now
    current.save(update_fields=["until"])


def _check(
    person: Person, since: datetime, until: datetime, substitute: Person | None, now: datetime
) -> None:
    rules.check_absence(since, until, person.pk, substitute.pk if substitute else None)
    if until <= now:
        raise Invalid("This is over already.", fields={"until": ["This is over already."]})
    if substitute is not None and not substitute.is_active:
        words = f"{substitute.name} has left."
        raise Invalid(words, fields={"substitute": [words]})
    overlapping = Absence.objects.filter(person=person, since__lt=until, until__gt=since).first()
    if overlapping is not None:
        raise RuleBroken(
            f"{person.name} is away from {overlapping.since:%Y-%m-%d} to "
            f"{overlapping.until:%Y-%m-%d} already; change that absence."
        )
