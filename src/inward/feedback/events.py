"""What feedback tells others."""

from dataclasses import dataclass

from inward.kernel.events import Event


@dataclass(frozen=True)
class RatingRequested(Event):
    """Somebody was asked to rate a ticket."""

    rating_id: int
    ticket_id: int
    author_id: int
    side: str


@dataclass(frozen=True)
class RatingGiven(Event):
    """Somebody answered. Carries no score: the answer stays sealed."""

    rating_id: int
    ticket_id: int
    side: str
