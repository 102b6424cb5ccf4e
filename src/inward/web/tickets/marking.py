"""Words of people as HTML with what they name: people by '@', tickets by their key."""

import re
from collections.abc import Iterable, Mapping

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from inward.kernel.markdown import render
from inward.tickets import mentions
from inward.tickets.models import TicketEvent
from inward.tickets.queries import Detail

# What nh3 writes: attributes always stand in double quotes, text has no bare '<'.
_TAG = re.compile(r'(<[^<>"]*(?:"[^"]*"[^<>"]*)*>)')
_OPENS = re.compile(r"<(a|code|pre)\b")
_CLOSES = re.compile(r"</(a|code|pre)>")
Links = Mapping[str, str]


def links_of(detail: Detail) -> Links:
    """Titles, by key, of the tickets that the words shown name and the reader may see.

    One statement where the words name any, else none.
    """
    own = detail.ticket.key
    keys = {key for e in detail.events if e.text for key in mentions.references(e.text, own)}
    return mentions.titles(detail.person, detail.standing, keys - {own}) if keys - {own} else {}


def html_of(event: TicketEvent, own_key: str, links: Links) -> SafeString:
    """The event's words: Markdown, people highlighted, tickets linked."""
    html = render(event.text)
    said = [str(one.get("said", "")) for one in event.data.get("mentions", ())]
    if not said and not links:
        return html
    pieces, depth = [], 0
    for piece in _TAG.split(html):
        depth += bool(_OPENS.match(piece)) - bool(_CLOSES.match(piece))
        plain = depth == 0 and not piece.startswith("<")
        pieces.append(_marked(piece, said, own_key, links) if plain else piece)
    # Parts of safe HTML, with what `format_html` made in between.
    return SafeString("".join(pieces))


def _marked(text: str, said: Iterable[str], own_key: str, links: Links) -> str:
    called = sorted({_escaped(one) for one in said if one}, key=len, reverse=True)
    names = "|".join(re.escape(one) for one in called) or r"(?!)"
    pattern = re.compile(rf"(?<![\w@])@({names})(?!\w)|{mentions.REFERENCE.pattern}")
    prefix = own_key.rpartition("-")[0]

    def replaced(found: re.Match[str]) -> str:
        name, key, number = found.groups()
        if name:
            return format_html('<span class="mention">@{}</span>', SafeString(name))
        for one in [key] if key else [f"{prefix}-{number}", number]:
            if one in links:
                return _link(found[0], one, links[one])
        return found[0]

    return pattern.sub(replaced, text)


def _link(words: str, key: str, title: str) -> SafeString:
    return format_html(
        '<a href="{}" title="{}">{}</a>', reverse("ticket", args=[key]), title, words
    )


def _escaped(name: str) -> str:
    """As nh3 writes text."""
    return name.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
