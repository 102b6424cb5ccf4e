"""The queue, its counts, the ticket beside it, and one action on what is chosen."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from inward.catalogue.models import Offering, Service
from inward.directory.models import Person
from inward.directory.queries import departments_visible_to, servers_of
from inward.kernel.errors import NotFound
from inward.tickets import queries
from inward.tickets.models import Macro
from inward.tickets.policies import can_read_notes
from inward.tickets.queries import filters
from inward.tickets.queries.columns import known_columns
from inward.tickets.queries.counting import MOST_COUNTED
from inward.tickets.sharing import usable
from inward.web.doors import signed_in
from inward.web.serve import narrowing, presenting
from inward.web.serve.acting import act as act_on
from inward.web.serve.page import Desk, Listed, desk_of
from inward.web.serve.pane import done_from, pane_of
from inward.web.shell import counted
from inward.web.tickets.composing import Said
from inward.web.tickets.views import choices_for

MOST_NAMES = 300


@signed_in("GET")
def queue(request: HttpRequest, person: Person, at: datetime) -> HttpResponse:
    """One view of the queue. At most nine statements of its own, however long the queue."""
    desk = desk_of(person, at)
    listed = Listed(desk, desk.shown(request.GET), request)
    context = listed.context() | _chosen_verb(desk, listed.shown.doing)
    return render(request, "serve/queue.html", context)


def _chosen_verb(desk: Desk, verb: str) -> dict[str, object]:
    """What is about to be done with those chosen; its list is read only then."""
    return {"doing": verb, "choices": _choices(desk, verb)}


def _choices(desk: Desk, verb: str) -> dict[str, object]:
    """People to give to, or macros to run. One statement, or three."""
    if verb == "give":
        people = servers_of_any(desk)
        return {"people": people}
    if verb == "macro":
        return {"macros": list(usable(Macro.objects.all(), desk.person, desk.at)[:100])}
    return {}


def servers_of_any(desk: Desk) -> list[Person]:
    """Those who serve in the departments one serves in, by name."""
    found = Person.objects.none()
    for department in desk.served[:20]:
        found = found | servers_of(department, desk.at.date())
    return list(found.exclude(pk=desk.person.pk).distinct().order_by("name", "pk")[:MOST_NAMES])


@signed_in("GET")
def choices(request: HttpRequest, person: Person, at: datetime, verb: str) -> HttpResponse:
    """The fields of an action that needs a list, for a page already open."""
    if verb not in {"give", "macro"}:
        raise NotFound(_("There is nothing to choose."))
    context = {"verb": verb, "choices": _choices(desk_of(person, at), verb)}
    return render(request, "serve/choices.html", context)


@signed_in("GET")
def names(request: HttpRequest, person: Person, at: datetime) -> HttpResponse:
    """Names that the filter suggests: departments, services and colleagues. Three statements."""
    desk = desk_of(person, at)
    ids = [one.pk for one in desk.served]
    services = Service.objects.filter(supplier__in=ids).order_by("name")
    offerings = Offering.objects.filter(service__supplier__in=ids).order_by("name")
    context = {
        "departments": departments_visible_to(person).order_by("name")[:MOST_NAMES],
        "services": services.values_list("name", flat=True).distinct()[:MOST_NAMES],
        "offerings": offerings.values_list("name", flat=True).distinct()[:MOST_NAMES],
        "people": servers_of_any(desk),
    }
    return render(request, "serve/names.html", context)


@signed_in("GET")
def counts(request: HttpRequest, person: Person, at: datetime) -> HttpResponse:
    """How many stand in each view, for the tabs of a page already open. One statement a count."""
    desk = desk_of(person, at)
    shown = desk.shown(request.GET)
    resolved = {0: _resolved(desk, presenting.page_filter(shown))}
    for one in desk.kept.views:
        resolved[one.pk] = _resolved(desk, narrowing.of_saved(one).found)
    cuts = presenting.counted_cuts(shown, desk.kept, resolved)
    found = queries.counts_of(person, cuts, at, standing=desk.standing)
    told = [
        (name, counted(number, MOST_COUNTED) if number is not None else "")
        for name, number in zip(presenting.counted_ids(desk.kept), found, strict=True)
    ]
    return render(request, "serve/counts.html", {"counts": told})


def _resolved(desk: Desk, found: filters.Filter) -> filters.Resolved:
    return filters.resolve(found, person=desk.person, at=desk.at, standing=desk.standing)


@signed_in("GET", "POST")
def preview(request: HttpRequest, person: Person, at: datetime, key: str) -> HttpResponse:
    """One ticket as a part of the page, and what is sent from there.

    Asked for as a page, it is the ticket's own; sent without a script, one comes back to the list.
    """
    said, told = Said(), ""
    if request.method == "POST":
        said, told = done_from(request, person, key, at)
    if not request.headers.get("HX-Request"):
        return _without_script(request, queries.ticket_for(person, key, at).key, said, told)
    try:
        detail = queries.detail(person, key, at)
    except NotFound:
        if not told:
            raise
        return render(request, "serve/gone.html", {"key": key, "told": told})
    names = known_columns(request.GET.get("columns", "").split(","))
    columns = presenting.labelled(names)
    pane = pane_of(detail, said, columns, told)
    context = {
        "pane": pane,
        "detail": detail,
        "ticket": pane.ticket,
        "composer": pane.composer,
        "choices": choices_for(detail, pane.composer.chosen if pane.composer else ""),
        "reads_notes": can_read_notes(detail.part),
        "kept": pane.kept,
        "said": said,
        "composer_to": pane.to,
        "columns": columns,
    }
    response = render(request, "serve/pane.html", context, status=said.status)
    if told:
        response.headers["HX-Trigger"] = "queue-changed"
    return response


def _without_script(request: HttpRequest, key: str, said: Said, told: str) -> HttpResponse:
    if told:
        messages.success(request, told)
    if said.detail:
        messages.error(request, said.detail)
    return redirect("ticket", key)


@signed_in("POST")
def act(request: HttpRequest, person: Person, at: datetime) -> HttpResponse:
    """One thing to all that is chosen; then the queue again, where it was left.

    What was refused is listed with why, stays chosen, and what was typed stays in its fields.
    """
    desk = desk_of(person, at)
    shown = desk.shown(narrowing.place(request.POST.dict()))
    done = act_on(person=person, posted=request.POST, at=at)
    if done.words:
        messages.success(request, done.words)
    if not done.refused:
        return redirect(reverse("serve") + shown.query(after=shown.after))
    listed = Listed(desk, shown, request, done)
    context = listed.context() | _chosen_verb(desk, request.POST.get("verb", ""))
    return render(request, "serve/queue.html", context, status=409)
