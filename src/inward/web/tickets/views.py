"""The page of a ticket, what is sent from it, its drafts, its files."""

from collections.abc import Mapping
from datetime import datetime

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from inward.catalogue.forms import answered_questions
from inward.directory.models import Department, Person
from inward.directory.queries import departments_visible_to, servers_of
from inward.feedback.queries import to_give_for
from inward.kernel import files
from inward.kernel.errors import Conflict, Invalid, NotFound, RuleBroken
from inward.kernel.models import StoredFile
from inward.overview import drafts
from inward.tickets import actions, queries
from inward.tickets.meanwhile import Stale
from inward.tickets.models import Ticket
from inward.tickets.pinning import is_own_work
from inward.tickets.policies import can_read_notes, can_watch_for
from inward.tickets.queries import Detail
from inward.web.doors import signed_in
from inward.web.feedback.forms import rating_form
from inward.web.tickets import composing, doing, merged, moved, presenting, standing, uploads
from inward.web.tickets.composing import Said
from inward.web.tickets.explaining import why_of
from inward.web.tickets.topic import Card
from inward.web.tickets.topics import BY_NAME, TOPICS, cards

SANDBOX = "default-src 'none'; sandbox"


@signed_in("GET", "POST")
def ticket(request: HttpRequest, person: Person, at: datetime, key: str) -> HttpResponse:
    """One ticket; a POST does one thing to it and comes back."""
    if request.method != "POST":
        detail = queries.detail(person, key, at)
        return merged.led_on(request, detail) or _page(request, detail, Said())
    found = queries.named(person, key, at)
    verb = request.POST.get("verb", "")
    files, wrong = uploads.received(request, person, at)
    try:
        uploads.all_taken(wrong)
        fresh, words = doing.perform(verb, doing.sent_by(person, found, request.POST, files, at))
    except (Invalid, Conflict, RuleBroken) as error:
        # It may have been merged while this was sent: asked again.
        went = moved.goes_on(person, queries.named(person, key, at), at)
        if went != found and request.POST.get("text", "").strip():
            return _kept_there(request, person, went, at)
        kept = uploads.kept(person, files)
        stale = isinstance(error, Stale)
        said = Said(
            verb, request.POST.dict(), error.detail, error.fields, error.status, kept, stale
        )
        return _page(request, queries.detail(person, key, at), said)
    spoken = verb in composing.SPOKEN
    if spoken:
        _forget_drafts(person, found)
    # The composer without words: what it holds besides is done with, in the browser too.
    emptied = spoken or request.POST.get("text", "unsent").strip() == ""
    messages.success(request, words, extra_tags=f"ticket:{found.pk}" if emptied else "")
    # Words alone never hide a ticket from who said them.
    if not spoken and not queries.visible_to(person, at).filter(pk=fresh.pk).exists():
        return redirect("home")
    tab = _tab(request.GET.get("tab", ""))
    place = f"?tab={tab}" if tab in BY_NAME else f"#e{fresh.version}"
    return redirect(reverse("ticket", args=[fresh.key]) + place)


def _page(request: HttpRequest, detail: Detail, said: Said) -> HttpResponse:
    person, found = detail.person, detail.ticket
    kept = _draft(person, detail, said)
    typed = said.fields if said.verb else (kept.content if kept else {})
    wanted = said.verb or request.GET.get("do") or typed.get("verb", "")
    composer = composing.composer_of(detail, wanted, typed, said.errors)
    tab = _tab(request.GET.get("tab", ""))
    explained = {clock.kind: clock for clock in detail.clocks}.get(request.GET.get("why", ""))
    explanation = detail.explain(explained) if explained else None
    since = said.fields.get("version", "") if said.stale else request.GET.get("since", "")
    context = _shown(detail, tab, request.GET.get("time", ""), since)
    context |= {
        "composer": composer,
        "choices": choices_for(detail, composer.chosen if composer else ""),
        "said": said,
        "kept": kept,
        "why": why_of(explanation) if explanation else None,
        "why_name": presenting.CLOCK_NAMES[explained.kind] if explained else "",
        "rating": _rating(person, found, detail.at),
        "came_from": merged.came_from(request, detail),
    }
    return render(request, "tickets/ticket.html", context, status=said.status)


def _tab(wanted: str) -> str:
    topic = BY_NAME.get(wanted)
    return wanted if wanted == "log" or (topic and topic.tab) else "conversation"


def _body(detail: Detail, tab: str) -> Card | None:
    """What the tab of a topic shows."""
    topic = BY_NAME.get(tab)
    return topic.tab.body(detail) if topic and topic.tab else None


def _shown(detail: Detail, tab: str, time: str, since: str) -> dict[str, object]:
    """What of the page does not depend on what is being typed."""
    found, person, at = detail.ticket, detail.person, detail.at
    form = found.form_version
    rows = answered_questions(form, found.answers) if form else []
    return {
        "detail": detail,
        "ticket": found,
        "own_work": is_own_work(found.kind, found.supplier_id, found.customer_id),
        "crumbs": presenting.crumbs(detail),
        "strip": presenting.strip(detail, time, tab),
        "tab": tab,
        "tabs": presenting.tabs(detail, tab),
        "talk": presenting.conversation(detail, since) if tab == "conversation" else [],
        "log": presenting.log_rows(detail) if tab == "log" else [],
        "clocks": presenting.clocks(detail),
        "facts": presenting.facts(detail),
        "answered": presenting.answered(found, rows),
        "ball": standing.holder(found, person) if not standing.is_over(found) else None,
        "meaning": standing.meaning(found, person, at),
        "callout": presenting.callout(detail),
        "buttons": _buttons(detail),
        "follows": person in detail.watchers,
        "watch_for": can_watch_for(detail.part),
        "reads_notes": can_read_notes(detail.part),
        "body": _body(detail, tab),
        "head_cards": cards(detail, "head"),
        "main_cards": cards(detail, "main"),
        "side_cards": cards(detail, "side"),
    }


def _buttons(detail: Detail) -> list[str]:
    """Steps without words, in the head of the page."""
    free = detail.ticket.assignee_id != detail.person.pk
    verbs = {str(verb) for verb in detail.verbs}
    wanted = [("take", free and "assign" in verbs), ("resume", "resume" in verbs)]
    return [verb for verb, may in wanted if may]


def _draft(person: Person, detail: Detail, said: Said) -> drafts.Kept | None:
    """What was typed here before; nothing where a refused form shows what was typed."""
    if said.verb or not detail.verbs:
        return None
    return drafts.newest(person, _places(detail.ticket))


def _places(found: Ticket) -> list[str]:
    places = (actions.answer_place, actions.reply_place, actions.note_place)
    return [place(found) for place in places]


def _forget_drafts(person: Person, found: Ticket) -> None:
    """One field serves reply, note and answer: sent as one, it is no draft of another."""
    actions.clear_drafts(person=person, places=_places(found))


def _rating(person: Person, found: Ticket, at: datetime) -> object:
    if not standing.is_over(found) or found.source:
        return None
    rating = to_give_for(person, found.pk, at)
    return {"asked": rating, "form": rating_form(rating)} if rating else None


def choices_for(detail: Detail, verb: str) -> Mapping[str, object]:
    """The list a mode needs, read only when it is chosen. At most one statement."""
    supplier, on = detail.ticket.supplier, detail.at.date()
    if verb == "hand_off":
        return {"departments": _departments(detail, supplier)}
    if verb == "assign" and supplier is not None:
        return {"people": list(servers_of(supplier, on))}
    wanted = (topic.choices[verb] for topic in TOPICS if verb in topic.choices)
    return {name: value for choose in wanted for name, value in choose(detail).items()}


def _departments(detail: Detail, supplier: Department | None) -> list[Department]:
    found = departments_visible_to(detail.person).filter(closed_at__isnull=True)
    others = found.exclude(pk=supplier.pk) if supplier is not None else found
    return list(others.order_by("name_key", "pk"))


@signed_in("GET")
def choices(
    request: HttpRequest, person: Person, at: datetime, verb: str, key: str
) -> HttpResponse:
    """The fields of a mode that needs a list, for the composer of a page already open."""
    detail = queries.detail(person, key, at)
    modes = {mode.verb: mode for mode in composing.modes_of(detail) if mode.listed}
    if verb not in modes:
        raise NotFound("There is nothing to choose.")
    context = {
        "choices": choices_for(detail, verb),
        "verb": verb,
        "composer": None,
        "ticket": detail.ticket,
    }
    return render(request, modes[verb].panel, context)


@signed_in("POST")
def draft(request: HttpRequest, person: Person, at: datetime, key: str) -> HttpResponse:
    """Keep what is typed into a ticket, or into one merged into another; says when."""
    found = moved.goes_on(person, queries.ticket_for(person, key, at), at)
    place = _place(person, found, request.POST)
    text = request.POST.get("text", "")
    if not text.strip():
        _forget_drafts(person, found)
        return HttpResponse()
    _keep(person, place, request.POST, at)
    return render(request, "tickets/kept.html", {"changed_at": at})


def _keep(person: Person, place: str, posted: QueryDict, at: datetime) -> None:
    content = {"text": posted.get("text", ""), "verb": posted.get("verb", "")}
    actions.save_draft(person=person, place=place, content=content, now=at)


def _kept_there(request: HttpRequest, person: Person, went: Ticket, at: datetime) -> HttpResponse:
    """The ticket was merged while one wrote: the words wait, unsent, where it goes on."""
    _keep(person, _place(person, went, request.POST), request.POST, at)
    words = _("It was merged into %s meanwhile. Nothing was sent; your words stand below.")
    messages.warning(request, words % went.key)
    return redirect(f"{reverse('ticket', args=[went.key])}#write")


def _place(person: Person, found: Ticket, posted: QueryDict) -> str:
    if standing.is_customer(found, person):
        return actions.answer_place(found)
    note = posted.get("verb") == "note"
    return actions.note_place(found) if note else actions.reply_place(found)


@signed_in("GET")
def file(
    request: HttpRequest, person: Person, at: datetime, token: str, key: str
) -> HttpResponseBase:
    """The one way to a file: who may read what names it may save it; nobody opens it in a page.

    ``?look``: of a picture the small copy, which we drew ourselves; of anything else nothing.
    """
    stored = queries.file_for(person, key, token, at)
    if "look" in request.GET:
        return _picture(stored)
    response = FileResponse(
        files.opened(stored), as_attachment=True, filename=stored.name,
        content_type="application/octet-stream",
    )  # fmt: skip
    return _sandboxed(response)


def _picture(stored: StoredFile) -> HttpResponseBase:
    drawn = StoredFile.objects.filter(token=stored.preview).first() if stored.preview else None
    if drawn is None:
        raise NotFound("There is no picture of this file.")
    return _sandboxed(FileResponse(files.opened(drawn), content_type="image/webp"))


def _sandboxed(response: FileResponse) -> FileResponse:
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
