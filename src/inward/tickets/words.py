"""What of a ticket can be searched: its words, and marks of who may find it and since when.

The index (`inward.kernel.search`) holds one document a ticket, written with the event that changes
it. Public words stand as they are; words of notes and tags are marked, so that only an expression
made for supplier sides finds them; marks name departments and people by whom a ticket is seen. They
narrow a search to what `visible_to` then permits; they permit nothing themselves.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC
from itertools import groupby
from typing import Any, NamedTuple

from inward.catalogue.rules.fields import fields_of
from inward.kernel.search import index
from inward.kernel.search.index import Document
from inward.kernel.search.tokens import GAP, marked, words
from inward.tickets.models import EventKind, Ticket, TicketEvent

INDEX = "tickets_search"
AT_ONCE = 500
# Kinds of marks. Words: in the title; of notes and tags.
IN_TITLE, IN_NOTE = "t", "n"
# Who sees it: departments that hold or held it, its customer (heads), the customer's members.
HELD, CUSTOMER, COLLEAGUE = "h", "c", "k"
# People: who asked or is asked for, who works on it. Since when: year, month.
REQUESTER, ASSIGNEE = "r", "a"
YEAR, MONTH = "y", "m"
FIRST_YEAR = 1990
# What fields of a search name; restricted tickets too, so these say nothing of who sees it.
SUPPLIER, ASKED_BY, SERVICE = "s", "u", "v"
# Events that change what is found though nobody speaks.
_TOUCHING = frozenset(
    {
        EventKind.SUBMITTED, EventKind.TAGGED, EventKind.UPDATED, EventKind.FIELDS_SET,
        EventKind.ANONYMISED, EventKind.SPLIT, EventKind.MERGED, EventKind.UNMERGED,
    }
)  # fmt: skip
_LONGEST_TEXT = 40_000


class Said(NamedTuple):
    """What an event says, as far as it can be searched."""

    kind: str
    text: str
    is_note: bool
    data: Mapping[str, Any]
    department: int | None

    @classmethod
    def of(cls, event: TicketEvent) -> "Said":
        """Of an event about to be written."""
        return cls(event.kind, event.text, event.is_note, event.data, event.department_id)


SAID_COLUMNS = ("kind", "text", "is_note", "data", "department_id")


def touches(event: TicketEvent) -> bool:
    """Whether an event changes what is found, and for whom."""
    moves = event.department_id is not None or event.person_id is not None
    return bool(event.text or moves or event.kind in _TOUCHING or event.data.get("files"))


def put(ticket: Ticket, said: Sequence[Said], *, again: bool = False) -> None:
    """Index a ticket as its log stands; `again`: though it may be indexed with its first event.

    Two statements, one for a new ticket; see `index.put`.
    """
    index.put(INDEX, [document(ticket, said)], fresh=len(said) <= 1 and not again)


def document(ticket: Ticket, said: Sequence[Said]) -> Document:
    """The tokens of a ticket."""
    title = [*words(ticket.key), *words(ticket.title)]
    known = set(title)
    tokens = [*title, GAP, *(marked(IN_TITLE, word) for word in title)]
    heard = _since_anonymised(said)
    fields = _fields(ticket)
    for text in (*_answers(ticket.answers), *fields.both, *_public(heard)):
        spoken = words(text[:_LONGEST_TEXT])
        known.update(spoken)
        tokens += [GAP, *spoken]
    for text in (*fields.supplier, *_private(heard)):
        noted = words(text[:_LONGEST_TEXT])
        known.update(noted)
        tokens += [GAP, *(marked(IN_NOTE, word) for word in noted)]
    first = marks(ticket, {s.department for s in said} - {None})
    return Document(ticket.pk, [*first, *tokens], known)


class _Noted(NamedTuple):
    """Values of custom fields that are found by searching: seen by both sides, by the supplier."""

    both: list[str]
    supplier: list[str]


def _fields(ticket: Ticket) -> _Noted:
    """What stands in the fields that can be searched. A statement only where something does."""
    if not ticket.fields or ticket.fields_version is None:
        return _Noted([], [])
    found = _Noted([], [])
    for field in fields_of(ticket.fields_version.fields):
        value = ticket.fields.get(field.question.key)
        if field.searchable and value is not None and value is not True:
            texts = value if isinstance(value, list) else [value]
            place = found.both if field.seen_by == "both" else found.supplier
            place.extend(str(text) for text in texts)
    return found


def _since_anonymised(said: Sequence[Said]) -> Sequence[Said]:
    """What was said before the people in it were forgotten is forgotten too."""
    last = max((n for n, s in enumerate(said) if s.kind == EventKind.ANONYMISED), default=-1)
    return said[last + 1 :]


def _public(said: Iterable[Said]) -> Iterator[str]:
    for each in said:
        if not each.is_note:
            yield each.text
            yield from (str(file.get("name", "")) for file in each.data.get("files", ()))


def _private(said: Iterable[Said]) -> Iterator[str]:
    """Notes; and tags, which suppliers alone see. A tag once given is found until it is rebuilt."""
    gone = {name for s in said if s.kind == EventKind.TAGGED for name in s.data.get("removed", ())}
    for each in said:
        if each.is_note:
            yield each.text
        if each.kind == EventKind.TAGGED:
            yield from (name for name in each.data.get("added", ()) if name not in gone)


def _answers(answers: Mapping[str, Any]) -> Iterator[str]:
    """What was written or chosen; numbers, dates and tokens of files are no words."""
    for value in answers.values():
        if isinstance(value, str):
            yield value


def marks(ticket: Ticket, departments: Collection[int | None]) -> Iterator[str]:
    """Who may find it, and since when it is."""
    people = {ticket.requester_id, ticket.beneficiary_id} - {None}
    yield from (marked(REQUESTER, person) for person in sorted(filter(None, people)))
    if ticket.assignee_id is not None:
        yield marked(ASSIGNEE, ticket.assignee_id)
    yield from _facets(ticket)
    if ticket.confidentiality == "restricted":
        return
    held = {*departments, ticket.supplier_id} - {None}
    yield from (marked(HELD, department) for department in sorted(filter(None, held)))
    if ticket.customer_id is not None:
        yield marked(CUSTOMER, ticket.customer_id)
        if ticket.confidentiality == "colleagues":
            yield marked(COLLEAGUE, ticket.customer_id)


def _facets(ticket: Ticket) -> Iterator[str]:
    since = ticket.submitted_at.astimezone(UTC)
    yield marked(YEAR, max(since.year, FIRST_YEAR))
    yield marked(MONTH, f"{since:%Y%m}")
    named = (
        (SUPPLIER, ticket.supplier_id), (ASKED_BY, ticket.customer_id), (SERVICE, ticket.service_id)
    )  # fmt: skip
    yield from (marked(kind, pk) for kind, pk in named if pk is not None)


def put_many(ticket_ids: Sequence[int], *, fresh: bool = False) -> None:
    """Index tickets as they are stored: after writing in bulk. Two statements a 500, and puts."""
    for at in range(0, len(ticket_ids), AT_ONCE):
        batch = ticket_ids[at : at + AT_ONCE]
        index.put(INDEX, _documents(batch), fresh=fresh)


def _documents(ticket_ids: Sequence[int]) -> Iterator[Document]:
    tickets = Ticket.objects.in_bulk(ticket_ids)
    rows = (
        TicketEvent.objects.filter(ticket_id__in=ticket_ids)
        .order_by("ticket_id", "at", "ordinal")
        .values_list("ticket_id", *SAID_COLUMNS)
    )
    for ticket_id, events in groupby(rows, key=lambda row: row[0]):
        yield document(tickets[ticket_id], [Said(*row[1:]) for row in events])
