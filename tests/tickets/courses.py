"""Every verb there is, for the machine that tries them all in any order. For tests.

A verb without a row here fails `test_any_course`: new ones join the machine by one line.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from inward.directory.models import Person
from inward.tickets import actions
from inward.tickets.models import Ticket
from inward.tickets.rules import OPEN, Verb
from tests.support.world_promises import Promises, ask_for_laptop
from tests.tickets.roads import VERBS, Doing

Said = dict[str, Any]


def _fresh(ticket: Ticket) -> Ticket:
    return Ticket.objects.get(pk=ticket.pk)


def _other(w: Promises, ticket: Ticket, now: Any) -> Ticket:
    """Another ticket of Mara's, made where none is there yet."""
    known = Ticket.objects.filter(requester=w.mara).exclude(pk=ticket.pk).order_by("pk")
    return known.first() or ask_for_laptop(w, now=now)


def _link(w: Promises, ticket: Ticket, actor: Person, said: Said) -> Ticket:
    other = _other(w, ticket, said["now"])
    return actions.link(actor=actor, ticket=ticket, **{"kind": "relates", "other": other, **said})


def _merge(w: Promises, ticket: Ticket, actor: Person, said: Said) -> Ticket:
    into = _other(w, ticket, said["now"])
    return actions.merge(actor=actor, ticket=ticket, **{"into": into, "confirmed": True, **said})


def _split(_w: Promises, ticket: Ticket, actor: Person, said: Said) -> Ticket:
    spoken = ticket.events.filter(is_note=False).exclude(text="").order_by("ordinal").first()
    number = spoken.ordinal if spoken is not None else 1
    actions.split(actor=actor, ticket=ticket, **{"message": number, "title": "Another", **said})
    return _fresh(ticket)


def _ask_part(w: Promises, ticket: Ticket, actor: Person, said: Said) -> Ticket:
    actions.ask_part(
        actor=actor, ticket=ticket, **{"department": w.finance, "title": "Book it", **said}
    )
    return _fresh(ticket)


def _call_off(_w: Promises, ticket: Ticket, actor: Person, said: Said) -> Ticket:
    part = Ticket.objects.filter(part_of=ticket, category__in=OPEN).first()
    return actions.call_off_part(
        actor=actor, ticket=ticket, **{"part": part.pk if part else 0, **said}
    )


def _problem(_w: Promises, ticket: Ticket, actor: Person, said: Said) -> Ticket:
    actions.open_problem(actor=actor, ticket=ticket, **{"title": "The cause", **said})
    return _fresh(ticket)


def _window(said: Said) -> Said:
    now = said["now"]
    return {"starts": now + timedelta(days=1), "ends": now + timedelta(days=2)}


def _change(_w: Promises, ticket: Ticket, actor: Person, said: Said) -> Ticket:
    actions.open_change(actor=actor, ticket=ticket, **{"title": "Mend it", **_window(said), **said})
    return _fresh(ticket)


EVERY_VERB: Mapping[Verb, Doing] = {
    **VERBS,
    Verb.TAG: lambda _w, t, a, s: actions.tag(actor=a, ticket=t, **{"add": ["vpn"], **s}),
    Verb.TICK: lambda _w, t, a, s: actions.tick(actor=a, ticket=t, **{"step": "one", **s}),
    Verb.BOOK_TIME: lambda _w, t, a, s: actions.book_time(actor=a, ticket=t, **{"minutes": 5, **s}),
    Verb.SET_FIELDS: lambda _w, t, a, s: actions.set_fields(
        actor=a, ticket=t, **{"values": {"asset": "7"}, **s}
    ),
    Verb.ASK_PART: _ask_part,
    Verb.CALL_OFF_PART: _call_off,
    Verb.LINK: _link,
    Verb.SPLIT: _split,
    Verb.MERGE: _merge,
    Verb.UNMERGE: lambda _w, t, a, s: actions.unmerge(actor=a, ticket=t, **s),
    Verb.OPEN_PROBLEM: _problem,
    Verb.OPEN_CHANGE: _change,
    Verb.PLAN: lambda _w, t, a, s: actions.plan(actor=a, ticket=t, **{**_window(s), **s}),
    Verb.ASK_APPROVAL: lambda w, t, a, s: actions.ask_approval(
        actor=a, ticket=t, **{"people": [w.max, w.fiona], "text": "May we?", **s}
    ),
    Verb.APPROVE: lambda _w, t, a, s: actions.approve(actor=a, ticket=t, **s),
    Verb.REFUSE: lambda _w, t, a, s: actions.refuse(actor=a, ticket=t, **{"text": "No.", **s}),
    Verb.AMEND: lambda _w, t, a, s: actions.amend(
        actor=a, ticket=t, **{"answers": t.answers, "title": f"{t.title}!"[:300], **s}
    ),
}
# Done by time alone.
BY_TIME = frozenset({Verb.CLOSE})
