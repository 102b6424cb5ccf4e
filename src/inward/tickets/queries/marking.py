"""Expressions of the ticket index: what is looked for, and by whom it may be found."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from inward.directory.models import Person
from inward.kernel.search import index
from inward.kernel.search.expression import All, Any, Expression, Phrase, Without, any_of, token
from inward.kernel.search.tokens import marked
from inward.tickets import words
from inward.tickets.queries.filters import Resolved
from inward.tickets.queries.sought import Part, Sought
from inward.tickets.queries.vocabulary import FIELDS
from inward.tickets.visibility import Standing

# Words that may stand for a typed one: those it begins, or those that are near it.
Alternatives = Mapping[str, Sequence[str]]
# A serial number is found by its beginning; shorter ones begin too many.
_SHORTEST_NUMBER = 4
_EARLIEST = datetime(words.FIRST_YEAR, 1, 1, tzinfo=UTC)


def mine(person: Person, standing: Standing) -> Expression:
    """The documents marked as seen by a person. What they watch or approve is not marked."""
    tokens = [
        marked(words.REQUESTER, person.pk),
        marked(words.ASSIGNEE, person.pk),
        *(marked(words.HELD, each) for each in sorted(standing.departments)),
        *(marked(words.CUSTOMER, each) for each in sorted(standing.headed)),
        *(marked(words.COLLEAGUE, each) for each in sorted(standing.member)),
    ]
    return any_of(tokens)


def noted(person: Person, standing: Standing) -> Expression | None:
    """The documents whose notes the person may read: of supplier sides, unless they asked."""
    if not standing.departments:
        return None
    held = any_of(marked(words.HELD, each) for each in sorted(standing.departments))
    return Without(held, token(marked(words.REQUESTER, person.pk)))


def expression(
    sought: Sought, others: Alternatives, person: Person, standing: Standing,
    followed: Collection[int], facets: Sequence[Expression],
) -> Expression:  # fmt: skip
    """What is looked for, in public words and, where the person may read them, in notes.

    ``followed``: tickets that the person sees for reasons the index knows nothing of.
    """
    seen = mine(person, standing)
    if followed:
        seen = Any((seen, index.among(followed)))
    public = _joined([seen, *facets], sought, others, notes=False)
    readable = noted(person, standing)
    if readable is None or not sought.parts:
        return public
    private = _joined([readable, *facets], sought, others, notes=True)
    return Any((public, private))


def in_title(sought: Sought, others: Alternatives, *, phrase: bool) -> Expression:
    """All that is wanted stands in key and title; ``phrase``: in a row."""
    if phrase:
        every = [one for part in sought.wanted for one in part.tokens]
        return Phrase(tuple(marked(words.IN_TITLE, one) for one in every))
    return All(tuple(_part(part, others, words.IN_TITLE) for part in sought.wanted))


def _joined(
    first: list[Expression], sought: Sought, others: Alternatives, *, notes: bool
) -> Expression:
    wanted = [*first, *(_either(part, others, notes) for part in sought.wanted)]
    found: Expression = All(tuple(wanted))
    unwanted = [part for part in sought.parts if part.unwanted]
    if not unwanted:
        return found
    return Without(found, Any(tuple(_either(part, {}, notes) for part in unwanted)))


def _either(part: Part, others: Alternatives, notes: bool) -> Expression:
    public = _part(part, others, "")
    return Any((public, _part(part, others, words.IN_NOTE))) if notes else public


def _part(part: Part, others: Alternatives, kind: str) -> Expression:
    """A phrase; a word with the words that may stand for it; a number with what it begins."""
    word = part.word
    if not word:
        return Phrase(tuple(_of(kind, one) for one in part.tokens))
    if not word.isalpha() and len(word) >= _SHORTEST_NUMBER:
        return Phrase((_of(kind, word),), beginning=True)
    return any_of(_of(kind, one) for one in dict.fromkeys((word, *others.get(word, ()))))


def _of(kind: str, word: str) -> str:
    return marked(kind, word) if kind else word


def facets(found: Resolved) -> Iterator[Expression]:
    """What the fields of a search say in marks: they narrow early what rows are then held to."""
    kinds = {
        "supplier": words.SUPPLIER, "customer": words.ASKED_BY, "service": words.SERVICE,
        "requester": words.REQUESTER, "assignee": words.ASSIGNEE,
    }  # fmt: skip
    named = {"supplier": "department", "customer": "department", "service": "service"}
    for term in found.filter.terms:
        if term.name in kinds and not term.opposite:
            kind = named.get(term.name, "person")
            yield from _facet(kinds[term.name], kind, term.values, found)
    since, before = (_instant_of(found, name) for name in ("since", "before"))
    if since is not None or before is not None:
        yield any_of(_periods(since or _EARLIEST, before or found.at + timedelta(days=1)))


def _instant_of(found: Resolved, name: str) -> datetime | None:
    """The instant that a field of days means: the one in its condition."""
    for value in found.filter.values(name):
        for child in FIELDS[name].condition(value, found).children:
            instant = child[1] if isinstance(child, tuple) else None
            return instant if isinstance(instant, datetime) else None
    return None


def _facet(letter: str, kind: str, values: Sequence[str], found: Resolved) -> Iterator[Expression]:
    if "none" in values:
        return
    ids: set[int] = set()
    for value in values:
        ids |= {found.person.pk} if value == "me" else found.ids(kind, value)
    yield any_of(marked(letter, each) for each in sorted(ids or {0}))


def _periods(since: datetime, before: datetime) -> Iterator[str]:
    """Marks of the years between two instants, and of the months of the first and the last."""
    first, last = max(since.astimezone(UTC), _EARLIEST), before.astimezone(UTC)
    for year in range(first.year, max(first.year, last.year) + 1):
        months = range(
            first.month if year == first.year else 1, (last.month if year == last.year else 12) + 1
        )
        if len(months) == 12 or year == words.FIRST_YEAR:
            yield marked(words.YEAR, year)
        else:
            yield from (marked(words.MONTH, f"{year}{month:02}") for month in months)
