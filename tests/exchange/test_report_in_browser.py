"""The report in a real browser: its own policy, wide and narrow screens, light and dark."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from inward.exchange import report_page
from tests.exchange.logs_on_disk import tickets, write_log
from tests.exchange.test_report_page import HOSTILE, reported
from tests.support.browser import serious_violations

pytestmark = pytest.mark.browser
WIDE, NARROW = 1400, 390


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    report = reported(write_log(folder / "log.csv", tickets(HOSTILE)))
    page = folder / "report.html"
    page.write_text(report_page.written(report), encoding="utf-8")
    return page


def opened(browser: Browser, path: Path, width: int, scheme: str) -> tuple[Page, list[str]]:
    """The page as loaded, and all that the browser complained of (or that a script did)."""
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on("dialog", lambda dialog: told.append(dialog.message))
    page.on("request", lambda asked: told.append(asked.url) if asked.url != path.as_uri() else None)
    page.goto(path.as_uri())
    return page, told


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_it_breaks_no_policy_asks_for_nothing_and_is_accessible(
    browser: Browser, written: Path, width: int, scheme: str
) -> None:
    page, told = opened(browser, written, width, scheme)
    assert told == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert serious_violations(page) == []
    page.close()


def test_what_is_folded_opens_without_a_script(browser: Browser, written: Path) -> None:
    page, _ = opened(browser, written, WIDE, "light")
    folded = page.locator("details").first
    folded.locator("summary").click()
    assert folded.get_attribute("open") is not None
    page.close()
