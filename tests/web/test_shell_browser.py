"""The look in real Chromium: the strict policy is not broken, axe is content, keys work."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from tests.support.browser import serious_violations
from tests.support.world import PASSWORD, World, build_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def cast(transactional_db: None, settings: Any) -> World:
    settings.DEMO = True
    return build_world(passwords=True)


@pytest.fixture(params=[(1400, "light"), (1400, "dark"), (390, "light"), (390, "dark")])
def page(
    request: pytest.FixtureRequest, browser: Browser, live_server: LiveServer, cast: World
) -> Iterator[Page]:
    width, theme = request.param
    context = browser.new_context(
        viewport={"width": width, "height": 844},
        color_scheme=theme,
        is_mobile=width < 500,
        has_touch=width < 500,
    )
    page = context.new_page()
    page.set_default_timeout(15_000)
    troubles: list[str] = []
    page.on("console", lambda one: troubles.append(one.text) if one.type == "error" else None)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    sign_in(page, live_server.url)
    yield page
    context.close()
    assert not troubles


def sign_in(page: Page, url: str) -> None:
    page.goto(f"{url}/account/login/?next=/look/")
    assert not serious_violations(page)
    page.fill("#id_login", "alice@example.org")
    page.fill("#id_password", PASSWORD)
    page.click("form.signin button")
    page.wait_for_url("**/look/")
    page.wait_for_load_state("networkidle")


def test_every_component_in_every_light(page: Page) -> None:
    """One walk a width and theme, because signing in costs more than looking."""
    assert page.locator("canvas").count() == 1
    width = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width[0] <= width[1]
    assert not serious_violations(page)


def test_keys_and_dialogs(page: Page) -> None:
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#keys").is_visible()
    page.keyboard.press("j")
    assert page.locator("tr.is-current").inner_text().startswith("VPN")
    page.keyboard.press("r")
    assert page.evaluate("document.activeElement.name") == "text"
    page.keyboard.type("half a sente")
    page.wait_for_timeout(500)
    page.reload()
    assert page.input_value("textarea[name=text]") == "half a sente"


def test_a_theme_once_chosen_stays(page: Page) -> None:
    page.locator(".me > summary").click()
    page.locator('[data-setting="theme"][data-value="dark"]').click()
    page.locator('[data-setting="density"][data-value="compact"]').click()
    page.reload()
    assert page.evaluate("({...document.documentElement.dataset})") == {
        "theme": "dark",
        "density": "compact",
    }


def test_a_confirmation_can_be_declined(page: Page) -> None:
    page.fill("#id_who", "Jonas Okafor, 1 December")
    page.locator("#id_model_0").check()
    page.select_option("#id_urgency", "wait")
    page.locator("[data-confirm]").click()
    assert page.locator("#confirm").is_visible()
    page.locator('#confirm button[value="no"]').click()
    assert not page.locator("#confirm").is_visible()
    assert page.url.endswith("/look/")
