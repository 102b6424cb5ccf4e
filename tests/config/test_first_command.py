"""Any command may be the first one of an installation; one that only explains itself makes none."""

import os
import subprocess
import sys
from pathlib import Path


def inward(home: Path, *words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    """A command on a home of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("INWARD_")}
    return subprocess.run(
        [sys.executable, "-m", "inward", *words],
        env=kept | {"INWARD_HOME": str(home)}, input=typed, capture_output=True, text=True,
        check=False,
    )  # fmt: skip


def test_a_fresh_home_takes_its_first_administrator(tmp_path: Path) -> None:
    words = ("people", "administrator", "ada@example.org", "--name", "Ada", "--password-stdin")
    made = inward(tmp_path, *words, typed="correct horse battery staple\n")
    assert made.returncode == 0, made.stderr
    assert "Ada" in made.stdout
    assert inward(tmp_path, "jobs").returncode == 0


def test_help_makes_no_database(tmp_path: Path) -> None:
    assert inward(tmp_path, "jobs", "--help").returncode == 0
    assert not (tmp_path / "inward.sqlite3").exists()


def test_migrating_says_what_it_did(tmp_path: Path) -> None:
    assert inward(tmp_path, "migrate").stdout == "Migrated.\n"
    assert inward(tmp_path, "migrate").stdout == "Nothing to migrate.\n"
