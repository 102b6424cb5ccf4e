"""A relation's figures as plain data."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Stage:
    """Who held the ball longest in a relation's tickets, for what reason, and how much of it."""

    party_kind: str
    department_id: int | None
    reason: str | None
    minutes: float
    share: float


@dataclass(frozen=True, slots=True)
class Closeness:
    """How close two departments are by what flows between them (definitions: `closeness`)."""

    per_month: float
    days_since: float
    reciprocity: float
    of_supplier: float
    of_customer: float
    score: float
    letter: str


@dataclass(frozen=True, slots=True)
class Relation:
    """One supplier → customer. Times in calendar minutes, shares 0 to 1, None where unknown.

    kept_n: tickets whose promise is decided; kept: how many of them kept it. slow: resolved later
    than the supplier's own median. silent: open and without an event for 30 days. recent / before:
    the later and the earlier half of all tickets. strength: tickets, each halved per 90 days
    of age.
    """

    supplier_id: int | None
    customer_id: int | None
    tickets: int
    kept_n: int
    kept: int
    resolve_n: int
    resolve_median: float | None
    resolve_p85: float | None
    handoffs: int
    ping_pong: int
    reopened: int
    backlog: int
    silent: int
    slow: int
    elapsed_minutes: float
    score_n: int
    score_mean: float | None
    first_at: datetime
    last_at: datetime
    tickets_recent: int
    kept_n_recent: int
    kept_recent: int
    strength: float
    stage: Stage | None = None
    closeness: Closeness | None = None

    @property
    def compliance(self) -> float | None:
        """Share of decided promises that were kept."""
        return self.kept / self.kept_n if self.kept_n else None

    @property
    def compliance_change(self) -> float | None:
        """Compliance of the recent half minus that of the half before; None if either is < 5."""
        before = self.kept_n - self.kept_n_recent
        if self.kept_n_recent < 5 or before < 5:
            return None
        return self.kept_recent / self.kept_n_recent - (self.kept - self.kept_recent) / before

    @property
    def tickets_change(self) -> float | None:
        """Tickets of the recent half against the half before, as a share; None without a before."""
        before = self.tickets - self.tickets_recent
        return (self.tickets_recent - before) / before if before else None
