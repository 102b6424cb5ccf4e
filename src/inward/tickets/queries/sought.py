"""What somebody typed into the search: words, phrases in quotes, what must not occur, filters.

    printer "paper jam" -toner supplier:IT is:overdue after:2026-01-01

Names before a colon are those of `inward.tickets.queries.filters` (and ``after`` for ``since``);
all else is words. Pure.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import get_close_matches

from django.utils.translation import gettext as _

from inward.kernel.search.tokens import words
from inward.tickets.queries import filters
from inward.tickets.queries.filters import Filter, Term
from inward.tickets.queries.vocabulary import ALIASES, FIELDS

LONGEST = 400
MOST_PARTS = 12
# A part: an optional minus, then quotes, or a run without blanks (which may hold quotes).
_PART = re.compile(r'(-?)(?:"([^"]*)"?|((?:"[^"]*"|[^\s"])+))')
_NAMED = re.compile(r"([A-Za-z_]+):(?=\S)")
_AFTER = re.compile(r"(?<!\S)(-?)after:(?=\S)", re.IGNORECASE)


@dataclass(frozen=True)
class Part:
    """Tokens that stand in a row. ``exact``: as typed in quotes; ``unwanted``: must not occur.

    ``typed``: as it stood in the search.
    """

    tokens: tuple[str, ...]
    exact: bool = False
    unwanted: bool = False
    typed: str = ""

    @property
    def word(self) -> str:
        """The word, where it is one that may begin a longer one; else nothing."""
        return self.tokens[0] if len(self.tokens) == 1 and not self.exact else ""


@dataclass(frozen=True)
class Sought:
    """A search as it was read. ``hints``: what was read otherwise than its writer may think."""

    typed: str
    parts: tuple[Part, ...]
    filter: Filter
    hints: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.parts or self.filter.terms or self.filter.problems)

    @property
    def wanted(self) -> tuple[Part, ...]:
        """What must occur."""
        return tuple(part for part in self.parts if not part.unwanted)

    @property
    def plain(self) -> str:
        """The wanted words alone, for what has no fields: people, offerings, departments."""
        return " ".join(token for part in self.wanted for token in part.tokens)

    def without(self, left_out: Term | Part) -> str:
        """What one would type for the same search with a field or a part less."""
        terms = (
            replace(self.filter.without(left_out), words="")
            if isinstance(left_out, Term)
            else replace(self.filter, words="")
        )
        parts = (part.typed for part in self.parts if part is not left_out)
        return " ".join([*filter(None, [terms.text()]), *parts])

    @property
    def key(self) -> str:
        """What may be the key of a ticket, where nothing else was typed; of any log."""
        found = self.typed.strip().removeprefix("#")
        one = len(self.parts) == 1 and not self.filter.terms and " " not in found
        number = any(letter.isdecimal() for letter in found)
        return found if one and number and found.isprintable() else ""


def read(typed: str) -> Sought:
    """What was typed, read. Raises nothing: what cannot be read is told."""
    text = _AFTER.sub(r"\1since:", typed[:LONGEST])
    found = filters.typed(text)
    parts = tuple(_parts(text))[:MOST_PARTS]
    return Sought(typed[:LONGEST], parts, found, tuple(_hints(text)))


def _parts(text: str) -> Iterator[Part]:
    for minus, quoted, run in _PART.findall(text):
        if _name(run) in FIELDS:
            continue
        tokens = tuple(words(quoted or run))
        if tokens:
            said = f'{minus}"{quoted}"' if quoted else f"{minus}{run}"
            yield Part(tokens, exact=bool(quoted), unwanted=bool(minus), typed=said)


def _name(run: str) -> str:
    """The name of a filter at the beginning of a part, as the vocabulary knows it."""
    found = _NAMED.match(run)
    if found is None:
        return ""
    name = found[1]
    return ALIASES.get(name, name)


def _hints(text: str) -> Iterator[str]:
    known = [*FIELDS, *ALIASES]
    for _minus, _quoted, run in _PART.findall(text):
        found = _NAMED.match(run)
        name = found[1] if found else ""
        if not name or _name(run) in FIELDS or run.startswith((f"{name}://", f"{name}:/")):
            continue
        near = get_close_matches(name.lower(), known, n=1, cutoff=0.6)
        told = _("‘%s:’ is no field: it was looked for as a word.") % name
        yield f"{told} {_('Did you mean ‘%s:’?') % near[0]}" if near else told
