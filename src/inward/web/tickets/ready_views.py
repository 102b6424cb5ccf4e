"""What agents keep ready, canned replies and macros: list, add, change, take away."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from inward.directory.models import Department, Person
from inward.directory.queries import SERVING, active_memberships, departments_visible_to
from inward.kernel.errors import Invalid, InwardError, NotFound
from inward.tickets import actions, macros, sharing
from inward.tickets.canned import VARIABLES
from inward.tickets.models import CannedReply, Macro
from inward.tickets.sharing import ALL, MINE
from inward.web.components.pieces import Crumb
from inward.web.doors import signed_in
from inward.web.shell import address
from inward.web.tickets.ready_forms import CannedForm, MacroForm, initial_of, whose_of

Item = TypeVar("Item", CannedReply, Macro)
_STEP_FIELDS = {"tag": "tag_add", "steps": ""}


@signed_in("GET")
def listed(request: HttpRequest, person: Person, at: datetime) -> HttpResponse:
    """All that one may use, with what one may change."""
    homes = _homes(person, at)
    mine = {value for value, _name in homes}
    context = {
        "canned": _rows(CannedReply, person, at, mine),
        "macros": _rows(Macro, person, at, mine),
        "crumbs": _crumbs("")[:-1],
    }
    return render(request, "tickets/ready/list.html", context)


def _homes(person: Person, at: datetime) -> list[tuple[str, str]]:
    """Where one may keep something. Raises NotFound for those who have no use for any."""
    homes = sharing.homes(person, at)
    if not homes:
        raise NotFound("There is no such page.")
    return homes


def _rows(
    model: type[Item], person: Person, at: datetime, mine: set[str]
) -> list[tuple[Item, bool, str]]:
    items = list(_usable(model, person, at).order_by("name", "pk"))
    return [(one, whose_of(one) in mine, _about(one)) for one in items]


def _usable(model: type[Item], person: Person, at: datetime) -> Any:
    """What one may use; who shares with all sees that too, though they serve nowhere."""
    rows = sharing.usable(model._default_manager.all(), person, at)
    if person.is_administrator:
        shared = model._default_manager.filter(owner__isnull=True, department__isnull=True)
        rows = model._default_manager.filter(pk__in=rows.values("pk")) | shared
    return rows.select_related("department")


def _about(item: CannedReply | Macro) -> str:
    """A line of what it is."""
    if isinstance(item, CannedReply):
        return " ".join(item.text.split())[:160]
    return ", ".join(str(_(macros.name_of(step))) for step in macros.steps_of(item.steps))


@signed_in("GET", "POST")
def canned_new(request: HttpRequest, person: Person, at: datetime) -> HttpResponse:
    """Write a canned reply."""
    return _canned(request, person, at, None)


@signed_in("GET", "POST")
def canned_edit(request: HttpRequest, person: Person, at: datetime, pk: int) -> HttpResponse:
    """Change a canned reply, or take it away."""
    return _canned(request, person, at, _one(CannedReply, person, at, pk))


def _canned(
    request: HttpRequest, person: Person, at: datetime, item: CannedReply | None
) -> HttpResponse:
    homes = _homes(person, at)
    if item is not None and request.POST.get("do") == "remove":
        actions.remove_canned(actor=person, canned_reply=item, now=at)
        return _gone(request, item.name)
    initial = {"name": item.name, "whose": whose_of(item), "text": item.text} if item else {}
    form = CannedForm(homes, request.POST if request.method == "POST" else None, initial=initial)

    def save(owner: Person | None, department: Department | None) -> CannedReply:
        return actions.save_canned(
            actor=person, name=form.cleaned_data["name"], text=form.cleaned_data["text"],
            owner=owner, department=department, canned_reply=item, now=at,
        )  # fmt: skip

    title = _("Canned reply") if item is None else item.name
    return _saved(request, person, form, save, title, item is not None)


@signed_in("GET", "POST")
def macro_new(request: HttpRequest, person: Person, at: datetime) -> HttpResponse:
    """Make a macro."""
    return _macro(request, person, at, None)


@signed_in("GET", "POST")
def macro_edit(request: HttpRequest, person: Person, at: datetime, pk: int) -> HttpResponse:
    """Change a macro, or take it away."""
    return _macro(request, person, at, _one(Macro, person, at, pk))


def _macro(request: HttpRequest, person: Person, at: datetime, item: Macro | None) -> HttpResponse:
    homes = _homes(person, at)
    if item is not None and request.POST.get("do") == "remove":
        actions.remove_macro(actor=person, macro=item, now=at)
        return _gone(request, item.name)
    form = MacroForm(
        homes, _colleagues(person, at), _departments(person),
        request.POST if request.method == "POST" else None,
        initial=initial_of(item) if item else {},
    )  # fmt: skip

    def save(owner: Person | None, department: Department | None) -> Macro:
        return actions.save_macro(
            actor=person, name=form.cleaned_data["name"], steps=form.steps(), owner=owner,
            department=department, macro=item, now=at,
        )  # fmt: skip

    title = _("Macro") if item is None else item.name
    return _saved(request, person, form, save, title, item is not None)


def _colleagues(person: Person, at: datetime) -> list[tuple[str, str]]:
    """Whoever serves where one serves, to be assigned to. Two statements."""
    serving = active_memberships(at.date()).filter(role__in=SERVING, person__is_active=True)
    places = list(serving.filter(person=person).values_list("department_id", flat=True))
    rows = serving.filter(department_id__in=places).order_by("person__name_key", "person_id")
    found = dict(rows.values_list("person_id", "person__name"))
    return [(str(pk), name) for pk, name in found.items()]


def _departments(person: Person) -> list[tuple[str, str]]:
    rows = departments_visible_to(person).filter(closed_at__isnull=True).order_by("name_key", "pk")
    return [(str(pk), name) for pk, name in rows.values_list("pk", "name")]


def _one(model: type[Item], person: Person, at: datetime, pk: int) -> Item:
    """One that one may use. Raises NotFound."""
    found: Item | None = _usable(model, person, at).filter(pk=min(pk, 2**63 - 1)).first()
    if found is None:
        raise NotFound("There is no such page.")
    return found


def _saved(
    request: HttpRequest, person: Person, form: Form,
    save: Callable[[Person | None, Department | None], CannedReply | Macro], title: str, old: bool,
) -> HttpResponse:  # fmt: skip
    """The form again, or the list after saving. What the action refuses stands by its field."""
    status = 200
    if form.is_bound and form.is_valid():
        try:
            made = save(*_whose(person, form.cleaned_data["whose"]))
        except Invalid as error:
            _refused(form, error)
        else:
            messages.success(request, _("Kept: %s") % made.name)
            return redirect("canned")
    if form.is_bound:
        status = 422
    context: Mapping[str, Any] = {
        "form": form, "title": title, "old": old, "crumbs": _crumbs(title),
        "variables": [(name, one.meaning) for name, one in VARIABLES.items()],
    }  # fmt: skip
    return render(request, "tickets/ready/form.html", context, status=status)


def _refused(form: Form, error: InwardError) -> None:
    for name, lines in error.fields.items():
        field = _STEP_FIELDS.get(name, name)
        form.add_error(field if field in form.fields else None, list(lines))


def _whose(person: Person, chosen: str) -> tuple[Person | None, Department | None]:
    if chosen == MINE:
        return person, None
    if chosen == ALL:
        return None, None
    return None, departments_visible_to(person).filter(pk=int(chosen)).first()


def _gone(request: HttpRequest, name: str) -> HttpResponse:
    messages.success(request, _("Taken away: %s") % name)
    return redirect("canned")


def _crumbs(last: str) -> list[Crumb]:
    serve = address("serve")
    first = [Crumb(_("Serve"), serve)] if serve else []
    return [*first, Crumb(_("Kept ready"), reverse("canned")), Crumb(last)]
