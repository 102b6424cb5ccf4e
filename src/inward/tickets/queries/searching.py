"""Search: the tickets a person may see that fit what was typed, newest first or best first.

    found = searching.search(person, sought.read('vpn supplier:IT -test'), at)
    found.page.rows -> [Hit(ticket, title, snippet)]; found.page.next; found.mended; found.problems

Every hit has passed `seen_by`, in the statement that finds it and again in the one that reads it.
Marks of the index narrow the search early; they permit nothing. No total is counted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from inward.directory.models import Person
from inward.kernel.search import reading, vocabulary
from inward.kernel.search.reading import Source
from inward.tickets import words
from inward.tickets.models import Ticket, TicketApprover, Watcher
from inward.tickets.queries import filters, marking
from inward.tickets.queries.filters import Resolved
from inward.tickets.queries.lists import shown, storable_key
from inward.tickets.queries.paging import Page, number_of, page_of, size
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
    """One search by one person: where it looks, and what it knows of other words."""

    sought: Sought
    person: Person
    standing: Standing
    resolved: Resolved

    @property
    def source(self) -> Source:
        """The index, joined inside what the person sees and the filter leaves."""
        seen = Ticket.objects.filter(seen_by(self.person, self.standing))
        return Source(words.INDEX, seen.filter(self.resolved.condition()))

    @cached_property
    def followed(self) -> list[int]:
        """Tickets seen for a reason of which the index knows nothing; the newest 2,000."""
        mine = {"person": self.person}
        watched = Watcher.objects.filter(**mine).values_list("ticket_id", flat=True)
        asked = TicketApprover.objects.filter(**mine).values_list("ticket_id", flat=True)
        return list(watched.union(asked).order_by("-ticket_id")[:FOLLOWED])


def search(
    person: Person, sought: Sought, at: datetime, *, best: bool = False, after: str | None = None,
    limit: int = LIMIT, standing: Standing | None = None,
) -> Found:  # fmt: skip
    """One page of what fits. Raises Invalid (after).

    Five statements: beginnings of words, what the person follows, ids, tickets, what was said in
    them; where nothing has the words two more, for words that are near; names in fields one a
    kind; best first two.
    """
    standing = standing or standing_of(person, at)
    resolved = filters.resolve(sought.filter, person=person, at=at, standing=standing)
    if resolved.problems or not sought:
        return Found(Page([], None), problems=resolved.problems)
    one = _Search(sought, person, standing, resolved)
    typed = [part.word for part in sought.wanted]
    others = vocabulary.beginnings(words.INDEX, typed)
    ids, mended = _ids(one, others, best, after, limit), {}
    if not ids and after is None:
        mended = {word: near for word, near in vocabulary.near(words.INDEX, typed).items() if near}
        others = {word: [*others.get(word, ()), *near] for word, near in mended.items()}
        ids = _ids(one, others, best, after, limit) if mended else []
    return _found(one, others, ids, mended, limit)


def _found(
    one: _Search, others: Mapping[str, Sequence[str]], ids: Sequence[int],
    mended: Mapping[str, Sequence[str]], limit: int,
) -> Found:  # fmt: skip
    page = page_of(ids, size(limit))
    tickets = _tickets(one, page.rows)
    shown_hits = hits(tickets, one.sought, others, one.person, one.standing)
    occurring = {word for hit in shown_hits for word in hit.words}
    # Only what a hit shows is told: that a word exists somewhere is nobody's business.
    told = {word: [n for n in near if n in occurring] for word, near in mended.items()}
    return Found(Page(shown_hits, page.next), {word: near for word, near in told.items() if near})


def _tickets(one: _Search, ids: Sequence[int]) -> list[Ticket]:
    """The tickets of a page in its order, read once more through what the person sees."""
    seen = shown(Ticket.objects.filter(seen_by(one.person, one.standing)))
    found = seen.in_bulk(list(ids)) if ids else {}
    return [found[pk] for pk in ids if pk in found]


def _ids(
    one: _Search, others: Mapping[str, Sequence[str]], best: bool, after: str | None, limit: int
) -> list[int]:
    if best:
        ranked = _ranked(one, others)
        begin = ranked.index(number_of(after)) + 1 if after and number_of(after) in ranked else 0
        return ranked[begin : begin + size(limit) + 1]
    before = number_of(after) if after is not None else None
    return _newest(one, others, size(limit) + 1, before)


def _newest(
    one: _Search, others: Mapping[str, Sequence[str]], limit: int, before: int | None
) -> list[int]:
    facets = list(marking.facets(one.resolved))
    wanted = marking.expression(one.sought, others, one.person, one.standing, one.followed, facets)
    return reading.newest(one.source, wanted, limit=limit, before=before)


def _ranked(one: _Search, others: Mapping[str, Sequence[str]]) -> list[int]:
    """The newest hits, those first that have the words in a row in their title, or all of them."""
    found = _newest(one, others, RANKED, None)
    if not found or not one.sought.wanted:
        return found
    tiers = [
        frozenset(
            reading.newest(
                one.source, marking.in_title(one.sought, others, phrase=phrase),
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
    found = search(person, asked, at, limit=limit, standing=standing)
    return [hit.ticket for hit in found.page.rows]
