"""The page of a ticket that was merged leads to the one in which it goes on."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from inward.tickets.queries import Detail


def led_on(request: HttpRequest, detail: Detail) -> HttpResponse | None:
    """To where a merged ticket goes on; None for who asks to see it here, or may not see that."""
    into = detail.around.merged_into
    if into is None or "here" in request.GET:
        return None
    target = detail.around.tickets.get(into[0])
    if target is None:
        return None
    said = urlencode({"merged": detail.ticket.key})
    return redirect(f"{reverse('ticket', args=[target.key])}?{said}")


def came_from(request: HttpRequest, detail: Detail) -> str:
    """The key of the merged ticket one was led here from; '' if one was not."""
    key = request.GET.get("merged", "")
    return key if key in detail.around.merged_in.values() else ""
