"""What one may expect before asking: agreed, usual, who does it, what is needed, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from inward.calendars.errors import OutOfHorizon
from inward.calendars.explain import Explanation, explain
from inward.calendars.queries import timeline_of
from inward.catalogue.models import FormVersion, Offering
from inward.catalogue.rules import questions_of
from inward.directory.models import Department
from inward.tickets.prices import Price, price_of
from inward.tickets.queries import Promise, promise_for
from inward.tickets.rules import priority_of


@dataclass(frozen=True)
class PromiseCard:
    """What holds for this offering, customer and urgency if it were asked now.

    ``needed``: labels of what must be answered, whatever else is. ``parts``: how many other
    tickets the form may start. ``why``: the timeline from now to the agreed end,
    or to the usual one; None without calendar or date.
    """

    offering: Offering
    customer: Department
    urgency: int
    priority: int
    at: datetime
    promise: Promise
    needed: Sequence[str]
    why: Explanation | None
    price: Price | None = None
    parts: int = 0


def promise_card(
    offering: Offering, customer: Department, form: FormVersion, urgency: int, now: datetime
) -> PromiseCard:
    """The card. Raises Invalid (urgency). Statements: those of `promise_for`."""
    priority = priority_of(offering.default_impact, urgency)
    promise = promise_for(offering, customer, priority, now)
    asked = [question for question in questions_of(form.fields) if not question.show_if]
    needed = [question.label for question in asked if question.required]
    why = _why(promise, now)
    price, parts = price_of(offering), len(form.plan or ())
    return PromiseCard(
        offering, customer, urgency, priority, now, promise, needed, why, price, parts
    )


def _why(promise: Promise, now: datetime) -> Explanation | None:
    agreed = promise.agreed.get("resolve")
    end = agreed.due_at if agreed is not None else promise.usual_by
    if promise.calendar is None or end is None:
        return None
    try:
        return explain(timeline_of(promise.calendar), now, end)
    except OutOfHorizon:
        return None
