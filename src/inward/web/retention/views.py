"""Rules of retention, what each would take tonight, and a form for one."""

from datetime import datetime

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inward.catalogue.models import Service
from inward.directory.models import Person
from inward.directory.policies import is_administrator
from inward.kernel.errors import Invalid, NotFound
from inward.tickets.actions.retention import MOST_MONTHS, set_retention
from inward.tickets.models import RetentionRule
from inward.tickets.queries.retention import due_to_forget
from inward.web.components.pieces import Crumb
from inward.web.doors import signed_in

# A count stops here: what it takes does not grow with the installation.
COUNTED = 1_000


class RuleForm(forms.Form):
    """A service, or all; months after closure, empty for ever."""

    service = forms.ModelChoiceField(
        label=gettext_lazy("Service"), queryset=Service.objects.none(), required=False,
        empty_label=gettext_lazy("All services without a rule of their own"),
    )  # fmt: skip
    sensitive_months = forms.IntegerField(
        label=gettext_lazy("Months until sensitive data goes"), required=False,
        min_value=1, max_value=MOST_MONTHS,
    )  # fmt: skip
    personal_months = forms.IntegerField(
        label=gettext_lazy("Months until all personal data goes"), required=False,
        min_value=1, max_value=MOST_MONTHS, help_text=gettext_lazy("Both empty: no rule."),
    )  # fmt: skip

    def __init__(self, posted: object = None) -> None:
        super().__init__(posted)  # type: ignore[arg-type]
        services = Service.objects.select_related("supplier").order_by("name", "pk")
        self.fields["service"].queryset = services  # type: ignore[attr-defined]


@signed_in("GET", "POST")
def retention(request: HttpRequest, person: Person, at: datetime) -> HttpResponse:
    """The rules; a POST sets one."""
    if not is_administrator(person):
        raise NotFound(_("There is no such page."))
    form = RuleForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _set(person, form, at):
        messages.success(request, _("Set. What is due goes in the coming night."))
        return redirect("retention")
    rules = RetentionRule.objects.select_related("service__supplier").order_by("service__name")
    context = {
        "form": form,
        "rules": [(rule, _due(rule, at)) for rule in rules],
        "crumbs": [Crumb(_("Home"), "/"), Crumb(_("Retention"))],
    }
    return render(request, "retention/rules.html", context, status=422 if form.errors else 200)


def _due(rule: RetentionRule, at: datetime) -> str:
    """How many closed tickets the rule would change tonight, counted so far."""
    found = sum(due_to_forget(level, at, rule)[:COUNTED].count() for level in ("sensitive",
                "personal"))  # fmt: skip
    return f"{found}+" if found >= COUNTED else str(found)


def _set(person: Person, form: RuleForm, at: datetime) -> bool:
    """Whether the action took it; its refusals stand at the fields."""
    found = form.cleaned_data
    try:
        set_retention(
            actor=person, service=found["service"], sensitive_months=found["sensitive_months"],
            personal_months=found["personal_months"], now=at,
        )  # fmt: skip
    except Invalid as error:
        for name, words in error.fields.items():
            form.add_error(name if name in form.fields else None, list(words))
        return False
    return True
