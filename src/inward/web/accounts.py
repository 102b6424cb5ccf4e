"""Sign-in by address and password: who may, the same answer to all others, links by mail.

The directory is the one place where addresses and passwords are written: allauth brings the pages,
their order and their rate limits. Its own table of addresses is not used.
"""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from inward.directory import actions
from inward.directory.models import Person
from inward.kernel import jobs
from inward.kernel.clock import now


def may_sign_in(person: Person) -> bool:
    """Whether a person with the right password is let in: active, and not just imported."""
    return person.is_active and person.may_sign_in


class SignInBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth brings no types
    """Finds people by the address the directory holds; a refused one looks like a wrong password.

    Checked again at every request: who was deactivated is signed out at once.
    """

    def user_can_authenticate(self, user: Person | None) -> bool:
        """Also asked by Django for every request with a session."""
        return user is not None and may_sign_in(user)

    def _authenticate_by_email(self, email: str, password: str) -> Person | None:
        person = Person.objects.filter(email=email.strip().lower()).first()
        return self._check_password(person, password)

    def _check_password(self, user: Person | None, password: str) -> Person | None:
        """As in allauth, without telling who is merely inactive: they get the one answer too."""
        if user is None:
            return None
        self._did_check_password = True
        right = user.check_password(password)
        return user if right and self.user_can_authenticate(user) else None


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth brings no types
    """People come from the directory: nobody signs up, imported people do not sign in."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 (allauth's contract)
        """Never: people are made by the directory."""
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """Whether one may be sent there after signing in or out: a page of ours, legibly so."""
        try:
            return bool(super().is_safe_url(url))
        except ValueError:  # 'http://[' is no address at all
            return False

    def pre_login(self, request: HttpRequest, user: Person, **given: Any) -> HttpResponse | None:
        """Refuse whoever may not sign in, by whatever way they came here."""
        if not may_sign_in(user):
            refusal: HttpResponse = self.respond_user_inactive(request, user)
            return refusal
        answer: HttpResponse | None = super().pre_login(request, user, **given)
        return answer

    def reauthenticate(self, user: Person, password: str) -> bool:
        """Whether this is the person's password, under the same rate limit as signing in."""
        found = self.authenticate(self.request, email=user.email or "", password=password)
        return found is not None and found.pk == user.pk

    def set_password(self, user: Person, password: str) -> None:
        """Through the directory's action: audited, and all other sessions end."""
        actions.set_password(actor=user, person=user, password=password, now=now())
        user.refresh_from_db(fields=["password", "session_epoch"])

    def send_password_reset_mail(
        self,
        user: Person,  # noqa: ARG002 (allauth's contract)
        email: str,
        context: dict[str, Any],  # noqa: ARG002 (allauth's contract)
    ) -> None:
        """Leave it to a job (see `enqueue_link`)."""
        enqueue_link(self.request, email)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Unknown addresses cost the same job as known ones; no mail goes to strangers."""
        if template_prefix == "account/email/unknown_account":
            enqueue_link(self.request, email)
            return
        super().send_mail(template_prefix, email, context)

    def get_logout_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002
        """To the sign-in, which clears the drafts kept in this browser."""
        return f"{reverse('account_login')}?signed_out=1"


def enqueue_link(request: HttpRequest, email: str) -> None:
    """Enqueue the mail with a link to choose a password; the job finds out whether there is one.

    So the page answers alike, in body and in time, whether the address is known or not, and no
    secret link is stored with the job.
    """
    address = email.strip().lower()
    jobs.enqueue(
        "accounts.password_link",
        {"email": address, "root": request.build_absolute_uri("/")},
        unique_key=f"accounts.password_link:{address}"[:200],
    )
