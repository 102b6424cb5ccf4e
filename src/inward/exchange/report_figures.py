"""What a report says, as plain data: gathered once, then written as page and as JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from inward.network.action import Advice, Usual
from inward.network.closed_groups import ClosedGroup
from inward.network.flows import Flow, PingPong
from inward.network.relations import Relation
from inward.network.silos import Silos

UNKNOWN = "unknown"
Group = Mapping[str, Any]


@dataclass(frozen=True)
class Source:
    """Where the figures come from: the log's name, its mapping in words, what was noticed.

    rejected: rows that could not be read. columns: (what it was taken for, the log's column).
    customers, suppliers: distinct names in the mapped columns; None: told from the tickets.
    """

    name: str
    format: str
    rejected: int
    columns: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    customers: int | None = None
    suppliers: int | None = None


@dataclass(frozen=True)
class Counter:
    """A count derived from the events beside the source's own (None where it has none)."""

    derived: int
    source: int | None


@dataclass(frozen=True)
class Handoffs:
    """Hand-offs from the events (changes between two known departments) beside the source's count.

    What explains the difference, where there is a counter: direct changes from one row to the next,
    and steps from or to an unknown department, which are no hand-off but which counters count.
    """

    derived: int
    source: int | None
    direct: int | None = None
    from_or_to_unknown: int | None = None


@dataclass(frozen=True)
class Stage:
    """Time in which the ball lay in one place, over all tickets."""

    party_kind: str
    department_id: int | None
    reason: str | None
    minutes: float
    tickets: int


@dataclass(frozen=True)
class Period:
    """Flow of one period: what came, what was done for good, what stood open at its end."""

    start: datetime
    submitted: int
    done: int
    backlog: int


@dataclass(frozen=True)
class Report:
    """All figures of a report. Times in calendar minutes; ids resolve through ``names``."""

    source: Source
    began: datetime
    until: datetime
    tickets: int
    events: int
    open_tickets: int
    never_submitted: int
    suppliers: int
    customers: int
    sla: tuple[int, int] | None
    reopened: Counter
    handoffs: Handoffs
    kpis: Mapping[str, tuple[float | None, int]]
    cuts: Mapping[str, Sequence[Group]]
    flow_unit: str
    flow: Sequence[Period]
    relations: Sequence[Relation]
    usual: Usual
    advice: Sequence[Advice]
    stages: Sequence[Stage]
    flows: Sequence[Flow]
    ping_pong: Sequence[PingPong]
    circles: Sequence[tuple[int, ...]]
    silos: Silos
    closed_groups: Sequence[ClosedGroup]
    departments: Mapping[int, str]
    services: Mapping[int, str]

    def name(self, department: int | None) -> str:
        """A department's name; 'unknown' for none."""
        return UNKNOWN if department is None else self.departments.get(department, UNKNOWN)

    def value(self, key: str) -> float | None:
        """A KPI over all tickets."""
        return self.kpis[key][0] if key in self.kpis else None

    def ball_minutes(self) -> dict[str, float]:
        """Minutes per kind of party, over all tickets."""
        parties = ("supplier", "department", "customer", "approver", "outside", "unknown")
        return {p: sum(s.minutes for s in self.stages if s.party_kind == p) for p in parties}
