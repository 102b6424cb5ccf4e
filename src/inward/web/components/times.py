"""Instants and durations in the words of colleagues."""

from datetime import datetime

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from inward.kernel.clock import now as clock_now

MINUTES_A_DAY = 1440


def duration(minutes: float) -> str:
    """'50 min', '2 h 10', '3 d 4 h': calendar time, days of 24 hours."""
    whole = round(abs(minutes))
    sign = "-" if minutes < 0 and whole else ""
    if whole < MINUTES_A_DAY:
        return sign + _hours(whole)
    days, rest = divmod(whole, MINUTES_A_DAY)
    hours = round(rest / 60)
    if hours == 24:
        days, hours = days + 1, 0
    return sign + (_("%(d)d d %(h)d h") if hours else _("%(d)d d")) % {"d": days, "h": hours}


def business(minutes: float) -> str:
    """'41 h 20': business time stays in hours, because its days differ in length."""
    whole = round(abs(minutes))
    return ("-" if minutes < 0 and whole else "") + _hours(whole)


def _hours(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("%(m)d min") % {"m": rest}
    return f"{hours} h {rest:02d}" if rest else f"{hours} h"


def short(instant: datetime, *, now: datetime | None = None) -> str:
    """'14:05' today, 'Wed 14:05' within six days, else '19 Nov' with time or year, locally."""
    local = timezone.localtime(instant)
    today = timezone.localtime(now or clock_now()).date()
    days = (local.date() - today).days
    if days == 0:
        return formats.date_format(local, "H:i")
    if abs(days) < 7:
        return formats.date_format(local, "D H:i")
    if local.year == today.year:
        return formats.date_format(local, "j M H:i")
    return formats.date_format(local, "j M Y")


def full(instant: datetime) -> str:
    """'Wednesday 19 November 2025, 14:05 CET': for titles and screen readers."""
    return formats.date_format(timezone.localtime(instant), "l j F Y, H:i T")
