"""Changing what one asked for, on the form as it was asked."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from inward.catalogue.forms import form_questions
from inward.catalogue.models import FormVersion
from inward.catalogue.rules import people_in, questions_of
from inward.directory.models import Person
from inward.kernel.errors import Conflict, Invalid, InwardError, NotFound, RuleBroken
from inward.tickets import actions, queries
from inward.tickets.models import Ticket
from inward.tickets.rules import Verb
from inward.web.ask import parsing, presenting, uploads
from inward.web.components.pieces import Crumb
from inward.web.doors import signed_in


@signed_in("GET", "POST")
def amend(request: HttpRequest, person: Person, at: datetime, key: str) -> HttpResponse:
    """The form with the answers of now; sent, what was approved before is asked anew."""
    detail = queries.detail(person, key, at)
    ticket, form = detail.ticket, detail.ticket.form_version
    if Verb.AMEND not in detail.verbs or form is None:
        raise NotFound("There is nothing to change.")
    asked = bool(detail.approvals)
    if request.method != "POST":
        answers = _typed(form, ticket.answers)
        return _form(request, person, ticket, form, answers, ticket.title, None, asked=asked)
    typed = parsing.typed_of(form, request.POST)
    answers = typed.answers
    try:
        answers = uploads.with_uploads(person, form, answers, request.FILES, at)
        fresh = _amended(request, person, ticket, form, answers, at)
    except (Invalid, RuleBroken, Conflict) as error:
        return _form(request, person, ticket, form, answers, typed.title, error, asked=asked)
    messages.success(request, _("Changed."))
    return redirect(f"{reverse('ticket', args=[fresh.key])}#e{fresh.version}")


def _amended(
    request: HttpRequest, person: Person, ticket: Ticket, form: FormVersion,
    answers: dict[str, Any], at: datetime,
) -> Ticket:  # fmt: skip
    version = request.POST.get("version", "")
    return actions.amend(
        actor=person,
        ticket=ticket,
        answers=parsing.resolved(person, form, answers),
        title=request.POST.get("title", ""),
        version=int(version) if version.isdecimal() and len(version) < 10 else None,
        now=at,
    )


def _typed(form: FormVersion, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers as somebody would type them: people by name and address."""
    named = people_in(questions_of(form.fields), answers)
    people = Person.objects.in_bulk(set(named.values())) if named else {}
    labels = {key: parsing.label_of(people[pk]) for key, pk in named.items() if pk in people}
    return {**answers, **labels}


def _form(
    request: HttpRequest, person: Person, ticket: Ticket, form: FormVersion,
    answers: Mapping[str, Any], title: str, error: InwardError | None, *, asked: bool,
) -> HttpResponse:  # fmt: skip
    fields = error.fields if error is not None else {}
    questions = form_questions(form, answers, fields)
    context = {
        "ticket": ticket,
        "version": ticket.version,
        "controls": presenting.controls(questions, uploads.names_of(answers, person)),
        "title": title,
        "refused": error,
        "asked": asked,
        "crumbs": [Crumb(_("Home"), "/"), Crumb(ticket.key), Crumb(_("Change"))],
    }
    return render(request, "tickets/amend.html", context, status=error.status if error else 200)
