"""What people write is text on a page: nothing in it acts, loads or looks like ours."""

import re
from pathlib import Path

import lxml.html
import pytest
from django.urls import reverse

from inward import web
from inward.tickets import actions
from tests.support.world_promises import Promises, ask_for_laptop, later
from tests.web.pages import client_of, page_of

TEMPLATES = Path(web.__file__).parent / "templates"
HOSTILE = "\n\n".join(
    [
        '<div hx-get="/account/logout/" hx-trigger="load">a</div>',
        '<p data-hx-post="/serve/act/" data-hx-trigger="load">b</p>',
        '<a href="javascript:alert(1)">c</a> [d](javascript:alert(1)) [e](data:text/html,x)',
        '<svg onload="alert(1)"><script>alert(1)</script></svg> <style>*{display:none}</style>',
        '<img src="https://evil.example/p.png"> ![f](https://evil.example/p.png)',
        '<form action="/account/logout/" method="post"><button class="btn">g</button></form>',
        "<iframe srcdoc='<script>1</script>'></iframe> <base href='//evil.example/'>",
        "[h](https://example.org/ 'x\" onclick=\"alert(1)') <b style='position:fixed'>i</b>",
        "<math><mtext></mtext><a xlink:href='javascript:1'>j</a></math> &lt;script&gt;k",
    ]
)
ALLOWED = {"href", "title", "rel", "start"}


@pytest.mark.parametrize("who", ["mara", "ian"])
@pytest.mark.parametrize("query", ["", "?tab=log"])
def test_nothing_in_words_acts(promises: Promises, who: str, query: str) -> None:
    w = promises
    answers = {"model": "Light", "note": HOSTILE}
    ticket = ask_for_laptop(w, title="<svg onload=alert(1)>", text=HOSTILE, answers=answers)
    actions.reply(actor=w.ian, ticket=ticket, text=HOSTILE, now=later(1))
    actions.note(actor=w.ian, ticket=ticket, text=HOSTILE, now=later(2))
    actions.hand_off(
        actor=w.ian, ticket=ticket, department=w.finance, reason="<b hx-get=x>", now=later(3)
    )
    client = client_of(getattr(w, who))
    pages = [client.get(page_of(ticket) + query).content.decode()]
    part, preview = {"HX-Request": "true"}, reverse("serve-preview", args=[ticket.key])
    pages.append(client.get(preview, headers=part).content.decode())
    for html in pages:
        _harmless(lxml.html.document_fromstring(html))


def _harmless(page: lxml.html.HtmlElement) -> None:
    for words in page.xpath('//*[contains(concat(" ", @class, " "), " prose ")]'):
        assert words.xpath("ancestor-or-self::*[@hx-disable]")
        for element in words.iterdescendants():
            assert element.tag not in {"script", "style", "svg", "img", "form", "iframe", "base"}
            assert set(element.attrib) <= ALLOWED, lxml.html.tostring(element)
            assert not element.get("href", "").lower().startswith(("javascript:", "data:"))
    for element in page.xpath("//*[@onload or @onclick or @style or @srcdoc]"):
        raise AssertionError(lxml.html.tostring(element))
    assert not page.xpath("//script[not(@src)]")
    assert not page.xpath("//iframe | //base | //object | //embed")


def test_every_template_that_shows_rendered_words_switches_htmx_off() -> None:
    shown = re.compile(r"\{\{[^}]*(\.html|\|\s*safe|\|\s*markdown)\s*\}\}")
    found = [
        (path.name, line)
        for path in TEMPLATES.rglob("*.html")
        for line in path.read_text(encoding="utf-8").splitlines()
        if shown.search(line)
    ]
    assert found, "somewhere they are shown"
    assert [name for name, line in found if "hx-disable>{{" not in line] == []


def test_no_template_switches_escaping_off() -> None:
    for path in TEMPLATES.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert "autoescape off" not in text, path.name
        assert "|safe" not in text, path.name
