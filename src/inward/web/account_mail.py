"""The mail with a link to choose a password. A job sends it, so that pages never wait for mail."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin

from allauth.account import app_settings
from allauth.account.utils import user_pk_to_url_str
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse

from inward.directory.models import Person
from inward.kernel import jobs
from inward.web.accounts import may_sign_in

SUBJECT = "Choose a password for Inward"


def password_path(person: Person) -> str:
    """The path of the page where this person chooses a password.

    Single-use and good for PASSWORD_RESET_TIMEOUT (three days): it is bound to the present
    password, address and last sign-in.
    """
    key = app_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(person)
    given = {"uidb36": user_pk_to_url_str(person), "key": key}
    return reverse("account_reset_password_from_key", kwargs=given)


@jobs.task("accounts.password_link", atomic=False)
def send_password_link(payload: Mapping[str, Any], *, job: jobs.Running) -> None:  # noqa: ARG001
    """Send the link to whoever has this address and may sign in; to nobody else anything."""
    person = Person.objects.filter(email=payload["email"]).first()
    if person is None or not may_sign_in(person):
        return
    link = urljoin(payload["root"], password_path(person))
    text = render_to_string("account/mail/password_link.txt", {"person": person, "link": link})
    send_mail(SUBJECT, text, None, [payload["email"]], fail_silently=False)
