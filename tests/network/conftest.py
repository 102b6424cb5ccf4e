"""The fixed cast with its promises, for the refresh."""

from tests.support.world_promises import promises

__all__ = ["promises"]
