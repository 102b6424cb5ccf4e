"""Who may sign in and with what password; the first administrator."""

from datetime import timedelta

import pytest

from inward.directory import actions, events
from inward.directory.imports import people_of_source
from inward.directory.models import Person
from inward.kernel.errors import Invalid, NotAllowed, RuleBroken
from tests.support.heard import listening
from tests.support.world import PASSWORD, START, World

LATER = START + timedelta(days=1)


def test_a_password_is_set_recorded_and_published(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = world.mara.get_session_auth_hash()
    with listening(monkeypatch) as heard:
        mara = actions.set_password(
            actor=world.mara, person=world.mara, password=PASSWORD, now=LATER
        )
    assert mara.check_password(PASSWORD)
    assert mara.get_session_auth_hash() != before
    assert heard.events == [events.PasswordSet(mara.pk, LATER)]
    assert heard.recorded == ["person.password_set"]


def test_people_set_their_own_password_administrators_anybodys(world: World) -> None:
    with pytest.raises(NotAllowed):
        actions.set_password(actor=world.max, person=world.mara, password=PASSWORD, now=LATER)
    actions.set_password(actor=world.adam, person=world.mara, password=PASSWORD, now=LATER)


@pytest.mark.parametrize("weak", ["", "short", "1234567890", "mara@example.org", "x\x00" * 10])
def test_weak_passwords_are_refused(world: World, weak: str) -> None:
    with pytest.raises(Invalid) as refused:
        actions.set_password(actor=world.mara, person=world.mara, password=weak, now=LATER)
    assert list(refused.value.fields) == ["password"]


def test_who_does_not_sign_in_gets_no_password(world: World) -> None:
    ids = people_of_source("desk", ["Caller 1"], now=START)
    caller = Person.objects.get(pk=ids["Caller 1"])
    actions.deactivate_person(actor=world.adam, person=world.mara, now=LATER)
    for person in (caller, world.mara):
        with pytest.raises(RuleBroken):
            actions.set_password(actor=world.adam, person=person, password=PASSWORD, now=LATER)


def test_an_invited_person_may_sign_in(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = people_of_source("desk", ["Caller 1"], now=START)
    caller = Person.objects.get(pk=ids["Caller 1"])
    with pytest.raises(RuleBroken):
        actions.invite_person(actor=world.adam, person=caller, now=LATER)
    actions.change_person(actor=world.adam, person=caller, email="caller@example.org", now=LATER)
    with listening(monkeypatch) as heard:
        caller = actions.invite_person(actor=world.adam, person=caller, now=LATER)
    assert caller.may_sign_in
    assert heard.events == [events.PersonInvited(caller.pk, LATER)]
    assert heard.recorded == ["person.invited"]


def test_only_administrators_invite_and_nobody_who_left(world: World) -> None:
    with pytest.raises(NotAllowed):
        actions.invite_person(actor=world.max, person=world.mara, now=LATER)
    actions.deactivate_person(actor=world.adam, person=world.mara, now=LATER)
    with pytest.raises(RuleBroken):
        actions.invite_person(actor=world.adam, person=world.mara, now=LATER)


@pytest.mark.django_db
def test_the_first_administrator_is_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    given = {"name": "Eva First", "email": "eva@example.org", "password": PASSWORD, "now": START}
    with listening(monkeypatch) as heard:
        eva = actions.create_first_administrator(**given)  # type: ignore[arg-type]
    assert eva.is_administrator
    assert eva.check_password(PASSWORD)
    assert heard.recorded == ["person.first_administrator_created"]
    assert len(heard.of(events.AdministratorSet)) == 1
    with pytest.raises(RuleBroken):
        actions.create_first_administrator(**{**given, "email": "b@x.org"})  # type: ignore[arg-type]


@pytest.mark.django_db
@pytest.mark.parametrize(("email", "password"), [("", PASSWORD), ("eva@example.org", "weak")])
def test_a_first_administrator_needs_address_and_password(email: str, password: str) -> None:
    with pytest.raises(Invalid):
        actions.create_first_administrator(name="Eva", email=email, password=password, now=START)
    assert not Person.objects.exists()
