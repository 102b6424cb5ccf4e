"""Pages of a desk's settings: the list of desks, one desk's cards, and its four parts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from inward.catalogue.models import Offering
from inward.directory.models import Department, Person
from inward.directory.policies import is_administrator
from inward.kernel.errors import Conflict, Invalid, NotFound
from inward.tickets.actions.settings import can_keep_desk, change_desk
from inward.tickets.desk import Desk
from inward.tickets.models import Desk as DeskRow
from inward.tickets.queries import standing_of
from inward.tickets.queries.waits import waiting_now
from inward.web.components.pieces import Crumb, Tab
from inward.web.doors import signed_in
from inward.web.serve.settings.cards import FOR_ALL, cards_for
from inward.web.serve.settings.parts import PARTS, ROLES, WHOM_ROWS, Document, Part

MOST = 300


@dataclass(frozen=True)
class Place:
    """One part of one desk, perhaps for one offering."""

    department: Department | None
    row: DeskRow
    offering: Offering | None

    @property
    def code(self) -> str:
        """The department's code; 'all' for the organisation."""
        return self.department.code if self.department is not None else FOR_ALL

    @property
    def name(self) -> str:
        """What the desk is called."""
        return self.department.name if self.department is not None else _("All departments")

    @property
    def own(self) -> Document:
        """What was said exactly here."""
        if self.offering is None:
            return dict(self.row.own)
        return dict((self.row.own.get("offerings") or {}).get(str(self.offering.pk)) or {})

    @property
    def above(self) -> Desk:
        """What holds here without it."""
        return Desk(self.row.own if self.offering is not None else {}, self.row.shared)


@signed_in("GET")
def desks(request: HttpRequest, person: Person, at: datetime) -> HttpResponse:
    """The desks one keeps. Who keeps none finds no such page."""
    everything = is_administrator(person)
    found = Department.objects.filter(closed_at__isnull=True).order_by("name_key", "pk")
    if not everything:
        found = found.filter(pk__in=sorted(standing_of(person, at).leading))
    departments = list(found[:MOST])
    if not departments and not everything:
        raise NotFound(_("This is for those who lead a department."))
    context = {"departments": departments, "for_all": everything, "crumbs": _crumbs()}
    return render(request, "serve/settings/desks.html", context)


@signed_in("GET")
def desk(request: HttpRequest, person: Person, at: datetime, code: str) -> HttpResponse:
    """One desk: a card a topic."""
    department = _department(person, code, at)
    name = department.name if department is not None else _("All departments")
    context = {
        "heading": _("Settings: %s") % name,
        "cards": cards_for(person, department, at),
        "crumbs": [*_crumbs(), Crumb(name)],
    }
    return render(request, "serve/settings/desk.html", context)


@signed_in("GET", "POST")
def part(request: HttpRequest, person: Person, at: datetime, code: str, name: str) -> HttpResponse:
    """One part of a desk; a POST sets it and comes back."""
    found = PARTS.get(name)
    if found is None:
        raise NotFound(_("There is no such setting."))
    place = _place(_department(person, code, at), request.GET.get("offering", ""), found)
    if request.method != "POST":
        return _page(request, place, name)
    try:
        change_desk(
            actor=person, department=place.department, part=found.name,
            value=found.sent(request.POST), offering=place.offering,
            version=_version(request.POST), now=at,
        )  # fmt: skip
    except (Invalid, Conflict) as error:
        return _page(request, place, name, error)
    messages.success(request, _("Saved; it holds from now on."))
    return redirect(request.get_full_path())


def _department(person: Person, code: str, at: datetime) -> Department | None:
    """The department, None for the organisation. Raises NotFound for whose it is not."""
    department = None if code == FOR_ALL else Department.objects.filter(code=code).first()
    known = code == FOR_ALL or department is not None
    if not known or not can_keep_desk(person, department, at):
        raise NotFound(_("There is no such desk."))
    return department


def _place(department: Department | None, typed: str, found: Part) -> Place:
    if department is None:
        row = DeskRow.objects.filter(for_all=True).first()
    else:
        row = DeskRow.objects.filter(department=department).first()
    offering = None
    if typed:
        offerings = _offerings(department, found)
        offering = next((one for one in offerings if str(one.pk) == typed), None)
        if offering is None:
            raise NotFound(_("There is no such offering."))
    return Place(department, row or DeskRow(department=department), offering)


def _offerings(department: Department | None, found: Part) -> list[Offering]:
    if department is None or not found.by_offering:
        return []
    offerings = Offering.objects.filter(service__supplier=department, is_active=True)
    return list(offerings.select_related("service").order_by("service__name", "name")[:MOST])


def _version(posted: QueryDict) -> int:
    typed = posted.get("desk_version", "")
    if not typed.isdecimal() or len(typed) > 9:
        raise Invalid(_("The form is incomplete: load the page again."))
    return int(typed)


def _page(
    request: HttpRequest, place: Place, name: str, error: Invalid | Conflict | None = None
) -> HttpResponse:
    found = PARTS[name]
    own = _typed(request, place, found) if error is not None else place.own
    context: dict[str, Any] = {
        "heading": found.title,
        "lede": found.lede,
        "place": place,
        "rows": found.rows(own, place.above),
        "template": found.template,
        "error": error,
        "tabs": _tabs(place, found),
        "roles": ROLES,
        "whom": WHOM_ROWS,
        "counts": waiting_now(place.department) if name == "waits" and place.department else {},
        "crumbs": [
            *_crumbs(), Crumb(place.name, reverse("serve-desk", args=[place.code])),
            Crumb(str(found.title)),
        ],
    }  # fmt: skip
    return render(
        request, "serve/settings/part.html", context, status=error.status if error else 200
    )


def _typed(request: HttpRequest, place: Place, found: Part) -> Document:
    """What was sent and refused stands in the fields again, if it can be read at all."""
    try:
        return {**place.own, found.name: found.sent(request.POST)}
    except Invalid:
        return place.own


def _tabs(place: Place, found: Part) -> list[Tab]:
    """All offerings, or one of them."""
    offerings = _offerings(place.department, found)
    if not offerings:
        return []
    every = Tab(_("All offerings"), "?", place.offering is None)
    some = [Tab(one.name, f"?offering={one.pk}", one == place.offering) for one in offerings]
    return [every, *some]


def _crumbs() -> list[Crumb]:
    return [Crumb(_("Serve"), reverse("serve")), Crumb(_("Settings"), reverse("serve-settings"))]
