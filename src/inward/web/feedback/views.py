"""The page where a rating is given."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from inward.directory.models import Person
from inward.feedback import actions, policies
from inward.feedback.models import Rating
from inward.feedback.queries import visible_to
from inward.kernel.errors import Invalid, NotFound
from inward.web.components.pieces import Crumb
from inward.web.doors import signed_in
from inward.web.feedback.forms import RatingForm, rating_form


@signed_in("GET", "POST")
def rating(request: HttpRequest, person: Person, at: datetime, pk: int) -> HttpResponse:
    """Give it once; until then nobody but the author sees anything of it."""
    shown = visible_to(person).select_related("ticket", "supplier", "customer")
    asked = shown.filter(pk=pk).first()
    if asked is None:
        raise NotFound("There is no such rating.")
    form = rating_form(asked, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _given(person, asked, form, at):
        words = _("Thank you. It stays sealed until both sides answered or the time is over.")
        messages.success(request, words, extra_tags=f"rating:{asked.pk}")
        return redirect("home")
    ticket = reverse("ticket", args=[asked.ticket.key])
    context = {
        "asked": asked,
        "form": form,
        "open": policies.can_answer(person, asked, at),
        "crumbs": [Crumb(_("Home"), "/"), Crumb(asked.ticket.key, ticket), Crumb(_("Rating"))],
    }
    return render(request, "feedback/rating.html", context, status=422 if form.errors else 200)


def _given(person: Person, asked: Rating, form: RatingForm, at: datetime) -> bool:
    """Whether the action took it; its refusals stand at the fields."""
    try:
        actions.give_rating(
            actor=person,
            rating_id=asked.pk,
            answers=form.answers(),
            comment=form.cleaned_data["comment"],
            share_with_owner=form.cleaned_data["share_with_owner"],
            now=at,
        )
    except Invalid as error:
        for name, words in error.fields.items():
            form.add_error(name if name in form.fields else None, list(words))
        return False
    return True
