"""What past tickets suggest for one: shown to those who serve it, taken by one click."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from inward.directory.models import Person
from inward.kernel.errors import Conflict, Invalid, RuleBroken
from inward.suggestions import actions
from inward.suggestions.queries import shown_for
from inward.tickets import queries
from inward.web.doors import signed_in


@signed_in("GET", "POST")
def suggestions(request: HttpRequest, person: Person, at: datetime, key: str) -> HttpResponse:
    """The suggestions, as a part of the ticket's page or alone; a POST takes one."""
    ticket = queries.ticket_for(person, key, at)
    if request.method != "POST":
        rows = shown_for(person, ticket, at)
        part = bool(request.headers.get("HX-Request"))
        name = "tickets/suggested.html" if part else "tickets/suggested_page.html"
        return render(request, name, {"rows": rows, "ticket": ticket})
    try:
        actions.take(
            actor=person, ticket=ticket, target=request.POST.get("target", ""),
            version=_version(request.POST.get("version", "")), now=at,
        )  # fmt: skip
    except (Conflict, RuleBroken, Invalid) as error:
        messages.error(request, error.detail)
    else:
        messages.success(request, _("Done as suggested."))
    if not queries.visible_to(person, at).filter(pk=ticket.pk).exists():
        return redirect("home")
    return redirect("ticket", ticket.key)


def _version(typed: str) -> int | None:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None
