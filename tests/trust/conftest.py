"""What must hold from the first day, held across all slices and both doors."""

from tests.support.world import signed_world, world
from tests.support.world_promises import promises
from tests.web.conftest import at
from tests.web.test_routes import things

__all__ = ["at", "promises", "signed_world", "things", "world"]
