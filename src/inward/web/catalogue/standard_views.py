"""Standards of a service, and the steps by which an offering is done."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from inward.catalogue import actions
from inward.catalogue.models import Standard
from inward.catalogue.queries import checklist_of, managed_by, managed_offering, managed_service
from inward.directory.models import Person
from inward.kernel.errors import Invalid, NotFound
from inward.web.catalogue.forms import StandardForm, StepsForm, refused
from inward.web.catalogue.offering_views import framed
from inward.web.catalogue.stepping import lines_of, steps_of_lines
from inward.web.catalogue.views import way
from inward.web.components.pieces import Crumb
from inward.web.doors import signed_in


@signed_in("GET", "POST")
def new(request: HttpRequest, person: Person, at: datetime, pk: int) -> HttpResponse:
    """A service gets a standard."""
    service = managed_service(person, pk, at.date())
    said = request.POST if request.method == "POST" else None
    form = StandardForm(said)
    if said is not None and form.is_valid():
        try:
            made = actions.create_standard(
                actor=person, service=service, name=form.cleaned_data["name"], now=at,
                text=form.cleaned_data["text"], steps=steps_of_lines(form.cleaned_data["steps"]),
            )  # fmt: skip
        except Invalid as error:
            refused(form, error)
        else:
            messages.success(request, _("Published, version 1."))
            return redirect("catalogue-standard", made.pk)
    here = reverse("catalogue-service", args=[pk])
    context = {"form": form, "crumbs": way(Crumb(service.name, here), Crumb(_("New standard")))}
    return render(request, "catalogue/standard.html", context, status=422 if form.errors else 200)


@signed_in("GET", "POST")
def standard(request: HttpRequest, person: Person, at: datetime, pk: int) -> HttpResponse:
    """One standard with its versions; what is sent is the next one."""
    found = _standard(person, pk, at)
    newest = found.versions.order_by("-number").first()
    shown = {"name": found.name}
    if newest is not None:
        shown |= {"text": newest.text, "steps": lines_of(newest.steps)}
    said = request.POST if request.method == "POST" else None
    form = StandardForm(said, initial=shown)
    form.fields["name"].disabled = True
    if said is not None and form.is_valid():
        try:
            version = actions.publish_standard(
                actor=person, standard=found, text=form.cleaned_data["text"],
                steps=steps_of_lines(form.cleaned_data["steps"]), now=at,
            )  # fmt: skip
        except Invalid as error:
            refused(form, error)
        else:
            messages.success(request, _("Published, version %d.") % version.number)
            return redirect("catalogue-standard", pk)
    here = reverse("catalogue-service", args=[found.service_id])
    context = {
        "standard": found, "form": form, "versions": found.versions.order_by("-number")[:50],
        "crumbs": way(Crumb(found.service.name, here), Crumb(found.name)),
    }  # fmt: skip
    return render(request, "catalogue/standard.html", context, status=422 if form.errors else 200)


def _standard(person: Person, pk: int, at: datetime) -> Standard:
    services = managed_by(person, at.date()).values("pk")
    found = Standard.objects.filter(service__in=services).select_related("service__supplier")
    standard = found.filter(pk=pk).first()
    if standard is None:
        raise NotFound("There is no such standard.")
    return standard


@signed_in("GET", "POST")
def steps(request: HttpRequest, person: Person, at: datetime, pk: int) -> HttpResponse:
    """The standard an offering is done by, and its own steps."""
    found = managed_offering(person, pk, at.date())
    shown = {"standard": found.standard, "steps": lines_of(found.fulfilment_steps)}
    said = request.POST if request.method == "POST" else None
    form = StepsForm(found.service, said, initial=shown)
    if said is not None and form.is_valid():
        try:
            actions.change_offering(
                actor=person, offering=found, now=at, standard=form.cleaned_data["standard"],
                fulfilment_steps=steps_of_lines(form.cleaned_data["steps"]),
            )  # fmt: skip
        except Invalid as error:
            refused(form, error)
        else:
            messages.success(request, _("Kept. Tickets asked before keep their steps."))
            return redirect("catalogue-steps", pk)
    context = framed(found, "steps") | {"form": form, "steps": checklist_of(found)}
    return render(request, "catalogue/steps.html", context, status=422 if form.errors else 200)
