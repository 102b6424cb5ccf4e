"""Who must approve what is asked of an offering: the page of its policy."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from inward.catalogue import actions
from inward.catalogue.approvals import stages_of
from inward.catalogue.queries import managed_offering
from inward.directory.models import Person
from inward.kernel.errors import Invalid
from inward.web.catalogue import approving
from inward.web.catalogue.offering_views import framed
from inward.web.doors import signed_in


@signed_in("GET", "POST")
def approvals(request: HttpRequest, person: Person, at: datetime, pk: int) -> HttpResponse:
    """The stages in their order, with one to be filled in."""
    found = managed_offering(person, pk, at.date())
    rows, error = approving.shown(stages_of(found.approval_policy)), None
    if request.method == "POST":
        said = approving.typed(request.POST)
        try:
            actions.set_approval_policy(
                actor=person, offering=found, stages=approving.policy_said(person, said), now=at
            )
        except Invalid as refused:
            rows, error = approving.with_errors(said, refused), refused
        else:
            messages.success(request, _("Kept. Tickets asked before keep their stages."))
            return redirect("catalogue-approvals", pk)
    context = framed(found, "approvals") | {
        "stages": rows,
        "choices": approving.choices(found.forms.order_by("-number").first()),
        "error": error,
    }
    return render(request, "catalogue/approvals.html", context, status=422 if error else 200)
