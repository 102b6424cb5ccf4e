"""A POST without the token of a page of ours is refused, at every address, whoever sends it."""

from collections.abc import Mapping
from typing import Any

from django.test import Client

from tests.support.tables import nothing_changes
from tests.support.world_promises import Promises
from tests.trust.doors import doors
from tests.web.pages import BACKEND


def test_a_forged_post_is_refused_everywhere(promises: Promises, things: Mapping[str, Any]) -> None:
    let_in = []
    for person in (promises.mara, promises.ian, promises.alice, promises.adam):
        client = Client(enforce_csrf_checks=True)
        client.defaults["wsgi.url_scheme"] = "https"
        client.force_login(person, backend=BACKEND)
        with nothing_changes():
            for door in (one for one in doors(things) if one.method == "POST"):
                answer = client.post(door.address, {"version": "1"})
                if answer.status_code != 403:
                    let_in.append(f"{person} {door.name}: {answer.status_code}")
    assert let_in == []
