"""The fixed cast with its promises, for tests of pages; the clock stands at a chosen instant."""

from collections.abc import Callable
from datetime import datetime

import pytest

from inward.web import doors, shell
from inward.web.tickets import decide_views
from tests.support.world import signed_world, world
from tests.support.world_promises import promises

__all__ = ["promises", "signed_world", "world"]

SetClock = Callable[[datetime], None]


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> SetClock:
    """Set the instant at which pages are opened (the clock is the outside)."""

    def set_clock(instant: datetime) -> None:
        for door in (doors, shell, decide_views):
            monkeypatch.setattr(door, "now", lambda: instant)

    return set_clock
