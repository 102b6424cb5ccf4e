"""Who may know whom: the layers hold, and a newcomer without a place is refused."""

import shutil
import subprocess
import sys
from pathlib import Path

from tests.architecture.tree import PACKAGE, ROOT, contract, imports, levels, packages, sources

LINT = Path(sys.executable).with_name("lint-imports")
# The order of all packages, present and to come, from the top.
PLAN = (
    "config",
    "web | api | mail | exchange",
    "overview",
    "network | forecasts",
    "measures",
    "costing",
    "analytics",
    "feedback | suggestions | recognition | ideas | learning | announcements",
    "commitments",
    "projects",
    "tickets",
    "agreements | knowledge",
    "catalogue",
    "notify",
    "directory",
    "calendars | logs",
    "kernel",
)
# Libraries of time and of words, which analytics may call: no tables are read through them.
CALLABLE_BELOW = frozenset({"kernel", "calendars", "logs", "analytics"})


def lint(root: Path) -> subprocess.CompletedProcess[str]:
    """Run the linter over a tree that has ``src/inward`` and ``pyproject.toml``."""
    return subprocess.run(
        [LINT, "--no-cache", "--config", str(ROOT / "pyproject.toml")],
        cwd=root / "src",
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_layers_hold() -> None:
    outcome = lint(ROOT)
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr


def test_a_package_without_a_place_is_refused(tmp_path: Path) -> None:
    shutil.copytree(PACKAGE, tmp_path / "src" / "inward", ignore=shutil.ignore_patterns("static"))
    (tmp_path / "src" / "inward" / "newcomer").mkdir()
    (tmp_path / "src" / "inward" / "newcomer" / "__init__.py").write_text('"""New."""\n')
    outcome = lint(tmp_path)
    assert outcome.returncode != 0
    assert "newcomer" in outcome.stdout


def test_a_slice_that_looks_up_is_refused(tmp_path: Path) -> None:
    shutil.copytree(PACKAGE, tmp_path / "src" / "inward", ignore=shutil.ignore_patterns("static"))
    (tmp_path / "src" / "inward" / "kernel" / "upward.py").write_text("import inward.tickets\n")
    outcome = lint(tmp_path)
    assert outcome.returncode != 0
    assert "inward.kernel.upward -> inward.tickets" in outcome.stdout


def test_the_layers_name_the_packages_that_exist_and_no_other() -> None:
    assert sorted(levels()) == packages()


def test_the_layers_keep_the_order_of_the_plan() -> None:
    planned = [[name.strip() for name in layer.split("|")] for layer in PLAN]
    kept = [[name for name in layer if name in levels()] for layer in planned]
    built = [[name.strip() for name in layer.split("|")] for layer in contract("layers")["layers"]]
    assert [layer for layer in kept if layer] == built


def test_every_slice_below_analytics_is_bound_by_the_transactional_contract() -> None:
    # logs reads foreign files (Parquet among them) and has no tables.
    below = {name for name, height in levels().items() if height < levels()["analytics"]} - {"logs"}
    bound = set(contract("transactional")["source_modules"])
    assert bound == {f"inward.{name}" for name in below}


def test_analytics_reads_slices_through_their_facts_alone() -> None:
    found = []
    for source in sources():
        if source.slice != "analytics":
            continue
        for name, line in imports(source.tree):
            parts = name.split(".")
            if parts[0] != "inward" or len(parts) < 3 or parts[1] in CALLABLE_BELOW:
                continue
            if parts[2] not in {"facts", "events"}:
                found.append(f"{source.name}:{line} imports {name}")
    assert found == []
