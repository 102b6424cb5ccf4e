"""The page behind the link of a mail: what is asked, and deciding, once, without signing in.

Open to whoever has the link, so it shows the least: no conversation, no answers; of a confidential
case nothing. Looking changes nothing: scanners of mail follow links.
"""

from collections.abc import Mapping
from datetime import datetime

from allauth.core.internal import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from inward.kernel.clock import now
from inward.kernel.errors import Conflict, Invalid, InwardError, NotAllowed, RuleBroken
from inward.tickets import actions
from inward.tickets.actions.deciding_by_link import Linked, LinkState
from inward.tickets.models import Ticket

# Of one address: enough for a manager's morning, too few to guess by.
RATE: Mapping[str, str] = {"decide": "60/5m/ip"}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, token: str) -> HttpResponse:
    """GET: what is asked, or what became of the link. POST: the decision."""
    used = ratelimit.consume(request, app="inward", action="decide", config=RATE, limit_get=True)
    if used is None:
        return _said(request, 429, _("Too many at once"), _("Wait five minutes, then try again."))
    at = now()
    linked = actions.look_at_link(token=token, now=at)
    if request.method != "POST" or not linked.is_open:
        return _page(request, linked)
    try:
        ticket = _decided(request, token, at)
    except (Invalid, Conflict, RuleBroken, NotAllowed) as error:
        return _page(request, actions.look_at_link(token=token, now=at), error)
    return _said(request, 200, _("Thank you"), _("Your decision is recorded."), ticket)


def _decided(request: HttpRequest, token: str, at: datetime) -> Ticket:
    decision = request.POST.get("decision")
    if decision not in ("approve", "refuse"):
        raise Invalid(_("Approve or refuse."))
    return actions.decide_by_link(
        token=token,
        approved=decision == "approve",
        text=request.POST.get("text", ""),
        reason_kind=request.POST.get("reason_kind") or "not_entitled",
        policy_reference=request.POST.get("policy_reference", ""),
        now=at,
    )


def _page(request: HttpRequest, linked: Linked, error: InwardError | None = None) -> HttpResponse:
    ticket = linked.ticket
    if not linked.is_open or ticket.confidentiality == "restricted":
        status = error.status if error is not None else 200
        return _said(request, status, *_what_became(linked.state), ticket)
    context = {
        "ticket": ticket,
        "stage": linked.stage,
        "person": linked.link.person,
        "in_name_of": linked.in_name_of,
        "price": ticket.offering.price if ticket.offering is not None else None,
        "reasons": Ticket.ReasonKind.choices,
        "typed": request.POST if error is not None else {},
        "refused": error,
    }
    return render(request, "tickets/decide.html", context, status=error.status if error else 200)


def _what_became(state: LinkState) -> tuple[str, str]:
    once = _("A link decides once.")
    return {
        LinkState.OPEN: (_("Sign in to decide"), _("This is confidential.")),
        LinkState.USED: (_("You have decided already"), once),
        LinkState.DECIDED: (_("It is decided already"), _("Nobody waits for your word any more.")),
        LinkState.CHANGED: (
            _("It has changed since"),
            _("What is asked for is another thing now. If you are to decide it, a new mail came."),
        ),
        LinkState.EXPIRED: (_("This link is too old"), _("Sign in to decide.")),
        LinkState.BACK: (_("They are back"), _("Whom you stood in for decides again.")),
    }[state]


def _said(
    request: HttpRequest, status: int, title: str, words: str, ticket: Ticket | None = None
) -> HttpResponse:
    context = {"words": (title, words), "ticket": ticket}
    return render(request, "tickets/decide.html", context, status=status)
