"""What recurs in my name; a new one from a ticket I asked for; an end to one."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from inward.directory.models import Person
from inward.kernel.errors import Invalid, NotFound
from inward.tickets import actions, queries
from inward.tickets.models import Ticket
from inward.tickets.queries.recurring import recurring_of
from inward.web.components.pieces import Crumb
from inward.web.doors import signed_in
from inward.web.recurring import words
from inward.web.recurring.forms import RecurringForm


@signed_in("GET")
def listed(request: HttpRequest, person: Person, at: datetime) -> HttpResponse:  # noqa: ARG001
    """All that recurs in the person's name, what ended last."""
    rows = [(one, words.rule_told(one)) for one in recurring_of(person)]
    context = {
        "rows": rows,
        "crumbs": [Crumb(_("What you asked for"), reverse("asked")), Crumb(_("Recurring"))],
    }
    return render(request, "recurring/list.html", context)


@signed_in("POST")
def stop(
    request: HttpRequest,
    person: Person,
    at: datetime,  # noqa: ARG001
    pk: int,
) -> HttpResponse:
    """End one; what it asked for before stays."""
    found = recurring_of(person).filter(pk=pk).first()
    if found is None:
        raise NotFound("There is no such recurring request.")
    actions.stop_repeating(actor=person, recurring=found)
    messages.success(request, _("It will not be asked for again."))
    return redirect("recurring")


@signed_in("GET", "POST")
def new(request: HttpRequest, person: Person, at: datetime, key: str) -> HttpResponse:
    """Ask again by rule for what a ticket of mine asked for."""
    ticket = queries.ticket_for(person, key, at)
    if ticket.requester_id != person.pk or ticket.offering is None:
        raise NotFound("There is nothing to repeat.")
    form = RecurringForm(request.POST if request.method == "POST" else None, initial={
        "title": ticket.title, "first_on": timezone.localdate(at),
        "weekdays": [str(timezone.localdate(at).weekday())],
    })  # fmt: skip
    if request.method == "POST" and form.is_valid() and _set_up(request, person, ticket, form, at):
        messages.success(request, _("It will be asked for again, in your name."))
        return redirect("recurring")
    context = {
        "form": form,
        "ticket": ticket,
        "crumbs": [
            Crumb(_("Recurring"), reverse("recurring")),
            Crumb(ticket.key, reverse("ticket", args=[ticket.key])),
        ],
    }
    return render(request, "recurring/new.html", context, status=422 if form.errors else 200)


def _set_up(
    request: HttpRequest, person: Person, ticket: Ticket, form: RecurringForm, at: datetime
) -> bool:
    """Whether the action took it; its refusals stand at the fields."""
    found = form.cleaned_data
    assert ticket.offering is not None  # `new` saw to it
    try:
        actions.repeat(
            actor=person, offering=ticket.offering,
            rule=form.rule(timezone.get_current_timezone_name()),
            first_on=found["first_on"], ends_on=found["ends_on"], title=found["title"],
            answers=ticket.answers, urgency=ticket.urgency,
            idempotency_key=request.POST.get("idempotency_key") or None, now=at,
        )  # fmt: skip
    except Invalid as error:
        for name, said in (error.fields or {"": (error.detail,)}).items():
            form.add_error(name if name in form.fields else None, list(said))
        return False
    return True
