"""Mails of notices. A job a mail: one that fails is tried again and never holds up another."""

import hashlib
from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.core.mail import EmailMessage

from inward.kernel import clock, jobs
from inward.notify.models import Notice
from inward.notify.ports import ports


@jobs.task("notify.mail", atomic=False)
def mail(payload: Mapping[str, Any], *, job: jobs.Running) -> None:  # noqa: ARG001
    """Send one notice to the address of its person; nothing to who has left or has no address.

    Its Message-ID follows from the notice, so that a mail sent twice after a crash is one thread
    of one mail.
    """
    notice = Notice.objects.select_related("person").filter(pk=payload["notice"]).first()
    if notice is None or notice.mailed_at is not None:
        return
    if notice.person.is_active and notice.person.email:
        message(notice).send(fail_silently=False)
    Notice.objects.filter(pk=notice.pk).update(mailed_at=clock.now())


def message(notice: Notice) -> EmailMessage:
    """The mail of a notice: plain text, one recipient, the address of the page in it."""
    link = urljoin(settings.PUBLIC_URL, notice.path) if notice.path else ""
    body = "\n\n".join(part for part in (notice.text, _personal(notice), link) if part)
    return EmailMessage(
        subject=" ".join(notice.subject.split()),
        body=f"{body or notice.subject}\n",
        to=[str(notice.person.email)],
        headers={"Message-ID": message_id(notice), "Auto-Submitted": "auto-generated"},
    )


def _personal(notice: Notice) -> str:
    """The address for this person alone, with what to know of it."""
    path = ports.personal_path(notice.personal) if notice.personal else ""
    if not path:
        return ""
    here = urljoin(settings.PUBLIC_URL, path)
    return f"Decide here, once, without signing in (do not pass this link on):\n{here}"


def message_id(notice: Notice) -> str:
    """The same for the same notice, guessable by nobody without the secret key."""
    secret = f"notice:{notice.pk}:{settings.SECRET_KEY}"
    return f"<{hashlib.sha256(secret.encode()).hexdigest()[:32]}@inward>"
