"""Serve and See in real Chromium: keys, the ticket beside the list, both widths, both themes."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from inward.kernel.clock import now
from inward.network.refresh import refresh
from inward.tickets import actions
from inward.tickets.models import Ticket
from tests.support.browser import serious_violations
from tests.support.world import PASSWORD, build_world
from tests.support.world_promises import Promises, ask_for_laptop, build_promises

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SEE = ("/see/", "/see/relations/IT/MKT/", "/see/departments/IT/", "/tickets/?supplier=IT")


@pytest.fixture
def busy(transactional_db: None, tmp_path: Any, settings: Any) -> Promises:
    """Eight tickets of the last days, two of them done, counted once."""
    settings.HOME = tmp_path
    w = build_promises(build_world(passwords=True))
    for n in range(8):
        asked = ask_for_laptop(w, title=f"Laptop {n}", now=now() - timedelta(days=40 - n))
        if n < 2:
            actions.resolve(actor=w.ian, ticket=asked, outcome="fulfilled", now=now())
    refresh(now=now(), rebuild=True)
    return w


@pytest.fixture
def page(browser: Browser, live_server: LiveServer, busy: Promises) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1400, "height": 900}, base_url=live_server.url)
    page = context.new_page()
    page.set_default_timeout(15_000)
    troubles: list[str] = []
    page.on("console", lambda one: troubles.append(one.text) if one.type == "error" else None)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.goto("/account/login/?next=/serve/")
    page.fill("#id_login", "alice@example.org")
    page.fill("#id_password", PASSWORD)
    page.click("form.signin button")
    page.wait_for_url("**/serve/")
    yield page
    context.close()
    assert not troubles


def shows(page: Page, key: str) -> None:
    page.wait_for_selector(f'#preview:not([inert]) [data-shows="{key}"]')


def writes(page: Page) -> None:
    page.wait_for_selector("textarea[name=text]:focus")


def test_keys_walk_choose_take_and_open(page: Page) -> None:
    keys = [row.get_attribute("data-ticket") or "" for row in page.query_selector_all("[data-row]")]
    shows(page, keys[0])
    page.keyboard.press("j")
    shows(page, keys[1])
    assert f"ticket={keys[1]}" in page.url
    page.keyboard.press("r")
    writes(page)
    page.keyboard.press("Escape")
    page.keyboard.press("t")
    page.wait_for_selector("#preview >> text=It is yours now.")
    assert Ticket.objects.get(key=keys[1]).assignee is not None
    page.keyboard.press("j")
    page.keyboard.press("x")
    assert page.locator(".pick input:checked").count() == 1
    page.keyboard.press("o")
    page.wait_for_url("**/tickets/**")


def test_an_agent_answers_and_resolves_by_keys_without_leaving_the_list(page: Page) -> None:
    keys = [row.get_attribute("data-ticket") or "" for row in page.query_selector_all("[data-row]")]
    shows(page, keys[0])
    page.keyboard.press("r")
    writes(page)
    page.keyboard.type("It is on its way.")
    page.click("#preview .composer .only-reply button")
    page.wait_for_selector("#preview >> text=Sent to the customer.")
    page.wait_for_selector(f'[data-ticket="{keys[0]}"] :focus', state="attached")
    page.keyboard.press("j")
    shows(page, keys[1])
    page.keyboard.press("e")
    page.check("#preview input[name=outcome][value=fulfilled]")
    page.click("#preview .composer .only-resolve button")
    page.wait_for_selector("#preview >> text=The customer confirms or reopens.")
    page.wait_for_selector(f'[data-ticket="{keys[1]}"] .who >> text=customer')
    assert Ticket.objects.get(key=keys[1]).category == "resolved"
    assert Ticket.objects.get(key=keys[0]).first_reply_at is not None
    page.keyboard.press("j")
    shows(page, keys[2])


def test_many_are_chosen_tagged_and_counted(page: Page) -> None:
    page.wait_for_selector("#count-next >> text=6")
    page.keyboard.press("X")
    assert page.locator("tbody .pick input:checked").count() == 6
    assert "(6)" in page.inner_text("[data-chosen]")
    page.click(".mode:has([value=tag])")
    page.fill("[name=tags]", "vpn")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=6 tickets tagged.")
    page.keyboard.press("f")
    page.keyboard.type("tag:vpn laptop 3")
    page.keyboard.press("Enter")
    page.wait_for_selector(".queue-chips >> text=#vpn")
    assert page.locator("[data-row]").count() == 1


def test_a_filter_of_the_form_stands_in_the_address_without_what_is_empty(page: Page) -> None:
    page.keyboard.press("F")
    page.fill("#f-customer", "MKT")
    page.select_option("#f-is", "unassigned")
    page.click(".queue-filter button.btn-primary")
    page.wait_for_url("**/serve/?view=next&is=unassigned&customer=MKT")
    assert page.locator(".queue-chips li").count() == 3


def test_a_click_shows_and_a_second_opens(page: Page) -> None:
    shows(page, page.get_attribute("[data-row]", "data-ticket") or "")
    row = page.locator("[data-row]").nth(2)
    row.locator("a").click()
    shows(page, row.get_attribute("data-ticket") or "")
    assert "/serve/" in page.url
    row.locator("a").dblclick()
    page.wait_for_url("**/tickets/**")


def test_on_a_phone_a_tap_opens(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/serve/")
    page.locator("[data-row] a").first.click()
    page.wait_for_url("**/tickets/**")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_page_fits_and_is_accessible(page: Page, theme: Any) -> None:
    page.emulate_media(color_scheme=theme)
    for width in (1400, 390):
        page.set_viewport_size({"width": width, "height": 844})
        for address in ("/serve/", *SEE):
            page.goto(address)
            page.wait_for_load_state("networkidle")
            wide = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
            assert wide[0] <= wide[1], f"{address} at {width}"
            assert not serious_violations(page), f"{address} at {width}"


def test_without_script_all_is_there(browser: Browser, page: Page) -> None:
    cookies = page.context.storage_state()
    context = browser.new_context(java_script_enabled=False, storage_state=cookies)
    plain = context.new_page()
    root = page.url.split("/serve/")[0]
    plain.goto(f"{root}/serve/")
    plain.locator("[data-row] input").first.check()
    plain.locator('button[value="take"]').first.click()
    assert "is yours" in plain.inner_text("main")
    plain.goto(f"{root}/see/departments/IT/")
    plain.locator("summary", has_text="table").first.click()
    assert plain.locator("figure.chart table").first.is_visible()
    context.close()
