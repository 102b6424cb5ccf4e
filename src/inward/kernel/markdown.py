"""People's Markdown as safe HTML: caps first, then parse, then a short list of what may stand.

Parsers and sanitisers have inputs that cost them seconds (150 kB of ``![[`` 14.6 s, 100,000 nested
elements 36 s), so size, brackets and nesting are measured by linear scans *before* they see the
text. What is over a cap is shown as plain text, whole.
"""

import re

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore

LONGEST = 20_000  # characters; parsing costs up to 5 µs for each
MOST_BRACKETS = 500  # each '[' may be followed by a search for its end
DEEPEST = 20  # containers in one line
MOST_QUOTED = 20_000  # lines x depth of quotation

_TAGS = {
    *("a", "blockquote", "br", "code", "em", "hr", "p", "pre", "s", "strong"),
    *("h3", "h4", "h5", "h6", "li", "ol", "ul", "table", "tbody", "td", "th", "thead", "tr"),
}
_QUOTES = re.compile(r"^[ \t>]*>", re.MULTILINE)
_MARKERS = re.compile(r"^(?:[ \t]*(?:>|[-+*][ \t]|\d{1,9}[.)][ \t]))+", re.MULTILINE)
_MARKER = re.compile(r">|[-+*][ \t]|\d[.)][ \t]")


def _lower_headings(state: StateCore) -> None:
    """The page has its own first two levels: '#' becomes h3, the third and deeper follow."""
    for token in state.tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(6, int(token.tag[1]) + 2)}"


_PARSER = MarkdownIt("js-default", {"maxNesting": 20, "breaks": True}).disable("image")
_PARSER.core.ruler.push("lower_headings", _lower_headings)
_CLEANER = nh3.Cleaner(
    tags=_TAGS,
    attributes={"a": {"href", "title"}, "ol": {"start"}},
    url_schemes={"http", "https", "mailto", "tel"},
    link_rel="noopener noreferrer nofollow",
)


def render(text: str) -> SafeString:
    """Safe HTML of a person's Markdown; templates wrap it in an element with ``hx-disable``.

    Links keep http, https, mailto and tel; images, raw HTML, styles and data attributes are not
    rendered. Over a cap the text is shown plain. Cost: at most about 0.1 s.
    """
    if not within_caps(text):
        return _plain(text)
    return mark_safe(_CLEANER.clean(_PARSER.render(text)))  # noqa: S308 - sanitised here


def within_caps(text: str) -> bool:
    """Whether the text is parsed at all. Cost: linear."""
    if len(text) > LONGEST or text.count("[") > MOST_BRACKETS:
        return False
    deepest = max((len(_MARKER.findall(found[0])) for found in _MARKERS.finditer(text)), default=0)
    quoted = max((found[0].count(">") for found in _QUOTES.finditer(text)), default=0)
    return deepest <= DEEPEST and quoted * text.count("\n") <= MOST_QUOTED


def _plain(text: str) -> SafeString:
    lines = escape(text).replace("\n", "<br>\n")
    return mark_safe(f"<p>{lines}</p>\n")  # noqa: S308 - escaped here
