"""One action on some tickets of the queue: each by itself, so that one refusal stops no other."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from inward.directory.models import Person
from inward.directory.queries import servers_of
from inward.kernel.errors import Invalid, InwardError
from inward.tickets import actions, tags
from inward.tickets.models import Macro, Ticket
from inward.tickets.queries import ticket_for, visible_to
from inward.web.tickets import doing
from inward.web.tickets.topic import Sent

MOST = 200

Act = Callable[[Sent], object]


@dataclass(frozen=True)
class Refused:
    """A ticket nothing was done to, and why."""

    key: str
    title: str
    words: str


@dataclass(frozen=True)
class Done:
    """What became of it: how many succeeded, in words, each refusal, and what was sent."""

    words: str
    number: int
    refused: Sequence[Refused]
    sent: Mapping[str, str] = field(default_factory=dict)


def act(*, person: Person, posted: QueryDict, at: datetime) -> Done:
    """Do one thing to the chosen ``KEY:version``. Raises Invalid (verb, ticket)."""
    versions = _versions(posted.getlist("ticket"))
    verb = posted.get("verb", "")
    do = _doing(verb)
    seen = visible_to(person, at).filter(key__in=versions)
    found = {t.key: t for t in seen.select_related("supplier", "service", "requester", "customer")}
    done, refused = 0, []
    for key, version in versions.items():
        ticket = found.get(key)
        words = _done_to(do, ticket, version, person, posted, at)
        if words is None:
            done += 1
        else:
            refused.append(Refused(key, ticket.title if ticket else "", words))
    return Done(_said(verb, done), done, refused, {name: str(posted[name]) for name in posted})


def _done_to(
    do: Act, ticket: Ticket | None, version: int, person: Person, posted: QueryDict, at: datetime
) -> str | None:
    """Why nothing was done to it; None: it was done."""
    if ticket is None:
        return _("There is no such ticket.")
    try:
        do(_sent(person, ticket, version, posted, at))
    except InwardError as error:
        return _full(error)
    return None


def _full(error: InwardError) -> str:
    """The refusal with what is wrong in the fields, each sentence once."""
    said = [error.detail, *(words for lines in error.fields.values() for words in lines)]
    return " ".join(dict.fromkeys(said))


def _sent(person: Person, ticket: Ticket, version: int, posted: QueryDict, at: datetime) -> Sent:
    """As if it had been sent from the ticket's own page; a key of its own for each ticket."""
    fields = {name: values[-1] for name, values in posted.lists() if values}
    if fields.get("idempotency_key"):
        fields["idempotency_key"] = f"{fields['idempotency_key']}:{ticket.pk}"[:200]
    return Sent(person, ticket, version, at, fields, dict(posted.lists()))


def _versions(chosen: Sequence[str]) -> dict[str, int]:
    """Keys with the version that was seen, in the order given."""
    found: dict[str, int] = {}
    for one in chosen[:MOST]:
        key, _colon, version = one.rpartition(":")
        if key and version.isascii() and version.isdecimal() and len(version) < 10:
            found[key[:120]] = int(version)
    if not found:
        words = _("Choose a ticket first.")
        raise Invalid(words, fields={"ticket": [words]})
    return found


def _doing(verb: str) -> Act:
    if verb in _OWN:
        return _OWN[verb]
    if verb in _AS_ON_ITS_PAGE:
        return lambda sent: doing.perform(verb, sent)
    words = _("This cannot be done from the queue.")
    raise Invalid(words, fields={"verb": [words]})


def _give(sent: Sent) -> Ticket:
    """To one of those who serve in the department that has the ticket. Raises Invalid (to)."""
    typed, department, found = sent.get("to"), sent.ticket.supplier, None
    if department is not None and typed.isascii() and typed.isdecimal() and len(typed) < 19:
        found = servers_of(department, sent.now.date()).filter(pk=int(typed)).first()
    if found is None:
        words = _("Choose who is to have it.")
        raise Invalid(words, fields={"to": [words]})
    return actions.assign(
        actor=sent.actor, ticket=sent.ticket, person=found, version=sent.version, now=sent.now
    )


def _resolve(sent: Sent) -> Ticket:
    return actions.resolve(
        actor=sent.actor, ticket=sent.ticket,
        outcome=sent.get("outcome") or Ticket.Outcome.FULFILLED, text=sent.text,
        version=sent.version, now=sent.now,
    )  # fmt: skip


def _tag(sent: Sent) -> Ticket:
    return actions.tag(
        actor=sent.actor, ticket=sent.ticket, add=tags.split(sent.get("tags")),
        remove=tags.split(sent.get("untag")), version=sent.version, now=sent.now,
    )  # fmt: skip


def _macro(sent: Sent) -> Ticket:
    """Raises Invalid (macro); NotFound for one that is not one's to use."""
    typed = sent.get("macro")
    if not (typed.isascii() and typed.isdecimal() and len(typed) < 19):
        words = _("Choose what to run.")
        raise Invalid(words, fields={"macro": [words]})
    return actions.run_macro(
        actor=sent.actor, ticket=sent.ticket, macro=Macro(pk=int(typed)), version=sent.version,
        idempotency_key=sent.key, now=sent.now,
    )  # fmt: skip


def _merge(sent: Sent) -> Ticket:
    """Into the ticket of the key typed. Raises NotFound for one that is none."""
    into = ticket_for(sent.actor, sent.get("into").removeprefix("#").upper(), sent.now)
    return actions.merge(
        actor=sent.actor, ticket=sent.ticket, into=into, confirmed=bool(sent.get("confirmed")),
        version=sent.version, now=sent.now,
    )  # fmt: skip


_OWN: Mapping[str, Act] = {
    "give": _give,
    "resolve": _resolve,
    "tag": _tag,
    "macro": _macro,
    "merge": _merge,
}
_AS_ON_ITS_PAGE = frozenset({
    "take", "accept", "resume", "reply", "note", "ask", "hold", "prioritise", "decline", "follow",
})  # fmt: skip
_WORDS: Mapping[str, str | Promise] = {
    "give": gettext_lazy("given"),
    "reply": gettext_lazy("answered"),
    "note": gettext_lazy("noted on"),
    "ask": gettext_lazy("asked back"),
    "tag": gettext_lazy("tagged"),
    "macro": gettext_lazy("done"),
    "merge": gettext_lazy("merged"),
    "resolve": gettext_lazy("resolved"),
    "hold": gettext_lazy("set waiting"),
    "decline": gettext_lazy("declined"),
    "prioritise": gettext_lazy("given that priority"),
}


def _said(verb: str, done: int) -> str:
    if not done:
        return ""
    if verb == "take":
        return ngettext("%d ticket is yours.", "%d tickets are yours.", done) % done
    count = ngettext("%d ticket", "%d tickets", done) % done
    return f"{count} {_WORDS.get(verb, _('changed'))}."
