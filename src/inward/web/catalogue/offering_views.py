"""Offerings: what is said of one, and the ways to its form, its plan and its steps."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inward.catalogue import actions
from inward.catalogue.models import Offering
from inward.catalogue.queries import managed_offering, managed_service
from inward.directory.models import Person
from inward.kernel.errors import Invalid
from inward.web.catalogue.forms import OfferingForm, offering_said, refused
from inward.web.catalogue.views import way
from inward.web.components.pieces import Crumb, Tab
from inward.web.doors import signed_in

_TABS = (
    ("offering", gettext_lazy("Facts")),
    ("form", gettext_lazy("Form")),
    ("plan", gettext_lazy("Asked along")),
    ("steps", gettext_lazy("Steps")),
    ("approvals", gettext_lazy("Approvals")),
    ("fields", gettext_lazy("Custom fields")),
    ("versions", gettext_lazy("Versions")),
)
# Pages of an offering that are not the builder's own.
_ELSEWHERE = {"fields": "fields_define"}


@signed_in("GET", "POST")
def new(request: HttpRequest, person: Person, at: datetime, pk: int) -> HttpResponse:
    """One more thing can be asked of a service."""
    service = managed_service(person, pk, at.date())
    said = request.POST if request.method == "POST" else None
    form = OfferingForm(said)
    if said is not None and form.is_valid():
        try:
            made = actions.create_offering(
                actor=person, service=service, now=at, **form.cleaned_data
            )
        except Invalid as error:
            refused(form, error)
        else:
            messages.success(request, _("Created. Now build its form."))
            return redirect("catalogue-form", made.pk)
    here = reverse("catalogue-service", args=[pk])
    context = {
        "form": form, "service": service,
        "crumbs": way(Crumb(service.name, here), Crumb(_("New offering"))),
    }  # fmt: skip
    status = 422 if form.errors else 200
    return render(request, "catalogue/new_offering.html", context, status=status)


@signed_in("GET", "POST")
def offering(request: HttpRequest, person: Person, at: datetime, pk: int) -> HttpResponse:
    """What is said of an offering beside its questions."""
    found = managed_offering(person, pk, at.date())
    said = request.POST if request.method == "POST" else None
    form = OfferingForm(said, initial=offering_said(found))
    if said is not None and form.is_valid():
        try:
            actions.change_offering(actor=person, offering=found, now=at, **form.cleaned_data)
        except Invalid as error:
            refused(form, error)
        else:
            messages.success(request, _("Kept. Tickets asked before keep what they began with."))
            return redirect("catalogue-offering", pk)
    context = framed(found, "offering") | {"form": form}
    status = 422 if form.errors else 200
    return render(request, "catalogue/offering.html", context, status=status)


@signed_in("POST")
def retire(request: HttpRequest, person: Person, at: datetime, pk: int) -> HttpResponse:
    """Let a thing be asked no more; pressed twice, it is retired once."""
    found = managed_offering(person, pk, at.date())
    if found.is_active:
        actions.retire_offering(actor=person, offering=found, now=at)
    messages.success(request, _("%s can be asked no more.") % found.name)
    return redirect("catalogue-service", found.service_id)


def framed(found: Offering, current: str) -> dict[str, Any]:
    """What every page of an offering shows around its own: the way here and the tabs."""
    service = found.service
    here = reverse("catalogue-service", args=[service.pk])
    tabs = [
        Tab(words, reverse(_ELSEWHERE.get(name, f"catalogue-{name}"), args=[found.pk]),
            name == current)
        for name, words in _TABS
    ]  # fmt: skip
    return {
        "offering": found,
        "tabs": tabs,
        "crumbs": way(Crumb(service.name, here), Crumb(found.name)),
    }
