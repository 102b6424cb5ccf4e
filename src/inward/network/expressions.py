"""Relations and hand-offs as Ibis expressions: portable, like the measures they rest on."""

import math
from datetime import datetime

import ibis
import ibis.expr.types as ir

HALF_LIFE_DAYS = 90
SILENT_DAYS = 30
_SECONDS_A_DAY = 86_400


def relations(cases: ir.Table, split: datetime) -> ir.Table:
    """One row a pair (supplier, customer), unknown ones included (columns: `Relation`).

    ``split`` divides the tickets into before and recent (the median submission).
    """
    known = _with_supplier_median(cases)
    recent = known.submitted_at >= ibis.literal(split)
    decided = known.kept.notnull()
    return known.group_by(["supplier_id", "customer_id"]).aggregate(
        tickets=known.count(),
        kept_n=known.kept.count(),
        kept=known.count(where=known.kept.fill_null(False)),
        resolve_n=known.resolve_minutes.count(),
        resolve_median=known.resolve_minutes.quantile(0.5),
        resolve_p85=known.resolve_minutes.quantile(0.85),
        handoffs=known.handoffs.sum(),
        ping_pong=known.count(where=known.returns > 0),
        reopened=known.count(where=known.reopened),
        backlog=known.count(where=known.in_backlog),
        silent=known.count(where=known.in_backlog & (_idle_days(known) > SILENT_DAYS)),
        slow=known.count(where=known.resolve_minutes > known.supplier_median),
        elapsed_minutes=known.elapsed_minutes.sum(),
        score_n=known.score_customer.count(),
        score_mean=known.score_customer.mean(),
        first_at=known.submitted_at.min(),
        last_at=known.submitted_at.max(),
        tickets_recent=known.count(where=recent),
        kept_n_recent=known.count(where=recent & decided),
        kept_recent=known.count(where=recent & known.kept.fill_null(False)),
        strength=_decayed(known).sum(),
    )


def relations_by_month(cases: ir.Table) -> ir.Table:
    """Per pair and month of submission: tickets, promises decided, promises kept."""
    known = cases.filter(cases.supplier_id.notnull() & cases.customer_id.notnull())
    return known.group_by(["supplier_id", "customer_id", "month"]).aggregate(
        tickets=known.count(),
        kept_n=known.kept.count(),
        kept=known.count(where=known.kept.fill_null(False)),
    )


def _with_supplier_median(cases: ir.Table) -> ir.Table:
    medians = cases.group_by("supplier_id").aggregate(
        supplier_median=cases.resolve_minutes.quantile(0.5)
    )
    medians = medians.rename(median_supplier_id="supplier_id")
    joined = cases.left_join(medians, cases.supplier_id == medians.median_supplier_id)
    return joined.drop("median_supplier_id")


def _idle_days(cases: ir.Table) -> ir.FloatingColumn:
    idle = cases.observed_until.epoch_seconds() - cases.last_event_at.epoch_seconds()
    return idle / _SECONDS_A_DAY


def _decayed(cases: ir.Table) -> ir.FloatingColumn:
    age = cases.observed_until.epoch_seconds() - cases.submitted_at.epoch_seconds()
    return (age / _SECONDS_A_DAY * (-math.log(2) / HALF_LIFE_DAYS)).exp()


def stages(cases: ir.Table, holds: ir.Table) -> ir.Table:
    """Per pair, the one stage (party, department, reason) that held the ball longest.

    The wait for the customer's confirmation is left out: by then the work is done.
    """
    pairs = cases.select("ticket_id", "supplier_id", "customer_id")
    confirming = holds.reason.isin(["confirmation", "closed"]) & (holds.party_kind == "customer")
    joined = holds.filter(~confirming.fill_null(False)).join(pairs, "ticket_id")
    keys = ["supplier_id", "customer_id", "party_kind", "department_id", "reason"]
    summed = joined.group_by(keys).aggregate(minutes=joined.minutes.sum())
    return _longest(summed, ["supplier_id", "customer_id"])


def _longest(summed: ir.Table, pair: list[str]) -> ir.Table:
    order = [ibis.desc(summed.minutes), summed.party_kind, summed.department_id, summed.reason]
    ranked = summed.mutate(
        place=ibis.row_number().over(group_by=pair, order_by=order),
        whole=summed.minutes.sum().over(group_by=pair),
    )
    first = ranked.filter(ranked.place == 0)
    return first.mutate(share=first.minutes / first.whole.nullif(0.0)).drop("place", "whole")


def time_by_stage(holds: ir.Table) -> ir.Table:
    """Where the ball lies: minutes and tickets per party, department and reason."""
    return holds.group_by(["party_kind", "department_id", "reason"]).aggregate(
        minutes=holds.minutes.sum(), tickets=holds.ticket_id.nunique()
    )


def time_by_stage_of_supplier(cases: ir.Table, holds: ir.Table) -> ir.Table:
    """The same for the tickets of each supplier."""
    joined = holds.join(cases.select("ticket_id", "supplier_id"), "ticket_id")
    return joined.group_by(["supplier_id", "party_kind", "department_id", "reason"]).aggregate(
        minutes=joined.minutes.sum(), tickets=joined.ticket_id.nunique()
    )


def handoffs(passes: ir.Table, cases: ir.Table) -> ir.Table:
    """Per pair of departments from → to: hand-offs, how many of them were returns (A, B, A), the
    tickets that took this path and whether their promises were kept."""
    of_ticket = passes.group_by(["ticket_id", "from_id", "to_id"]).aggregate(
        handoffs=passes.count(), returned=passes.count(where=passes.returned)
    )
    judged = of_ticket.left_join(cases.select("ticket_id", "kept"), "ticket_id")
    return judged.group_by(["from_id", "to_id"]).aggregate(
        handoffs=judged.handoffs.sum(),
        returned=judged.returned.sum(),
        tickets=judged.count(),
        kept_n=judged.kept.count(),
        kept=judged.count(where=judged.kept.fill_null(False)),
    )


def handovers(holds: ir.Table) -> ir.Table:
    """Handovers of work between people, summed by their departments (from = to: inside one)."""
    known = holds.filter(holds.person_id.notnull() & holds.department_id.notnull())
    order = {"group_by": known.ticket_id, "order_by": known.seq}
    steps = known.select(
        from_id=known.department_id.lag().over(**order),
        before=known.person_id.lag().over(**order),
        to_id=known.department_id,
        after=known.person_id,
    )
    moved = steps.filter(steps.before != steps.after)
    return moved.group_by(["from_id", "to_id"]).aggregate(handovers=moved.count())
