"""The fixed cast, and a folder of its own for the models of each test."""

from pathlib import Path
from typing import Any

import pytest

from tests.support.world import world
from tests.support.world_promises import promises

__all__ = ["promises", "world"]


@pytest.fixture(autouse=True)
def _own_models(tmp_path: Path, settings: Any) -> None:
    settings.SUGGESTIONS_ROOT = tmp_path / "suggestions"
