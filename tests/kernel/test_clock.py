"""The clock."""

from datetime import UTC

from inward.kernel.clock import now


def test_now_is_aware_and_utc() -> None:
    assert now().tzinfo is UTC
