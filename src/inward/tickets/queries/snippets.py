"""What a hit shows: its title and the words around the first place, with what was found marked.

Made from what was said in the ticket as far as the reader may read it, never from the index.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from inward.directory.models import Person
from inward.kernel.search.tokens import without_accents, words
from inward.tickets.models import Ticket, TicketEvent
from inward.tickets.queries.sought import Sought
from inward.tickets.visibility import Standing

BEFORE, AFTER = 60, 120
_RUN = re.compile(r"\w+")


@dataclass(frozen=True)
class Piece:
    """Some text; ``found``: it is what was looked for. Raw: escape it."""

    text: str
    found: bool


@dataclass(frozen=True)
class Hit:
    """A ticket that fits. ``words``: which of the looked-for words it shows, folded."""

    ticket: Ticket
    title: Sequence[Piece]
    snippet: Sequence[Piece]
    words: frozenset[str]


def hits(
    tickets: Sequence[Ticket], sought: Sought, others: Mapping[str, Sequence[str]],
    person: Person, standing: Standing, *, said: bool = True,
) -> list[Hit]:  # fmt: skip
    """The hits of a page. One statement for what was ``said`` in them; none without words."""
    wanted = frozenset(_wanted(sought, others))
    texts = _said(tickets, person, standing) if said and wanted and tickets else {}
    return [_hit(ticket, texts.get(ticket.pk, []), wanted) for ticket in tickets]


def _wanted(sought: Sought, others: Mapping[str, Sequence[str]]) -> Iterator[str]:
    for part in sought.wanted:
        yield from part.tokens
        yield from others.get(part.word, ())


def _said(tickets: Sequence[Ticket], person: Person, standing: Standing) -> dict[int, list[str]]:
    """What the person may read in each of the tickets, in order."""
    readable = {ticket.pk for ticket in tickets if _reads_notes(ticket, person, standing)}
    rows = (
        TicketEvent.objects.filter(ticket_id__in=[ticket.pk for ticket in tickets])
        .exclude(text="")
        .order_by("ticket_id", "ordinal")
        .values_list("ticket_id", "text", "is_note")
    )
    found: dict[int, list[str]] = {}
    for ticket_id, text, is_note in rows:
        if not is_note or ticket_id in readable:
            found.setdefault(ticket_id, []).append(text)
    return found


def _reads_notes(ticket: Ticket, person: Person, standing: Standing) -> bool:
    """As `policies.can_read_notes`, from the row alone: where it does not say so, no note is shown.

    A department that held the ticket between the first and the last is not in the row.
    """
    if person.pk in (ticket.requester_id, ticket.beneficiary_id):
        return False
    if ticket.confidentiality == "restricted":
        return False
    return not standing.departments.isdisjoint({ticket.supplier_id, ticket.first_supplier_id})


def _hit(ticket: Ticket, said: Sequence[str], wanted: frozenset[str]) -> Hit:
    written = [str(value) for value in ticket.answers.values() if isinstance(value, str)]
    title = tuple(pieces(ticket.title, wanted))
    best = _best([*said, *written], wanted)
    snippet = tuple(pieces(_around(best, wanted), wanted)) if best else ()
    shown = (piece.text for piece in (*title, *snippet) if piece.found)
    return Hit(ticket, title, snippet, frozenset(word for text in shown for word in words(text)))


def _best(texts: Iterable[str], wanted: frozenset[str]) -> str:
    """The first of the texts that has most of the words; nothing where none has any."""
    most, best = 0, ""
    for text in texts:
        number = len(wanted.intersection(words(text)))
        if number > most:
            most, best = number, text
    return best


def _around(text: str, wanted: Collection[str]) -> str:
    """The words around the first place, in one line."""
    line = " ".join(text.split())
    place = next((at for at, _end in _places(line, wanted)), 0)
    begin = line.rfind(" ", 0, max(place - BEFORE, 0)) + 1 if place > BEFORE else 0
    end = line.find(" ", place + AFTER)
    cut = line[begin : end if end > 0 else len(line)]
    return f"{'… ' if begin else ''}{cut}{' …' if end > 0 else ''}"


def pieces(text: str, wanted: Collection[str]) -> Iterator[Piece]:
    """The text in pieces, with what is wanted marked. Together they are the text."""
    done = 0
    for begin, end in _places(text, wanted):
        if begin > done:
            yield Piece(text[done:begin], found=False)
        yield Piece(text[begin:end], found=True)
        done = end
    if done < len(text):
        yield Piece(text[done:], found=False)


def _places(text: str, wanted: Collection[str]) -> Iterator[tuple[int, int]]:
    for run in _RUN.finditer(text):
        word = run.group()
        folded = word.lower() if word.isascii() else without_accents(word)
        if folded in wanted or any(one in wanted for one in words(word)):
            yield run.span()
