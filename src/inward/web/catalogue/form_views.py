"""The builder of forms: questions as rows, the form itself beside them, its versions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from inward.catalogue import actions
from inward.catalogue.forms import asked_questions, typed_answers
from inward.catalogue.models import FormVersion, Offering
from inward.catalogue.queries import managed_offering
from inward.catalogue.rules import Change, Question, changes, form_of, questions_of
from inward.directory.models import Person
from inward.kernel.errors import Invalid
from inward.web.ask import presenting
from inward.web.catalogue import editor
from inward.web.catalogue.offering_views import framed
from inward.web.doors import signed_in

MOST_VERSIONS = 50


@dataclass(frozen=True)
class Drawn:
    """The form beside its rows: what can be drawn of it, and what keeps it from being published."""

    controls: Sequence[presenting.Control]
    wrong: Sequence[str]


@signed_in("GET", "POST")
def form(request: HttpRequest, person: Person, at: datetime, pk: int) -> HttpResponse:
    """The rows; every button but one only changes them, and one publishes."""
    found = managed_offering(person, pk, at.date())
    newest = _newest(found)
    if request.method != "POST":
        return _page(request, found, newest, editor.rows_of(_questions(newest)))
    rows = editor.sent_rows(request.POST)
    if request.POST.get("do") != "publish":
        return _page(request, found, newest, editor.changed(rows, request.POST))
    try:
        made = actions.publish_form(
            actor=person, offering=found, fields=editor.said_form(rows), now=at
        )
    except Invalid as error:
        return _page(request, found, newest, editor.with_errors(rows, error.fields), error)
    if newest is not None and made.pk == newest.pk:
        messages.info(request, _("Nothing was changed: version %d stays.") % made.number)
    else:
        messages.success(request, _("Published, version %d.") % made.number)
    return redirect("catalogue-form", pk)


def _newest(found: Offering) -> FormVersion | None:
    return found.forms.order_by("-number").first()


def _questions(newest: FormVersion | None) -> tuple[Question, ...]:
    return questions_of(newest.fields) if newest is not None else ()


def _page(
    request: HttpRequest, found: Offering, newest: FormVersion | None,
    rows: Sequence[editor.Row], error: Invalid | None = None,
) -> HttpResponse:  # fmt: skip
    added = request.POST.get("do") == "add"
    context = framed(found, "form") | {
        "newest": newest,
        "rows": editor.shown(rows),
        "added": rows[-1].row if added and rows else None,
        "drawn": drawn_of(rows, request.POST),
        "types": editor.TYPE_CHOICES,
        "operators": editor.OPERATOR_CHOICES,
        "patterns": editor.PATTERN_CHOICES,
        "classes": editor.CLASS_CHOICES,
        "refused": error,
        "elsewhere": _elsewhere(error.fields) if error else [],
    }
    return render(request, "catalogue/form.html", context, status=422 if error else 200)


def _elsewhere(fields: Mapping[str, Sequence[str]]) -> list[str]:
    """What is wrong and stands at no row: the form as a whole, or its plan."""
    return [
        one for name, words in fields.items() if not name.startswith("fields.") for one in words
    ]


def drawn_of(rows: Sequence[editor.Row], posted: Mapping[str, Any]) -> Drawn:
    """The form as people would meet it, as far as it can be drawn; what was tried in it stays."""
    said = editor.said_form(rows)
    try:
        questions, wrong = form_of(said), []
    except Invalid as error:
        questions = tuple(_drawable(said))
        wrong = list(dict.fromkeys(one for words in error.fields.values() for one in words))
    asked = asked_questions(questions, typed_answers(questions, posted), {})
    return Drawn(presenting.controls(asked, {}), wrong)


def _drawable(said: Sequence[Mapping[str, object]]) -> list[Question]:
    """The questions that are right one by one, without their conditions."""
    found: list[Question] = []
    for one in said:
        try:
            found += form_of([{name: one[name] for name in one if name != "show_if"}])
        except Invalid:
            continue
    return found


@signed_in("POST")
def preview(request: HttpRequest, person: Person, at: datetime, pk: int) -> HttpResponse:
    """The form beside the rows, drawn anew from what is typed; nothing is kept."""
    found = managed_offering(person, pk, at.date())
    drawn = drawn_of(editor.sent_rows(request.POST), request.POST)
    context = {"offering": found, "drawn": drawn}
    return render(request, "catalogue/preview.html", context)


@dataclass(frozen=True)
class Version:
    """One version with what it changed on the one before."""

    form: FormVersion
    changes: Sequence[Change]
    questions: int
    parts: int
    plan_changed: bool


@signed_in("GET")
def versions(request: HttpRequest, person: Person, at: datetime, pk: int) -> HttpResponse:
    """Which questions were asked since when; answers keep theirs."""
    found = managed_offering(person, pk, at.date())
    stored = list(found.forms.order_by("-number")[: MOST_VERSIONS + 1])
    listed = [_version(newer, older) for newer, older in pairwise([*stored, None])]
    context = framed(found, "versions") | {"versions": listed[:MOST_VERSIONS]}
    return render(request, "catalogue/versions.html", context)


def _version(newer: FormVersion | None, older: FormVersion | None) -> Version:
    assert newer is not None  # only the last of the list is
    after, before = questions_of(newer.fields), questions_of(older.fields if older else ())
    plans = (newer.plan or [], (older.plan or []) if older else [])
    return Version(newer, changes(before, after), len(after), len(plans[0]), plans[0] != plans[1])
