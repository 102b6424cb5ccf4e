"""Sign-in by address and password: who may, and where one lands afterwards."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from inward.directory.models import Person


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth brings no types
    """People come from the directory: nobody signs up, imported people do not sign in."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 (allauth's contract)
        """Never: accounts are made by the directory."""
        return False

    def pre_login(self, request: HttpRequest, user: Person, **given: Any) -> HttpResponse | None:
        """Refuse who may not sign in as if the account were switched off."""
        if not user.may_sign_in:
            refusal: HttpResponse = self.respond_user_inactive(request, user)
            return refusal
        answer: HttpResponse | None = super().pre_login(request, user, **given)
        return answer

    def get_logout_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002
        """To the sign-in, which clears the drafts kept in this browser."""
        return f"{reverse('account_login')}?signed_out=1"
