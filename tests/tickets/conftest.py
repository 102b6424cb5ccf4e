"""The fixed cast with its promises, for every test of tickets."""

from tests.support.world_promises import promises

__all__ = ["promises"]
