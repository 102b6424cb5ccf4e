"""Building a form in real Chromium by keyboard alone; questions come and go as one types."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from inward.catalogue.models import Offering
from tests.support.browser import serious_violations
from tests.support.world import PASSWORD, World, build_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def cast(transactional_db: None) -> World:
    return build_world(passwords=True)


@pytest.fixture
def page(browser: Browser, live_server: LiveServer, cast: World) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1400, "height": 900}, base_url=live_server.url)
    page = context.new_page()
    page.set_default_timeout(15_000)
    troubles: list[str] = []
    page.on("console", lambda one: troubles.append(one.text) if one.type == "error" else None)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.goto("/account/login/?next=/serve/catalogue/")
    page.fill("#id_login", "alice@example.org")
    page.fill("#id_password", PASSWORD)
    page.click("form.signin button")
    page.wait_for_url("**/serve/catalogue/")
    yield page
    context.close()
    assert not troubles


def add(page: Page, words: str, kind: str) -> None:
    """By keyboard: words, tab, the kind by its first letters, tab, Enter."""
    rows = page.locator("[data-builder-row]").count()
    page.focus("#new-label")
    page.keyboard.type(words)
    page.keyboard.press("Tab")
    page.keyboard.type(kind)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("[data-builder-row]")).to_have_count(rows + 1)
    expect(page.locator(f"#q-{rows}-label")).to_be_focused()


def labels(page: Page) -> list[str]:
    return [one.input_value() for one in page.locator(".builder-label input").all()]


def test_a_form_is_built_by_keyboard_and_asked(page: Page, cast: World) -> None:
    offering = cast.report_fault
    page.goto(f"/serve/catalogue/offerings/{offering.pk}/form/")
    add(page, "How many?", "A number")
    add(page, "Why so many?", "One line")
    expect(page.locator("#q-3-label")).to_be_focused()
    page.locator("li:has(#q-3-label) summary").press("Enter")
    page.locator("[name=q-3-if-0-key]").select_option("how_many")
    page.locator("[name=q-3-if-0-op]").select_option("greater")
    page.locator("[name=q-3-if-0-value]").press_sequentially("5")
    expect(page.locator("#preview [data-question=answer-why_so_many]")).to_be_hidden()
    page.locator("#preview #id-answer-how_many").press_sequentially("6")
    expect(page.locator("#preview [data-question=answer-why_so_many]")).to_be_visible()
    page.focus("#q-2-label")
    page.keyboard.press("Alt+ArrowUp")
    assert labels(page) == ["What does not work?", "How many?", "Device", "Why so many?"]
    expect(page.locator("#q-2-label")).to_be_focused()
    assert serious_violations(page) == []
    page.locator("button[value=publish]").press("Enter")
    expect(page.locator("main")).to_contain_text("Published, version 2.")
    newest = Offering.objects.get(pk=offering.pk).forms.order_by("-number")[0]
    assert [one["key"] for one in newest.fields] == ["what", "how_many", "device", "why_so_many"]
    _asked(page, offering)


def _asked(page: Page, offering: Offering) -> None:
    """What is hidden is not sent, and comes back with what was typed into it."""
    page.goto(f"/ask/{offering.pk}/")
    why = page.locator("#id-answer-why_so_many")
    expect(why).to_be_hidden()
    page.fill("#id-answer-how_many", "7")
    page.fill("#id-answer-why_so_many", "All broke")
    page.fill("#id-answer-how_many", "2")
    expect(why).to_be_hidden()
    assert why.is_disabled()
    page.fill("#id-answer-how_many", "12")
    expect(why).to_have_value("All broke")
    assert serious_violations(page) == []


@pytest.mark.parametrize("width", [1400, 390])
def test_the_pages_of_the_builder_can_be_read_by_all(page: Page, cast: World, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    here = f"/serve/catalogue/offerings/{cast.new_laptop.pk}/"
    service = f"/serve/catalogue/services/{cast.workplace.pk}/"
    for address in ("/serve/catalogue/", "/serve/catalogue/new/", service, f"{service}new/",
                    f"{service}standards/new/", here, f"{here}form/", f"{here}plan/",
                    f"{here}steps/", f"{here}form/versions/"):  # fmt: skip
        page.goto(address)
        assert serious_violations(page) == [], address
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{address} is wider than {width} by {wide}"
