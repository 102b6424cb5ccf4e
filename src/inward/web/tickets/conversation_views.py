"""Parts of a ticket's page that load by themselves: who is here, whom to name, what to say."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from inward.directory.folding import search_words
from inward.directory.models import Person
from inward.directory.queries import person_for, pick_people
from inward.kernel.errors import Invalid, NotFound
from inward.tickets import actions, mentions, policies, queries, sharing
from inward.tickets.actions import suggested_tags
from inward.tickets.models import CannedReply, Macro, Ticket
from inward.tickets.policies import can_watch_for
from inward.tickets.readers import Sight, followers, part_in, sights
from inward.web.ask import parsing
from inward.web.doors import signed_in
from inward.web.tickets import ready

MOST_TYPED = 100
MOST_CALLED = 8
MOST_CANNED = 20


@dataclass(frozen=True)
class Seen:
    """Somebody with what they see of a ticket, how one calls them, and the label of the picker."""

    person: Person
    sight: Sight
    call: str = ""
    label: str = ""


@signed_in("POST")
def presence(request: HttpRequest, person: Person, at: datetime, key: str) -> HttpResponse:
    """One is here; answers who else is, and whether something came since the page was opened."""
    version = request.POST.get("version", "")
    company = actions.be_present(
        actor=person, key=key, writes=request.POST.get("writes", ""),
        version=int(version) if version.isdecimal() and len(version) < 10 else None, now=at,
    )  # fmt: skip
    return render(request, "tickets/presence.html", {"company": company, "since": version})


@signed_in("GET")
def people(request: HttpRequest, person: Person, at: datetime, key: str) -> HttpResponse:
    """People to be named by '@', those who take part first, each with whether they read it."""
    found = queries.ticket_for(person, key, at)
    typed = request.GET.get("q", "").strip()[:MOST_TYPED]
    near = _near(person, found, typed)
    note = request.GET.get("verb") == "note"
    seen = sights(near, found, at)
    rows = [Seen(one, seen[one.pk], mentions.handle(one, near)) for one in near]
    rows.sort(key=lambda row: not (row.sight.notes if note else row.sight.sees))
    return render(request, "tickets/people.html", {"rows": rows, "note": note})


def _near(person: Person, found: Ticket, typed: str) -> list[Person]:
    """Whoever asked and works on it first, then others by name. One statement."""
    words = search_words(typed)
    here = [one for one in (found.requester, found.assignee) if one is not None and one.is_active]
    first = [one for one in here if all(f" {word}" in one.name_key for word in words)]
    others = pick_people(person, typed, limit=MOST_CALLED + 1) if words else []
    near = dict.fromkeys(one for one in [*first, *others] if one.pk != person.pk)
    return list(near)[:MOST_CALLED]


@signed_in("GET")
def canned(request: HttpRequest, person: Person, at: datetime, key: str) -> HttpResponse:
    """Canned replies, filled in for this ticket, to be put into the field."""
    found = _for_supplier(person, key, at)
    usable = sharing.usable(CannedReply.objects.all(), person, at)
    for word in search_words(request.GET.get("q", "")[:MOST_TYPED]):
        usable = usable.filter(search_key__contains=f" {word}")
    rows = ready.offers(list(usable.order_by("name", "pk")[:MOST_CANNED]), found, person)
    return render(request, "tickets/canned.html", {"rows": rows, "q": request.GET.get("q", "")})


def _for_supplier(person: Person, key: str, at: datetime) -> Ticket:
    """The ticket, for those who read its notes. Raises NotFound."""
    found, part = part_in(person, key, at)
    if not policies.can_read_notes(part):
        raise NotFound("There is no such ticket.")
    return found


@signed_in("GET")
def macro(request: HttpRequest, person: Person, at: datetime, key: str) -> HttpResponse:
    """What a macro would do to this ticket."""
    found = _for_supplier(person, key, at)
    typed = request.GET.get("macro", "")
    usable = sharing.usable(Macro.objects.all(), person, at)
    chosen = usable.filter(pk=int(typed) if typed.isdecimal() and len(typed) < 19 else 0).first()
    steps = ready.steps_in_words(chosen, found, person) if chosen is not None else []
    return render(request, "tickets/topics/macro_does.html", {"steps": steps})


@signed_in("GET")
def tags(request: HttpRequest, person: Person, at: datetime, key: str) -> HttpResponse:
    """Words the department sorts by, as suggestions."""
    found = _for_supplier(person, key, at)
    typed = request.GET.get("tag", "")[:MOST_TYPED].rpartition(",")
    begun = f"{typed[0]}, " if typed[0] else ""
    words = [begun + word for word in suggested_tags(found.supplier_id, typed[2].strip())]
    return render(request, "ask/people.html", {"labels": words})


@signed_in("GET", "POST")
def watchers(request: HttpRequest, person: Person, at: datetime, key: str) -> HttpResponse:
    """Who follows, with what they read; choosing others shows it before they are added."""
    ticket, part = part_in(person, key, at)
    if not can_watch_for(part):
        raise NotFound("There is no such ticket.")
    if request.method == "POST":
        return _watchers_changed(request, person, ticket, at)
    chosen, wrong = _chosen(request, person)
    following = followers(ticket)
    seen = sights([*following, *([chosen] if chosen else [])], ticket, at, following)
    context = {
        "ticket": ticket,
        "crumbs": ready.crumbs(ticket, _("Watchers")),
        "rows": [Seen(one, seen[one.pk]) for one in following],
        "chosen": Seen(chosen, seen[chosen.pk], label=parsing.label_of(chosen)) if chosen else None,
        "would": ready.would_read(ticket, seen[chosen.pk]) if chosen else "",
        "already": chosen in following,
        "wrong": wrong,
        "typed": request.GET.get("who", ""),
    }
    return render(request, "tickets/watchers.html", context)


def _chosen(request: HttpRequest, person: Person) -> tuple[Person | None, str]:
    """The person chosen by name or number, and what is wrong where there is none."""
    number, typed = request.GET.get("person", ""), request.GET.get("who", "").strip()[:400]
    if number.isdecimal() and len(number) < 19:
        return person_for(person, int(number)), ""
    if not typed:
        return None, ""
    found = parsing.person_of(person, typed)
    return found, "" if found else _("Choose one person: write name and address.")


def _watchers_changed(
    request: HttpRequest, person: Person, ticket: Ticket, at: datetime
) -> HttpResponse:
    number = request.POST.get("person", "")
    if not number.isdecimal() or len(number) > 18:
        raise Invalid("Choose a person.", fields={"person": ["Choose a person."]})
    other = person_for(person, int(number))
    if request.POST.get("do") == "remove":
        actions.remove_watcher(actor=person, ticket=ticket, person=other, now=at)
        words = _("%s no longer follows this.") % other.name
    else:
        actions.add_watcher(actor=person, ticket=ticket, person=other, now=at)
        words = _("%s follows this now and was told.") % other.name
    messages.success(request, words)
    return redirect(reverse("ticket_watchers", args=[ticket.key]))
