"""Search: the tickets a person may see that fit what was typed, newest first or best first.

    found = searching.search(person, sought.read('vpn supplier:IT -test'), at)
    found.page.rows -> [Hit(ticket, title, snippet)]; found.page.next; found.mended; found.problems

Every hit has passed `seen_by`, in the statement that finds it and again in the one that reads it.
Marks of the index narrow the search early; they permit nothing. No total is counted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet

from inward.directory.models import Person
from inward.kernel.search import reading, vocabulary
from inward.kernel.search.expression import Expression
from inward.kernel.search.reading import Source
from inward.tickets import words
from inward.tickets.models import Ticket, TicketApprover, Watcher
from inward.tickets.queries import filters, marking
from inward.tickets.queries.filters import Resolved
from inward.tickets.queries.lists import shown, storable_key
from inward.tickets.queries.paging import Page, number_of, page_of_rows, size
from inward.tickets.queries.snippets import Hit, hits
from inward.tickets.queries.sought import Sought, read
from inward.tickets.visibility import Standing, seen_by, standing_of

LIMIT = 20
# Best first looks at so many of the newest hits.
RANKED = 1_000
FOLLOWED = 2_000


@dataclass(frozen=True)
class Found:
    """A page of hits. ``mended``: the words looked for instead of one that nothing had.

    ``problems``: what could not be read, in words; then nothing is found. ``key``: the ticket that
    was named by its key.
    """

    page: Page[Hit]
    mended: Mapping[str, Sequence[str]] = field(default_factory=dict)
    problems: Sequence[str] = ()
    key: Ticket | None = None


@dataclass(frozen=True)
class _Search:
    """One search by one person: where it looks, and which other words stand for the typed ones.

    ``followed``: tickets seen for a reason of which the index knows nothing.
    """

    sought: Sought
    person: Person
    standing: Standing
    resolved: Resolved
    others: Mapping[str, Sequence[str]]
    followed: Sequence[int]

    @property
    def seen(self) -> QuerySet[Ticket]:
        """What the person sees."""
        return Ticket.objects.filter(seen_by(self.person, self.standing))

    @property
    def source(self) -> Source:
        """The index, joined inside what the person sees and the filter leaves."""
        return Source(words.INDEX, self.seen.filter(self.resolved.condition()))

    @property
    def expression(self) -> Expression:
        """What is looked for."""
        facets = list(marking.facets(self.resolved))
        return marking.expression(
            self.sought, self.others, self.person, self.standing, self.followed, facets
        )

    @property
    def hopeless(self) -> bool:
        """Whether a word is wanted that no document has."""
        return not all(self.others.values())


def search(
    person: Person, sought: Sought, at: datetime, *, best: bool = False, after: str | None = None,
    limit: int = LIMIT, standing: Standing | None = None, snippets: bool = True,
    mend: bool = True,
) -> Found:  # fmt: skip
    """One page of what fits. Raises Invalid (after).

    Without ``snippets`` a hit shows its title alone, without ``mend`` only what was typed is found.
    Three statements: beginnings of words with what the person follows, tickets, what was said in
    them; where nothing has the words two more, for words that are near; best first three more;
    names in fields one a kind.
    """
    standing = standing or standing_of(person, at)
    resolved = filters.resolve(sought.filter, person=person, at=at, standing=standing)
    if resolved.problems or not sought:
        return Found(Page([], None), problems=resolved.problems)
    typed = [part.word for part in sought.wanted]
    others, followed = vocabulary.beginnings(words.INDEX, typed, also=_followed(person))
    one = _Search(sought, person, standing, resolved, others, followed)
    rows = [] if one.hopeless else _rows(one, best, after, limit)
    mended: Mapping[str, Sequence[str]] = {}
    if not rows and after is None and mend:
        mended = {word: near for word, near in vocabulary.near(words.INDEX, typed).items() if near}
        also = {word: [*others[word], *near] for word, near in mended.items()}
        one = replace(one, others={**others, **also})
        rows = _rows(one, best, after, limit) if mended and not one.hopeless else []
    page = page_of_rows(rows, size(limit))
    found = hits(page.rows, sought, one.others, person, standing, said=snippets)
    return Found(Page(found, page.next), _told(mended, found))


def _followed(person: Person) -> QuerySet[Any, Any]:
    """Tickets a person watches or was asked to approve: the newest 2,000."""
    watched, asked = (
        model.objects.filter(person=person).annotate(number=F("ticket_id")).values_list("number")
        for model in (Watcher, TicketApprover)
    )
    return watched.union(asked).order_by("-number")[:FOLLOWED]


def _told(mended: Mapping[str, Sequence[str]], found: Sequence[Hit]) -> Mapping[str, Sequence[str]]:
    """Only what a hit shows is told: that a word exists somewhere is nobody's business."""
    occurring = {word for hit in found for word in hit.words}
    told = {word: [n for n in near if n in occurring] for word, near in mended.items()}
    return {word: near for word, near in told.items() if near}


def _rows(one: _Search, best: bool, after: str | None, limit: int) -> list[Ticket]:
    """The tickets of a page and one more."""
    place = number_of(after) if after is not None else None
    if best:
        return _ranked_rows(one, place, size(limit) + 1)
    return reading.newest_rows(
        shown(one.seen), one.source, one.expression, limit=size(limit) + 1, before=place
    )


def _ranked_rows(one: _Search, after: int | None, limit: int) -> list[Ticket]:
    ranked = _ranked(one)
    begin = ranked.index(after) + 1 if after in ranked else 0
    ids = ranked[begin : begin + limit]
    found = shown(one.seen).in_bulk(ids) if ids else {}
    return [found[pk] for pk in ids if pk in found]


def _ranked(one: _Search) -> list[int]:
    """The newest hits, those first that have the words in a row in their title, or all of them."""
    found = reading.newest(one.source, one.expression, limit=RANKED)
    if not found or not one.sought.wanted:
        return found
    tiers = [
        frozenset(
            reading.newest(
                one.source, marking.in_title(one.sought, one.others, phrase=phrase),
                limit=RANKED, since=found[-1],
            )
        )
        for phrase in (True, False)
    ]  # fmt: skip
    return sorted(found, key=lambda pk: ([pk not in tier for tier in tiers], -pk))


def by_key(person: Person, sought: Sought, standing: Standing) -> Ticket | None:
    """The ticket whose key was typed, if the person may see it. One statement, or none."""
    if not sought.key:
        return None
    keys = {storable_key(sought.key), storable_key(sought.key.upper())}
    return shown(Ticket.objects.filter(seen_by(person, standing), key__in=keys)).first()


def plain_search(person: Person, typed: str, at: datetime, *, limit: int = LIMIT) -> list[Ticket]:
    """The ticket of that key, else the newest that fit. One statement more than `search`."""
    asked = read(typed)
    standing = standing_of(person, at)
    named = by_key(person, asked, standing)
    if named is not None:
        return [named]
    found = search(person, asked, at, limit=limit, standing=standing, snippets=False, mend=False)
    return [hit.ticket for hit in found.page.rows]
