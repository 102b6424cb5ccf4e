"""What must hold from the first day, held across all slices and both doors."""

from datetime import datetime

import pytest

from inward.api import doors as api_doors
from inward.web import doors, shell
from tests.support.world import signed_world, world
from tests.support.world_promises import promises
from tests.web.conftest import SetClock
from tests.web.test_routes import things

__all__ = ["promises", "signed_world", "things", "world"]


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> SetClock:
    """Set the instant at which pages and API are asked (the clock is the outside)."""

    def set_clock(instant: datetime) -> None:
        for door in (doors, shell, api_doors):
            monkeypatch.setattr(door, "now", lambda: instant)

    return set_clock
