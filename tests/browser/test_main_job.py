"""The main job, walked by people with browsers on a served installation.

Mara of Marketing asks IT; Ivo takes it, asks back and hands it to Finance; Priya of Finance does
it; Mara confirms; both sides rate. Then Kenji, who leads IT, finds it in the figures, and nobody
finds the single rating anywhere.
"""

import csv
import io
import re
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.serving import Installation
from tests.browser.visiting import Visit, visit

pytestmark = pytest.mark.browser

OFFERING = "Read an archive"
QUESTION = "Which of the two archives do you mean?"
ANSWER = "The one of last year, please."
DONE = "You can read it now; please sign in again."
CANARY = "zebra-quartz-11 nobody shall read this"
RATED_PAGES = (
    "/see/", "/see/relations/FIN/MKT/", "/see/departments/FIN/", "/see/departments/MKT/",
)  # fmt: skip
SECONDS_TO_REFRESH = 60.0


@dataclass
class Cast:
    """Everybody at their own desk."""

    mara: Visit
    ivo: Visit
    priya: Visit
    kenji: Visit

    def __iter__(self) -> Iterator[Visit]:
        return iter((self.mara, self.ivo, self.priya, self.kenji))


@pytest.fixture
def cast(browser: Browser, installation: Installation) -> Iterator[Cast]:
    """Four profiles of one browser, each signed in by hand; nothing may go wrong in any."""
    emails = ("mara.lindt", "ivo.petrov", "priya.nair", "kenji.sato")
    with ExitStack() as desks:
        seats = [desks.enter_context(visit(browser, installation.url)) for _ in emails]
        for seat, name in zip(seats, emails, strict=True):
            seat.sign_in(f"{name}@halden.example")
        everybody = Cast(*seats)
        yield everybody
        assert [seat.troubles for seat in everybody] == [[], [], [], []]


@dataclass(frozen=True)
class Served:
    """What the figures say of one pair: tickets, and how many of those decided were in time."""

    tickets: int
    kept: int
    decided: int


def test_the_main_job(cast: Cast, installation: Installation) -> None:
    installation.run("-m", "tests.browser.preparing", "archive")
    before = _refreshed(cast.kenji, installation)
    released = _released(cast.kenji)
    key = _asks(cast.mara.page)
    _takes_and_asks_back(cast.ivo.page, key)
    _answers(cast.mara.page)
    key = _hands_to_finance(cast.ivo.page)
    _takes_and_resolves(cast.priya.page, key)
    _confirms(cast.mara.page)
    _rates(cast.mara.page, "How was it with Finance?", score=1)
    _rates_the_customer(cast.priya.page, key)
    after = _refreshed(cast.kenji, installation, than=before)
    assert after.tickets == before.tickets + 1
    assert (after.kept, after.decided) == (before.kept + 1, before.decided + 1)
    _finds_no_rating(cast, released, key)
    installation.run("-m", "inward", "doctor")


def _asks(page: Page) -> str:
    """Search, form, promise card before submitting; the key of the ticket."""
    page.keyboard.press("/")
    page.keyboard.type("archive")
    page.keyboard.press("Enter")
    page.get_by_role("link", name=OFFERING, exact=True).first.click()
    card = page.locator("#promise")
    expect(card).to_contain_text("What we promise")
    expect(card).to_contain_text("IT for everybody")
    unhurried = card.inner_text()
    page.get_by_label("Which archive").fill("Orders")
    page.get_by_label("What for").fill("The fair in spring")
    page.get_by_label("Work stopped for me").check()
    expect(card).not_to_have_text(unhurried, use_inner_text=True)
    page.get_by_role("button", name="Ask IT").click()
    page.wait_for_url("**/tickets/IT-*/**")
    expect(page.locator("h1")).to_have_text(f"{OFFERING}: Orders")
    return _key(page)


def _key(page: Page) -> str:
    found = re.search(r"/tickets/([A-Z]+-\d+)/", page.url)
    assert found, page.url
    return found[1]


def _takes_and_asks_back(page: Page, key: str) -> None:
    """From the queue, by keys and a search in it."""
    page.keyboard.press("g")
    page.keyboard.press("q")
    page.wait_for_url("**/serve/")
    page.get_by_role("link", name=re.compile("Unassigned")).click()
    row = page.locator("tr[data-row]", has_text=key)
    row.locator("a.title").dblclick()
    page.wait_for_url(f"**/tickets/{key}/")
    page.get_by_role("button", name="Take it").click()
    expect(page.get_by_text("It is yours now.")).to_be_visible()
    _write(page, "Ask back", QUESTION, "Ask and wait")
    expect(page.get_by_text("Asked. The clock stands still")).to_be_visible()


def _write(page: Page, mode: str, words: str, button: str) -> None:
    """Choose how to write, write, press the one button that is there then."""
    page.locator("#write label.mode", has_text=mode).click()
    page.locator("#write textarea[name=text]").fill(words)
    page.locator("#write").get_by_role("button", name=button).click()


def _answers(page: Page) -> None:
    """Home says what waits; the question itself is the link."""
    page.goto(page.url.partition("/tickets/")[0])
    page.get_by_role("link", name=QUESTION, exact=True).click()
    expect(page.get_by_text("IT asked you something")).to_be_visible()
    _write(page, "Answer", ANSWER, "Send answer")
    expect(page.locator(".talk")).to_contain_text(ANSWER)


def _hands_to_finance(page: Page) -> str:
    page.reload()
    expect(page.locator(".talk")).to_contain_text(ANSWER)
    page.locator("#write label.mode", has_text="Hand off").click()
    panel = page.locator("#write .only-hand_off")
    panel.get_by_label("To which department").select_option(label="Finance")
    panel.get_by_label("Why", exact=True).fill("The owner of the data has to agree.")
    page.locator("#write").get_by_role("button", name="Hand off").click()
    expect(page.get_by_text("Handed off.")).to_be_visible()
    return _key(page)


def _takes_and_resolves(page: Page, key: str) -> None:
    page.keyboard.press("/")
    page.keyboard.type(key)
    page.keyboard.press("Enter")  # a key leads straight to its ticket
    page.wait_for_url(f"**/tickets/{key}/")
    page.keyboard.press("t")
    expect(page.get_by_text("It is yours now.")).to_be_visible()
    page.keyboard.press("e")
    page.locator("#write").get_by_label("Fulfilled", exact=True).check()
    page.locator("#write textarea[name=text]").fill(DONE)
    page.locator("#write").get_by_role("button", name="Resolve").click()
    expect(page.get_by_text("The customer confirms or reopens.")).to_be_visible()


def _confirms(page: Page) -> None:
    page.reload()
    expect(page.locator(".talk")).to_contain_text(DONE)
    expect(page.locator(".strip")).to_contain_text("Finance")
    _write(page, "It is done", "Thank you both.", "Confirm that it is done")
    expect(page.locator("#write")).not_to_contain_text("It is done")


def _rates(page: Page, heading: str, score: int) -> None:
    """On the ticket itself: nothing is chosen beforehand, and what is typed stays secret."""
    card = page.locator("form.rating")
    _await(lambda: page.reload() and card.is_visible(), "no rating is asked for")
    expect(page.locator("#rate-title")).to_have_text(heading)
    assert card.locator("input:checked").count() == 0
    for scale in card.locator("fieldset:has(input[value='5'])").all():
        scale.locator(f"input[value='{score}']").check()
    card.locator("textarea[name=comment]").fill(CANARY)
    card.get_by_role("button", name="Give rating").click()
    expect(page.get_by_text("stays sealed until both sides")).to_be_visible()


def _await(condition: Callable[[], object], otherwise: str) -> None:
    """The worker needs a moment."""
    deadline = time.monotonic() + SECONDS_TO_REFRESH
    while not condition():
        assert time.monotonic() < deadline, otherwise
        time.sleep(0.2)


def _rates_the_customer(page: Page, key: str) -> None:
    """The other side answers too: from now on only the release rule keeps the secret."""
    page.goto(page.url.partition("/tickets/")[0] + f"/tickets/{key}/")
    _rates(page, "How well did Marketing ask?", score=2)


def _refreshed(kenji: Visit, installation: Installation, than: Served | None = None) -> Served:
    """What the matrix says of Finance for Marketing, once the worker has brought it up to date."""
    installation.run("-m", "tests.browser.preparing", "refresh")
    found: list[Served] = []

    def has_moved() -> bool:
        found[:] = _served(kenji)
        return bool(found) and found != [than]

    _await(has_moved, "the figures do not move")
    return found[0]


def _served(kenji: Visit) -> list[Served]:
    """From the cell of the matrix, the share from the file behind it; nothing without figures."""
    kenji.page.goto(f"{kenji.url}/see/")
    cell = kenji.page.locator("table.matrix a[href$='/FIN/MKT/']")
    if not cell.count():
        return []
    told = re.search(r"% of (\d+) promises kept, (\d+) tickets", cell.inner_text())
    assert told, cell.inner_text()
    decided, tickets = int(told[1]), int(told[2])
    file = kenji.page.request.get(f"{kenji.url}/see/matrix.csv").text()
    [share] = [row[4] for row in csv.reader(io.StringIO(file)) if row[1:2] == ["Marketing"]
               and row[0].endswith("Finance")]  # fmt: skip
    return [Served(tickets, round(decided * float(share) / 100), decided)]


def _released(kenji: Visit) -> dict[str, list[tuple[str, int]]]:
    """Every mean rating with its n, by page of See."""
    return {path: _means(kenji, path) for path in RATED_PAGES}


def _means(kenji: Visit, path: str) -> list[tuple[str, int]]:
    kenji.page.goto(kenji.url + path)
    words = kenji.page.locator("main").inner_text()
    found = re.findall(r"([\d.]+)\s+of 5\b.*?n = ([\d,]+)", words, flags=re.DOTALL)
    return [(mean, int(n.replace(",", ""))) for mean, n in found]


def _finds_no_rating(cast: Cast, before: dict[str, list[tuple[str, int]]], key: str) -> None:
    """Figures changed by whole batches of five or not at all; the comment is nowhere."""
    after = _released(cast.kenji)
    assert any(after.values())
    for path, means in after.items():
        for (mean, n), (mean_before, n_before) in zip(means, before[path], strict=True):
            assert (mean, n) == (mean_before, n_before) or n >= n_before + 5, path
    for seat in (cast.ivo, cast.priya, cast.kenji):
        for path in (*RATED_PAGES, f"/tickets/{key}/", f"/api/v1/tickets/{key}", "/"):
            answer = seat.page.request.get(seat.url + path)
            assert answer.status in {200, 404}, path  # what is not theirs is not there
            assert CANARY not in answer.text(), path
