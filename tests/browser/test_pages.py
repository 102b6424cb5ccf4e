"""Every page in real Chromium, wide and narrow, light and dark: quiet, fitting, readable, light.

And without a mouse, and without scripts.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import SignedIn
from tests.browser.judging import judge
from tests.browser.serving import Installation
from tests.browser.visiting import Look, Visit, visit

pytestmark = pytest.mark.browser

WIDTHS = (1400, 390)
SCHEMES = ("light", "dark")
COLD_BYTES = 250_000

MINE = "main a[href^='/tickets/']"
ROW = "tr a[href^='/tickets/']"


@dataclass(frozen=True)
class Place:
    """A page: a name for its pictures, who looks at it, where, and what one does to get there."""

    name: str
    who: str
    path: str
    status: int = 200
    # The first link that fits is followed from `path`: for what has no fixed address.
    follow: str = ""
    query: str = ""
    charts: bool = False

    def __str__(self) -> str:
        return self.name


PLACES = (
    Place("sign-in", "", "/account/login/"),
    Place("home-customer", "mara.lindt", "/"),
    Place("home-supplier", "ivo.petrov", "/"),
    Place("home-new", "admin", "/"),
    Place("asked", "mara.lindt", "/asked/?show=all"),
    Place("asked-empty", "admin", "/asked/"),
    Place("ask", "mara.lindt", "/ask/"),
    Place("ask-found", "mara.lindt", "/ask/?q=laptop"),
    Place("ask-nothing", "mara.lindt", "/ask/?q=qzxv"),
    Place("offering", "mara.lindt", "/ask/?q=laptop", follow="main a[href^='/ask/']"),
    Place("ticket-customer", "mara.lindt", "/asked/", follow=MINE),
    Place("ticket-agent", "ivo.petrov", "/serve/?view=mine", follow=ROW),
    Place("ticket-log", "ivo.petrov", "/serve/?view=resolved", follow=ROW, query="?tab=log"),
    Place("ticket-why", "mara.lindt", "/asked/", follow=MINE, query="?why=resolve"),
    Place("serve", "ivo.petrov", "/serve/"),
    Place("serve-empty", "priya.nair", "/serve/?q=qzxv"),
    Place("see", "kenji.sato", "/see/", charts=True),
    Place("relation", "kenji.sato", "/see/relations/IT/SAL/"),
    Place("scorecard", "kenji.sato", "/see/departments/IT/", charts=True),
    Place("measures", "kenji.sato", "/see/measures/"),
    Place("tickets-behind", "kenji.sato", "/tickets/?supplier=IT&customer=SAL&met=no"),
    Place("missing", "mara.lindt", "/nowhere/", status=404),
    Place("password", "mara.lindt", "/account/password/change/"),
)


@pytest.mark.parametrize("place", PLACES, ids=str)
def test_a_page(
    place: Place, browser: Browser, installation: Installation, signed_in: SignedIn
) -> None:
    state = signed_in(place.who) if place.who else None
    for width in WIDTHS:
        with visit(browser, installation.url, Look(width), state=state) as seen:
            _arrive(seen, place)
            for scheme in SCHEMES:
                judge(seen, place.name, Look(width, scheme))
            assert not seen.troubles


def _arrive(seen: Visit, place: Place) -> None:
    if place.who == "kenji.sato":
        seen.await_figures()
    path = place.path
    if place.follow:
        seen.page.goto(seen.url + path)
        path = str(seen.page.locator(place.follow).first.get_attribute("href")) + place.query
    with seen.counted() as received:
        response = seen.open(path)
    assert response.status == place.status
    allowed = COLD_BYTES * 2 if place.charts else COLD_BYTES
    assert received.total <= allowed, received


@pytest.fixture
def agent(browser: Browser, installation: Installation, signed_in: SignedIn) -> Iterator[Visit]:
    """Ivo at his desk."""
    with visit(browser, installation.url, state=signed_in("ivo.petrov")) as seen:
        yield seen
        assert not seen.troubles


def test_the_first_tab_stop_leads_past_the_frame(agent: Visit) -> None:
    agent.open("/")
    agent.page.keyboard.press("Tab")
    expect(agent.page.locator(".skip")).to_be_focused()
    agent.page.keyboard.press("Enter")
    expect(agent.page.locator("#main")).to_be_focused()


def test_keys_everywhere(agent: Visit) -> None:
    agent.open("/")
    agent.page.keyboard.press("/")
    expect(agent.page.locator("#search-box")).to_be_focused()
    agent.page.keyboard.press("Escape")
    agent.page.keyboard.press("?")
    expect(agent.page.locator("#keys")).to_be_visible()
    agent.page.keyboard.press("Escape")
    expect(agent.page.locator("#keys")).to_be_hidden()
    agent.page.keyboard.press("g")
    agent.page.keyboard.press("q")
    agent.page.wait_for_url("**/serve/")


def test_keys_in_the_queue(agent: Visit) -> None:
    """j and k move and show what they pass; o opens it; what is typed is no key."""
    agent.open("/serve/")
    page, rows = agent.page, agent.page.locator("tr[data-row]")
    expect(page.locator("#preview [data-shows]")).to_be_visible()
    for key, index in (("j", 1), ("j", 2), ("k", 1)):
        page.keyboard.press(key)
        expect(rows.nth(index)).to_have_class(re.compile("is-current"))
    shown = str(rows.nth(1).get_attribute("data-ticket"))
    expect(page.locator("#preview [data-shows]")).to_have_attribute("data-shows", shown)
    page.keyboard.press("r")
    expect(page.locator("#preview textarea")).to_be_focused()
    page.keyboard.type("jjj g q")
    expect(page.locator("#preview textarea")).to_have_value("jjj g q")
    page.keyboard.press("Escape")
    page.keyboard.press("o")
    page.wait_for_url(f"**/tickets/{shown}/")


def test_asking_without_scripts(
    browser: Browser, installation: Installation, signed_in: SignedIn
) -> None:
    """Search, form, promise, refusal with what was typed, ticket, a word on it."""
    state = signed_in("mara.lindt")
    with visit(browser, installation.url, state=state, scripts=False) as seen:
        page = seen.page
        page.goto(f"{seen.url}/ask/")
        page.locator("form.ask-search input").fill("fault")
        page.locator("form.ask-search button").click()
        page.get_by_role("link", name="Report a fault", exact=True).first.click()
        unhurried = page.locator("#promise").inner_text()
        page.get_by_label("Work stopped for me").check()
        page.get_by_role("button", name="Show what is promised then").click()
        assert page.locator("#promise").inner_text() != unhurried
        page.get_by_label("What you tried already").fill("Switched it off and on")
        page.get_by_role("button", name="Ask IT").click()
        expect(page.locator(".field.has-error")).to_have_count(1)
        expect(page.get_by_label("What you tried already")).to_have_value("Switched it off and on")
        page.get_by_label("What happened").fill("The door beeps")
        page.get_by_role("button", name="Ask IT").click()
        page.wait_for_url("**/tickets/IT-*/**")
        expect(page.locator("h1")).to_have_text("Report a fault: The door beeps")
        page.locator("#write textarea").fill("It beeps again")
        page.locator("#write").get_by_role("button", name="Send").click()
        expect(page.locator(".talk")).to_contain_text("It beeps again")
