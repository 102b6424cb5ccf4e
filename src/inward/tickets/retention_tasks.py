"""The nightly walk that takes personal data out of tickets closed long ago."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from inward.kernel import jobs
from inward.kernel.clock import now
from inward.tickets.actions.retention import LEVELS, anonymise
from inward.tickets.models import RetentionRule
from inward.tickets.queries.retention import due_to_forget

AT_ONCE = 100


@jobs.periodic("tickets.forget", every=timedelta(days=1), atomic=False)
def forget(_payload: Mapping[str, Any], *, job: jobs.Running) -> None:
    """All that is due by every rule, a hundred tickets a transaction."""
    instant = now()
    for rule in RetentionRule.objects.order_by("pk"):
        # The stronger class first: what loses all need not lose a part before.
        for level in reversed(LEVELS):
            while batch := list(due_to_forget(level, instant, rule)[:AT_ONCE]):
                if not job.still_held() or not anonymise(tickets=batch, level=level, now=instant):
                    return
