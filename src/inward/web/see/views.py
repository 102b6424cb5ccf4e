"""The company, a relation, a department, the recipes of the figures, and their files."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from inward.directory.models import Person
from inward.kernel.errors import NotFound
from inward.measures.definitions import KPIS
from inward.overview.relation_page import pair_of, relation_page
from inward.overview.scorecard import department_of, scorecard_of
from inward.overview.see import see_of
from inward.web import shell
from inward.web.components.pieces import Crumb
from inward.web.doors import signed_in
from inward.web.files_out import csv_file
from inward.web.see import department as departments
from inward.web.see import figures, mirror, presenting
from inward.web.see.lists import month_of


def _may(request: HttpRequest, person: Person, at: datetime) -> None:
    """Figures are for those who lead or oversee a department; for others they are not there."""
    if not shell.standing_for(request, person, at).sees:
        raise NotFound(_("Figures about departments are for those who lead or oversee one."))


def _here(*labels: str) -> list[Crumb]:
    return [Crumb(_("See"), reverse("see")), *(Crumb(label) for label in labels)]


@signed_in("GET")
def company(request: HttpRequest, person: Person, at: datetime) -> HttpResponse:
    """Who serves whom, how well, and what to act on. At most twelve statements in all."""
    _may(request, person, at)
    see = see_of(at, month_of(request.GET.get("month", "")))
    if see is None or not see.relations:
        return render(request, "see/before.html", {"computed": see is not None})
    context = {
        "see": see,
        "lede": presenting.lede(see),
        "periods": presenting.periods(see),
        "compared": presenting.compared(see),
        "cards": presenting.cards(see),
        "matrix": presenting.matrix(see),
        "left_out": presenting.left_out(see),
        "map": presenting.company_map(see),
        "silos": presenting.silos(see),
        "act": presenting.to_act_on(see),
    }
    return render(request, "see/company.html", context)


@signed_in("GET")
def relation(
    request: HttpRequest, person: Person, at: datetime, supplier: str, customer: str
) -> HttpResponse:
    """The mirror of two departments."""
    _may(request, person, at)
    one, other, people = pair_of(supplier, customer, at)
    page = relation_page(one, other, people, at)
    pair = _("%(one)s ⇄ %(other)s") % {"one": one.name, "other": other.name}
    context = {
        "page": page,
        "pair": pair,
        "crumbs": _here(_("Relations")),
        "lede": mirror.lede(page),
        "sides": [(side, people[side.pk]) for side in (one, other)],
        "lanes": mirror.lanes(page),
        "differences": mirror.differences(page).values(),
        "balls": mirror.balls(page),
        "act": mirror.to_act(page),
        "handoffs": figures.number(page.handoffs),
        "returned": figures.number(page.returned),
    }
    return render(request, "see/relation.html", context)


@signed_in("GET")
def department(request: HttpRequest, person: Person, at: datetime, code: str) -> HttpResponse:
    """The scorecard of a department."""
    _may(request, person, at)
    card = scorecard_of(department_of(code))
    context = {
        "card": card,
        "crumbs": _here(_("Departments")),
        "cards": departments.cards(card) if card.figures.values else [],
        "charts": departments.charts(card),
        "serves": departments.serves(card),
        "depends": departments.depends(card),
        "worst": departments.worst(card),
        "ball": departments.ball(card),
    }
    return render(request, "see/department.html", context)


@signed_in("GET")
def download(
    request: HttpRequest, person: Person, at: datetime, code: str, what: str
) -> HttpResponse:  # fmt: skip
    """The figures of a chart as a file."""
    _may(request, person, at)
    if what not in departments.FILES:
        raise NotFound("There is no such file.")
    card = scorecard_of(department_of(code))
    heads, rows = departments.rows_of_file(card, what)
    return csv_file(f"{card.department.code}-{what}", heads, rows)


@signed_in("GET")
def matrix_file(request: HttpRequest, person: Person, at: datetime) -> HttpResponse:
    """The relations behind matrix and map as a file: one row each."""
    _may(request, person, at)
    see = see_of(at, None)
    heads = [_("supplier"), _("customer"), _("tickets"), _("decided promises"), _("kept, %")]
    rows = see and [
        [
            see.departments[r.supplier_id or 0].name,
            see.departments[r.customer_id or 0].name,
            r.tickets,
            r.kept_n,
            round(r.compliance * 100, 1)
            if r.compliance is not None and r.kept_n >= figures.FEW
            else None,
        ]
        for r in see.relations
    ]
    return csv_file("relations", heads, rows or [])


@signed_in("GET")
def measures(request: HttpRequest, person: Person, at: datetime) -> HttpResponse:
    """How each figure is computed and where its definition comes from."""
    _may(request, person, at)
    return render(request, "see/measures.html", {"kpis": KPIS, "crumbs": _here(_("Measures"))})
