"""A person with a browser: where they go, what they press, and what goes wrong on the way."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response

PASSWORD: Final = "inward-demo-2026"
MILLISECONDS: Final = 20_000
SECONDS_TO_FIGURES: Final = 60.0
# What fetches more once the page is there: charts their library, the queue its ticket.
FETCHING: Final = "[data-chart], #preview"
# Said by the browser for every answer with an error status: wanted on pages about errors.
STATUS_LINE: Final = "Failed to load resource: the server responded with a status of"
TELL_VIOLATIONS: Final = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`));
"""


@dataclass(frozen=True)
class Look:
    """A window: its width and the scheme its owner likes."""

    width: int = 1400
    scheme: str = "light"

    @property
    def is_phone(self) -> bool:
        """Whether fingers are used."""
        return self.width < 500

    def __str__(self) -> str:
        return f"{self.width}-{self.scheme}"


DESK: Final = Look()


@dataclass
class Received:
    """Bytes that came over the wire, by address."""

    addresses: dict[str, str] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)

    def name(self, event: dict[str, Any]) -> None:
        """A request goes out."""
        self.addresses[event["requestId"]] = event["request"]["url"]

    def count(self, event: dict[str, Any]) -> None:
        """Its answer is complete."""
        address = self.addresses.get(event["requestId"], "?")
        self.sizes[address] = self.sizes.get(address, 0) + int(event["encodedDataLength"])

    @property
    def total(self) -> int:
        """All of it."""
        return sum(self.sizes.values())

    def __str__(self) -> str:
        return "\n".join(f"{size:>9,} {address}" for address, size in self.sizes.items())


@dataclass
class Visit:
    """One tab. `troubles`: what the console, the page or its policy complained about."""

    url: str
    page: Page
    troubles: list[str] = field(default_factory=list)

    def hear(self, said: ConsoleMessage) -> None:
        """What the console said; errors are noted."""
        if said.type == "error" and STATUS_LINE not in said.text:
            self.note(said.text)

    def note(self, trouble: str) -> None:
        """Keep a trouble, once."""
        if trouble not in self.troubles:
            self.troubles.append(trouble)

    def open(self, path: str) -> Response:
        """Go there and wait until it is there, with what it fetches afterwards."""
        response = self.page.goto(self.url + path)
        assert response is not None
        if self.page.locator(FETCHING).count():
            self.page.wait_for_load_state("networkidle")
        return response

    def sign_in(self, email: str, password: str = PASSWORD) -> None:
        """As people do: address, password, button."""
        self.page.goto(f"{self.url}/account/login/")
        self.page.fill("#id_login", email)
        self.page.fill("#id_password", password)
        self.page.click("form.signin button")
        self.page.wait_for_url(f"{self.url}/")

    def await_figures(self) -> None:
        """Wait until See has something to show: a worker fills it after the start."""
        deadline = time.monotonic() + SECONDS_TO_FIGURES
        while 'class="matrix"' not in self.page.request.get(f"{self.url}/see/").text():
            assert time.monotonic() < deadline, "no figures"
            time.sleep(0.3)

    @contextmanager
    def counted(self) -> Iterator["Received"]:
        """Count what comes over the wire meanwhile, headers included, as after a cleared cache."""
        received = Received()
        session = self.page.context.new_cdp_session(self.page)
        session.send("Network.enable")
        session.send("Network.setCacheDisabled", {"cacheDisabled": True})
        session.on("Network.requestWillBeSent", received.name)
        session.on("Network.loadingFinished", received.count)
        yield received
        session.send("Network.setCacheDisabled", {"cacheDisabled": False})
        session.detach()

    def wear(self, scheme: str) -> None:
        """Like this scheme from now on; wait until the colours have come to rest."""
        self.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        self.page.evaluate(
            "async () => { await Promise.allSettled("
            "document.getAnimations().map((one) => one.finished)); }"
        )

    def overflow(self) -> int:
        """By how many pixels the page can be scrolled sideways."""
        root = "document.documentElement"
        return int(self.page.evaluate(f"{root}.scrollWidth - {root}.clientWidth"))

    def keep_picture(self, name: str) -> None:
        """Save the whole page where INWARD_SHOTS says; nothing without."""
        directory = os.environ.get("INWARD_SHOTS")
        if directory:
            Path(directory).mkdir(parents=True, exist_ok=True)
            window = self.page.viewport_size
            assert window is not None
            # As tall as the page: what sticks to the edges of a window stands once, at the end.
            height = int(self.page.evaluate("document.documentElement.scrollHeight"))
            self.page.set_viewport_size({"width": window["width"], "height": height})
            self.page.screenshot(path=Path(directory) / f"{name}.png")
            self.page.set_viewport_size(window)


@contextmanager
def visit(
    browser: Browser, url: str, look: Look = DESK, *, state: Any = None, scripts: bool = True
) -> Iterator[Visit]:
    """A fresh browser profile, signed in where `state` holds the cookies of somebody."""
    context = browser.new_context(
        viewport={"width": look.width, "height": 844 if look.is_phone else 900},
        color_scheme="dark" if look.scheme == "dark" else "light",
        is_mobile=look.is_phone,
        has_touch=look.is_phone,
        java_script_enabled=scripts,
        storage_state=state,
        timezone_id="Europe/Berlin",
    )
    try:
        yield _opened(context, url)
    finally:
        context.close()


def _opened(context: BrowserContext, url: str) -> Visit:
    context.add_init_script(TELL_VIOLATIONS)
    page = context.new_page()
    page.set_default_timeout(MILLISECONDS)
    opened = Visit(url, page)
    page.on("console", opened.hear)
    page.on("pageerror", lambda error: opened.note(str(error)))
    return opened
