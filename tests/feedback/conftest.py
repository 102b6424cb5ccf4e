"""The cast with its promises, and tickets brought to their end."""

from tests.support.world import world
from tests.support.world_promises import promises

__all__ = ["promises", "world"]
