"""Filters: one vocabulary for the queue, saved views, exports and what people type into a search.

The same words stand in an address (``?supplier=IT&is=overdue&q=vpn``) and in a search box
(``supplier:IT is:overdue vpn``); `Filter` is what both mean, `text()` and `pairs()` write it back.

    found = filters.typed('customer:MKT waiting:customer,outside -tag:vip before:2026-10-01 vpn')
    found = filters.addressed(request.GET)          names it does not know are somebody else's
    tickets = filters.apply(visible_to(person, at), found, person=person, at=at)

Several values of one name mean any of them (``is`` and ``tag``: all of them); ``-name`` the
opposite. Nothing raises: what cannot be read stands in ``problems`` in words, and a filter with
problems finds nothing, so that no list or export shows more than was asked for. Filters only ever
narrow; operators and columns come from `inward.tickets.queries.vocabulary`, never from the text.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from inward.directory.folding import search_words
from inward.directory.models import Person
from inward.kernel.errors import Invalid
from inward.tickets.models import Ticket
from inward.tickets.queries.naming import Names, look_up
from inward.tickets.queries.vocabulary import ALIASES, FIELDS
from inward.tickets.visibility import NOWHERE, Standing, standing_of

LONGEST = 1_000
LONGEST_WORDS = 200
MOST_VALUES = 20
# Where a typed word begins a filter: a name, a colon, a value that may stand in quotes.
_TOKEN = re.compile(r'(?:(-?)([a-z_]+):(?=\S))?((?:"[^"]*"|[^\s"])+)')
_UNSTORABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


class Given(Protocol):
    """A query string as Django reads it."""

    def getlist(self, key: str) -> Sequence[Any]:
        """All values of a name."""


@dataclass(frozen=True)
class Term:
    """A name with the values that are meant, canonical and in the order given."""

    name: str
    values: tuple[str, ...]
    opposite: bool = False

    @property
    def key(self) -> str:
        """The name as it is written: with a minus for the opposite."""
        return f"-{self.name}" if self.opposite else self.name


@dataclass(frozen=True)
class Filter:
    """What is asked for: terms, all of which hold, and words of key or title.

    ``problems``: what could not be read, a sentence each; such a filter finds nothing. ``hints``:
    what was read otherwise than its writer may think.
    """

    terms: tuple[Term, ...] = ()
    words: str = ""
    problems: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.terms or self.words or self.problems)

    def pairs(self) -> list[tuple[str, str]]:
        """Names and values for an address, several values joined by commas; words as ``q``."""
        told = [(term.key, ",".join(map(_quoted, term.values))) for term in self.terms]
        return [*told, ("q", self.words)] if self.words else told

    def query(self) -> str:
        """The filter in an address, without '?'."""
        return urlencode(self.pairs())

    def text(self) -> str:
        """The filter as one would type it."""
        told = [f"{term.key}:{','.join(map(_quoted, term.values))}" for term in self.terms]
        return " ".join([*told, self.words] if self.words else told)

    def without(self, term: Term) -> "Filter":
        """The filter with one term less."""
        return replace(self, terms=tuple(one for one in self.terms if one != term))

    def values(self, name: str) -> tuple[str, ...]:
        """The values meant by a name."""
        return next((t.values for t in self.terms if t.name == name and not t.opposite), ())


def typed(text: str) -> Filter:
    """What somebody typed: ``name:value`` where the name is known, words for all else."""
    raw: dict[tuple[str, bool], list[str]] = {}
    words, hints = [], []
    for minus, name, rest in _TOKEN.findall(_UNSTORABLE.sub(" ", text[:LONGEST])):
        known = ALIASES.get(name, name)
        if known in FIELDS:
            raw.setdefault((known, bool(minus)), []).append(rest)
            continue
        words.append(f"{minus}{name}:{rest}" if name else rest)
        if name and not rest.startswith("/"):
            hints.append(_("‘%s’ is no filter: it was looked for as a word.") % name)
    return _made(raw, " ".join(words).replace('"', ""), tuple(hints))


def addressed(given: Given) -> Filter:
    """What an address says; names that are no filters belong to the page and are passed over."""
    raw: dict[tuple[str, bool], list[str]] = {}
    for name in (*FIELDS, *ALIASES):
        for opposite in (False, True):
            sent = [str(one) for one in given.getlist(f"-{name}" if opposite else name)]
            clean = [_UNSTORABLE.sub(" ", one)[:LONGEST] for one in sent if one.strip()]
            if clean:
                raw.setdefault((ALIASES.get(name, name), opposite), []).extend(clean)
    words = " ".join(str(one) for one in given.getlist("q"))
    return _made(raw, _UNSTORABLE.sub(" ", words[:LONGEST]))


def _made(
    raw: Mapping[tuple[str, bool], Iterable[str]], words: str, hints: tuple[str, ...] = ()
) -> Filter:
    terms, problems = [], []
    order = list(FIELDS)
    for (name, opposite), values in sorted(raw.items(), key=lambda one: order.index(one[0][0])):
        read, wrong = _read(name, [one for value in values for one in _split(value)])
        problems += wrong
        if read:
            terms.append(Term(name, read, opposite))
    clean = " ".join(words.split())[:LONGEST_WORDS].strip()
    return Filter(tuple(terms), clean, tuple(problems), hints)


def _read(name: str, values: Sequence[str]) -> tuple[tuple[str, ...], list[str]]:
    """The canonical values of a name, and what is wrong with the others."""
    field = FIELDS[name]
    read: dict[str, None] = {}
    problems = []
    for value in values[:MOST_VALUES]:
        try:
            read[field.read(value)] = None
        except Invalid as error:
            problems.append(f"{field.label}: {error.detail}")
    if field.single and len(read) > 1:
        problems.append(f"{field.label}: {_('give one value only.')}")
    if len(values) > MOST_VALUES:
        problems.append(f"{field.label}: {_('too many values.')}")
    return tuple(read), problems


def _split(value: str) -> list[str]:
    """Values between commas; what stands in quotes is one."""
    parts = re.findall(r'((?:"[^"]*"|[^,"])+)', value)
    return [part.replace('"', "").strip() for part in parts if part.replace('"', "").strip()]


def _quoted(value: str) -> str:
    return f'"{value}"' if re.search(r"[\s,]", value) else value


@dataclass(frozen=True)
class Resolved:
    """A filter with the people, departments and services it names looked up."""

    filter: Filter
    names: Names
    person: Person
    at: datetime
    standing: Standing

    @property
    def problems(self) -> tuple[str, ...]:
        """What could not be read and who could not be found, in words."""
        return (*self.filter.problems, *self.names.problems)

    def condition(self) -> Q:
        """The condition on tickets, without the words; with problems nothing fulfils it."""
        if self.problems:
            return Q(pk__in=())
        found = Q()
        for term in self.filter.terms:
            field = FIELDS[term.name]
            each = [field.condition(value, self) for value in term.values]
            meant = _joined(each, all_of=field.all_of and not term.opposite)
            found &= ~meant if term.opposite else meant
        return found

    def ids(self, kind: str, value: str) -> frozenset[int]:
        """The ids that a name of a department, person, service or offering stands for."""
        return self.names.ids[kind, value]

    def label(self, name: str, value: str) -> str:
        """A value as people read it."""
        field = FIELDS[name]
        return self.names.labels.get((field.named, value)) or field.told(value)


def _joined(each: Sequence[Q], *, all_of: bool) -> Q:
    found = Q()
    for one in each:
        found = found & one if all_of else found | one
    return found


def resolve(
    found: Filter, *, person: Person, at: datetime, standing: Standing | None = None
) -> Resolved:
    """Look up the names. At most three statements, none where nothing is named.

    Tags are looked for with the person's ``standing``: where it was not read before, one or two
    statements more.
    """
    wanted = {
        (field.named, value)
        for term in found.terms
        if (field := FIELDS[term.name]).named
        for value in term.values
        if value not in field.fixed
    }
    if standing is None:
        needs = any(term.name == "tag" for term in found.terms)
        standing = standing_of(person, at) if needs else NOWHERE
    return Resolved(found, look_up(wanted, person), person, at, standing)


def apply(
    tickets: QuerySet[Ticket], found: Filter, *, person: Person, at: datetime,
    standing: Standing | None = None, words: bool = True,
) -> QuerySet[Ticket]:  # fmt: skip
    """Those of the tickets that fulfil the filter; ``words=False``: without its words.

    Up to three statements now (see `resolve`), none where nothing is named.
    """
    resolved = resolve(found, person=person, at=at, standing=standing)
    narrowed = tickets.filter(resolved.condition())
    return with_words(narrowed, found.words) if words else narrowed


def with_words(tickets: QuerySet[Ticket], words: str) -> QuerySet[Ticket]:
    """Those with all these word beginnings in key or title; all of them where nothing is typed."""
    for word in search_words(words):
        tickets = tickets.filter(search_key__contains=f" {word}")
    return tickets
