"""One action on some tickets of the queue: each by itself, so that one refusal stops no other."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from inward.directory.models import Department, Person
from inward.directory.queries import servers_of
from inward.kernel.errors import Invalid, InwardError
from inward.tickets import actions
from inward.tickets.models import Ticket
from inward.tickets.queries import visible_to

MOST = 50

Act = Callable[[Ticket, int], Ticket]


@dataclass(frozen=True)
class Done:
    """What became of it: how many succeeded, in words, and each refusal with its key."""

    words: str
    refused: Sequence[str]


def act(
    *, person: Person, verb: str, chosen: Sequence[str], to: str, text: str, key: str | None,
    at: datetime,
) -> Done:  # fmt: skip
    """Take, give, resolve or reply to the chosen ``KEY:version``. Raises Invalid (verb, chosen)."""
    versions = _versions(chosen)
    do = _doing(person, verb, to, text, key, at)
    tickets = visible_to(person, at).filter(key__in=versions).select_related("supplier")
    found = {ticket.key: ticket for ticket in tickets}
    done, refused = 0, []
    for ticket_key, version in versions.items():
        ticket = found.get(ticket_key)
        if ticket is None:
            refused.append(_("%s: there is no such ticket.") % ticket_key)
            continue
        try:
            do(ticket, version)
            done += 1
        except InwardError as error:
            refused.append(f"{ticket_key}: {error.detail}")
    return Done(_said(verb, done), refused)


def _versions(chosen: Sequence[str]) -> dict[str, int]:
    """Keys with the version that was seen, in the order given."""
    found: dict[str, int] = {}
    for one in chosen[:MOST]:
        key, _colon, version = one.rpartition(":")
        if key and version.isdecimal() and len(version) < 10:
            found[key[:120]] = int(version)
    if not found:
        words = _("Choose a ticket first.")
        raise Invalid(words, fields={"ticket": [words]})
    return found


def _doing(
    person: Person, verb: str, to: str, text: str, key: str | None, at: datetime
) -> Act:  # fmt: skip
    if verb == "take":
        return lambda t, v: actions.assign(actor=person, ticket=t, person=person, version=v, now=at)
    if verb == "resolve":
        return lambda t, v: actions.resolve(
            actor=person, ticket=t, outcome=Ticket.Outcome.FULFILLED, text=text, version=v, now=at
        )
    if verb == "reply":
        return lambda t, v: actions.reply(
            actor=person, ticket=t, text=text, idempotency_key=key, version=v, now=at
        )
    if verb == "give":
        return lambda t, v: actions.assign(
            actor=person, ticket=t, person=_server(t.supplier, to, at), version=v, now=at
        )
    words = _("This cannot be done from the queue.")
    raise Invalid(words, fields={"verb": [words]})


def _server(department: Department | None, to: str, at: datetime) -> Person:
    """One of those who serve in the department. Raises Invalid (to)."""
    found = None
    if department is not None and to.isdecimal() and len(to) < 19:
        found = servers_of(department, at.date()).filter(pk=int(to)).first()
    if found is None:
        words = _("Choose who is to have it.")
        raise Invalid(words, fields={"to": [words]})
    return found


def _said(verb: str, done: int) -> str:
    if not done:
        return ""
    if verb == "take":
        return ngettext("%d ticket is yours.", "%d tickets are yours.", done) % done
    if verb == "give":
        return ngettext("%d ticket given.", "%d tickets given.", done) % done
    if verb == "reply":
        return _("Replied.")
    return ngettext("%d ticket resolved.", "%d tickets resolved.", done) % done
