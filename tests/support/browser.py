"""Real Chromium for tests: found on the machine, never downloaded; skipped, saying so, without."""

import os
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
AXE = Path(__file__).resolve().parents[2] / "frontend/node_modules/axe-core/axe.min.js"


def chromium_path() -> str | None:
    """Where Chromium is, by INWARD_CHROMIUM or on the path."""
    given = os.environ.get("INWARD_CHROMIUM")
    names = ("chromium", "chromium-browser", "google-chrome")
    return given or next((path for name in names if (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests; the outermost conftest gives it to them."""
    path = chromium_path()
    if path is None:
        pytest.skip("no Chromium on this machine (as root: apt-get install chromium)")
    # Playwright runs a loop in this thread, which Django takes for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield running
        running.close()


def serious_violations(page: Page, rules: Sequence[str] = ()) -> list[str]:
    """What axe finds serious or critical on the page, by all its rules or by these alone.

    Needs the front end's packages.
    """
    if not AXE.exists():
        pytest.skip("axe-core is not installed (python scripts/assets.py)")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: dict[str, Any] = page.evaluate(
        "async (rules) => await axe.run(rules.length ? { runOnly: rules } : {})", list(rules)
    )
    return [
        f"{one['id']}: {node['target']} {node['failureSummary']}"
        for one in found["violations"]
        if one["impact"] in {"serious", "critical"}
        for node in one["nodes"]
    ]
