"""The fixed cast, for every test of the catalogue."""

from tests.support.world import signed_world, world

__all__ = ["signed_world", "world"]
