"""A rule in words."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from inward.tickets.actions.recurring import rule_of
from inward.tickets.models import RecurringTicket
from inward.web.recurring.forms import WEEKDAYS


def rule_told(one: RecurringTicket) -> str:
    """'every 2 weeks on Monday and Friday at 08:00'."""
    rule = rule_of(one.rule)
    told = {
        "daily": ngettext("every day", "every %d days", rule.interval),
        "weekly": ngettext("every week", "every %d weeks", rule.interval),
        "monthly": ngettext("every month", "every %d months", rule.interval),
    }[rule.frequency]
    often = told % rule.interval if rule.interval > 1 else told
    days = ""
    if rule.frequency == "weekly":
        days = _(" on %s") % ", ".join(str(WEEKDAYS[day][1]) for day in rule.weekdays)
    if rule.frequency == "monthly":
        last = rule.day == 31
        days = _(" on the last day") if last else _(" on day %d") % rule.day
    return _("%(often)s%(days)s at %(time)s") % {
        "often": often, "days": days, "time": rule.at.strftime("%H:%M"),
    }  # fmt: skip
