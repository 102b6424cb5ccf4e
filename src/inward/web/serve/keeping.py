"""Views saved under a name, and how one likes the queue to look: pages and what they send."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from inward.directory.models import Department, Person
from inward.kernel.errors import Invalid, InwardError, NotFound
from inward.tickets import actions, sharing
from inward.tickets.models import SavedView
from inward.tickets.queries import View
from inward.tickets.queries.columns import COLUMNS
from inward.tickets.queries.views import view_named
from inward.web.doors import signed_in
from inward.web.serve import narrowing, presenting
from inward.web.serve.page import Desk, desk_of


@signed_in("GET")
def views(request: HttpRequest, person: Person, at: datetime) -> HttpResponse:
    """The saved views one has, what Serve opens with, and what the list shows."""
    desk = desk_of(person, at)
    shown = narrowing.shown(request.GET, desk.served, desk.kept)
    return render(request, "serve/views.html", _context(desk, shown))


def _context(desk: Desk, shown: narrowing.Shown) -> dict[str, object]:
    taste = desk.kept.taste
    homes = sharing.homes(desk.person, desk.at)
    mine = {value for value, _name in homes}
    return {
        "views": [(one, _home(one) in mine) for one in desk.kept.views],
        "homes": homes,
        "bases": [(view.value, presenting.VIEWS[view]) for view in View],
        "orders": [(order.value, words) for order, words in presenting.ORDERS.items()],
        "columns": COLUMNS,
        "chosen_columns": [name for name, _label in presenting.columns_of(shown, desk.kept)],
        "shown": shown,
        "text": shown.found.text(),
        "taste": taste,
        "opens": "" if taste.opens_id else taste.opens_base or View.NEXT.value,
        "opens_pk": taste.opens_id,
    }


def _home(one: SavedView) -> str:
    if one.owner_id is not None:
        return sharing.MINE
    return str(one.department_id) if one.department_id else sharing.ALL


@signed_in("POST")
def save(request: HttpRequest, person: Person, at: datetime) -> HttpResponse:
    """Save a view, or change one; then Serve with it. What is wrong is said above the form."""
    desk, given = desk_of(person, at), request.POST
    try:
        owner, department = _owner(desk, given.get("home", sharing.MINE))
        saved = actions.save_view(
            actor=person, name=given.get("name", ""), base=given.get("base", ""),
            text=given.get("text", ""), order=given.get("order", ""),
            columns=given.getlist("columns"), view=_existing(desk, given.get("number", "")),
            owner=owner, department=department, now=at,
        )  # fmt: skip
    except Invalid as error:
        shown = narrowing.Shown()
        said = {"errors": error.fields, "typed": given, "detail": error.detail}
        return render(request, "serve/views.html", _context(desk, shown) | said, status=422)
    messages.success(request, _("The view ‘%s’ is kept.") % saved.name)
    return redirect(f"{reverse('serve')}?saved={saved.pk}")


def _existing(desk: Desk, number: str) -> SavedView | None:
    if not number:
        return None
    plain = number.isascii() and number.isdecimal() and len(number) < 19
    found = desk.kept.saved(int(number)) if plain else None
    if found is None:
        raise NotFound(_("There is no such view."))
    return found


def _owner(desk: Desk, home: str) -> tuple[Person | None, Department | None]:
    """Whose the view is to be: mine, a department's that one serves in, everybody's."""
    if home == sharing.MINE:
        return desk.person, None
    if home == sharing.ALL:
        return None, None
    found = next((one for one in desk.served if str(one.pk) == home), None)
    if found is None:
        words = _("Choose whose view it is.")
        raise Invalid(words, fields={"home": [words]})
    return None, found


@signed_in("POST")
def remove(request: HttpRequest, person: Person, at: datetime, number: int) -> HttpResponse:
    """Take a saved view away."""
    desk = desk_of(person, at)
    found = _existing(desk, str(number))
    if found is None:
        raise NotFound(_("There is no such view."))
    actions.remove_view(actor=person, view=found, now=at)
    messages.success(request, _("The view ‘%s’ is gone; its tickets stay.") % found.name)
    return redirect("serve-views")


@signed_in("POST")
def taste(request: HttpRequest, person: Person, at: datetime) -> HttpResponse:
    """Say how one likes the queue; then back to it."""
    desk, given = desk_of(person, at), request.POST
    try:
        actions.like_queue(
            actor=person,
            columns=given.getlist("columns") if given.get("with_columns") else None,
            beside=given["beside"] == "yes" if given.get("beside") else None,
            opens=_opens(desk, given.get("opens", "")),
            now=at,
        )
    except InwardError as error:
        messages.error(request, error.detail)
    shown = desk.shown(narrowing.place(given.dict()))
    return redirect(reverse("serve") + shown.query(after=shown.after))


def _opens(desk: Desk, typed: str) -> SavedView | View | None:
    if typed.startswith("saved:"):
        return _existing(desk, typed.removeprefix("saved:"))
    return view_named(typed)
