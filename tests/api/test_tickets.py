"""Tickets over the API: the same actions as the pages, refusals as problem documents."""

import json
from typing import Any

import pytest
from django.test import Client

from inward.directory.models import Person
from inward.tickets.models import Ticket
from tests.support.tables import nothing_changes
from tests.support.world_promises import Promises


def signed(person: Person) -> Client:
    """A client signed in as somebody, without CSRF checks."""
    client = Client()
    client.force_login(person)
    return client


def post(client: Client, path: str, said: Any = None, **headers: str) -> Any:
    """POST some JSON."""
    return client.post(
        f"/api/v1{path}",
        json.dumps(said if said is not None else {}),
        content_type="application/json",
        headers={name.replace("_", "-"): value for name, value in headers.items()},
    )


def asked(world: Promises, **headers: str) -> Any:
    """Mara asks for a laptop; the answer."""
    said = {"offering": world.new_laptop.pk, "answers": {"model": "Light"}, "urgency": 2}
    return post(signed(world.mara), "/tickets", said, **headers)


def test_a_ticket_goes_from_asking_to_confirmed(promises: Promises) -> None:
    made = asked(promises)
    assert made.status_code == 201
    key = made.json()["key"]
    ian, mara = signed(promises.ian), signed(promises.mara)
    assert post(ian, f"/tickets/{key}/take").json()["category"] == "in_progress"
    assert post(ian, f"/tickets/{key}/questions", {"text": "Which bag?"}).status_code == 200
    assert post(mara, f"/tickets/{key}/answers", {"text": "Small"}).status_code == 200
    done = post(ian, f"/tickets/{key}/resolution", {"outcome": "fulfilled"})
    assert done.json()["category"] == "resolved"
    closed = post(mara, f"/tickets/{key}/confirmation")
    assert closed.json()["category"] == "closed"
    assert [hold["party"] for hold in closed.json()["holds"]][-1] == "customer"


def test_the_same_key_gives_the_same_ticket(promises: Promises) -> None:
    first, second = asked(promises, Idempotency_Key="k1"), asked(promises, Idempotency_Key="k1")
    assert first.json()["key"] == second.json()["key"]
    assert Ticket.objects.count() == 1


def test_the_same_key_with_another_body_is_a_conflict(promises: Promises) -> None:
    asked(promises, Idempotency_Key="k1")
    said = {"offering": promises.new_laptop.pk, "answers": {"model": "Powerful"}}
    again = post(signed(promises.mara), "/tickets", said, Idempotency_Key="k1")
    assert (again.status_code, again.json()["code"]) == (409, "conflict")


def test_a_stale_version_is_told_what_happened(promises: Promises) -> None:
    made = asked(promises)
    key = made.json()["key"]
    assert made["ETag"] == '"1"'
    ian = signed(promises.ian)
    post(ian, f"/tickets/{key}/take")
    late = post(ian, f"/tickets/{key}/replies", {"text": "Hello"}, If_Match='"1"')
    assert (late.status_code, late.json()["code"]) == (409, "conflict")


def test_hidden_and_missing_look_the_same(promises: Promises) -> None:
    key = asked(promises).json()["key"]
    hana = signed(promises.hana)
    hidden, missing = hana.get(f"/api/v1/tickets/{key}"), hana.get("/api/v1/tickets/NO-1")
    assert hidden.status_code == missing.status_code == 404
    assert hidden.json() == missing.json()


def test_the_customer_reads_no_notes(promises: Promises) -> None:
    key = asked(promises).json()["key"]
    post(signed(promises.ian), f"/tickets/{key}/notes", {"text": "Canary 4711"})
    seen = signed(promises.mara).get(f"/api/v1/tickets/{key}")
    assert "4711" not in seen.content.decode()


def test_who_may_see_but_not_do_is_told_so(promises: Promises) -> None:
    key = asked(promises).json()["key"]
    refused = post(signed(promises.mara), f"/tickets/{key}/take")
    assert refused.status_code == 403
    assert refused["Content-Type"] == "application/problem+json"


def test_unknown_keys_and_wrong_answers_are_named(promises: Promises) -> None:
    mara = signed(promises.mara)
    extra = post(mara, "/tickets", {"offering": promises.new_laptop.pk, "supplier": 7})
    assert extra.status_code == 422
    assert "supplier" in json.dumps(extra.json()["fields"])
    wrong = post(mara, "/tickets", {"offering": promises.new_laptop.pk, "answers": {}})
    assert wrong.status_code == 422
    assert any("model" in field for field in wrong.json()["fields"])


def test_lists_show_what_one_may_see_and_page_on(promises: Promises) -> None:
    for _ in range(3):
        asked(promises)
    mara = signed(promises.mara)
    assert len(mara.get("/api/v1/tickets").json()["rows"]) == 3
    assert signed(promises.hana).get("/api/v1/tickets").json() == {"rows": [], "next": None}
    names = [row["name"] for row in mara.get("/api/v1/offerings?q=laptop").json()]
    assert names == ["New laptop"]


@pytest.mark.parametrize("path", ["/tickets", "/tickets/IT-1", "/offerings"])
def test_nobody_reads_without_signing_in(promises: Promises, path: str) -> None:
    refused = Client().get(f"/api/v1{path}")
    assert (refused.status_code, refused.json()["code"]) == (401, "unauthenticated")


def test_reading_changes_nothing(promises: Promises) -> None:
    key = asked(promises).json()["key"]
    mara = signed(promises.mara)
    with nothing_changes():
        for path in ("/tickets", f"/tickets/{key}", "/offerings", "/offerings?q=laptop"):
            assert mara.get(f"/api/v1{path}").status_code == 200


def test_writing_needs_the_csrf_token(promises: Promises) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(promises.mara)
    assert post(client, "/tickets", {"offering": promises.new_laptop.pk}).status_code == 403
