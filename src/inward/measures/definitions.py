"""The KPIs, each defined once: name, unit, formula in words, direction, source.

Pure text, so that pages can explain a figure without the analytic engine. How each is computed
stands under the same key in `inward.measures.expressions`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

PARTY_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "supplier": "the supplier",
        "department": "another department",
        "customer": "the customer",
        "approver": "an approver",
        "outside": "a third party outside",
        "unknown": "nobody known",
    }
)

ITIL = "ITIL 4, Measurement and Reporting"
LITTLE = "Little 1961; Kanban guide"


@dataclass(frozen=True)
class Kpi:
    """One measure.

    key: its name in data, stable. name: its name on pages. unit: count, minutes, share (0 to 1),
    per_ticket or score (1 to 5). formula: how it is computed, in words. better: 'higher', 'lower'
    or 'neither'. source: where the definition comes from. people: true where people's answers are
    the subject, so that it is released for groups of at least five only.
    """

    key: str
    name: str
    unit: str
    formula: str
    better: str
    source: str
    people: bool = False


def _time(key: str, name: str, end: str) -> tuple[Kpi, ...]:
    found = []
    for statistic, words in (("median", "median"), ("p85", "85 %"), ("p90", "90 %")):
        which = "The median" if statistic == "median" else f"The time within which {words} fall"
        for clock, time in (("", "calendar"), ("_business", "business")):
            hours = "" if clock == "" else " in the open hours of the ticket's calendar"
            found.append(
                Kpi(
                    f"{key}{clock}_{statistic}",
                    f"{name}, {words}, {time} time",
                    "minutes",
                    f"{which} of the minutes from submission to {end}{hours}; "
                    "tickets that got there only; linear interpolation between ranks.",
                    "lower",
                    ITIL,
                )
            )
    return tuple(found)


def _kept(key: str, name: str, promise: str) -> Kpi:
    formula = f"Tickets that kept {promise}, divided by tickets with such a promise decided."
    return Kpi(key, name, "share", formula, "higher", ITIL)


def _ball(party: str, name: str) -> Kpi:
    formula = (
        f"Minutes in which the ball lay with {name}, divided by all minutes from submission to "
        "closure (or to the end of observation)."
    )
    return Kpi(
        f"ball_share_{party}",
        f"Time the ball lay with {name}",
        "share",
        formula,
        "neither",
        "The ledger: glossary, ball",
    )


def _rated(side: str, name: str, who: str) -> Kpi:
    formula = (
        f"Mean score (1 to 5) given by {who}; tickets refused on policy apart; n of 5 or more."
    )
    return Kpi(f"satisfaction_{side}", name, "score", formula, "higher", "Two-way rating", True)


KPIS: tuple[Kpi, ...] = (
    Kpi("volume", "Tickets", "count", "Tickets submitted.", "neither", ITIL),
    Kpi(
        "backlog",
        "Backlog",
        "count",
        "Tickets submitted and, at the end of observation, neither resolved nor ended otherwise.",
        "lower",
        LITTLE,
    ),
    Kpi(
        "backlog_age_median",
        "Age of the backlog, median",
        "minutes",
        "The median of the minutes from submission to the end of observation, backlog only.",
        "lower",
        LITTLE,
    ),
    *_time("own", "Time to own", "the first moment somebody had taken it"),
    *_time(
        "first_reply",
        "Time to first reply",
        "the supplier's first word (reply, question, resolution or refusal)",
    ),
    *_time("resolve", "Time to resolve", "the first resolution"),
    _kept("compliance", "Promises kept", "the promise to resolve (or the log's own SLA flag)"),
    _kept("compliance_own", "Promises kept, to own", "the promise to be taken"),
    _kept("compliance_first_reply", "Promises kept, first reply", "the promise of a first reply"),
    Kpi(
        "resolution_rate",
        "Resolved",
        "share",
        "Tickets resolved, divided by tickets submitted.",
        "higher",
        ITIL,
    ),
    Kpi(
        "reopen_rate",
        "Reopened",
        "share",
        "Tickets reopened (by the source's own counter where it has one, else by their events), "
        "divided by tickets resolved or reopened.",
        "lower",
        ITIL,
    ),
    Kpi(
        "handoffs_per_ticket",
        "Hand-offs per ticket",
        "per_ticket",
        "Changes between two known departments, divided by tickets.",
        "lower",
        "van der Aalst 2016, handover of work",
    ),
    Kpi(
        "ping_pong_rate",
        "Ping-pong",
        "share",
        "Tickets handed back to the department they had just come from (A, B, A), divided by "
        "tickets.",
        "lower",
        "Steeman 2013, BPI Challenge question 2",
    ),
    *(_ball(party, name) for party, name in PARTY_NAMES.items()),
    _rated("customer", "Satisfaction of those served", "customers about the service"),
    _rated("supplier", "Satisfaction of those asked", "suppliers about what they were asked"),
)

BY_KEY: Mapping[str, Kpi] = MappingProxyType({kpi.key: kpi for kpi in KPIS})
