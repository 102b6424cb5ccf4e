"""Signing in: who may, with what password; the first administrator of an installation."""

from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from inward.directory import events, policies
from inward.directory.actions.people import ADMINISTRATORS_ONLY, new_person
from inward.directory.actions.writing import locked, record
from inward.directory.models import Person
from inward.kernel import outbox
from inward.kernel.errors import Invalid, RuleBroken


@transaction.atomic
def invite_person(*, actor: Person, person: Person, now: datetime) -> Person:
    """Let a person sign in; whoever hears the event sends the link to choose a password.

    Raises NotAllowed; RuleBroken for people without address and for those who left.
    """
    current = locked(person)
    policies.require(policies.is_administrator(actor), ADMINISTRATORS_ONLY)
    if not current.is_active:
        raise RuleBroken(f"{current.name} has left.")
    if current.email is None:
        raise RuleBroken(f"{current.name} has no e-mail address to sign in with.")
    current.may_sign_in = True
    current.save(update_fields=["may_sign_in"])
    record(actor, "invited", current, {}, now)
    outbox.publish(events.PersonInvited(current.pk, now))
    return current


@transaction.atomic
def set_password(*, actor: Person, person: Person, password: str, now: datetime) -> Person:
    """Give a person another password; every session of theirs ends.

    Raises NotAllowed; RuleBroken for people who may not sign in; Invalid for a weak password.
    """
    current = locked(person)
    policies.require(policies.can_set_password(actor, current), "This is not your own password.")
    if not (current.is_active and current.may_sign_in):
        raise RuleBroken(f"{current.name} does not sign in here.")
    _check_password(password, current)
    current.set_password(password)
    current.session_epoch += 1
    current.save(update_fields=["password", "session_epoch"])
    record(actor, "password_set", current, {}, now)
    outbox.publish(events.PasswordSet(current.pk, now))
    return current


@transaction.atomic
def create_first_administrator(*, name: str, email: str, password: str, now: datetime) -> Person:
    """The first administrator, made by whoever installs; there is no actor yet.

    Raises RuleBroken when there is an active administrator; Invalid.
    """
    if Person.objects.select_for_update().filter(is_administrator=True, is_active=True).exists():
        raise RuleBroken("There is an administrator already; ask them.")
    person = new_person({"name": name, "email": email}, may_sign_in=True, now=now)
    if person.email is None:
        raise Invalid("An address is needed.", fields={"email": ["An address is needed."]})
    _check_password(password, person)
    person.set_password(password)
    person.is_administrator = True
    person.save(update_fields=["password", "is_administrator"])
    record(None, "first_administrator_created", person, {}, now)
    outbox.publish(events.PersonCreated(person.pk, now))
    outbox.publish(events.AdministratorSet(person.pk, True, now))
    return person


def _check_password(password: str, person: Person) -> None:
    if "\x00" in password or len(password) > 4096:
        raise Invalid("Please choose another password.", fields={"password": ["Not usable."]})
    try:
        validate_password(password, person)
    except ValidationError as weak:
        fields = {"password": weak.messages}
        raise Invalid("Please choose another password.", fields=fields) from None
