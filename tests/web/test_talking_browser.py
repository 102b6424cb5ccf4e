"""Nothing typed is lost, and company is seen: in real Chromium."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page
from pytest_django.live_server_helper import LiveServer

from inward.kernel.clock import now
from inward.tickets import actions
from inward.tickets.models import Draft, Ticket
from tests.support.browser import serious_violations
from tests.support.world import PASSWORD, build_world
from tests.support.world_promises import Promises, ask_for_laptop, build_promises
from tests.web.pages import page_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FIELD = "#write textarea[name=text]"


@pytest.fixture
def desk(transactional_db: None, tmp_path: Any, settings: Any) -> tuple[Promises, Ticket]:
    """A ticket of Mara that Ian works on."""
    settings.HOME = tmp_path
    w = build_promises(build_world(passwords=True))
    ticket = ask_for_laptop(w, title="Laptop", now=now())
    return w, actions.assign(actor=w.ian, ticket=ticket, person=w.ian, now=now())


@pytest.fixture
def ian(browser: Browser, live_server: LiveServer, desk: Any) -> Iterator[BrowserContext]:
    """Ian's browser."""
    context = browser.new_context(base_url=live_server.url)
    sign_in(context.new_page(), "ian")
    yield context
    context.close()


def sign_in(page: Page, who: str, to: str = "/") -> None:
    page.set_default_timeout(15_000)
    page.goto(f"/account/login/?next={to}")
    fill_sign_in(page, who)


def fill_sign_in(page: Page, who: str) -> None:
    page.fill("#id_login", f"{who}@example.org")
    page.fill("#id_password", PASSWORD)
    page.click("form.signin button")
    page.wait_for_url(lambda url: "/account/login/" not in url)


def typed(page: Page) -> str:
    return page.input_value(FIELD)


def test_a_session_that_ended_takes_no_word_away(
    ian: BrowserContext, desk: Any, settings: Any
) -> None:
    _w, ticket = desk
    page = ian.pages[0]
    page.goto(page_of(ticket))
    page.locator(FIELD).press_sequentially("Before. ")
    page.wait_for_selector("text=kept as a draft")
    ian.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.locator(FIELD).press_sequentially("After.")
    # What is sent by itself throws nobody off the page; it says so.
    page.wait_for_selector("text=You were signed out.")
    assert typed(page) == "Before. After."
    page.click("#write .only-reply button")
    page.wait_for_url("**/account/login/**")
    fill_sign_in(page, "ian")
    assert page.url.endswith(page_of(ticket))
    assert typed(page) == "Before. After."
    page.click("#write .only-reply button")
    page.wait_for_selector("text=Sent to the customer.")
    assert ticket.events.filter(text="Before. After.").count() == 1
    assert typed(page) == ""
    page.reload()
    assert typed(page) == ""
    assert not Draft.objects.exists()


def test_a_form_whose_proof_is_old_takes_no_word_away(ian: BrowserContext, desk: Any) -> None:
    _w, ticket = desk
    page = ian.pages[0]
    page.goto(page_of(ticket))
    page.locator(FIELD).press_sequentially("Precious")
    page.evaluate("document.querySelector('#write [name=csrfmiddlewaretoken]').value = 'x'")
    page.click("#write .only-reply button")
    page.wait_for_selector("text=This form was open too long")
    page.goto(page_of(ticket))
    assert typed(page) == "Precious"


def test_a_page_that_dies_takes_no_word_away(ian: BrowserContext, desk: Any) -> None:
    _w, ticket = desk
    page = ian.pages[0]
    page.goto(page_of(ticket))
    page.locator(FIELD).press_sequentially("Kept here")
    page.wait_for_timeout(500)  # less than the server's draft waits, more than the browser's
    with pytest.raises(Error):
        page.goto("chrome://crash", timeout=5_000)
    page.close()
    again = ian.new_page()
    again.goto(page_of(ticket))
    assert typed(again) == "Kept here"


def test_another_browser_finds_the_servers_draft(
    ian: BrowserContext, browser: Browser, live_server: LiveServer, desk: Any
) -> None:
    _w, ticket = desk
    page = ian.pages[0]
    page.goto(page_of(ticket))
    page.locator(FIELD).press_sequentially("From the office")
    page.wait_for_selector("text=kept as a draft")
    home = browser.new_context(base_url=live_server.url)
    sign_in(home.new_page(), "ian", page_of(ticket))
    assert typed(home.pages[0]) == "From the office"
    home.close()


def test_the_next_person_at_this_machine_finds_no_words(ian: BrowserContext, desk: Any) -> None:
    _w, ticket = desk
    page = ian.pages[0]
    page.goto(page_of(ticket))
    page.locator(FIELD).press_sequentially("Secret")
    page.wait_for_timeout(500)
    ian.clear_cookies()
    sign_in(page, "iris", page_of(ticket))
    assert typed(page) == ""


def test_company_calls_and_one_click_past_the_news(
    ian: BrowserContext, browser: Browser, live_server: LiveServer, desk: Any
) -> None:
    _w, ticket = desk
    page = ian.pages[0]
    page.goto(page_of(ticket))
    other = browser.new_context(base_url=live_server.url)
    theirs = other.new_page()
    sign_in(theirs, "iris", page_of(ticket))
    theirs.locator(FIELD).press_sequentially("Hello")
    theirs.wait_for_selector("text=Ian is looking")
    page.wait_for_timeout(1_800)
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    page.wait_for_selector("text=Iris is writing a reply")
    page.locator(FIELD).press_sequentially("Ask @ir")
    page.wait_for_selector("#call-list [data-call='Iris Ingwer']")
    page.keyboard.press("Enter")
    assert typed(page) == "Ask @Iris Ingwer "
    theirs.click("#write .only-reply button")
    theirs.wait_for_selector("text=Sent to the customer.")
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    page.wait_for_selector("text=New since you opened this: Iris Ingwer replied.")
    page.click("#write .only-reply button")
    page.click("text=Send it all the same")
    page.wait_for_selector("text=Sent to the customer.")
    assert ticket.events.filter(text__startswith="Ask @Iris").count() == 1
    assert page.locator(".mention").inner_text() == "@Iris Ingwer"
    other.close()


def test_canned_replies_and_macros_by_keys(ian: BrowserContext, desk: Any) -> None:
    w, ticket = desk
    actions.save_canned(
        actor=w.ian, name="Greet", text="Dear {{ requester.first_name }}", owner=w.ian, now=now()
    )
    steps = [{"do": "reply", "text": "Done"}, {"do": "resolve", "outcome": "fulfilled"}]
    actions.save_macro(actor=w.ian, name="Finish", steps=steps, owner=w.ian, now=now())
    page = ian.pages[0]
    page.goto(page_of(ticket))
    page.keyboard.press("c")
    page.wait_for_selector(".canned-one")
    page.keyboard.press("Enter")
    assert typed(page) == "Dear Mara"
    page.keyboard.press("Escape")
    page.keyboard.press("m")
    page.wait_for_selector("#macro")
    page.select_option("#macro", label="Finish")
    page.wait_for_selector(".macro-steps")
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        page.wait_for_timeout(500)  # until the colours have changed over
        for width in (1400, 390):
            page.set_viewport_size({"width": width, "height": 844})
            assert not serious_violations(page), f"{theme} {width}"
            wide = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
            assert wide[0] <= wide[1]
    page.click("#write .only-macro button")
    page.wait_for_selector("text=by “Finish”: replied; says it is done: fulfilled")
    ticket.refresh_from_db()
    assert ticket.category == "resolved"
