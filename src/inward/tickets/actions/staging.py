"""What a department promised the one that hands it a ticket: pinned by the hand-off."""

from datetime import datetime
from typing import Any

from inward.agreements.queries import match, targets_of
from inward.directory.models import Department
from inward.tickets.stages import KIND


def stage_promise(department: Department, before: Department, now: datetime) -> dict[str, Any]:
    """For the event of a hand-off: the agreement between the two and its business minutes for one
    department's part, by priority; {} where they agreed nothing of it. Up to three statements.
    """
    agreed = match(department, before, None, now)
    targets = targets_of(agreed.pk) if agreed is not None else {}
    minutes = {str(level): value for (kind, level), value in targets.items() if kind == KIND}
    if agreed is None or not minutes:
        return {}
    return {"stage": minutes, "stage_agreement": agreed.pk}
