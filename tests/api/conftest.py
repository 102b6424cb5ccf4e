"""The cast with its promises."""

from tests.support.world import world
from tests.support.world_promises import promises

__all__ = ["promises", "world"]
