"""Every way to read: each address that answers a GET, in every cut, as page and as part."""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from typing import Any

from django.test import Client
from django.urls import reverse

from inward.tickets.queries import View
from inward.web.see.department import FILES

PART = {"HX-Request": "true", "HX-Target": "found"}
Reading = tuple[str, Mapping[str, str]]


def readings(
    *, keys: Iterable[str], words: str, ratings: Iterable[int] = (), files: Iterable[str] = (),
    offerings: Iterable[int] = (), codes: Iterable[str] = ("IT", "MKT", "HR"),
) -> list[Reading]:  # fmt: skip
    """All readings, for tickets of these keys; ``words`` are what is searched for."""
    keys, codes = list(keys), list(codes)
    found: list[Reading] = [(address, {}) for address in _lists(words)]
    found += [(address, {}) for address in _see(codes)]
    for key in keys:
        found += _of_ticket(key, list(files))
    found += [(reverse("rating", args=[pk]), {}) for pk in ratings]
    for pk in offerings:
        found.append((reverse("offering", args=[pk]), {}))
        found.append((reverse("offering_promise", args=[pk]) + "?urgency=1", {}))
    found += [(f"{reverse('ask')}?q={words}", PART), ("/no/such/page", {}), ("/api/v1/none", {})]
    return found


def _lists(words: str) -> Iterator[str]:
    yield from (reverse("home"), reverse("asked"), reverse("ask"))
    yield f"{reverse('asked')}?show=all"
    yield f"{reverse('ask')}?q={words}"
    yield f"{reverse('pick_people')}?q=i"
    for view in View:
        yield f"{reverse('serve')}?view={view.value}"
        yield f"{reverse('serve')}?view={view.value}&q={words}"
        for name in ("serve-counts", "serve-print", "serve-views"):
            yield f"{reverse(name)}?view={view.value}&q={words}&is=open&order=newest"
    yield from (reverse("serve-names"), reverse("serve-choices", args=["give"]))
    for state in ("", "open", "closed"):
        yield f"/api/v1/tickets?state={state}"
    yield from (f"/api/v1/tickets?q={words}", "/api/v1/offerings", f"/api/v1/offerings?q={words}")


def _see(codes: list[str]) -> Iterator[str]:
    yield from (reverse("see"), f"{reverse('see')}?month=2025-03", reverse("see-measures"))
    yield reverse("see-matrix-figures")
    for code in codes:
        yield reverse("see-department", args=[code])
        yield from (reverse("see-department-figures", args=[code, what]) for what in FILES)
        for side in ("supplier", "customer"):
            yield f"{reverse('see-tickets')}?{side}={code}"
    yield from (reverse("see-relation", args=pair) for pair in combinations(codes, 2))
    for cut in ("", "month=2025-03", "state=open", "state=closed", "met=no", "met=yes",
                "reopened=yes", "supplier=HR&customer=MKT"):  # fmt: skip
        yield f"{reverse('see-tickets')}?{cut}"


def _of_ticket(key: str, files: list[str]) -> Iterator[Reading]:
    page = reverse("ticket", args=[key])
    for query in ("", "?tab=log", "?do=hand_off", "?do=assign", "?why=resolve", "?time=calendar"):
        yield page + query, {}
    for part in ("ticket_people", "ticket_tags", "ticket_canned", "ticket_watchers"):
        yield f"{reverse(part, args=[key])}?q=i&who=Ian+Iversen", {}
    yield f"{page}?since=1", {}
    yield reverse("serve-preview", args=[key]), PART
    yield reverse("serve-preview", args=[key]), {}
    yield f"{reverse('serve')}?ticket={key}", {}
    for verb in ("hand_off", "assign"):
        yield reverse("ticket_choices", args=[verb, key]), PART
    yield f"/api/v1/tickets/{key}", {}
    yield f"{reverse('ask')}?q={key}", {}
    yield f"/api/v1/tickets?q={key}", {}
    yield from ((reverse("file", args=[token, key]), {}) for token in files)


def desk_readings(
    *, keys: Iterable[str], files: Iterable[str], canned: Iterable[int], macros: Iterable[int],
    offering: int, words: Iterable[str], codes: Iterable[str] = ("IT", "FIN", "HR", "MKT"),
) -> list[Reading]:  # fmt: skip
    """Every way to read what the topics of tickets keep; ``words``: what is searched for."""
    keys, files, macros = list(keys), list(files), list(macros)
    found: list[Reading] = [(address, {}) for word in words for address in _searches(word)]
    for key in keys:
        found += [(address, {}) for address in _topics(key, macros)]
        shown = "tags,service,requester,assignee,changed"
        found.append((f"{reverse('serve-preview', args=[key])}?columns={shown}", PART))
        found += [(reverse("file", args=[token, key]), {}) for token in files]
    found += [(reverse("canned_edit", args=[pk]), {}) for pk in canned]
    found += [(reverse("macro_edit", args=[pk]), {}) for pk in macros]
    for name in ("home", "asked", "recurring", "notices", "notices_unseen", "canned", "canned_new",
                 "macro_new", "serve-views", "serve-names", "catalogue"):  # fmt: skip
        found.append((reverse(name), {}))
    for code in codes:
        for name in ("routing", "routing_trial", "routing_skills", "serve-desk"):
            found.append((reverse(name, args=[code]), {}))
        found.append((reverse("routing_rule", args=[code, 1]), {}))
        found.append((f"{reverse('serve')}?department={code}&view=all", {}))
    return [*found, (reverse("offering", args=[offering]), {})]


def _searches(word: str) -> Iterator[str]:
    """What is typed into a search, at each door that reads it."""
    yield from (f"{reverse('search')}?q={word}&order={order}" for order in ("newest", "best"))
    yield from (f"{reverse('search')}?q={word}&kind={kind}" for kind in ("people", "offerings"))
    yield from (f"{reverse(name)}?q={word}" for name in ("search_suggest", "search_others", "ask"))
    for view in ("all", "next"):
        yield f"{reverse('serve')}?view={view}&q={word}"
        yield f"{reverse('serve-print')}?view={view}&q={word}"
    yield from (f"{reverse('asked')}?q={word}&show=all", f"/api/v1/tickets?q={word}")


def _topics(key: str, macros: list[int]) -> Iterator[str]:
    """The page of a ticket in each of its modes and tabs, and its parts that load by themselves."""
    page = reverse("ticket", args=[key])
    # All modes stand on the page: which is open is a matter of style.
    yield from (f"{page}?do={verb}" for verb in ("", "tag", "macro", "amend"))
    yield from (f"{page}?tab={tab}" for tab in ("log", "time", "links", "parts"))
    yield f"{page}?since=1"
    yield from (reverse("serve-preview", args=[key]), f"/api/v1/tickets/{key}")
    for name in ("ticket_people", "ticket_canned", "ticket_tags", "ticket_watchers", "ticket_amend",
                 "ticket_fields", "ticket_suggestions", "recurring_new"):  # fmt: skip
        yield reverse(name, args=[key])
    yield f"{reverse('ticket_canned', args=[key])}?q=zq"
    yield f"{reverse('ticket_tags', args=[key])}?tag=zq"
    yield f"{reverse('ticket_people', args=[key])}?q=i&verb=note"
    yield from (f"{reverse('ticket_macro', args=[key])}?macro={pk}" for pk in macros)


# Tokens, and the hashed names of assets, which another build may change meanwhile.
_PASSING = re.compile(
    r'name="(csrfmiddlewaretoken|idempotency_key)" value="[^"]*"|"X-CSRFToken": "[^"]*"'
    r"|-[A-Z0-9]{8}\.(css|js|svg|woff2)"
)


def read(client: Client, reading: Reading) -> str:
    """Status, headers that may tell something and body; without what differs at every request."""
    address, headers = reading
    answer: Any = client.get(address, headers=dict(headers))
    whole = b"".join(answer) if answer.streaming else answer.content
    told = [answer.headers.get(name, "") for name in ("Location", "Content-Disposition", "ETag")]
    body = _PASSING.sub("", whole.decode(errors="replace"))
    return "\n".join([str(answer.status_code), *told, body])
