"""People's Markdown as safe HTML: caps first, then parse, then a short list of what may stand.

Parsers and sanitisers have inputs that cost them seconds: size and nesting are measured by linear
scans *before* they see the text. What is over a cap is shown as plain text, whole.
"""

import html

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

LONGEST = 50_000

_TAGS = {
    "a", "blockquote", "br", "code", "del", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li",
    "ol", "p", "pre", "s", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
_SCHEMES = {"http", "https", "mailto", "tel"}

_PARSER = MarkdownIt("js-default", {"maxNesting": 20}).disable("image")


def render(text: str) -> SafeString:
    """Safe HTML of a person's Markdown. Wrap it in ``hx-disable`` in templates.

    Links keep http, https, mailto and tel; images, raw HTML and data attributes are not rendered.
    """
    if not _within_caps(text):
        return _plain(text)
    clean = nh3.clean(
        _PARSER.render(text),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel="noopener noreferrer nofollow",
    )
    return mark_safe(clean)  # noqa: S308 - sanitised above


def _within_caps(text: str) -> bool:
    return len(text) <= LONGEST


def _plain(text: str) -> SafeString:
    return mark_safe(f"<pre>{html.escape(text)}</pre>")  # noqa: S308 - escaped here
