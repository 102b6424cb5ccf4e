"""Ask: search and catalogue, an offering's form with its promise, drafts, the picker of people."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from inward.catalogue.actions import set_favourite
from inward.catalogue.forms import form_questions
from inward.catalogue.models import FormVersion, Offering
from inward.catalogue.queries import favourites, offering_for, offerings_by_family
from inward.directory.models import Department, Person
from inward.directory.queries import active_memberships, pick_departments, pick_people
from inward.kernel.errors import Conflict, Invalid, InwardError, RuleBroken
from inward.overview import drafts, searching
from inward.overview.asking import Asking, asking
from inward.overview.promise_card import promise_card
from inward.suggestions.queries import offerings_like
from inward.tickets import actions
from inward.tickets.models import Ticket
from inward.web.ask import parsing, presenting, uploads
from inward.web.ask.parsing import Typed
from inward.web.catalogue.standing import may_build
from inward.web.components.pieces import Crumb
from inward.web.doors import signed_in

MOST_TYPED = 200


@signed_in("GET")
def ask(request: HttpRequest, person: Person, at: datetime) -> HttpResponse:
    """The catalogue, or what fits the words in the one search box."""
    typed = request.GET.get("q", "").strip()[:MOST_TYPED]
    found = searching.search(person, typed, at) if typed else None
    families = offerings_by_family(person, at.date()) if found is None else []
    context = {
        "q": typed, "found": found, "guessed": offerings_like(person, typed, at),
        "families": families, "favourites": favourites(families),
        "builds": may_build(request, person, at),
    }  # fmt: skip
    part = request.headers.get("HX-Target") == "found"
    return render(request, "ask/found.html" if part else "ask/ask.html", context)


@dataclass(frozen=True)
class Refused:
    """Why a form came back: words on top, words by field."""

    detail: str = ""
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    status: int = 200


@signed_in("GET", "POST")
def offering(request: HttpRequest, person: Person, at: datetime, pk: int) -> HttpResponse:
    """The form, with what is promised beside it; sent, it becomes a ticket."""
    start = asking(person, pk, at.date())
    found, form, kept = start.offering, start.form, start.draft
    if request.method != "POST":
        typed = parsing.typed_of(form, kept.content if kept else {})
        return _form(request, person, start, typed, Refused(), at, kept)
    typed = parsing.typed_of(form, request.POST)
    if request.POST.get("show"):
        return _form(request, person, start, typed, Refused(), at)
    try:
        answers = uploads.with_uploads(person, form, typed.answers, request.FILES, at)
        typed = replace(typed, answers=answers)
        ticket = _submit(request, person, found, form, typed, at)
    except (Invalid, RuleBroken, Conflict) as error:
        return _form(request, person, start, typed, _refused(error), at)
    messages.success(request, _("Asked: %s") % ticket.key, extra_tags=f"offering:{found.pk}")
    return redirect("ticket", ticket.key)


def _submit(
    request: HttpRequest, person: Person, found: Offering, form: FormVersion, typed: Typed,
    at: datetime,
) -> Ticket:  # fmt: skip
    mine = _departments(person, at)
    return actions.submit(
        actor=person,
        offering=found,
        title=typed.title,
        text=typed.text,
        answers=parsing.resolved(person, form, typed.answers),
        urgency=typed.urgency,
        customer=_customer(mine, typed),
        beneficiary=parsing.beneficiary_of(person, typed.beneficiary),
        idempotency_key=request.POST.get("idempotency_key") or None,
        now=at,
    )


def _refused(error: InwardError) -> Refused:
    return Refused(error.detail, error.fields, error.status)


def _form(
    request: HttpRequest, person: Person, start: Asking, typed: Typed, refused: Refused,
    at: datetime, kept: drafts.Kept | None = None,
) -> HttpResponse:  # fmt: skip
    found, form = start.offering, start.form
    mine = _departments(person, at)
    customer = _customer(mine, typed)
    asked = form_questions(form, typed.answers, refused.fields)
    context = {
        "offering": found,
        "starred": start.favourite,
        "manages": person.is_administrator or found.service.owner_id == person.pk,
        "typed": typed,
        "controls": presenting.controls(asked, uploads.names_of(typed.answers, person)),
        "unfolds": any(one.depends for one in asked),
        "urgencies": presenting.urgencies(typed.urgency),
        "departments": mine,
        "customer": customer,
        "refused": refused,
        "kept": kept,
        "card": _card(found, customer, form, typed.urgency, at),
        "crumbs": [Crumb(_("Ask"), "/ask/"), Crumb(found.service.name), Crumb(found.name)],
    }
    return render(request, "ask/offering.html", context, status=refused.status)


def _card(
    found: Offering, customer: Department | None, form: FormVersion, urgency: int, at: datetime
) -> presenting.Card | None:
    if customer is None:
        return None
    return presenting.card_of(promise_card(found, customer, form, urgency, at))


@signed_in("GET")
def promise(request: HttpRequest, person: Person, at: datetime, pk: int) -> HttpResponse:
    """The card alone, for another urgency or department."""
    start = asking(person, pk, at.date())
    found, form = start.offering, start.form
    typed = parsing.typed_of(form, request.GET)
    customer = _customer(_departments(person, at), typed)
    context = {"card": _card(found, customer, form, typed.urgency, at), "part": True}
    return render(request, "ask/promise.html", context)


@signed_in("POST")
def draft(request: HttpRequest, person: Person, at: datetime, pk: int) -> HttpResponse:
    """Keep what is typed; says when."""
    start = asking(person, pk, at.date())
    content: dict[str, Any] = parsing.draft_content(start.form, request.POST)
    place = actions.offering_place(start.offering)
    actions.save_draft(person=person, place=place, content=content, now=at)
    return render(request, "tickets/kept.html", {"changed_at": at})


@signed_in("POST")
def star(request: HttpRequest, person: Person, at: datetime, pk: int) -> HttpResponse:
    """Put an offering on top of one's Ask page, or take it from there."""
    found = offering_for(person, pk, at.date())
    wanted = request.POST.get("star") == "1"
    set_favourite(actor=person, offering=found, wanted=wanted, now=at)
    words = _("It stands on top of Ask now.") if wanted else _("It stands where it stood.")
    messages.success(request, words)
    return redirect("offering", pk)


@signed_in("GET")
def departments(
    request: HttpRequest,
    person: Person,
    at: datetime,  # noqa: ARG001 (what all views get)
) -> HttpResponse:
    """Suggestions for a department's name, whatever the field is called."""
    typed = str(next(iter(request.GET.values()), ""))[:MOST_TYPED]
    near = pick_departments(person, typed, limit=12)
    labels = [parsing.label_of_department(one) for one in near]
    return render(request, "ask/people.html", {"labels": labels})


@signed_in("GET")
def people(
    request: HttpRequest,
    person: Person,
    at: datetime,  # noqa: ARG001 (what all views get)
) -> HttpResponse:
    """Suggestions for a person's name, whatever the field is called."""
    typed = str(next(iter(request.GET.values()), ""))[:MOST_TYPED]
    near = pick_people(person, typed, limit=12)
    return render(request, "ask/people.html", {"labels": [parsing.label_of(p) for p in near]})


def _departments(person: Person, at: datetime) -> list[Department]:
    """The departments one may ask for, the primary one first. One statement."""
    rows = active_memberships(at.date()).filter(person=person).select_related("department")
    ordered = rows.order_by("-is_primary", "-since", "-id")
    return list(dict.fromkeys(row.department for row in ordered))


def _customer(mine: list[Department], typed: Typed) -> Department | None:
    chosen = [one for one in mine if str(one.pk) == typed.customer]
    return next(iter([*chosen, *mine]), None)
