"""Links by which one person decides from a mail: single-use, bound to person, stage and content.

A token is a random number and its signature by the installation's secret key over all it is bound
to. Neither stands in the database, only the number and a hash of the whole: who reads the tables
cannot decide, nor can who guesses. The mail's job makes the token again when it sends (`path_of`).
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.utils.crypto import constant_time_compare, salted_hmac

from inward.directory.models import Person
from inward.tickets.models import DecisionLink, Ticket

VALID = timedelta(days=14)
_SALT = "inward.tickets.decision"
_PREFIX = "decision:"


def made(
    ticket: Ticket, person: Person, *, number: int, stage: int, content: str, now: datetime
) -> str:
    """The name of the person's link for a stage of a round; asked again, it is valid anew.

    What `notify` keeps: no address, only a name of one. Three statements.
    """
    nonce = secrets.token_hex(16)
    link = DecisionLink(
        ticket=ticket, person=person, round=number, stage=stage, content=content, nonce=nonce,
        created_at=now, expires_at=now + VALID,
    )  # fmt: skip
    link.token_hash = _hash(_token(link))
    found, fresh = DecisionLink.objects.get_or_create(
        ticket=ticket,
        person=person,
        round=number,
        stage=stage,
        defaults={
            "content": content, "nonce": nonce, "token_hash": link.token_hash, "created_at": now,
            "expires_at": link.expires_at,
        },
    )  # fmt: skip
    if not fresh:
        DecisionLink.objects.filter(pk=found.pk).update(expires_at=link.expires_at)
    return f"{_PREFIX}{found.pk}"


def path_of(name: str) -> str:
    """The address behind a name, for the one mail it goes into; '' where there is none (any more).

    One statement.
    """
    number = name.removeprefix(_PREFIX)
    if not name.startswith(_PREFIX) or not number.isdecimal():
        return ""
    link = DecisionLink.objects.filter(pk=int(number), used_at__isnull=True).first()
    return f"/decide/{_token(link)}/" if link is not None else ""


def found_by(token: str, *, lock: bool = False) -> DecisionLink | None:
    """The link of a token, whatever became of it; None for what was never one of ours."""
    links = DecisionLink.objects.select_related("person", "ticket")
    if lock:
        links = links.select_for_update(of=("self",))
    link = links.filter(token_hash=_hash(token)).first()
    if link is None or not constant_time_compare(_token(link), token):
        return None
    return link


def _token(link: DecisionLink) -> str:
    bound = (link.nonce, link.person_id, link.ticket_id, link.round, link.stage, link.content)
    text = ":".join(str(one) for one in bound)
    return link.nonce + salted_hmac(_SALT, text, algorithm="sha256").hexdigest()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
