"""Links on the page of a ticket: what it is to others; merge, un-merge, split."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inward.kernel.errors import Invalid, NotFound
from inward.tickets import actions, queries
from inward.tickets.links import OTHER, Link
from inward.tickets.models import Category, EventKind, LinkKind, Ticket, TicketEvent
from inward.tickets.queries import Detail
from inward.tickets.rules import Verb
from inward.web.components import times
from inward.web.tickets.topic import Card, Mode, Sent, Text, Topic

_l = gettext_lazy
# What this ticket is to the other one, and the other way round.
SAID: Mapping[str, tuple[Text, Text]] = {
    LinkKind.RELATES: (_l("Relates to"), _l("Relates to")),
    LinkKind.DUPLICATES: (_l("Repeats"), _l("Repeated by")),
    LinkKind.CAUSED_BY: (_l("Caused by"), _l("Causes")),
    LinkKind.BLOCKS: (_l("Blocks"), _l("Blocked by")),
    LinkKind.CHILD_OF: (_l("Child of"), _l("Parent of")),
    LinkKind.FOLLOW_UP_OF: (_l("Follows up"), _l("Followed up by")),
}
# How long the words of a message are in the list of what can be split off.
SAID_LENGTH = 60


@dataclass(frozen=True)
class Row:
    """One link: of what kind, to which ticket (no address: the person may not see it)."""

    said: Text
    key: str
    title: str
    href: str
    state: str
    kind: str
    other: str
    may_end: bool


@dataclass(frozen=True)
class View:
    """The card."""

    rows: Sequence[Row]
    version: int


@dataclass(frozen=True)
class Merged:
    """A ticket that goes on in another one."""

    key: str
    href: str
    may_undo: bool
    version: int


def _side(detail: Detail) -> Card | None:
    rows = [_row(detail, link) for link in detail.around.links]
    rows += [_came(detail, pk, key) for pk, key in detail.around.merged_in.items()]
    return Card("tickets/topics/links.html", View(rows, detail.ticket.version)) if rows else None


def _row(detail: Detail, link: Link) -> Row:
    seen = detail.around.tickets.get(link.other)
    said = SAID[LinkKind(link.kind)][0 if link.out else 1]
    may = seen is not None and Verb.LINK in detail.verbs
    return _shown(seen, said, link.kind, may_end=may)


def _shown(seen: Ticket | None, said: Text, kind: str, *, may_end: bool = False) -> Row:
    if seen is None:
        return Row(said, "", _("a ticket that you do not see"), "", "", kind, "", False)
    href = reverse("ticket", args=[seen.key])
    state = Category(seen.category).label.lower()
    return Row(said, seen.key, seen.title, href, state, kind, seen.key, may_end)


def _came(detail: Detail, pk: int, _key: str) -> Row:
    row = _shown(detail.around.tickets.get(pk), _("Merged in"), "")
    return Row(row.said, row.key, row.title, f"{row.href}?here=1" if row.href else "", row.state,
               "", "", False)  # fmt: skip


def _head(detail: Detail) -> Card | None:
    into = detail.around.merged_into
    if into is None:
        return None
    seen = detail.around.tickets.get(into[0])
    merged = Merged(
        seen.key if seen else "", reverse("ticket", args=[seen.key]) if seen else "",
        Verb.UNMERGE in detail.verbs, detail.ticket.version,
    )  # fmt: skip
    return Card("tickets/topics/merged.html", merged)


def _kinds(_detail: Detail) -> Mapping[str, object]:
    return {"kinds": [(kind.value, SAID[kind][0]) for kind in LinkKind]}


def _messages(detail: Detail) -> Mapping[str, object]:
    """What the customer reads too, newest first: number, who, when, the first words."""
    found = [event for event in reversed(detail.events) if event.text and not event.is_note]
    return {"messages": [(e.ordinal, _said(e, detail)) for e in found]}


def _said(event: TicketEvent, detail: Detail) -> str:
    line = " ".join(event.text.split())
    cut = line if len(line) <= SAID_LENGTH else f"{line[: SAID_LENGTH - 1]}…"
    who = event.actor.name if event.actor else _("The system")
    return f"{who}, {times.short(event.at, now=detail.at)}: {cut}"


def _other(s: Sent, field: str) -> Ticket:
    try:
        return queries.ticket_for(s.actor, s.get(field), s.now)
    except NotFound as error:
        words = _("Write the key of a ticket that you see, such as %s.") % s.ticket.key
        raise Invalid(words, fields={"other": [words]}) from error


def _link(s: Sent) -> Ticket:
    return actions.link(
        actor=s.actor, ticket=s.ticket, kind=s.get("link_kind"), other=_other(s, "link_other"),
        version=s.version, now=s.now,
    )  # fmt: skip


def _unlink(s: Sent) -> Ticket:
    return actions.unlink(
        actor=s.actor, ticket=s.ticket, kind=s.get("link_kind"), other=_other(s, "link_other"),
        version=s.version, now=s.now,
    )  # fmt: skip


def _merge(s: Sent) -> Ticket:
    into = _other(s, "merge_into")
    actions.merge(
        actor=s.actor, ticket=s.ticket, into=into, confirmed=s.get("confirmed") == "yes",
        version=s.version, now=s.now,
    )  # fmt: skip
    return Ticket.objects.get(pk=into.pk)


def _unmerge(s: Sent) -> Ticket:
    return actions.unmerge(actor=s.actor, ticket=s.ticket, version=s.version, now=s.now)


def _split(s: Sent) -> Ticket:
    typed = s.get("message")
    return actions.split(
        actor=s.actor, ticket=s.ticket, message=int(typed) if typed.isdecimal() and len(typed) < 9
        else 0, title=s.get("split_title"), idempotency_key=s.key, version=s.version, now=s.now,
    )  # fmt: skip


def _linked(event: TicketEvent, detail: Detail) -> str:
    return _("linked it: %s") % _kind_and_key(event, detail)


def _unlinked(event: TicketEvent, detail: Detail) -> str:
    return _("unlinked it: %s") % _kind_and_key(event, detail)


def _kind_and_key(event: TicketEvent, detail: Detail) -> str:
    """'caused by IT-12'."""
    return f"{str(_kind_of(event)).lower()} {_key_of(event, detail)}"


def _key_of(event: TicketEvent, detail: Detail) -> str:
    """The key of the ticket an event names, for those who see that one."""
    other = next((event.data[name] for name in OTHER if name in event.data), 0)
    seen = detail.around.tickets.get(other)
    return seen.key if seen is not None else _("another ticket")


def _kind_of(event: TicketEvent) -> Text:
    kind = event.data.get("link", LinkKind.RELATES)
    return SAID[LinkKind(kind)][0 if event.data.get("out") else 1]


def _was_split(event: TicketEvent, detail: Detail) -> str:
    key = _key_of(event, detail)
    if event.data.get("out"):
        return _("made it of a message of %s") % key
    number = int(event.data.get("message", 0))
    return _("made message %(number)d a ticket of its own: %(key)s") % {
        "number": number, "key": key
    }  # fmt: skip


def _merged(event: TicketEvent, detail: Detail) -> str:
    return _("merged it into %s") % _key_of(event, detail)


def _merged_in(event: TicketEvent, detail: Detail) -> str:
    return _("merged %s in") % _key_of(event, detail)


def _unmerged(event: TicketEvent, detail: Detail) -> str:
    if "from" in event.data:
        return _("let %s, merged in before, go on by itself") % _key_of(event, detail)
    return _("let it go on by itself again, apart from %s") % _key_of(event, detail)


TOPIC = Topic(
    name="links",
    modes=(
        Mode("link", Verb.LINK, _l("Link"), "", _l("Link"), "link", rare=True,
             panel="tickets/topics/link_add.html", listed=True, wordless=True),
        Mode("merge", Verb.MERGE, _l("Merge"), "", _l("Merge"), "arrow-merge", rare=True,
             panel="tickets/topics/merge.html", wordless=True),
        Mode("split", Verb.SPLIT, _l("Split"), "", _l("Make it a ticket of its own"),
             "arrows-split", rare=True, panel="tickets/topics/split.html", listed=True,
             wordless=True),
    ),
    verbs={
        "link": (_link, _l("Linked.")),
        "unlink": (_unlink, _l("Unlinked.")),
        "merge": (_merge, _l("Merged. What is said goes on here.")),
        "unmerge": (_unmerge, _l("It goes on by itself again.")),
        "split": (_split, _l("This is a ticket of its own now.")),
    },
    choices={"link": _kinds, "split": _messages},
    side=_side,
    head=_head,
    told_to={
        EventKind.LINKED: _linked,
        EventKind.UNLINKED: _unlinked,
        EventKind.MERGED: _merged,
        EventKind.MERGED_IN: _merged_in,
        EventKind.UNMERGED: _unmerged,
        EventKind.SPLIT: _was_split,
    },
    icons={
        EventKind.LINKED: "link", EventKind.UNLINKED: "unlink", EventKind.MERGED: "arrow-merge",
        EventKind.MERGED_IN: "arrow-merge", EventKind.UNMERGED: "arrows-split",
        EventKind.SPLIT: "arrows-split",
    },
)  # fmt: skip
