"""The page: complete, one file, and log text in it is data."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from inward.analytics import engine
from inward.exchange import report as reports
from inward.exchange import report_json, report_page
from inward.exchange.report_figures import Report, Source
from inward.logs.loading import load
from tests.exchange.logs_on_disk import MAPPING, tickets, write_log

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</style></script><h1>pwned</h1>",
    "</title><svg onload=alert(1)>",
    "{{ 7*7 }}{% load x %}",
    '=HYPERLINK("http://evil.example","x")',
    "javascript:alert(1)",
    "<!-- ]]> -->",
    "admin\u202etxt.exe",
    "&lt;b&gt;&#x3c;script&#x3e;",
    "W" * 5000,
    "数据部门 🚀",
    "%3Cscript%3E",
]
TAGS = {
    "html", "head", "meta", "title", "style", "body", "header", "main", "footer", "nav", "section",
    "div", "h1", "h2", "h3", "p", "a", "b", "span", "ul", "ol", "li", "i", "dl", "dt", "dd",
    "table", "thead", "tbody", "tr", "th", "td", "details", "summary", "svg", "g", "rect", "text",
    "path", "circle", "line", "polyline", "polygon",
}  # fmt: skip


class Reader(HTMLParser):
    """Collects tags and attributes as a browser would see them."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]


def reported(path: Path) -> Report:
    with engine.scratch(threads=1) as connection:
        loaded = load(connection, path, MAPPING)
        source = Source(path.name, "state", loaded.rejected, notes=loaded.warnings)
        return reports.gather(connection, source)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Report:
    folder = tmp_path_factory.mktemp("logs")
    return reported(write_log(folder / "<b>log.csv", tickets(HOSTILE)))


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Report:
    folder = tmp_path_factory.mktemp("logs")
    return reported(write_log(folder / "log.csv", tickets(["IT", "HR", "Legal", "Sales", "Lab"])))


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    return reader


def test_log_text_makes_no_element(hostile: Report) -> None:
    reader = read(report_page.written(hostile))
    assert reader.tags <= TAGS


def test_log_text_makes_no_attribute(hostile: Report) -> None:
    for tag, name, value in read(report_page.written(hostile)).attributes:
        assert not name.startswith("on")
        assert name not in {"src", "action", "formaction", "xlink:href", "srcset"}
        if name == "href":
            assert re.fullmatch(r"#[a-z]+", value)
        if name == "style":
            assert re.fullmatch(r"(--tall|max-width):\d+px", value), (tag, value)


def test_log_text_does_not_end_the_style_sheet(hostile: Report) -> None:
    page = report_page.written(hostile)
    assert page.count("</style>") == page.count("<style>") == 1
    assert "<script" not in page.lower()


def test_names_stand_there_as_they_are(hostile: Report) -> None:
    page = report_page.written(hostile)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "{{ 7*7 }}" in page
    assert "数据部门 🚀" in page
    assert "\u202e" not in page


def test_the_page_asks_nothing_of_any_network(plain: Report) -> None:
    page = report_page.written(plain)
    assert "default-src &#x27;none&#x27;" in page
    assert "http:" not in page
    assert "https:" not in page
    assert "url(" not in page
    assert "@import" not in page


def test_the_page_has_every_section(plain: Report) -> None:
    page = report_page.written(plain)
    for key in ("act", "matrix", "map", "promises", "ball", "handoffs", "flow", "notes"):
        assert f'<section id="{key}"' in page or key == "act"
        if key != "act":
            assert f'href="#{key}"' in page


def test_charts_have_names_for_those_who_do_not_see_them(plain: Report) -> None:
    page = report_page.written(plain)
    for chart in re.findall(r"<svg[^>]*>", page):
        assert 'aria-hidden="true"' in chart or ('role="img"' in chart and "aria-label=" in chart)


def test_the_same_log_gives_the_same_bytes(tmp_path: Path) -> None:
    path = write_log(tmp_path / "log.csv", tickets(["IT", "HR", "Legal", "Sales"]))
    one, other = reported(path), reported(path)
    assert report_page.written(one) == report_page.written(other)
    assert report_json.written(one) == report_json.written(other)


def test_a_log_of_one_department_without_customers_is_reported_too(tmp_path: Path) -> None:
    rows = [(a, b, c, "IT", "", "?", "") for a, b, c, *_ in tickets(["IT", "HR"])]
    report = reported(write_log(tmp_path / "log.csv", rows))
    page = report_page.written(report)
    assert (report.suppliers, report.customers) == (1, 0)
    assert 'id="matrix"' not in page
    assert 'id="ball"' in page


def test_a_log_of_one_ticket_with_one_row_is_reported_too(tmp_path: Path) -> None:
    rows = [("T1", "2024-03-01 10:00:00", "New", "IT", "", "HR", "")]
    report = reported(write_log(tmp_path / "log.csv", rows))
    assert report.tickets == 1
    assert "1 ticket" in report_page.written(report)
