"""The fixed cast, for every test of the directory."""

from tests.support.world import signed_world, world

__all__ = ["signed_world", "world"]
