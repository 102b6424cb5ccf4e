"""WCAG 2.2 AA of every pair of ink and ground in the tokens, in both themes."""

import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).resolve().parents[2] / "frontend/styles/tokens.css"
TEXT = 4.5
GRAPHIC = 3.0

ON_GROUNDS = [
    (ink, ground)
    for ink in ("ink", "ink-2", "accent-ink", "late-ink", "ontime-ink", "risk-ink", "rest-ink")
    for ground in ("card", "ground", "sunken")
]
PAIRS = [
    *ON_GROUNDS,
    *[(f"{tone}-ink", f"{tone}-soft") for tone in ("ontime", "risk", "late", "you", "rest")],
    *[
        (f"on-{party}", party)
        for party in ("supplier", "department", "customer", "approver", "outside", "unknown")
    ],
    ("on-accent", "accent"),
    ("on-late", "late"),
    ("accent-ink", "accent-soft"),
    ("ink", "accent-soft"),
    ("ink-2", "accent-soft"),
    ("ink", "note"),
    ("risk-ink", "note"),
    ("card", "ink"),
]


def themes() -> dict[str, dict[str, str]]:
    """Theme → token → #rrggbb; what dark does not set, light does."""
    text = TOKENS.read_text(encoding="utf-8")
    light = _colours(text[: text.index('[data-theme="dark"]')])
    dark = _colours(
        text[text.index('[data-theme="dark"]') : text.index("@media screen and (prefers")]
    )
    return {"light": light, "dark": light | dark}


def _colours(text: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", text))


def luminance(colour: str) -> float:
    """Relative luminance after WCAG."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio after WCAG, 1 … 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def mixed(one: str, share: float, other: str) -> str:
    """CSS color-mix in srgb."""
    parts = [
        round(int(one[at : at + 2], 16) * share + int(other[at : at + 2], 16) * (1 - share))
        for at in (1, 3, 5)
    ]
    return "#" + "".join(f"{part:02x}" for part in parts)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_text_is_readable(theme: str, ink: str, ground: str) -> None:
    colours = themes()[theme]
    assert contrast(colours[ink], colours[ground]) >= TEXT


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("tone", "share"), [("ontime", 0.34), ("risk", 0.46)])
def test_figures_in_cells_of_the_matrix_are_readable(theme: str, tone: str, share: float) -> None:
    colours = themes()[theme]
    fill = mixed(colours[tone], share, colours["card"])
    assert contrast(colours["ink"], fill) >= TEXT
    assert contrast(colours["ink"], colours["sunken"]) >= TEXT


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("edge", ["line-strong", "accent-ink", "late", "ontime", "supplier"])
def test_edges_of_controls_and_marks_can_be_seen(theme: str, edge: str) -> None:
    colours = themes()[theme]
    assert contrast(colours[edge], colours["card"]) >= GRAPHIC


def test_dark_by_the_system_is_dark_by_choice() -> None:
    text = TOKENS.read_text(encoding="utf-8")
    by_choice = _colours(
        text[text.index('[data-theme="dark"]') : text.index("@media screen and (prefers")]
    )
    by_system = _colours(
        text[text.index("@media screen and (prefers") : text.index("/* Tabler reads")]
    )
    assert by_choice == by_system
