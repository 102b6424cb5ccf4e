"""Where the real data sets lie, for tests that read them; absent ones skip with a reason."""

import os
from pathlib import Path

import pytest

ROOT = Path(os.environ.get("INWARD_SHARED", Path(__file__).resolve().parents[3] / "shared"))


def shared_path(*parts: str) -> Path:
    """The path of a shared data file; skips the test where the data sets are absent."""
    path = ROOT.joinpath("data", *parts)
    if not path.exists():
        pytest.skip(f"data set {'/'.join(parts)} is not beside the project (INWARD_SHARED)")
    return path
