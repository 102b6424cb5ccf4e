"""Home, and the list of all one asked for."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from inward.directory.models import Person
from inward.overview.home import home_of
from inward.tickets import queries
from inward.web.components.pieces import Tab
from inward.web.doors import signed_in
from inward.web.home import presenting
from inward.web.shell import address
from inward.web.tickets import standing


@signed_in("GET")
def home(request: HttpRequest, person: Person, at: datetime) -> HttpResponse:
    """What waits on me, what I asked for, how we keep our promises."""
    found = home_of(person, at)
    waits, rows = presenting.waiting(found), presenting.asked(found)
    context = {
        "greeting": presenting.greeting(at, person.get_short_name()),
        "truth": presenting.truth(found, waits, rows),
        "waits": waits,
        "asked": rows,
        "more_asked": found.more_asked,
        "figures": presenting.figures(found),
        "serves": bool(found.standing.serving),
        "serve": address("serve") if found.standing.serving else "",
    }
    return render(request, "home/home.html", context)


@signed_in("GET")
def asked(request: HttpRequest, person: Person, at: datetime) -> HttpResponse:
    """All one asked for, open or ever, newest first."""
    open_only = request.GET.get("show") != "all"
    after = request.GET.get("after") or None
    page = queries.my_asked(person, at, open_only=open_only, after=after, limit=30)
    lines = [
        (ticket, *standing.meaning(ticket, person, at), standing.state_words(ticket, person, at))
        for ticket in page.rows
    ]
    show = "open" if open_only else "all"
    tabs = [Tab(_("Open"), "?show=open", open_only), Tab(_("All"), "?show=all", not open_only)]
    context = {
        "lines": lines,
        "tabs": tabs,
        "following": f"?show={show}&after={page.next}" if page.next else "",
        "first": f"?show={show}" if after else "",
    }
    return render(request, "home/asked.html", context)
