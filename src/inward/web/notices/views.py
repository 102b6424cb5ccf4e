"""What I was told, newest first; following one marks it seen."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from inward.directory.models import Person
from inward.kernel.errors import NotFound
from inward.notify import actions, queries
from inward.web.components.pieces import Crumb
from inward.web.doors import signed_in

ROWS = 50
UNSEEN = 5


@signed_in("GET", "POST")
def notices(request: HttpRequest, person: Person, at: datetime) -> HttpResponse:
    """The newest ones; a POST marks all seen."""
    if request.method == "POST":
        actions.see(person=person, now=at)
        return redirect("notices")
    before = request.GET.get("before", "")
    found = queries.visible_to(person)
    if before.isdecimal() and len(before) < 19:
        found = found.filter(pk__lt=int(before))
    rows = list(found[: ROWS + 1])
    context = {
        "rows": rows[:ROWS],
        "any_new": any(row.seen_at is None for row in rows),
        "following": f"?before={rows[ROWS - 1].pk}" if len(rows) > ROWS else "",
        "first": "?" if before else "",
        "crumbs": [Crumb(_("Home"), "/"), Crumb(_("What you were told"))],
    }
    return render(request, "notices/list.html", context)


@signed_in("GET")
def unseen(request: HttpRequest, person: Person, at: datetime) -> HttpResponse:  # noqa: ARG001
    """The newest unseen ones, a part of Home that comes after it."""
    return render(request, "notices/unseen.html", {"rows": queries.unseen(person, UNSEEN)})


@signed_in("POST")
def follow(request: HttpRequest, person: Person, at: datetime, pk: int) -> HttpResponse:  # noqa: ARG001
    """Go to the page a notice is about; it counts as seen from then on."""
    found = queries.visible_to(person).filter(pk=pk).first()
    if found is None:
        raise NotFound("There is no such notice.")
    actions.see(person=person, ids=[found.pk], now=at)
    # Only paths of our own stand there (`notify.actions.tell` is never given another).
    return redirect(found.path or "/")
