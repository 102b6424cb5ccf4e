"""How each KPI of `inward.measures.definitions` is computed: Ibis aggregates over `cases`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from inward.measures.definitions import PARTY_NAMES

Aggregate = Callable[[ir.Table], ir.Scalar]


@dataclass(frozen=True)
class Measure:
    """A KPI's value, and how many tickets it rests on."""

    value: Aggregate
    n: Aggregate


def _rows(cases: ir.Table) -> ir.Scalar:
    return cases.count()


def _quantile(column: str, share: float) -> Measure:
    return Measure(
        lambda cases: cases[column].quantile(share),
        lambda cases: cases[column].count(),
    )


def _share(column: str) -> Measure:
    """The share of true among those that are true or false."""
    return Measure(
        lambda cases: cases[column].ifelse(1.0, 0.0).mean(where=cases[column].notnull()),
        lambda cases: cases[column].count(),
    )


def _mean(column: str) -> Measure:
    return Measure(lambda cases: cases[column].mean(), lambda cases: cases[column].count())


def _rate(
    happened: Callable[[ir.Table], ir.BooleanColumn],
    among: Callable[[ir.Table], ir.BooleanColumn] | None = None,
) -> Measure:
    def value(cases: ir.Table) -> ir.Scalar:
        counted = happened(cases).ifelse(1.0, 0.0)
        return counted.mean() if among is None else counted.mean(where=among(cases))

    return Measure(value, _rows if among is None else lambda cases: cases.count(where=among(cases)))


def _ball(party: str) -> Measure:
    def value(cases: ir.Table) -> ir.Scalar:
        whole = sum((cases[f"ball_{p}"].sum() for p in PARTY_NAMES), ibis.literal(0.0))
        return cases[f"ball_{party}"].sum() / whole.nullif(0.0)

    return Measure(value, _rows)


def _times(key: str) -> dict[str, Measure]:
    shares = {"median": 0.5, "p85": 0.85, "p90": 0.9}
    return {
        f"{key}{clock}_{name}": _quantile(f"{key}{clock}_minutes", share)
        for name, share in shares.items()
        for clock in ("", "_business")
    }


MEASURES: Mapping[str, Measure] = {
    "volume": Measure(_rows, _rows),
    "backlog": Measure(lambda cases: cases.count(where=cases.in_backlog), _rows),
    "backlog_age_median": _quantile("backlog_age_minutes", 0.5),
    **_times("own"),
    **_times("first_reply"),
    **_times("resolve"),
    "compliance": _share("kept"),
    "compliance_own": _share("met_own"),
    "compliance_first_reply": _share("met_first_reply"),
    "resolution_rate": _rate(lambda cases: cases.resolved_at.notnull()),
    "reopen_rate": _rate(
        lambda cases: cases.reopened, lambda cases: cases.resolved_at.notnull() | cases.reopened
    ),
    "handoffs_per_ticket": _mean("handoffs"),
    "ping_pong_rate": _rate(lambda cases: cases.returns > 0),
    **{f"ball_share_{party}": _ball(party) for party in PARTY_NAMES},
    "satisfaction_customer": _mean("score_customer"),
    "satisfaction_supplier": _mean("score_supplier"),
}


def figures(cases: ir.Table, by: Sequence[str], keys: Sequence[str] | None = None) -> ir.Table:
    """One row a group of ``by`` (one in all if empty): each KPI as ``key`` and its ``key__n``.

    Unsuppressed: satisfaction passes `inward.measures.release` before anybody sees it.
    """
    wanted = keys or tuple(MEASURES)
    aggregates = {
        name: aggregate(cases).cast("float64")
        for key in wanted
        for name, aggregate in (
            (key, MEASURES[key].value),
            (f"{key}__n", MEASURES[key].n),
        )
    }
    grouped = cases.group_by(list(by)) if by else cases
    return grouped.aggregate(**aggregates)
