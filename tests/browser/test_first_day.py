"""The first day: nobody but the first administrator is there, and every page says what to do."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.judging import judge
from tests.browser.serving import Installation, start
from tests.browser.visiting import Look, visit

pytestmark = pytest.mark.browser

EMAIL, PASSWORD = "ada@example.org", "correct horse battery staple"
PATHS = {"home": "/", "ask": "/ask/", "asked": "/asked/", "see": "/see/", "tickets": "/tickets/"}


@pytest.fixture
def fresh(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An installation as its owner meets it after ``inward up``."""
    running = start(tmp_path_factory.mktemp("fresh"), demo=False)
    words = ("people", "administrator", EMAIL, "--name", "Ada", "--password-stdin")
    try:
        running.run("-m", "inward", *words, typed=f"{PASSWORD}\n")
        yield running
    finally:
        code = running.end()
    assert code == 0


def test_empty_pages(browser: Browser, fresh: Installation) -> None:
    with visit(browser, fresh.url) as seen:
        seen.sign_in(EMAIL, PASSWORD)
        state = seen.page.context.storage_state()
    for look in (Look(1400, "light"), Look(390, "dark")):
        with visit(browser, fresh.url, look, state=state) as seen:
            for name, path in PATHS.items():
                assert seen.open(path).status == 200, path
                judge(seen, f"empty-{name}", look)
            assert not seen.troubles
