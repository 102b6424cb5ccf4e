"""`cases`: one wide row a ticket, made of facts and ledger; what every KPI is an expression over.

Ibis only, so that the same meaning compiles to any SQL engine that holds the tables.
"""

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from inward.measures.definitions import PARTY_NAMES

MINUTES_A_SECOND = 1 / 60


@dataclass(frozen=True)
class Tables:
    """The fact and ledger tables of one engine (columns: `inward.analytics.facts`, `.ledger`)."""

    tickets: ir.Table
    lives: ir.Table
    holds: ir.Table
    ratings: ir.Table


def tables(backend: ibis.BaseBackend) -> Tables:
    """The tables as they stand in an Ibis backend."""
    return Tables(*(backend.table(name) for name in ("tickets", "lives", "holds", "ratings")))


def cases(source: Tables) -> ir.Table:
    """One row a submitted ticket: dimensions, times in minutes, promises, ball time, ratings."""
    lives = source.lives.filter(source.lives.submitted_at.notnull())
    wide = (
        lives.rename(begun_at="submitted_at")
        .join(_dimensions(source.tickets), "ticket_id")
        .left_join(_ball(source.holds), "ticket_id")
        .left_join(_scores(source.ratings), "ticket_id")
    )
    return wide.select(*_columns(wide))


def _dimensions(tickets: ir.Table) -> ir.Table:
    return tickets.rename(ticket_id="id").mutate(
        kept=ibis.coalesce(tickets.met_resolve, tickets.sla_flag)
    )


def _ball(holds: ir.Table) -> ir.Table:
    shares = {
        f"ball_{party}": holds.minutes.sum(where=holds.party_kind == party) for party in PARTY_NAMES
    }
    return holds.group_by("ticket_id").aggregate(**shares)


def _scores(ratings: ir.Table) -> ir.Table:
    counted = ratings.filter(~ratings.policy_refusal.fill_null(False))
    return counted.group_by("ticket_id").aggregate(
        score_customer=counted.score.cast("float64").mean(where=counted.side == "customer"),
        score_supplier=counted.score.cast("float64").mean(where=counted.side == "supplier"),
    )


def _columns(wide: ir.Table) -> list[ir.Value]:
    begun, until = wide.begun_at, wide.observed_until
    age = (until.epoch_seconds() - begun.epoch_seconds()) * MINUTES_A_SECOND
    waits = wide.done_at.isnull()
    dimensions = ("ticket_id", "supplier_id", "customer_id", "service_id", "channel", "priority")
    plain = (
        "owned_at",
        "resolved_at",
        "closed_at",
        "done_at",
        "last_event_at",
        "observed_until",
        "handoffs",
        "returns",
        "open",
        "own_minutes",
        "first_reply_minutes",
        "resolve_minutes",
        "own_business_minutes",
        "first_reply_business_minutes",
        "resolve_business_minutes",
        "elapsed_minutes",
        "kept",
        "met_own",
        "met_first_reply",
        "score_customer",
        "score_supplier",
    )
    return [
        *(wide[name] for name in (*dimensions, *plain)),
        begun.name("submitted_at"),
        begun.truncate("M").name("month"),
        begun.truncate("W").name("week"),
        waits.name("in_backlog"),
        ibis.ifelse(waits, age, ibis.null("float64")).name("backlog_age_minutes"),
        (ibis.coalesce(wide.source_reopens, wide.reopens) > 0).name("reopened"),
        *(wide[f"ball_{p}"].fill_null(0.0).name(f"ball_{p}") for p in PARTY_NAMES),
    ]
