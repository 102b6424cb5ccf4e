"""What was done at once, by a macro, stands as one entry in the conversation and in the log."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from django.utils.translation import gettext as _

from inward.tickets import policies
from inward.tickets.models import TicketEvent
from inward.tickets.queries import Detail
from inward.web.components.pieces import Message
from inward.web.tickets import words

ICON = "list-check"


def runs(events: Sequence[TicketEvent]) -> Iterator[list[TicketEvent]]:
    """The events in order, those of one run of a macro together."""
    for _key, group in groupby(events, key=_run):
        yield list(group)


def _run(event: TicketEvent) -> tuple[int, int]:
    macro = event.data.get("macro")
    return (macro["run"], -1) if macro else (0, event.ordinal)


def is_run(group: Sequence[TicketEvent]) -> bool:
    """Whether a macro did it."""
    return bool(group[0].data.get("macro"))


def told(detail: Detail, group: Sequence[TicketEvent]) -> str:
    """'Ian Iversen, by “VPN fixed”: took it; replied': the name for those who read notes."""
    done = "; ".join(_without_actor(event, detail) for event in group)
    who = words.who(group[0])
    if policies.can_read_notes(detail.part):
        name = group[0].data["macro"]["name"]
        return _("%(who)s, by “%(name)s”: %(done)s") % {"who": who, "name": name, "done": done}
    return _("%(who)s at once: %(done)s") % {"who": who, "done": done}


def _without_actor(event: TicketEvent, detail: Detail) -> str:
    return words.happened(event, detail).removeprefix(f"{words.who(event)} ")


def entry(
    detail: Detail, group: Sequence[TicketEvent], messages: Sequence[Message]
) -> Iterator[Message]:
    """One line of what was done, the words that went with it below."""
    if not is_run(group):
        yield from messages
        return
    line = told(detail, group)
    first = messages[0]
    yield Message("event", "", first.at, meta=line, icon=ICON, anchor=first.anchor)
    for message in messages:
        if message.kind != "event":
            anchor = "" if message.anchor == first.anchor else message.anchor
            yield replace(message, anchor=anchor)
