"""The queue, the ticket beside it, and one action on what is chosen."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from inward.directory.models import Department, Person
from inward.directory.queries import servers_of
from inward.kernel.errors import NotFound
from inward.tickets import queries
from inward.tickets.queries import Standing, served_departments, standing_of
from inward.web.doors import signed_in
from inward.web.serve import acting, presenting
from inward.web.serve.narrowing import Shown, shown
from inward.web.serve.preview import preview_of

ROWS = 40
# What of the queue's address the ticket beside it sends back with an action.
KEPT = ("view", "department", "q", "after")


@signed_in("GET")
def queue(request: HttpRequest, person: Person, at: datetime) -> HttpResponse:
    """One view of the queue. At most nine statements of its own, however long the queue."""
    standing, served = _desk(person, at)
    cut = shown(request.GET, served)
    page = queries.queue(
        person, cut.view, at, departments=cut.ids, typed=cut.typed, after=cut.after, limit=ROWS,
        standing=standing,
    )  # fmt: skip
    counts = queries.counts(
        person, at, departments=cut.ids, typed=cut.typed, standing=standing
    )  # fmt: skip
    lines = presenting.lines(page.rows, person, at)
    title, text = presenting.EMPTY[cut.view]
    context = {
        "shown": cut,
        "heading": _heading(cut, served),
        "tabs": presenting.tabs(cut, counts),
        "narrow": presenting.departments(cut, served),
        "lines": lines,
        "chosen": _chosen(cut, lines),
        "colleagues": _colleagues(cut, served, person, at) if lines else [],
        "first": cut.query() if cut.after else "",
        "following": cut.query(after=page.next) if page.next else "",
        "back": cut.query(after=cut.after),
        "empty_title": title,
        "empty_text": text,
    }
    return render(request, "serve/queue.html", context)


def _desk(person: Person, at: datetime) -> tuple[Standing, list[Department]]:
    """Where the person serves. For who serves nowhere there is no queue: raises NotFound."""
    standing = standing_of(person, at)
    if not standing.serving:
        raise NotFound(_("The queue is for those who work the tickets of a department."))
    return standing, served_departments(person, at, standing=standing)


def _heading(cut: Shown, served: list[Department]) -> str:
    if cut.department is not None:
        return cut.department.name
    return served[0].name if len(served) == 1 else _("Your departments")


def _chosen(cut: Shown, lines: list[presenting.Line]) -> str:
    """The address of what stands beside the list: what the address names, else the first."""
    if cut.chosen:
        return reverse("serve-preview", args=[cut.chosen])
    return lines[0].preview if lines else ""


def _colleagues(cut: Shown, served: list[Department], person: Person, at: datetime) -> list[Person]:
    """To whom one can give what is chosen, where all of it is of one department."""
    one = cut.department or (served[0] if len(served) == 1 else None)
    found = servers_of(one, at.date()).exclude(pk=person.pk) if one else Person.objects.none()
    return list(found[:100])


@signed_in("GET")
def preview(request: HttpRequest, person: Person, at: datetime, key: str) -> HttpResponse:
    """One ticket as a part of the page; asked for as a page, it is the ticket's own."""
    if not request.headers.get("HX-Request"):
        return redirect("ticket", queries.ticket_for(person, key, at).key)
    detail = queries.detail(person, key, at)
    kept = [(name, request.GET[name]) for name in KEPT if request.GET.get(name)]
    context = {"preview": preview_of(detail), "keep": kept}
    return render(request, "serve/preview.html", context)


@signed_in("POST")
def act(request: HttpRequest, person: Person, at: datetime) -> HttpResponse:
    """Take, give, resolve or reply; then the queue again, where it was left."""
    _standing, served = _desk(person, at)
    given = request.POST
    done = acting.act(
        person=person,
        verb=given.get("verb", ""),
        chosen=given.getlist("ticket"),
        to=given.get("to", ""),
        text=given.get("text", ""),
        key=given.get("idempotency_key") or None,
        at=at,
    )
    if done.words:
        messages.success(request, done.words, extra_tags=_draft(given.getlist("ticket")))
    for words in done.refused:
        messages.error(request, words)
    return redirect(reverse("serve") + shown(given, served).query(after=given.get("after") or None))


def _draft(chosen: list[str]) -> str:
    """The draft that may now be forgotten: what was typed for one ticket."""
    return f"serve:{chosen[0].rpartition(':')[0]}" if len(chosen) == 1 else ""
