"""Rows for analytics: released ratings only, so that nothing computed from them can tell of one."""

from collections.abc import Iterator
from datetime import UTC, datetime

from inward.feedback import queries

COLUMNS = ("ticket_id", "side", "score", "at", "policy_refusal")


def rating_rows(now: datetime) -> Iterator[list[tuple[int, str, int, datetime, bool]]]:
    """All released ratings as one batch of rows (instants naive UTC, that of the whole batch)."""
    yield [
        (
            one.ticket_id,
            one.side,
            one.score,
            one.released_at.astimezone(UTC).replace(tzinfo=None),
            one.policy_refusal,
        )
        for one in queries.released(now)
    ]
