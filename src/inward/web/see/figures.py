"""Figures in words: shares with their interval, times, trends. One place for all pages of See."""

from datetime import date, datetime
from math import sqrt
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from inward.measures.definitions import BY_KEY
from inward.measures.queries import GroupFigures
from inward.web.components import times
from inward.web.components.pieces import Kpi, Tone, Trend

FEW = 5
KEPT_WELL, KEPT_FAIRLY = 0.9, 0.75
_Z = 1.959964  # 95 %


def number(value: float) -> str:
    """'8,412'."""
    return formats.number_format(round(value), use_l10n=True, force_grouping=True)


def percent(share: float, digits: int = 0) -> str:
    """'91' or '91.2': the sign stands beside it."""
    return f"{share * 100:.{digits}f}"


def interval(share: float, n: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927)."""
    middle = (share + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
    half = _Z / (1 + _Z**2 / n) * sqrt(share * (1 - share) / n + _Z**2 / (4 * n**2))
    return max(0.0, middle - half), min(1.0, middle + half)


def tone(kept: float) -> Tone:
    """The meaning of a share of promises kept."""
    if kept >= KEPT_WELL:
        return Tone.ONTIME
    return Tone.RISK if kept >= KEPT_FAIRLY else Tone.LATE


def month_name(month: date) -> str:
    """'October 2026'."""
    return formats.date_format(month, "F Y")


def month_short(month: date) -> str:
    """'Oct 2026'."""
    return formats.date_format(month, "M Y")


def month_tab(month: date) -> str:
    """'Oct'; where a year begins or ends, with the year."""
    return formats.date_format(month, "M Y" if month.month in {1, 12} else "M")


def day(on: date) -> str:
    """'21 Nov 2026'."""
    return formats.date_format(on, "j M Y")


def tickets_href(**given: str) -> str:
    """The list of the tickets behind a figure."""
    said = {name: value for name, value in given.items() if value}
    return reverse("see-tickets") + (f"?{urlencode(said)}" if said else "")


def why_href(key: str) -> str:
    """The recipe of a figure."""
    return f"{reverse('see-measures')}#{key}"


def as_of(instant: datetime) -> str:
    """'as of 14:05'."""
    return times.short(instant)


def trend(key: str, recent: GroupFigures | None, before: GroupFigures | None) -> Trend | None:
    """The change of a KPI between two months; nothing where either rests on fewer than five."""
    if recent is None or before is None or min(recent.n(key), before.n(key)) < FEW:
        return None
    now, then = recent.value(key), before.value(key)
    if now is None or then is None:
        return None
    text = _difference(key, now - then)
    better = BY_KEY[key].better
    good = None if better == "neither" or not text else (now > then) == (better == "higher")
    return Trend(text or _("as before"), now >= then, good)


def _difference(key: str, change: float) -> str:
    unit = BY_KEY[key].unit
    if unit == "share":
        return f"{abs(change) * 100:.1f}" if abs(change) >= 0.0005 else ""
    if unit == "minutes":
        return times.business(abs(change)) if abs(change) >= 1 else ""
    return f"{abs(change):.1f}" if abs(change) >= 0.05 else ""


def share_kpi(
    key: str, label: str, figures: GroupFigures, *, href: str = "", change: Trend | None = None,
    with_interval: bool = True,
) -> Kpi:  # fmt: skip
    """A share as a card with its interval and n; below five it is said so."""
    value, n = figures.value(key), figures.n(key)
    if value is None or n < FEW:
        return Kpi(label, "–", note=few(n), href=href, why=why_href(key))
    note = _("n = %s") % number(n)
    if with_interval:
        low, high = interval(value, n)
        note = f"95 %: {percent(low, 1)}–{percent(high, 1)} · {note}"
    return Kpi(label, percent(value, 1), "%", href, change, note, why_href(key))


def time_kpi(
    label: str, figures: GroupFigures, *, key: str = "resolve", href: str = "",
    change: Trend | None = None,
) -> Kpi:  # fmt: skip
    """A median in business time, with calendar time in its note; calendar time alone without."""
    business, calendar = f"{key}_business_median", f"{key}_median"
    shown = business if figures.value(business) is not None else calendar
    value, n = figures.value(shown), figures.n(shown)
    if value is None or n < FEW:
        return Kpi(label, "–", note=few(n), href=href, why=why_href(shown))
    note = _("business time") if shown == business else _("calendar time")
    plain = figures.value(calendar)
    if shown == business and plain is not None:
        note += " · " + _("calendar %s") % times.duration(plain)
    told = times.business(value) if shown == business else times.duration(value)
    return Kpi(label, told, "", href, change, f"{note} · n = {number(n)}", why_href(shown))


def rating_kpi(label: str, figures: GroupFigures, key: str = "satisfaction_customer") -> Kpi:
    """A mean rating, only where it was released."""
    value, n = figures.value(key), figures.n(key)
    if value is None or n < FEW:
        return Kpi(label, "–", note=_("not released: fewer than five answers"), why=why_href(key))
    note = _("n = %s · refusals on policy apart") % number(n)
    return Kpi(label, f"{value:.2f}", _("of 5"), note=note, why=why_href(key))


def few(n: int) -> str:
    """Why there is no figure."""
    return _("nothing decided yet") if not n else _("n = %d: too few to say") % n
