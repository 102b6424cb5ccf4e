"""The page of a search, what is suggested while one types, and what is found beside tickets."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from inward.directory.models import Person
from inward.overview import searching as beside
from inward.tickets.queries import Standing, standing_of
from inward.tickets.queries import searching as tickets
from inward.tickets.queries import sought as reading
from inward.tickets.queries.searching import Found
from inward.tickets.queries.sought import LONGEST, Sought
from inward.web.doors import signed_in
from inward.web.search import presenting
from inward.web.search.presenting import Kind

SUGGESTED = 6


@signed_in("GET")
def search(request: HttpRequest, person: Person, at: datetime) -> HttpResponse:
    """What fits the typed words; a key alone leads to its ticket."""
    sought = _sought(request)
    standing = standing_of(person, at)
    named = tickets.by_key(person, sought, standing)
    if named is not None:
        return redirect("ticket", named.key)
    kind = Kind.of(request.GET.get("kind", ""))
    best = request.GET.get("order") == "best"
    shown = presenting.Shown(sought, kind, best, request.GET.get("after") or None)
    context = {"shown": shown, "q": sought.typed, "tabs": presenting.tabs(shown)}
    if kind is not Kind.TICKETS:
        context["others"] = beside.beside(person, sought.plain, at, kind=kind.value)
        return render(request, "search/search.html", context)
    found = _found(person, sought, at, standing, shown)
    context |= presenting.context(shown, found, person, at)
    return render(request, "search/search.html", context)


def _sought(request: HttpRequest) -> Sought:
    return reading.read(request.GET.get("q", "").replace("\x00", " ").strip()[:LONGEST])


def _found(
    person: Person, sought: Sought, at: datetime, standing: Standing, shown: presenting.Shown
) -> Found:
    return tickets.search(person, sought, at, best=shown.best, after=shown.after, standing=standing)


@signed_in("GET")
def suggest(request: HttpRequest, person: Person, at: datetime) -> HttpResponse:
    """The ticket of a key, or the newest few that fit: while one types."""
    sought = _sought(request)
    standing = standing_of(person, at)
    named = tickets.by_key(person, sought, standing)
    if named is not None:
        rows = [presenting.suggestion(named)]
    else:
        found = tickets.search(
            person, sought, at, limit=SUGGESTED, standing=standing, snippets=False
        )
        rows = [presenting.suggestion(hit.ticket) for hit in found.page.rows]
    return render(request, "search/suggest.html", {"rows": rows, "q": sought.typed})


@signed_in("GET")
def others(request: HttpRequest, person: Person, at: datetime) -> HttpResponse:
    """What fits beside tickets, a few of each kind: the side of the page, fetched after it."""
    sought = _sought(request)
    found = beside.beside(person, sought.plain, at)
    context = {"others": found, "q": sought.typed, "part": True}
    return render(request, "search/others.html", context)
