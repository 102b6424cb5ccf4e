"""Words for the next page, where they wait: in a signed cookie of this host.

In the session they would be written to the database when a form is sent, and again when they are
read: as much again as what the form itself changes.
"""

from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class HostCookie(CookieStorage):
    """Django's signed cookie, bound to this host over TLS like our others."""

    cookie_name = "__Host-flashes"


class Flashes(FallbackStorage):
    """The cookie; what does not fit into it goes into the session."""

    storage_classes = (HostCookie, SessionStorage)
