"""Route × person × method: every address of the pages has a row, and the row is true."""

from collections.abc import Iterator, Mapping
from datetime import time
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from inward.catalogue import actions as catalogue
from inward.catalogue.actions.fields import set_fields
from inward.feedback import actions as feedback
from inward.kernel.models import StoredFile
from inward.notify.actions import tell
from inward.tickets import actions
from inward.tickets.models import Ticket
from inward.tickets.recurrence import Rule
from tests.support.world import START
from tests.support.world_promises import Promises, ask_for_laptop, later
from tests.web.conftest import SetClock
from tests.web.pages import client_of
from tests.web.routes import EVERYBODY, OPEN, ROUTES


def names(patterns: list[Any], prefix: str = "") -> Iterator[tuple[str, str | None]]:
    """(address, name) of all pages; the API holds its own to its own table."""
    for one in patterns:
        address = prefix + str(one.pattern)
        if isinstance(one, URLResolver) and not address.startswith("api/"):
            yield from names(one.url_patterns, address)
        elif isinstance(one, URLPattern) and "." in one.lookup_str and _is_page(one):
            yield address, one.name


def _is_page(one: URLPattern) -> bool:
    return one.lookup_str.startswith(("inward.web.", "allauth."))


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    found = list(names(get_resolver().url_patterns))
    assert [address for address, name in found if name is None] == [], "give it a name"
    ours = {name for _address, name in found}
    assert ours - OPEN - set(ROUTES) == set(), "add a row to tests/web/routes.py"
    assert set(ROUTES) - ours == set(), "these addresses are gone: remove their rows"


@pytest.fixture
def things(promises: Promises, at: SetClock) -> Mapping[str, Any]:
    """One of each thing an address names, and the fields a POST of it needs."""
    w = promises
    question = {"key": "doc", "type": "file", "label": "Document"}
    offering = catalogue.create_offering(
        actor=w.adam, service=w.workplace, name="Read this", fields=[question], now=START
    )
    document = SimpleUploadedFile("a.txt", b"text")
    address = reverse("offering", args=[offering.pk])
    client_of(w.mara).post(address, {"upload-doc": document})
    ticket = Ticket.objects.get()
    done = ask_for_laptop(w)
    field = {"key": "room", "type": "text", "label": "Room", "seen_by": "both", "edited_by": "both"}
    set_fields(actor=w.alice, offering=w.new_laptop, fields=[field], now=START)
    w.new_laptop.refresh_from_db()
    filled = ask_for_laptop(w)
    actions.resolve(actor=w.ian, ticket=done, outcome="fulfilled", now=later(30))
    actions.confirm(actor=w.mara, ticket=done, now=later(60))
    rating = feedback.ask_for_ratings(ticket_id=done.pk, now=later(61))[0]
    notice = tell(people=[w.mara], kind="test", subject="Look", path="/asked/", now=later(61))[0]
    again = actions.repeat(
        actor=w.mara, offering=w.new_laptop, answers={"model": "Light"}, now=later(61),
        rule=Rule("daily", 1, time(8), "UTC"), first_on=START.date(),
    )  # fmt: skip
    canned = actions.save_canned(actor=w.ian, name="Hi", text="Hi", owner=w.ian, now=later(61))
    steps = [{"do": "note", "text": "Hm"}]
    macro = actions.save_macro(actor=w.ian, name="Hm", steps=steps, owner=w.ian, now=later(61))
    mine = actions.save_view(actor=w.ian, name="Late", base="open", owner=w.ian, now=later(61))
    standard = catalogue.create_standard(
        actor=w.alice, service=w.workplace, name="Handing out", now=START
    )
    old = catalogue.create_service(actor=w.alice, supplier=w.it, name="Telex", now=START)
    gone = catalogue.create_offering(actor=w.alice, service=w.workplace, name="Fax", now=START)
    at(later(70))
    return {
        "service": w.workplace.pk,
        "standard": standard.pk,
        "old_service": old.pk,
        "old_offering": gone.pk,
        "saved_view": mine.pk,
        "bulk_verb": "give",
        "file_kind": "csv",
        "canned": canned.pk,
        "macro": macro.pk,
        "offering": w.new_laptop.pk,
        "ticket": ticket.key,
        "ticket_filled": filled.key,
        "file": StoredFile.objects.get().token,
        "rating": rating.pk,
        "new_rule": 0,
        "notice": notice.pk,
        "recurring": again.pk,
        "verb": "hand_off",
        "department": w.it.pk,
        "customer": w.marketing.pk,
        "supplier": w.it.pk,
        "supplier_code": w.it.code,
        "customer_code": w.marketing.code,
        "figures": "flow",
        "desk_part": "labels",
    }


def address_of(name: str, things: Mapping[str, Any]) -> str:
    return reverse(name, args=[things[one] for one in ROUTES[name].args])


def test_who_gets_in(promises: Promises, things: Mapping[str, Any]) -> None:
    wrong = []
    for person in EVERYBODY:
        client = client_of(getattr(promises, person))
        for name, route in ROUTES.items():
            method, address = route.methods[0].lower(), address_of(name, things)
            status = getattr(client, method)(address, route.sent).status_code
            if status != (route.status if person in route.people else 404):
                wrong.append(f"{person} {method} {address}: {status}")
    assert wrong == []


def test_posts_of_strangers_are_not_found(promises: Promises, things: Mapping[str, Any]) -> None:
    wrong = []
    for name, route in ROUTES.items():
        strangers = set(EVERYBODY) - set(route.people) if "POST" in route.methods else ()
        for person in strangers:
            address = address_of(name, things)
            response = client_of(getattr(promises, person)).post(address, {"version": "1"})
            if response.status_code != 404:
                wrong.append(f"{person} post {address}: {response.status_code}")
    assert wrong == []


def test_who_is_not_signed_in_is_led_to_the_sign_in(
    promises: Promises, things: Mapping[str, Any]
) -> None:
    client = client_of(None)
    for name, route in ROUTES.items():
        for method in route.methods:
            response = getattr(client, method.lower())(address_of(name, things))
            assert response.status_code == 302, f"{method} {name}"
            assert response.headers["Location"].startswith(reverse("account_login"))


def test_other_methods_are_refused(promises: Promises, things: Mapping[str, Any]) -> None:
    client = client_of(promises.mara)
    for name, route in ROUTES.items():
        for method in {"GET", "POST", "PUT", "DELETE"} - set(route.methods):
            response = getattr(client, method.lower())(address_of(name, things))
            assert response.status_code == 405, f"{method} {name}"
