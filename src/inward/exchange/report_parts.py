"""The parts a section of the page is built from: card, table, legend, what opens on demand."""

from collections.abc import Iterable, Sequence

from inward.exchange.report_markup import Child, Markup, el


def section(key: str, title: str, *body: Child, soft: str | None = None) -> Markup:
    """A card with a heading that can be linked to."""
    return el(
        "section",
        el("h2", title, id=f"{key}-title"),
        el("p", soft, class_="soft") if soft else None,
        body,
        id=key,
        aria_labelledby=f"{key}-title",
    )


def scrolling(name: str, *children: Child, tall: int | None = None) -> Markup:
    """A chart or table that keeps its size on a phone and is moved sideways, by keyboard too."""
    return el(
        "div",
        children,
        class_="scroll wide" if tall else "scroll",
        tabindex=0,
        role="region",
        aria_label=name,
        style=f"--tall:{tall}px" if tall else None,
    )


def table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[Child]]) -> Markup:
    """A table; columns after the first hold numbers, those headed by a blank a chart."""
    return scrolling(
        caption,
        el(
            "table",
            el(
                "thead",
                el(
                    "tr",
                    (
                        el("th", head, class_=_side(i, head), scope="col")
                        for i, head in enumerate(heads)
                    ),
                ),
            ),
            el(
                "tbody",
                (
                    el(
                        "tr",
                        (
                            el("td", cell, class_=_side(i, heads[i]) or "name")
                            for i, cell in enumerate(row)
                        ),
                    )
                    for row in rows
                ),
            ),
        ),
    )


def _side(column: int, head: str) -> str | None:
    return None if not column else "n" if head else "c"


def more(summary: str, *body: Child) -> Markup:
    """What opens on demand."""
    return el("details", el("summary", summary), body)


def legend(*pairs: tuple[str, str]) -> Markup:
    """Colour keys with their words."""
    return el(
        "ul", (el("li", el("i", class_=f"i-{kind}"), text) for kind, text in pairs), class_="legend"
    )
