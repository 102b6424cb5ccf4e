"""The form of a recurring request: how often, from when, until when."""

from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from inward.tickets.recurrence import Rule

FREQUENCIES = [("daily", _("Days")), ("weekly", _("Weeks")), ("monthly", _("Months"))]
WEEKDAYS = [
    ("0", _("Monday")), ("1", _("Tuesday")), ("2", _("Wednesday")), ("3", _("Thursday")),
    ("4", _("Friday")), ("5", _("Saturday")), ("6", _("Sunday")),
]  # fmt: skip


class RecurringForm(forms.Form):
    """What the rule needs; which day fits which frequency the action says."""

    title = forms.CharField(label=_("Title"), max_length=300, required=False)
    interval = forms.IntegerField(label=_("Every"), min_value=1, max_value=52, initial=1)
    frequency = forms.ChoiceField(label=_("Unit"), choices=FREQUENCIES, initial="weekly")
    weekdays = forms.TypedMultipleChoiceField(
        label=_("On these days"), choices=WEEKDAYS, coerce=int, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    day = forms.IntegerField(
        label=_("On this day of the month"), min_value=1, max_value=31, initial=1, required=False,
        help_text=_("31 is the last day of every month."),
    )  # fmt: skip
    at = forms.TimeField(
        label=_("At"), initial=time(8, 0),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )  # fmt: skip
    first_on = forms.DateField(
        label=_("From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    ends_on = forms.DateField(
        label=_("Until"), required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip

    def rule(self, zone: str) -> Rule:
        """The rule that was filled in, in a time zone."""
        found: dict[str, Any] = self.cleaned_data
        return Rule(
            frequency=found["frequency"],
            interval=found["interval"],
            at=found["at"],
            zone=zone,
            weekdays=tuple(sorted(found["weekdays"])),
            day=found["day"] or 1,
        )
