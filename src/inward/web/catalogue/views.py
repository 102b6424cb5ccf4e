"""Services: the list of what my departments offer, one service, who may ask for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from inward.catalogue import actions
from inward.catalogue.models import Offering, Service
from inward.catalogue.queries import managed_by, managed_service, supplied_by
from inward.directory.models import Department, Person
from inward.directory.queries import departments_visible_to
from inward.kernel.errors import Invalid, NotFound
from inward.web.ask.parsing import label_of, person_of
from inward.web.catalogue.forms import (
    AudienceForm,
    NewServiceForm,
    ServiceForm,
    refused,
    service_said,
)
from inward.web.components.pieces import Crumb
from inward.web.doors import signed_in


@dataclass(frozen=True)
class Supplier:
    """A department with the services of it that one may change."""

    department: Department
    services: Sequence[Service]


@signed_in("GET")
def services(request: HttpRequest, person: Person, at: datetime) -> HttpResponse:
    """What the departments offer for which one may say so."""
    offerings = Offering.objects.filter(is_active=True).order_by("name", "pk")
    found = managed_by(person, at.date()).filter(is_active=True).select_related("supplier")
    mine = list(
        found.prefetch_related(Prefetch("offerings", offerings, to_attr="offered"), "audience")
        .order_by("supplier__name_key", "search_key", "pk")
    )  # fmt: skip
    departments = list(supplied_by(person, at.date()))
    if not mine and not departments:
        raise NotFound(_("This is for those who lead a department or own a service."))
    context = {
        "suppliers": _by_supplier(mine), "departments": departments,
        "crumbs": [Crumb(_("What you offer"))],
    }  # fmt: skip
    return render(request, "catalogue/services.html", context)


def _by_supplier(mine: Sequence[Service]) -> list[Supplier]:
    found: dict[Department, list[Service]] = {}
    for one in mine:
        found.setdefault(one.supplier, []).append(one)
    return [Supplier(department, listed) for department, listed in found.items()]


def way(*more: Crumb) -> list[Crumb]:
    """The way here from the list."""
    return [Crumb(_("What you offer"), "/serve/catalogue/"), *more]


@signed_in("GET", "POST")
def new(request: HttpRequest, person: Person, at: datetime) -> HttpResponse:
    """A department supplies something more."""
    departments = list(supplied_by(person, at.date()))
    if not departments:
        raise NotFound(_("This is for those who lead a department."))
    said = request.POST if request.method == "POST" else None
    form = NewServiceForm(departments, said, initial={"department": request.GET.get("department")})
    if said is not None and form.is_valid():
        try:
            made = actions.create_service(
                actor=person, supplier=form.cleaned_data["department"], now=at,
                **_facts(person, form),
            )  # fmt: skip
        except Invalid as error:
            refused(form, error)
        else:
            messages.success(request, _("Created. Now say what one can ask of it."))
            return redirect("catalogue-service", made.pk)
    context = {"form": form, "crumbs": way(Crumb(_("New service")))}
    return render(request, "catalogue/new.html", context, status=422 if form.errors else 200)


def _facts(person: Person, form: ServiceForm) -> dict[str, Any]:
    """What the actions take. Raises Invalid (owner)."""
    names = ("name", "category", "description", "finally_serves", "calendar")
    typed = form.cleaned_data["owner"].strip()
    owner = person_of(person, typed) if typed else None
    if typed and owner is None:
        words = _("Choose one person: write name and address.")
        raise Invalid(words, fields={"owner": [words]})
    return {name: form.cleaned_data[name] for name in names} | {"owner": owner}


@signed_in("GET", "POST")
def service(request: HttpRequest, person: Person, at: datetime, pk: int) -> HttpResponse:
    """One service: what is said of it, its offerings, who may ask, its standards."""
    found = managed_service(person, pk, at.date())
    said = request.POST if request.method == "POST" else None
    form = ServiceForm(said, initial=service_said(found))
    if said is not None and form.is_valid():
        try:
            actions.change_service(actor=person, service=found, now=at, **_facts(person, form))
        except Invalid as error:
            refused(form, error)
        else:
            messages.success(request, _("Kept."))
            return redirect("catalogue-service", pk)
    return _page(request, person, found, form, None)


def _page(
    request: HttpRequest, person: Person, found: Service, form: ServiceForm,
    audience: AudienceForm | None,
) -> HttpResponse:  # fmt: skip
    who = audience or AudienceForm(_departments(person), initial=_audience_said(found))
    context = {
        "service": found,
        "form": form,
        "who": who,
        "offerings": found.offerings.order_by("-is_active", "name", "pk"),
        "standards": found.standards.order_by("name", "pk"),
        "crumbs": way(Crumb(found.name)),
    }
    wrong = form.errors or who.errors
    return render(request, "catalogue/service.html", context, status=422 if wrong else 200)


def _departments(person: Person) -> list[Department]:
    found = departments_visible_to(person).filter(closed_at__isnull=True)
    return list(found.order_by("name_key", "pk"))


def _audience_said(found: Service) -> dict[str, Any]:
    rows = list(found.audience.select_related("person"))
    return {
        "who": "all" if found.open_to_all else "some",
        "departments": [row.department_id for row in rows if row.department_id],
        "positions": [row.position for row in rows if row.position],
        "people": "\n".join(label_of(row.person) for row in rows if row.person),
    }


@signed_in("POST")
def audience(request: HttpRequest, person: Person, at: datetime, pk: int) -> HttpResponse:
    """Say who may ask."""
    found = managed_service(person, pk, at.date())
    departments = _departments(person)
    form = AudienceForm(departments, request.POST)
    if form.is_valid():
        try:
            _set_audience(person, found, departments, form.cleaned_data, at)
        except Invalid as error:
            refused(form, error)
        else:
            messages.success(request, _("Kept: who may ask."))
            return redirect("catalogue-service", pk)
    return _page(request, person, found, ServiceForm(initial=service_said(found)), form)


def _set_audience(
    person: Person, found: Service, departments: Sequence[Department], said: dict[str, Any],
    at: datetime,
) -> None:  # fmt: skip
    if said["who"] == "all":
        actions.set_audience(actor=person, service=found, departments=None, now=at)
        return
    chosen = [one for one in departments if one.pk in said["departments"]]
    people = [_named(person, line) for line in said["people"].splitlines() if line.strip()]
    actions.set_audience(
        actor=person, service=found, departments=chosen, positions=said["positions"],
        people=people, now=at,
    )  # fmt: skip


def _named(person: Person, typed: str) -> Person:
    found = person_of(person, typed)
    if found is None:
        words = _("Nobody alone is called %s: write the address.") % typed.strip()[:80]
        raise Invalid(words, fields={"people": [words]})
    return found


@signed_in("POST")
def retire(request: HttpRequest, person: Person, at: datetime, pk: int) -> HttpResponse:
    """Offer a service no more; pressed twice, it is retired once."""
    found = managed_service(person, pk, at.date())
    if found.is_active:
        actions.retire_service(actor=person, service=found, now=at)
    messages.success(request, _("%s is offered no more; what was asked goes on.") % found.name)
    return redirect("catalogue")
