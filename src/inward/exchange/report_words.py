"""Figures in words: numbers, lengths of time, names cut to fit, dates."""

from datetime import datetime
from math import sqrt

from inward.measures.definitions import PARTY_NAMES

HOUR, DAY = 60.0, 1440.0
NBSP = "\u00a0"
NONE = "–"


def count(value: float) -> str:
    """24918 → 24,918."""
    return f"{value:,.0f}"


def decimal(value: float | None, places: int = 2) -> str:
    """A number with its decimals; a dash for none."""
    return NONE if value is None else f"{value:,.{places}f}"


def percent(share: float | None, places: int = 0) -> str:
    """0.634 → 63 %; a dash for none; never 0 % or 100 % for what is not quite."""
    if share is None:
        return NONE
    if 0 < share < 0.005 and places == 0:
        return f"<{NBSP}1{NBSP}%"
    if 0.995 <= share < 1 and places == 0:
        return f">{NBSP}99{NBSP}%"
    return f"{share * 100:.{places}f}{NBSP}%"


def duration(minutes: float | None) -> str:
    """A length of calendar time, to about two figures: 45 min, 13 h 49, 3.5 d, 27 d."""
    if minutes is None:
        return NONE
    return _length(minutes).replace(" ", NBSP)


def _length(minutes: float) -> str:
    if minutes < 1:
        return f"{minutes * 60:.0f} s" if minutes > 0 else "0 min"
    if minutes < 100:
        return f"{minutes:.0f} min"
    if minutes < DAY:
        hours, rest = divmod(round(minutes), 60)
        return f"{hours} h {rest:02d}" if hours < 10 else f"{minutes / HOUR:.0f} h"
    return f"{minutes / DAY:.1f} d" if minutes < 10 * DAY else f"{minutes / DAY:,.0f} d"


def date(value: datetime) -> str:
    """29 Feb 2016."""
    return f"{value.day} {value:%b %Y}".replace(" ", NBSP)


def cut(name: str, length: int) -> str:
    """A name cut to a length with an ellipsis; the whole one stands in the table beside."""
    return name if len(name) <= length else name[: length - 1].rstrip() + "…"


def plural(number: int, one: str, many: str | None = None) -> str:
    """1 ticket, 2 tickets."""
    return f"{count(number)} {one if number == 1 else many or one + 's'}"


def listed(names: list[str]) -> str:
    """A, B and C."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def interval(kept: int, n: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share (Wilson 1927)."""
    z2 = 1.959964**2
    share, scale = kept / n, 1 / (1 + z2 / n)
    middle = scale * (share + z2 / (2 * n))
    half = scale * sqrt(z2 * (share * (1 - share) / n + z2 / (4 * n * n)))
    return max(0.0, middle - half), min(1.0, middle + half)


def holder(party: str, department: str | None, reason: str | None) -> str:
    """Who holds the ball, as a reader says it."""
    if reason == "confirmation":
        return "the customer, to confirm"
    if reason == "closed":
        return "the customer, closed before being reopened"
    if reason == "draft":
        return "the customer, to complete the request"
    words = {
        "supplier": department or "the supplier",
        "department": f"{department or 'another department'}, before handing on",
    }.get(party, PARTY_NAMES[party])
    return f"{words} ({reason})" if reason else words


# Six steps of a share of promises kept, from red to green, with their least share.
STEPS = (0.0, 0.60, 0.75, 0.85, 0.92, 0.97)


def step(share: float | None) -> str:
    """The colour class of a share of promises kept; ``kn`` where nothing was promised."""
    if share is None:
        return "kn"
    return f"k{max(i for i, least in enumerate(STEPS) if share >= least)}"


def pace(median: float | None, usual: float | None) -> str:
    """The colour class of a time against the usual one, for logs without promises."""
    if median is None or not usual:
        return "kn"
    ratio = median / usual
    return f"k{sum(ratio <= most for most in (4.0, 2.0, 1.25, 0.8, 0.5))}"
