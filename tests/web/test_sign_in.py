"""Sign-in by address and password: who gets in, and one answer to everybody else."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, reverse

from inward.directory import actions
from inward.directory.imports import people_of_source
from inward.directory.models import Person
from inward.kernel import worker
from inward.kernel.models import AuditEntry, Job
from tests.support.world import PASSWORD, START, World, signed_world

__all__ = ["signed_world"]

LATER = START + timedelta(hours=1)
NEW_PASSWORD = "quiet purple elephant dance"


@pytest.fixture(autouse=True)
def _no_rate_limit_of_others() -> None:
    cache.clear()


def sign_in(client: Client, email: str | None, password: str = PASSWORD) -> Any:
    given = {"login": email, "password": password}
    return client.post(reverse("account_login"), given, secure=True)


def signed_in(client: Client) -> bool:
    request: Any = type("Request", (), {"session": client.session, "META": {}})()
    return bool(get_user(request).is_authenticated)


def words_of(response: Any) -> str:
    """The page without what differs at every request: the token and the typed address."""
    text = str(response.content.decode())
    for secret in (response.context["csrf_token"], response.context["form"].data["login"]):
        text = text.replace(str(secret), "")
    return text


def test_who_gives_address_and_password_is_in(client: Client, signed_world: World) -> None:
    response = sign_in(client, "Alice@Example.org ")
    assert response.status_code == 302
    assert response.headers["Location"] == "/"
    assert signed_in(client)


def test_wrong_password_and_unknown_address_get_the_same_answer(signed_world: World) -> None:
    wrong = sign_in(Client(), "alice@example.org", "not her password")
    unknown = sign_in(Client(), "nobody@example.org", "not her password")
    assert wrong.status_code == unknown.status_code == 200
    assert words_of(wrong) == words_of(unknown)


def test_who_left_gets_the_same_answer_with_the_right_password(signed_world: World) -> None:
    actions.deactivate_person(actor=signed_world.adam, person=signed_world.mara, now=LATER)
    left = sign_in(Client(), "mara@example.org")
    unknown = sign_in(Client(), "nobody@example.org")
    assert left.status_code == 200
    assert words_of(left) == words_of(unknown)


def test_imported_people_do_not_sign_in(client: Client, signed_world: World) -> None:
    ids = people_of_source("desk", ["Caller 1"], now=START)
    person = Person.objects.get(pk=ids["Caller 1"])
    # Even with address and password by some other way: `may_sign_in` decides.
    person.email = "caller@example.org"
    person.set_password(PASSWORD)
    person.save()
    assert words_of(sign_in(client, person.email)) == words_of(
        sign_in(Client(), "nobody@example.org")
    )
    assert not signed_in(client)


def test_deactivation_ends_a_running_session_at_once(client: Client, signed_world: World) -> None:
    sign_in(client, "mara@example.org")
    assert signed_in(client)
    actions.deactivate_person(actor=signed_world.adam, person=signed_world.mara, now=LATER)
    assert not signed_in(client)
    actions.reactivate_person(actor=signed_world.adam, person=signed_world.mara, now=LATER)
    assert not signed_in(client), "an old session must not come back with its person"


def test_another_password_ends_every_session(client: Client, signed_world: World) -> None:
    sign_in(client, "mara@example.org")
    actions.set_password(
        actor=signed_world.adam, person=signed_world.mara, password=NEW_PASSWORD, now=LATER
    )
    assert not signed_in(client)


def test_changing_my_password_keeps_this_session_and_ends_the_others(
    client: Client, signed_world: World
) -> None:
    elsewhere = Client()
    sign_in(client, "mara@example.org")
    sign_in(elsewhere, "mara@example.org")
    given = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    response = client.post(reverse("account_change_password"), given, secure=True)
    assert response.status_code == 302, response.content.decode()
    assert signed_in(client)
    assert not signed_in(elsewhere)
    assert AuditEntry.objects.filter(action="person.password_set").last() is not None


def test_an_old_address_does_not_sign_in_any_more(client: Client, signed_world: World) -> None:
    sign_in(client, "mara@example.org")
    actions.change_person(
        actor=signed_world.adam, person=signed_world.mara, email="mara.new@example.org", now=LATER
    )
    assert sign_in(Client(), "mara@example.org").status_code == 200
    assert sign_in(Client(), "mara.new@example.org").status_code == 302


def test_nobody_signs_up(client: Client, signed_world: World) -> None:
    people = Person.objects.count()
    given = {"email": "new@example.org", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    response = client.post(reverse("account_signup"), given, secure=True)
    assert response.status_code == 200
    assert Person.objects.count() == people


def test_pages_that_would_write_addresses_past_the_directory_are_absent() -> None:
    for name in ("account_email", "account_confirm_email", "account_email_verification_sent"):
        with pytest.raises(NoReverseMatch):
            reverse(name, args=["x"] if name == "account_confirm_email" else None)


def test_the_reset_page_tells_nothing_and_a_job_writes_the_mail(signed_world: World) -> None:
    known = _ask_link(Client(), "mara@example.org")
    unknown = _ask_link(Client(), "nobody@example.org")
    assert known.status_code == unknown.status_code == 302
    assert known.headers["Location"] == unknown.headers["Location"]
    assert Job.objects.filter(task="accounts.password_link").count() == 2
    assert mail.outbox == []
    worker.drain()
    assert [message.to for message in mail.outbox] == [["mara@example.org"]]


@pytest.mark.parametrize("state", ["left", "imported"])
def test_who_may_not_sign_in_gets_no_link(state: str, signed_world: World) -> None:
    mara = signed_world.mara
    if state == "left":
        actions.deactivate_person(actor=signed_world.adam, person=mara, now=LATER)
    else:
        Person.objects.filter(pk=mara.pk).update(may_sign_in=False)
    _ask_link(Client(), "mara@example.org")
    worker.drain()
    assert mail.outbox == []


def test_the_link_of_the_mail_sets_a_password_once(client: Client, signed_world: World) -> None:
    _ask_link(client, "mara@example.org")
    worker.drain()
    [link] = [word for word in str(mail.outbox[0].body).split() if word.startswith("https://")]
    form = client.get(link, secure=True, follow=True)
    assert form.status_code == 200
    given = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    client.post(form.request["PATH_INFO"], given, secure=True)
    assert sign_in(Client(), "mara@example.org", NEW_PASSWORD).status_code == 302
    assert sign_in(Client(), "mara@example.org", PASSWORD).status_code == 200
    again = Client().get(link, secure=True, follow=True)
    assert "password1" not in again.content.decode()


def _ask_link(client: Client, email: str) -> Any:
    return client.post(reverse("account_reset_password"), {"email": email}, secure=True)
