"""What one answered form asks along of this and other departments."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from inward.catalogue import actions
from inward.catalogue.models import FormVersion, Offering
from inward.catalogue.queries import current_form, managed_offering, startable
from inward.catalogue.rules import Startable, parts_of, questions_of
from inward.directory.models import Person
from inward.kernel.errors import Invalid
from inward.web.catalogue import planner
from inward.web.catalogue.editor import OPERATOR_CHOICES
from inward.web.catalogue.offering_views import framed
from inward.web.doors import signed_in


@signed_in("GET", "POST")
def plan(request: HttpRequest, person: Person, at: datetime, pk: int) -> HttpResponse:
    """The parts; every button but one only changes the page, and one publishes."""
    found = managed_offering(person, pk, at.date())
    newest = current_form(found)
    others = {key: one for key, one in startable(person, at.date()).items() if key != pk}
    if request.method != "POST":
        rows = planner.rows_of(parts_of(newest.plan))
        return _page(request, found, rows, others, newest)
    rows = planner.sent_rows(request.POST, others)
    if request.POST.get("do") != "publish":
        return _page(request, found, planner.changed(rows, request.POST), others, newest)
    try:
        made = actions.publish_form(
            actor=person, offering=found, plan=[row.part() for row in rows], now=at
        )
    except Invalid as error:
        rows = planner.with_errors(rows, error.fields)
        return _page(request, found, rows, others, newest, error)
    messages.success(request, _("Published, version %d.") % made.number)
    return redirect("catalogue-plan", pk)


def _page(
    request: HttpRequest, found: Offering, rows: Sequence[planner.Row],
    others: Mapping[int, Startable], newest: FormVersion, error: Invalid | None = None,
) -> HttpResponse:  # fmt: skip
    asked = [one for one in questions_of(newest.fields) if one.asks]
    context = framed(found, "plan") | {
        "rows": planner.shown(rows, others),
        "others": list(others.values()),
        "ours": [(one.key, one.label) for one in asked],
        "operators": OPERATOR_CHOICES,
        "refused": error,
    }
    return render(request, "catalogue/plan.html", context, status=422 if error else 200)
