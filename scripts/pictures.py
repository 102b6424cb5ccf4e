"""Makes the pictures of the README from the product: python -m scripts.pictures [DIRECTORY].

Serves the demo company from a home that is thrown away, signs in with real Chromium and takes what
a person sees at 1400 pixels, in light colours. Exit 1 if a picture grew too large for a README.
"""

import os
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.browser.serving import Installation, start
from tests.browser.visiting import Visit, visit
from tests.support.browser import FLAGS, chromium_path

PICTURES = Path(__file__).resolve().parents[1] / "docs/pictures"
WIDTH = 1400
LARGEST_BYTES = 300_000
# Tickets that are looked at to find one with a story to tell.
LOOKED_AT = 25


def take_see(seen: Visit) -> bytes:
    """Who serves whom: down to the end of matrix and map."""
    seen.sign_in("kenji.sato@halden.example")
    seen.await_figures()
    seen.open("/see/")
    matrix = seen.page.locator(".card", has=seen.page.locator("table.matrix")).bounding_box()
    assert matrix is not None
    return _top(seen, matrix["y"] + matrix["height"])


def take_ticket(seen: Visit) -> bytes:
    """The ticket with the longest journey of those Mara waits for, as she sees it."""
    seen.sign_in("mara.lindt@halden.example")
    seen.open("/asked/")
    links = seen.page.locator("main a[href^='/tickets/']").all()
    paths = [str(link.get_attribute("href")) for link in links[:LOOKED_AT]]
    seen.open(max(paths, key=lambda path: _journey(seen, path)))
    return _top(seen, 1000)


def _journey(seen: Visit, path: str) -> tuple[int, int]:
    """How many kinds of party had the ball, and how often it changed hands."""
    seen.page.goto(seen.url + path)
    pieces = seen.page.locator(".strip-bar g[role=listitem]").all()
    parties = [str(piece.get_attribute("class")) for piece in pieces]
    return len(set(parties)), len(parties)


def _top(seen: Visit, height: float) -> bytes:
    """The page from its top down to here, without a scroll bar."""
    seen.page.set_viewport_size({"width": WIDTH, "height": round(height) + 24})
    return seen.page.screenshot(type="png")


TAKEN = {"see.png": take_see, "ticket.png": take_ticket}


def take(browser: Browser, running: Installation, directory: Path) -> int:
    """Take every picture; how many are too large."""
    too_large = 0
    for name, taker in TAKEN.items():
        with visit(browser, running.url) as seen:
            picture = taker(seen)
        (directory / name).write_bytes(picture)
        sys.stdout.write(f"{directory / name}: {len(picture):,} bytes\n")
        too_large += len(picture) > LARGEST_BYTES
    return too_large


def main() -> int:
    """Serve, take, end."""
    directory = Path(sys.argv[1]) if len(sys.argv) > 1 else PICTURES
    directory.mkdir(parents=True, exist_ok=True)
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        running = start(Path(home))
        try:
            browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
            return 1 if take(browser, running, directory) else 0
        finally:
            running.end()


if __name__ == "__main__":
    sys.exit(main())
