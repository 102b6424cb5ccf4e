"""Which closed tickets are due to lose personal data."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from inward.tickets.models import Anonymised, RetentionRule, Ticket

_SECONDS_A_MONTH = 30.436875 * 86_400


def due_to_forget(level: str, at: datetime, rule: RetentionRule) -> QuerySet[Ticket]:
    """Closed longer ago than the rule keeps this class, and not anonymised so far.

    A walk over closed tickets: for the nightly task and for a count before a rule is set.
    """
    months = rule.personal_months if level == "personal" else rule.sensitive_months
    if months is None:
        return Ticket.objects.none()
    levels = [level] if level == "personal" else ["sensitive", "personal"]
    done = Anonymised.objects.filter(ticket=OuterRef("pk"), level__in=levels)
    before = datetime.fromtimestamp(at.timestamp() - months * _SECONDS_A_MONTH, tz=at.tzinfo)
    mine = Q(service=rule.service_id) if rule.service_id else ~Q(service__in=_ruled())
    if not rule.service_id:
        mine |= Q(service__isnull=True)
    closed = Ticket.objects.filter(mine, closed_at__lt=before)
    again = Q(reopen_until__isnull=True) | Q(reopen_until__lt=at)
    return closed.filter(again).exclude(Exists(done)).order_by("closed_at", "pk")


def _ruled() -> QuerySet[RetentionRule, int | None]:
    return RetentionRule.objects.filter(service__isnull=False).values_list("service", flat=True)
