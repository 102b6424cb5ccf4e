"""A day's work in real Chromium: an agent's hour by keyboard alone, a first request on a phone."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from inward.kernel.clock import now
from inward.kernel.invariants import Level
from inward.tickets import checks
from inward.tickets.models import Ticket, TicketEvent
from tests.support.browser import serious_violations
from tests.support.world import PASSWORD, build_world
from tests.support.world_promises import Promises, ask_for_laptop, build_promises

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TICKETS = 20


@pytest.fixture
def busy(transactional_db: None, tmp_path: Any, settings: Any) -> Promises:
    """Twenty tickets that nobody has taken."""
    settings.HOME = tmp_path
    w = build_promises(build_world(passwords=True))
    for n in range(TICKETS):
        ask_for_laptop(w, title=f"Laptop {n:02d}", now=now() - timedelta(hours=TICKETS - n))
    return w


def signed_in(browser: Browser, url: str, email: str, **context: Any) -> Page:
    page = browser.new_context(base_url=url, **context).new_page()
    page.set_default_timeout(15_000)
    page.goto("/account/login/")
    page.fill("#id_login", email)
    page.fill("#id_password", PASSWORD)
    page.press("#id_password", "Enter")
    page.wait_for_url("**/")
    return page


@pytest.fixture
def desk(browser: Browser, live_server: LiveServer, busy: Promises) -> Iterator[Page]:
    page = signed_in(
        browser, live_server.url, "ian@example.org", viewport={"width": 1400, "height": 900}
    )
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    yield page
    page.context.close()
    assert not troubles


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def write(page: Page, mode: str, words: str) -> None:
    """Choose how to write by its key, type, send by Ctrl+Enter; wait until it is said."""
    press(page, mode)
    if mode != "e":
        page.wait_for_selector("textarea[name=text]:focus")
    else:  # what the customer got comes first, by the space bar
        page.wait_for_selector("[name=outcome]:focus", state="attached")
        page.keyboard.press("Space")
        page.keyboard.press("Tab")
    page.keyboard.type(words)
    page.keyboard.press("Control+Enter")
    page.locator(".talk >> text=" + words).first.wait_for()
    page.wait_for_load_state("load")  # keys are heard from then on


def test_an_agents_hour_by_keyboard_alone(desk: Page, busy: Promises) -> None:
    """Twenty tickets: take each, then reply, note, ask back or resolve; the mouse lies still."""
    modes = {"r": "replied", "n": "noted", "b": "asked", "e": "resolved"}
    for number in range(TICKETS):
        press(desk, "g", "q")
        desk.wait_for_url("**/serve/**")
        desk.wait_for_selector("[data-row]")
        mode = list(modes)[number % len(modes)]
        press(desk, "j", "o")
        desk.wait_for_url("**/tickets/**")
        if desk.locator('[data-key="t"]').count():
            press(desk, "t")
            desk.wait_for_selector("text=It is yours now.")
            desk.wait_for_load_state("load")
        write(desk, mode, f"words {number:02d}")
    said = TicketEvent.objects.filter(text__startswith="words")
    assert sorted(said.values_list("text", flat=True)) == [f"words {n:02d}" for n in range(TICKETS)]
    for kind in modes.values():
        assert said.filter(kind=kind).count() == TICKETS // len(modes)
    assert checks.state_against_log().level is Level.FINE


def test_an_employees_first_request_on_a_phone(
    browser: Browser, live_server: LiveServer, busy: Promises
) -> None:
    """Hana never saw a service desk: she finds what she needs, sees the promise, asks, reads."""
    page = signed_in(
        browser, live_server.url, "hana@example.org", viewport={"width": 390, "height": 844},
        has_touch=True, is_mobile=True,
    )  # fmt: skip
    page.get_by_role("link", name="Ask for something").first.tap()
    page.wait_for_url("**/ask/**")
    page.get_by_role("link", name="New laptop").first.tap()
    page.wait_for_selector("form >> text=Which model?")
    page.locator("[name=answer-model]").first.wait_for()
    control = page.locator("select[name=answer-model]")
    if control.count():
        control.select_option("Light")
    else:
        page.locator("label:has([name=answer-model][value=Light])").tap()
    assert "agreed" in page.inner_text("main").lower()
    wide = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert wide[0] <= wide[1]
    page.get_by_role("button", name="Ask IT").tap()
    page.wait_for_url("**/tickets/**")
    ticket = Ticket.objects.get(requester=busy.hana)
    assert ticket.key in page.inner_text("main")
    assert not serious_violations(page)
    page.goto("/")
    assert ticket.title in page.inner_text("main")
    page.context.close()
