"""One installation and one browser for all tests here; people sign in once."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.serving import Installation, start
from tests.browser.visiting import visit

SignedIn = Callable[[str], Any]


@pytest.fixture(scope="session")
def installation(
    browser: Browser,  # first: without one nothing is started
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Installation]:
    """The demo company, served. It must end cleanly and must not have complained."""
    running = start(tmp_path_factory.mktemp("installation"))
    try:
        yield running
    finally:
        code = running.end()
    assert code == 0
    assert "Traceback" not in running.said, running.said


@pytest.fixture(scope="session")
def signed_in(browser: Browser, installation: Installation) -> SignedIn:
    """Cookies of somebody, by the part of the address before the at sign; signs in once."""
    known: dict[str, Any] = {}

    def state(name: str) -> Any:
        if name not in known:
            with visit(browser, installation.url) as seen:
                seen.sign_in(f"{name}@halden.example")
                known[name] = seen.page.context.storage_state()
        return known[name]

    return state
