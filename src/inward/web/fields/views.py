"""Fill in the custom fields of a ticket; say which fields an offering has."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from inward.catalogue import policies
from inward.catalogue.actions.fields import set_fields
from inward.catalogue.forms import asked_questions
from inward.catalogue.models import Offering
from inward.catalogue.rules.fields import (
    FIELD_TYPES,
    SIDES,
    CustomField,
    edited,
    fields_of,
)
from inward.catalogue.rules.questions import DATA_CLASSES
from inward.directory.models import Person
from inward.kernel.errors import Conflict, Invalid, NotFound, RuleBroken
from inward.tickets import actions, queries
from inward.tickets.queries import Detail
from inward.tickets.rules import Verb
from inward.web.catalogue.offering_views import framed
from inward.web.components.pieces import Crumb
from inward.web.doors import signed_in
from inward.web.fields import parsing

Errors = Mapping[str, Sequence[str]]
BLANK: Mapping[str, Any] = {
    "label": "", "key": "", "type": "text", "choices": "", "help": "", "seen_by": "supplier",
    "edited_by": "supplier", "personal": "", "required": False, "searchable": False,
}  # fmt: skip


@signed_in("GET", "POST")
def fill(request: HttpRequest, person: Person, at: datetime, key: str) -> HttpResponse:
    """The fields of a ticket that the person writes, as a form of its own."""
    detail = queries.detail(person, key, at)
    mine = _mine(detail)
    if request.method != "POST":
        return _form(request, detail, mine, detail.ticket.fields, {}, "")
    sent = parsing.values_sent(mine, request.POST)
    version = request.POST.get("version", "")
    seen = int(version) if version.isdecimal() and len(version) < 10 else None
    try:
        actions.set_fields(actor=person, ticket=detail.ticket, values=sent, version=seen, now=at)
    except (Invalid, Conflict, RuleBroken) as error:
        return _form(request, detail, mine, sent, error.fields, error.detail, error.status)
    messages.success(request, _("Filled in."))
    return redirect("ticket", detail.ticket.key)


def _mine(detail: Detail) -> tuple[CustomField, ...]:
    """The fields this person writes now. Raises NotFound where there are none."""
    version = detail.ticket.fields_version
    fields = fields_of(version.fields) if version is not None else ()
    mine = edited(fields, by_customer=not detail.reads_notes)
    if not mine or Verb.SET_FIELDS not in detail.verbs:
        raise NotFound("There is nothing to fill in.")
    return mine


def _form(
    request: HttpRequest, detail: Detail, mine: Sequence[CustomField], values: Mapping[str, Any],
    errors: Errors, said: str, status: int = 200,
) -> HttpResponse:  # fmt: skip
    ticket = detail.ticket
    context = {
        "ticket": ticket,
        "asked": asked_questions([one.question for one in mine], values, errors),
        "said": said,
        "crumbs": [Crumb(ticket.key, reverse("ticket", args=[ticket.key])), Crumb(_("Details"))],
    }
    return render(request, "fields/fill.html", context, status=status)


@signed_in("GET", "POST")
def define(request: HttpRequest, person: Person, at: datetime, pk: int) -> HttpResponse:
    """Which fields the tickets of an offering have from now on."""
    rows = Offering.objects.select_related("service__supplier", "fields_version")
    offering = rows.filter(pk=pk).first() if pk < 2**63 else None
    if offering is None or not policies.can_manage_service(person, offering.service, at.date()):
        raise NotFound("There is no such offering.")
    if request.method != "POST":
        version = offering.fields_version
        known = parsing.rows_of(fields_of(version.fields)) if version else []
        return _editor(request, offering, known, {}, "")
    typed = parsing.rows_sent(request.POST)
    try:
        set_fields(actor=person, offering=offering, fields=parsing.said_of(typed), now=at)
    except (Invalid, RuleBroken) as error:
        return _editor(request, offering, typed, error.fields, error.detail, error.status)
    messages.success(request, _("New tickets of this offering have these fields."))
    return redirect("fields_define", offering.pk)


def _editor(
    request: HttpRequest, offering: Offering, rows: Sequence[Mapping[str, Any]], errors: Errors,
    said: str, status: int = 200,
) -> HttpResponse:  # fmt: skip
    shown = [*rows, *([BLANK] * parsing.SPARE_ROWS)]
    context = framed(offering, "fields") | {
        "rows": [(place, row, _at(errors, place)) for place, row in enumerate(shown)],
        "said": said,
        "types": FIELD_TYPES,
        "sides": SIDES,
        "classes": DATA_CLASSES,
    }  # fmt: skip
    return render(request, "fields/define.html", context, status=status)


def _at(errors: Errors, place: int) -> list[str]:
    """What is wrong in one row."""
    prefix = f"fields.{place}."
    return [f"{name.removeprefix(prefix)}: {words}" for name, lines in errors.items()
            if name.startswith(prefix) for words in lines]  # fmt: skip
