"""The report as JSON: the figures without the words. Keys and meanings: docs/guide/report.md."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from inward.exchange.report_figures import UNKNOWN, Group, Report
from inward.measures.definitions import BY_KEY
from inward.network.relations import Relation

SCHEMA = 1


def written(report: Report) -> str:
    """The JSON text, the same for the same log: keys in a fixed order, UTC instants, no clock."""
    return json.dumps(as_data(report), indent=1, ensure_ascii=False, default=_plain) + "\n"


def as_data(report: Report) -> dict[str, Any]:
    """The report as nested plain data. Minutes are calendar minutes, shares 0 to 1."""
    return {
        "schema": SCHEMA,
        **_totals(report),
        **_cuts(report),
        **_network(report),
        **_about(report),
    }


def _totals(report: Report) -> dict[str, Any]:
    resolved = report.kpis["resolve_median"]
    return {
        "source": report.source.name,
        "from": report.began,
        "until": report.until,
        "tickets": report.tickets,
        "events": report.events,
        "rejected": report.source.rejected,
        "suppliers": report.suppliers,
        "customers": report.customers,
        "open_tickets": report.open_tickets,
        "never_submitted": report.never_submitted,
        "reopened_tickets": _preferred(report.reopened.source, report.reopened.derived),
        "reopened": asdict(report.reopened),
        "sla_flag": _sla(report),
        "handoffs": asdict(report.handoffs),
        "resolve_minutes": {
            "n": resolved[1],
            "median": resolved[0],
            "p85": report.value("resolve_p85"),
            "p90": report.value("resolve_p90"),
        },
        "ball_minutes": {p: round(m, 4) for p, m in report.ball_minutes().items()},
    }


def _cuts(report: Report) -> dict[str, Any]:
    return {
        "kpis": {key: _kpi(key, *figure) for key, figure in report.kpis.items()},
        "by": {
            cut: [_group(report, cut, g) for g in groups] for cut, groups in report.cuts.items()
        },
        "throughput": {"unit": report.flow_unit, "periods": [asdict(p) for p in report.flow]},
    }


def _network(report: Report) -> dict[str, Any]:
    return {
        "relations": [_relation(report, relation) for relation in report.relations],
        "act_on": [_advice(report, number) for number in range(len(report.advice))],
        "stages": [_stage(report, number) for number in range(len(report.stages))],
        "handoff_flows": [_flow(report, number) for number in range(len(report.flows))],
        "ping_pong": [
            {
                "between": sorted((report.name(p.one_id), report.name(p.other_id))),
                "handoffs": p.handoffs,
                "returned": p.returned,
            }
            for p in report.ping_pong
        ],
        "circles": [[report.name(d) for d in circle] for circle in report.circles],
        "silos": asdict(report.silos),
        "closed_groups": [
            {
                "members": [report.name(d) for d in group.members],
                "asked": group.asked,
                "inside_share": round(group.share, 6),
                "by_chance": round(group.by_chance, 6),
            }
            for group in report.closed_groups
        ],
    }


def _about(report: Report) -> dict[str, Any]:
    return {
        "mapping": [{"is": meaning, "column": column} for meaning, column in report.source.columns],
        "notes": list(report.source.notes),
    }


def _preferred(source: int | None, derived: int) -> int:
    return derived if source is None else source


def _sla(report: Report) -> dict[str, int] | None:
    return None if report.sla is None else {"met": report.sla[0], "missed": report.sla[1]}


def _kpi(key: str, value: float | None, n: int) -> dict[str, Any]:
    """A figure with its unit; people's answers below five are withheld, and that n with them."""
    kpi = BY_KEY[key]
    if kpi.people and n < 5:
        return {"value": None, "n": None, "unit": kpi.unit}
    return {"value": value, "n": n, "unit": kpi.unit}


def _group(report: Report, cut: str, group: Group) -> dict[str, Any]:
    """One group of a cut: its name first, its figures after; the counts behind them left out."""
    figures = {k: v for k, v in group.items() if k in BY_KEY}
    return {cut: group_name(report, cut, group), **figures}


def group_name(report: Report, cut: str, group: Group) -> str:
    """What a group of a cut is called: a department, service, channel, priority or month."""
    key = {"supplier": "supplier_id", "customer": "customer_id", "service": "service_id"}.get(
        cut, cut
    )
    value = group[key]
    if value is None:
        return UNKNOWN
    if cut in {"supplier", "customer"}:
        return report.name(int(str(value)))
    if cut == "service":
        return report.services.get(int(str(value)), UNKNOWN)
    return f"{value:%Y-%m}" if isinstance(value, datetime) else str(value)


def _relation(report: Report, relation: Relation) -> dict[str, Any]:
    r = relation
    return {
        "supplier": report.name(r.supplier_id),
        "customer": report.name(r.customer_id),
        "tickets": r.tickets,
        "resolve_median_minutes": r.resolve_median,
        "resolve_p85_minutes": r.resolve_p85,
        "resolved": r.resolve_n,
        "compliance": None if r.compliance is None else round(r.compliance, 6),
        "compliance_n": r.kept_n,
        "handoffs": r.handoffs,
        "ping_pong_tickets": r.ping_pong,
        "reopened_tickets": r.reopened,
        "backlog": r.backlog,
        "silent": r.silent,
        "first": r.first_at,
        "last": r.last_at,
        "tickets_recent_half": r.tickets_recent,
        "compliance_change": _rounded(r.compliance_change),
        "closeness": _rounded_all(asdict(r.closeness)) if r.closeness else None,
        "worst_stage": _worst(report, relation),
    }


def _worst(report: Report, relation: Relation) -> dict[str, Any] | None:
    stage = relation.stage
    return (
        None
        if stage is None
        else {
            "party": stage.party_kind,
            "department": None if stage.department_id is None else report.name(stage.department_id),
            "reason": stage.reason,
            "minutes": round(stage.minutes, 4),
            "share": round(stage.share, 6),
        }
    )


def _advice(report: Report, number: int) -> dict[str, Any]:
    advice = report.advice[number]
    return {
        "supplier": report.name(advice.relation.supplier_id),
        "customer": report.name(advice.relation.customer_id),
        "impact_tickets": round(advice.impact, 2),
        "reasons": [_rounded_all(asdict(reason)) for reason in advice.reasons],
    }


def _stage(report: Report, number: int) -> dict[str, Any]:
    stage = report.stages[number]
    named = None if stage.department_id is None else report.name(stage.department_id)
    return {
        "party": stage.party_kind,
        "department": named,
        "reason": stage.reason,
        "minutes": round(stage.minutes, 4),
        "tickets": stage.tickets,
    }


def _flow(report: Report, number: int) -> dict[str, Any]:
    flow = report.flows[number]
    return {
        "from": report.name(flow.from_id),
        "to": report.name(flow.to_id),
        "handoffs": flow.handoffs,
        "returned": flow.returned,
        "tickets": flow.tickets,
        "compliance": _rounded(flow.compliance),
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6)


def _rounded_all(values: Mapping[str, Any]) -> dict[str, Any]:
    return {k: round(v, 6) if isinstance(v, float) else v for k, v in values.items()}


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat() + "Z"
    raise TypeError(f"not plain data: {value!r}")
