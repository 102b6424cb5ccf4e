"""A course over the topics of a ticket in which every word that may be hidden is marked.

Three asked for laptops: Mara of Marketing (the long course), Hana of HR (linked, merged, un-merged)
and Ian, who works in IT himself, for himself (what they must not read of their own ticket).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from inward.catalogue import actions as catalogue
from inward.catalogue.actions.fields import set_fields as define_fields
from inward.kernel.models import StoredFile
from inward.kernel.worker import drain
from inward.tickets import actions
from inward.tickets.actions import routing
from inward.tickets.actions.routed import route
from inward.tickets.models import Macro, Ticket, TicketEvent
from inward.tickets.recurrence import Rule as Recurrence
from inward.tickets.routing.rules import Effects, Rule
from tests.support.world import START
from tests.support.world_promises import Promises, ask_for_laptop, later
from tests.web.pages import client_of, page_of, sent

IT = {"alice", "iris", "ian"}
MKT = {"mara", "max"}
FIN = {"fiona", "frank"}
# A part is between who asked for it (and who heads them) and the department that does it.
ASKERS = {"alice", "ian"}
# Marker → who may read it, of all of the cast.
READERS: Mapping[str, set[str]] = {
    "zqtitle": IT | MKT,
    "zqtext": IT | MKT,
    "zqanswer": IT | MKT,
    "zqreply": IT | MKT,
    "zqnote": IT,
    "zqpaper": IT,  # the name of a file that went with a note
    "zqinside": IT,  # and what is in it
    "zqtag": IT,
    "zqserial": IT,
    "zqroom": IT | MKT,
    "zqstep": IT,
    "zqminutes": IT,
    "zqcorrected": IT,
    "zqtyping": {"ian"},
    "zqcannedname": IT,
    "zqcannedtext": IT,
    "zqmine": {"iris"},
    "zqmacro": IT,
    "zqmacrodid": IT,
    "zqview": {"ian"},
    "zqshared": IT,
    "zqrule": IT,
    "zqparttitle": ASKERS | FIN,
    "zqparttext": ASKERS | FIN,
    "zqpartnote": FIN,
    "zqpartsaid": ASKERS | FIN,
    "zqlinked": IT | {"hana"},
    "zqgone": IT | {"hana"},
    "zqsplit": IT | MKT,
    "zqweekly": {"mara"},
    "zqself": IT,
    "zqaboutme": {"alice", "iris"},
    "zqmytag": {"alice", "iris"},
    "zqmyserial": {"alice", "iris"},
    "zqmystep": IT,
    "zqmyminutes": {"alice", "iris"},
}
STEPS = [{"key": "image", "text": "zqstep", "required": False}]
FIELDS: list[dict[str, Any]] = [
    {"key": "serial", "type": "text", "label": "Serial number", "searchable": True},
    {"key": "room", "type": "text", "label": "Room", "seen_by": "both", "edited_by": "both",
     "searchable": True},
]  # fmt: skip


@dataclass
class Planted:
    """What was made: all that an address needs."""

    keys: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    canned: list[int] = field(default_factory=list)
    macros: list[int] = field(default_factory=list)


def plant(w: Promises) -> Planted:
    """The whole course, minute by minute."""
    made = Planted()
    _prepared(w, made)
    ticket = ask_for_laptop(
        w, title="zqtitle", text="zqtext", answers={"model": "Light", "note": "zqanswer"}
    )
    _worked(w, ticket, made)
    _divided(w, ticket, made)
    _joined(w, ticket, made)
    _own(w, made)
    actions.repeat(
        actor=w.mara, offering=w.new_laptop, title="zqweekly", answers={"model": "Light"},
        rule=Recurrence("daily", 1, time(8), "UTC"), first_on=START.date(), now=later(60),
    )  # fmt: skip
    made.keys.insert(0, ticket.key)
    drain()
    return made


def _prepared(w: Promises, made: Planted) -> None:
    standard = catalogue.create_standard(
        actor=w.alice, service=w.workplace, name="Handing out", steps=STEPS,
        now=START,
    )  # fmt: skip
    catalogue.change_offering(
        actor=w.alice, offering=w.new_laptop, standard=standard, now=START,
        fulfilment_steps=[{"key": "mine", "text": "zqmystep"}],
    )  # fmt: skip
    define_fields(actor=w.alice, offering=w.new_laptop, fields=FIELDS, now=START)
    w.new_laptop.refresh_from_db()
    for name, text, home in (
        ("zqcannedname", "zqcannedtext", {"department": w.it}), ("zqmine", "x", {"owner": w.iris}),
    ):  # fmt: skip
        made.canned.append(
            actions.save_canned(actor=w.iris, name=name, text=text, now=START, **home).pk
        )
    steps = [{"do": "note", "text": "zqmacrodid"}]
    macro = actions.save_macro(
        actor=w.iris, name="zqmacro", steps=steps, department=w.it, now=START
    )
    made.macros.append(macro.pk)
    actions.save_view(actor=w.ian, name="zqview", base="open", owner=w.ian, now=START)
    actions.save_view(actor=w.iris, name="zqshared", base="open", department=w.it, now=START)
    rule = Rule(0, "zqrule", (), effects=Effects(tags=("routed",)))
    routing.keep_rule(actor=w.iris, department=w.it, rule=rule, now=START)
    routing.publish_routing(actor=w.iris, department=w.it, now=START)


def _worked(w: Promises, ticket: Ticket, made: Planted) -> None:
    """Everything that one department does to a ticket, beside and in the conversation."""
    route(ticket_id=ticket.pk, department_id=w.it.pk, now=later(1))
    actions.assign(actor=w.ian, ticket=ticket, person=w.ian, now=later(2))
    actions.reply(actor=w.ian, ticket=ticket, text="zqreply", now=later(3))
    paper = SimpleUploadedFile("zqpaper.txt", b"zqinside")
    said = sent(ticket, "note", text="zqnote @Frank Fuchs @Mara Mai")
    assert client_of(w.ian).post(page_of(ticket), {**said, "files": [paper]}).status_code == 302
    made.files.append(StoredFile.objects.latest("pk").token)
    actions.tag(actor=w.ian, ticket=ticket, add=["zqtag"], now=later(5))
    actions.set_fields(actor=w.ian, ticket=ticket, values={"serial": "zqserial"}, now=later(6))
    actions.set_fields(actor=w.mara, ticket=ticket, values={"room": "zqroom"}, now=later(7))
    actions.tick(actor=w.ian, ticket=ticket, step="s.image", now=later(8))
    _booked(w, ticket, "zqminutes")
    macro = actions.run_macro(actor=w.ian, ticket=ticket, macro=_macro(made), now=later(11))
    assert macro.version > ticket.version
    place = actions.note_place(ticket)
    actions.save_draft(
        person=w.ian, place=place, content={"text": "zqtyping", "verb": "note"}, now=later(12)
    )
    answered = actions.answer(actor=w.mara, ticket=ticket, text="And a bag", now=later(13))
    message = TicketEvent.objects.filter(ticket=answered).latest("ordinal").ordinal
    split = actions.split(
        actor=w.ian, ticket=ticket, message=message, title="zqsplit", now=later(14)
    )
    made.keys.append(split.key)


def _macro(made: Planted) -> Macro:
    return Macro.objects.get(pk=made.macros[0])


def _booked(w: Promises, ticket: Ticket, note: str) -> None:
    who = w.iris if ticket.requester_id == w.ian.pk else w.ian
    actions.book_time(actor=who, ticket=ticket, minutes=7, note=note, now=later(9))
    booked = TicketEvent.objects.filter(ticket=ticket, kind="time_booked").latest("ordinal")
    actions.correct_time(
        actor=who, ticket=ticket, ordinal=booked.ordinal, minutes=8, reason="zqcorrected",
        now=later(10),
    )  # fmt: skip


def _divided(w: Promises, ticket: Ticket, made: Planted) -> None:
    """Finance does a part; what is said between the two is theirs."""
    part = actions.ask_part(
        actor=w.ian, ticket=ticket, department=w.finance, title="zqparttitle", text="zqparttext",
        now=later(20),
    )  # fmt: skip
    actions.assign(actor=w.frank, ticket=part, person=w.frank, now=later(21))
    actions.note(actor=w.frank, ticket=part, text="zqpartnote", now=later(22))
    actions.resolve(
        actor=w.frank, ticket=part, outcome="fulfilled", text="zqpartsaid", now=later(23)
    )
    made.keys.append(part.key)


def _joined(w: Promises, ticket: Ticket, made: Planted) -> None:
    """Linked to what Mara does not see; another merged into hers by mistake."""
    linked = ask_for_laptop(w, by=w.hana, title="zqlinked", now=later(30))
    actions.link(actor=w.ian, ticket=ticket, kind="relates", other=linked, now=later(31))
    gone = ask_for_laptop(w, by=w.hana, title="zqgone", text="zqgone", now=later(32))
    actions.merge(actor=w.ian, ticket=gone, into=ticket, confirmed=True, now=later(33))
    actions.unmerge(actor=w.ian, ticket=gone, now=later(34))
    made.keys += [linked.key, gone.key]


def _own(w: Promises, made: Planted) -> None:
    """Ian asked his own department: he reads nothing that is said about him."""
    mine = ask_for_laptop(w, by=w.ian, title="zqself", now=later(40))
    actions.assign(actor=w.iris, ticket=mine, person=w.iris, now=later(41))
    actions.note(actor=w.iris, ticket=mine, text="zqaboutme @Ian Iversen", now=later(42))
    actions.tag(actor=w.iris, ticket=mine, add=["zqmytag"], now=later(43))
    actions.set_fields(actor=w.iris, ticket=mine, values={"serial": "zqmyserial"}, now=later(44))
    actions.tick(actor=w.iris, ticket=mine, step="mine", now=later(45))
    _booked(w, mine, "zqmyminutes")
    made.keys.append(mine.key)
