"""The only reader of the clock. Doors (web, API, command line, tasks) call it; the rest is told."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present instant: aware, UTC."""
    return datetime.now(UTC)
